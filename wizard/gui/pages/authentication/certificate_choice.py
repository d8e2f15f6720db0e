"""The certificate of a self-signed device: a file, a new one, or one in a store of Windows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.certificate_store import StoreReference
from wizard.domain.errors import SetupError
from wizard.domain.hub.model import DeviceIdentity
from wizard.domain.proof import CertificateSource, NewCertificate
from wizard.gui.pages.authentication.certificate_file import CertificateFileFields
from wizard.gui.pages.authentication.new_certificate import NewCertificateFields
from wizard.gui.pages.authentication.stored_certificates import StoredCertificateFields
from wizard.gui.style.theme import BLOCK
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.field import Combo, Field, Form
from wizard.setup.session import Session
from wizard.text.language import _

_BRING, _MAKE, _STORE = range(3)


class CertificateChoice(QWidget):
    """Which of them, and the fields of that."""

    edited = Signal()

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self._device: DeviceIdentity | None = None
        self.way = Combo()
        self.way.addItems([_("Use an existing certificate"), _("Create a new certificate")])
        top = Form()
        top.add(_("&Certificate"), self.way)
        self.file = CertificateFileFields()
        self.new = NewCertificateFields()
        self.stored = StoredCertificateFields(session, tasks)
        Form.line_up(top, self.file, self.new, self.stored)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(BLOCK)
        for part in (top, self.file, self.new, self.stored):
            box.addWidget(part)
        self.way.currentIndexChanged.connect(self._show)
        for fields in (self.file, self.new, self.stored):
            fields.edited.connect(self.edited)
        self._show()

    @property
    def is_new(self) -> bool:
        """Whether one is to be made."""
        return self.way.currentIndex() == _MAKE

    @property
    def is_stored(self) -> bool:
        """Whether one is in a store of this computer."""
        return self.way.currentIndex() == _STORE

    def offer_store(self, offered: bool) -> None:
        """Offer the stores of this computer as a third choice, or not any more."""
        is_there = self.way.count() > _STORE
        if offered and not is_there:
            self.way.addItem(_("Use a certificate in this computer's store"))
        elif is_there and not offered:
            if self.is_stored:
                self.way.setCurrentIndex(_BRING)
            self.way.removeItem(_STORE)

    def source(self) -> CertificateSource | None:
        """What was chosen; None while no file, and none in the list, is named."""
        if self.is_stored:
            return self.stored.source()
        return self.new.source() if self.is_new else self.file.source()

    def show_source(self, source: CertificateSource | None, device: DeviceIdentity) -> None:
        """Another device: begin anew, unless something was chosen for it already."""
        self._device = device
        self.new.show_device(device)
        if source is None:
            self.file.file.clear()
        if isinstance(source, StoreReference) and self.is_stored:
            self.stored.look(device)
        else:
            self.way.setCurrentIndex(_MAKE if isinstance(source, NewCertificate) else _BRING)

    def complain(self) -> Field | None:
        """Say what is to be corrected, where nothing can be used; None: a file is to be named."""
        if self.is_stored:
            return self.stored.complain()
        return self.new.complain() if self.is_new else None

    def show_error(self, error: SetupError) -> Field:
        """Say beside the field that can mend it why the certificate will not do; that field."""
        return (self.stored if self.is_stored else self.file).show_error(error)

    def clear_errors(self) -> None:
        """Back to the hints."""
        self.file.clear_errors()
        self.stored.clear_errors()
        self.new.days_field.clear_error()

    def _show(self, _index: int = 0) -> None:
        self.file.setVisible(not self.is_new and not self.is_stored)
        self.new.setVisible(self.is_new)
        self.stored.setVisible(self.is_stored)
        if self.is_stored and self._device is not None:
            self.stored.look(self._device)
        self.edited.emit()
