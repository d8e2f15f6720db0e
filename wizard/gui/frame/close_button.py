"""The one button of a window that only tells something."""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox

from wizard.text.access_key import without_key
from wizard.text.language import _


def close_button(dialog: QDialog) -> QDialogButtonBox:
    """A row with "Close". Without the style's icon, which is black in dark colours too."""
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    button = buttons.button(QDialogButtonBox.StandardButton.Close)
    button.setIcon(QIcon())
    button.setText(without_key(_("&Close")))  # Qt's own word would stay when the language changes
    buttons.rejected.connect(dialog.reject)
    return buttons
