"""How many devices are listed, and the button that stops the way to the last of them."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from wizard.gui.style.theme import SMALL
from wizard.gui.widgets.labels import small
from wizard.text.language import _


class DeviceCount(QWidget):
    """A quiet line below the list."""

    stop = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = small()
        self.words.setWordWrap(False)
        self.button = QPushButton(_("Stop"))
        self.button.setProperty("quiet", True)
        self.button.setAutoDefault(False)
        self.button.setAccessibleName(_("Stop loading devices"))
        self.button.clicked.connect(self.stop)
        self.button.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.words)
        row.addWidget(self.button)
        row.addStretch(1)

    def show_count(self, shown: int, total: int | None, *, whole: bool, more: bool) -> None:
        """``shown`` are listed. ``total``: all that the hub has, where that is known; ``whole``:
        no more will come; ``more``: more is being fetched and can be stopped."""
        count = QLocale().toString(shown)
        if not whole:
            words = _("{count} devices so far").format(count=count)
        elif total is not None and shown < total:
            words = _("{count} of {total} devices").format(
                count=count, total=QLocale().toString(total)
            )
        elif shown == 1:
            words = _("1 device")
        else:
            words = _("{count} devices").format(count=count)
        self.words.setText(words if shown else "")
        self.button.setVisible(more)
