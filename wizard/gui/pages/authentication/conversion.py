"""The offer to give a module the symmetric key that both agents need."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from wizard.domain.state import SetupState
from wizard.gui.style.theme import SMALL, Tone
from wizard.gui.widgets.notice import Notice
from wizard.setup.auth_rules import needs_conversion
from wizard.text.language import _


class Conversion(QWidget):
    """Seen only for a module that lacks the key; ticked by the user alone."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.notice = Notice()
        self.box = QCheckBox(_("Give the module a s&ymmetric key"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.notice)
        column.addWidget(self.box)
        self.box.toggled.connect(self.edited)
        self.hide()

    @property
    def wanted(self) -> bool:
        """Whether the user has asked for it."""
        return not self.isHidden() and self.box.isChecked()

    def show_for(self, state: SetupState) -> None:
        """Offer it where this device's module needs it."""
        module = state.module
        if module is None or not module.enabled or not needs_conversion(module):
            self.hide()
            return
        self.box.setChecked(state.convert_module)
        words = _(
            "The module {module} of {device} does not use a symmetric key. The agent supports "
            "no other authentication."
        )
        self.notice.say(
            words.format(module=module.id, device=state.device_id),
            _(
                "It can be changed to a symmetric key. Anything that uses the current "
                "authentication can then no longer connect."
            ),
            Tone.WARNING,
        )
        self.show()
