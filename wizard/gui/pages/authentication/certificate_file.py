"""A certificate that the user has: its file, what opens it, and what it says."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from wizard.domain.certificate_rules import registered_as
from wizard.domain.errors import Code, SetupError
from wizard.domain.hub.model import DeviceIdentity
from wizard.domain.proof import CertificateFacts, CertificateFile
from wizard.gui.pages.authentication.certificate_summary import CertificateSummary
from wizard.gui.widgets.field import Field, Form
from wizard.gui.widgets.path_edit import PathEdit
from wizard.gui.widgets.secret_edit import SecretEdit
from wizard.text.language import _


class CertificateFileFields(Form):
    """The file; where needed, that of its key and the passphrase; then what was read.

    What only some certificates need is asked for when one of them turns up.
    """

    edited = Signal()
    named = Signal()
    """The user has named a file, or what it lacked: it can be read."""

    def __init__(self) -> None:
        super().__init__()
        self.file, self.key = self._path_edit(), self._path_edit()
        self.file_field = self._add_path(_("Fi&le"), self.file, _("Browse…"))
        self.file_field.set_hint(_("PEM, DER or PKCS#12 (.pfx, .p12)."))
        self.key_field = self._add_path(_("Private &key"), self.key, _("Browse…"))
        self.passphrase = SecretEdit()
        self.passphrase_field = self.add(
            _("Passphras&e"),
            self.passphrase,
            hint=_("Used once to open the key. It is not stored."),
        )
        self.summary = CertificateSummary()
        self.add_below(self.summary)
        self.file.textChanged.connect(self._another_file)
        self.key.textChanged.connect(self._edited)
        self.passphrase.changed.connect(self._edited)
        for line in (self.file, self.key, self.passphrase.line):
            line.editingFinished.connect(self._finished)
        self._finished_with: CertificateFile | None = None
        self._ask_for_the_file_alone()

    def source(self) -> CertificateFile | None:
        """What is named; None while there is no file."""
        path, key = self.file.text().strip(), self.key.text().strip()
        if not path:
            return None
        secret = self.passphrase.secret()
        return CertificateFile(
            Path(path).expanduser(),
            Path(key).expanduser() if key else None,
            secret if len(secret) else None,
        )

    def name(self, path: Path) -> None:
        """Name a file as choosing it in a dialog does."""
        self.file.name(str(path))

    def show_read(self, certificate: CertificateFacts, device: DeviceIdentity | None) -> None:
        """Show what was read, and which of the device's certificates it is."""
        self.clear_errors()
        slot = registered_as(certificate, device) if device else None
        self.summary.show_certificate(certificate, device.id if device else "", slot)

    def show_error(self, error: SetupError) -> Field:
        """Say why it will not do beside the field that can mend it; that field."""
        self.clear_errors()
        field = self._field_of(error)
        field.set_visible(True)
        field.set_error_of(error)
        return field

    def clear_errors(self) -> None:
        """Back to the hints."""
        for field in (self.file_field, self.key_field, self.passphrase_field):
            field.clear_error()

    def _field_of(self, error: SetupError) -> Field:
        if error.code is Code.CERTIFICATE_LOCKED:
            return self.passphrase_field
        if error.code is Code.CERTIFICATE_KEY_MISMATCH or error.variant.startswith("no_key"):
            return self.key_field
        return self.file_field

    def _path_edit(self) -> PathEdit:
        kinds = (
            _("Certificates and keys (*.pem *.pfx *.p12 *.crt *.cer *.der *.key)"),
            _("All files (*)"),
        )
        edit = PathEdit(_("Certificate"), filters=kinds)
        edit.named.connect(self._finished)
        return edit

    def _add_path(self, label: str, edit: PathEdit, browse: str) -> Field:
        return self.add(label, edit, edit.browse_button(browse))

    def _ask_for_the_file_alone(self) -> None:
        self.key.clear()
        self.passphrase.line.clear()
        self.key_field.set_visible(False)
        self.passphrase_field.set_visible(False)

    def _another_file(self, _path: str) -> None:
        self._ask_for_the_file_alone()
        self._edited()

    def _edited(self, _text: str = "") -> None:
        self.clear_errors()
        self.summary.clear()
        self.edited.emit()

    def _finished(self) -> None:
        source = self.source()
        if source is not None and source != self._finished_with:
            self.named.emit()
        self._finished_with = source
