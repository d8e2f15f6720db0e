"""What the provisioning service has to be told: id scope, registration, and the proof."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from wizard.domain.agent.model import Method
from wizard.domain.errors import AnswersError
from wizard.domain.hub.connection_string import parse_key
from wizard.domain.proof import CertificateSource, DpsRegistration
from wizard.domain.secret import Secret
from wizard.domain.state import SetupState
from wizard.gui.pages.authentication.certificate_file import CertificateFileFields
from wizard.gui.style.theme import BLOCK
from wizard.gui.widgets.field import Combo, Form
from wizard.gui.widgets.secret_edit import SecretEdit
from wizard.text.language import _


class DpsFields(QWidget):
    """Id scope, registration id, and the enrollment's key or certificate."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._form = form = Form()
        self.id_scope, self.registration_id = QLineEdit(), QLineEdit()
        self.id_scope.setPlaceholderText("0ne00000000")
        self.id_scope_field = form.add(_("&ID scope"), self.id_scope)
        self.registration_field = form.add(_("Regis&tration ID"), self.registration_id)
        self.method = Combo()
        self.method.addItem(_("Symmetric key"), Method.SYMMETRIC_KEY)
        self.method.addItem(_("Self-signed certificate"), Method.SELF_SIGNED_CERTIFICATE)
        form.add(_("Met&hod"), self.method)
        self.key = SecretEdit()
        self.key_field = form.add(
            _("&Key"),
            self.key,
            hint=_(
                "The device's own key. For an enrollment group, the key derived for this device."
            ),
        )
        self.file = CertificateFileFields()
        Form.line_up(form, self.file)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(BLOCK)
        box.addWidget(form)
        box.addWidget(self.file)
        self.method.currentIndexChanged.connect(self._show)
        for line in (self.id_scope, self.registration_id):
            line.textChanged.connect(self._edited)
        self.key.changed.connect(self._edited)
        self.file.edited.connect(self.edited)
        self._show()

    def registration(self) -> DpsRegistration:
        """What the fields say, as far as they are filled in."""
        key = self.key.secret()
        with_key = self.chosen_method() is Method.SYMMETRIC_KEY and len(key) > 0
        return DpsRegistration(
            self.id_scope.text().strip(),
            self.registration_id.text().strip(),
            _alone(key) if with_key else None,
        )

    def chosen_method(self) -> Method:
        """With what the enrollment is proved."""
        return Method(self.method.currentData())

    def source(self) -> CertificateSource | None:
        """The enrollment's certificate; None with a key, and while no file is named."""
        is_key = self.chosen_method() is Method.SYMMETRIC_KEY
        return None if is_key else self.file.source()

    def show_state(self, state: SetupState) -> None:
        """Show what is known. Enrolments mostly have the device's name and its own key."""
        known, device = state.dps, state.device
        if known is not None:
            self.id_scope.setText(known.id_scope)
            self.registration_id.setText(known.registration_id)
            self.key.set_secret(known.key or Secret(""))
        if device is not None:
            self.registration_id.setText(device.id)
            self.key.set_secret(device.primary_key or Secret(""))

    def start_anew(self) -> None:
        """The next device: the id scope stays."""
        self.registration_id.clear()
        self.key.line.clear()
        self.file.file.clear()

    def clear_errors(self) -> None:
        """Back to the hints."""
        for field in (self.id_scope_field, self.registration_field, self.key_field):
            field.clear_error()
        self.file.clear_errors()

    def _show(self, _index: int = 0) -> None:
        with_key = self.chosen_method() is Method.SYMMETRIC_KEY
        self.key_field.set_visible(with_key)
        self.file.setVisible(not with_key)
        self._edited()

    def _edited(self, _text: str = "") -> None:
        self.clear_errors()
        self.edited.emit()


def _alone(key: Secret) -> Secret:
    """The key out of what was pasted around it; what cannot be used is refused by the rules."""
    try:
        return parse_key(key.reveal(), "authentication.key")
    except AnswersError:
        return key
