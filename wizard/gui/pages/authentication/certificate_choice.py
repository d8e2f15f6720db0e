"""The certificate of a self-signed device: one that is there, or a new one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.hub.model import DeviceIdentity
from wizard.domain.proof import CertificateSource, NewCertificate
from wizard.gui.pages.authentication.certificate_file import CertificateFileFields
from wizard.gui.pages.authentication.new_certificate import NewCertificateFields
from wizard.gui.style.theme import BLOCK
from wizard.gui.widgets.field import Combo, Form
from wizard.text.language import _

_BRING, _MAKE = range(2)


class CertificateChoice(QWidget):
    """Which of the two, and the fields of that."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.way = Combo()
        self.way.addItems([_("Use an existing certificate"), _("Create a new certificate")])
        top = Form()
        top.add(_("&Certificate"), self.way)
        self.file = CertificateFileFields()
        self.new = NewCertificateFields()
        Form.line_up(top, self.file, self.new)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(BLOCK)
        for part in (top, self.file, self.new):
            box.addWidget(part)
        self.way.currentIndexChanged.connect(self._show)
        self.file.edited.connect(self.edited)
        self.new.edited.connect(self.edited)
        self._show()

    @property
    def is_new(self) -> bool:
        """Whether one is to be made."""
        return self.way.currentIndex() == _MAKE

    def source(self) -> CertificateSource | None:
        """What was chosen; None while no file is named."""
        return self.new.source() if self.is_new else self.file.source()

    def show_source(self, source: CertificateSource | None, device: DeviceIdentity) -> None:
        """Another device: begin anew, unless something was chosen for it already."""
        self.new.show_device(device)
        if source is None:
            self.file.file.clear()
        self.way.setCurrentIndex(_MAKE if isinstance(source, NewCertificate) else _BRING)

    def clear_errors(self) -> None:
        """Back to the hints."""
        self.file.clear_errors()
        self.new.days_field.clear_error()

    def _show(self, _index: int = 0) -> None:
        self.file.setVisible(not self.is_new)
        self.new.setVisible(self.is_new)
        self.edited.emit()
