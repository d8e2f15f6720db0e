"""Search and filters above the device list: one debounced signal."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QWidget

from wizard.domain.hub.model import AuthType, DeviceQuery
from wizard.gui.style.icons import ButtonIcon, icon
from wizard.gui.style.theme import MEDIUM, Tone, changes_look, tone_colour
from wizard.gui.widgets.field import Combo, Form
from wizard.gui.words import auth_word, status_word

_DEBOUNCE_MS: Final = 300


class DeviceFilter(Form):
    """`changed` comes once typing rests, and only for a query that is another one."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(self.tr("Beginning of the id"))
        self._glass = self.search.addAction(
            icon("search", tone_colour(Tone.QUIET, self.palette())),
            QLineEdit.ActionPosition.LeadingPosition,
        )
        self.auth = Combo()
        self.auth.addItem(self.tr("Any"), None)
        for auth in (AuthType.SAS, AuthType.SELF_SIGNED, AuthType.CA):
            self.auth.addItem(auth_word(auth), auth)
        self.status = Combo()
        self.status.addItem(self.tr("Any"), None)
        for enabled in (True, False):
            self.status.addItem(status_word(enabled), enabled)
        self._make_again()
        self._lay_out()
        self._last = DeviceQuery()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_DEBOUNCE_MS)
        self._rest.timeout.connect(self._check)
        self.search.textChanged.connect(self._rest.start)
        self.auth.currentIndexChanged.connect(self._check)
        self.status.currentIndexChanged.connect(self._check)

    def query(self) -> DeviceQuery:
        """What the fields ask for."""
        auth = self.auth.currentData()
        return DeviceQuery(
            self.search.text().strip(),
            # Qt hands an enum of strings back as a string.
            None if auth is None else AuthType(auth),
            self.status.currentData(),
        )

    def reset(self) -> bool:
        """Ask for everything; False where that was asked for already."""
        if self.query() == DeviceQuery():
            return False
        blockers = [QSignalBlocker(box) for box in (self.search, self.auth, self.status)]
        self.search.clear()
        self.auth.setCurrentIndex(0)
        self.status.setCurrentIndex(0)
        for blocker in blockers:
            blocker.unblock()
        self._check()
        return True

    def stop(self) -> None:
        """Forget what was typed a moment ago."""
        self._rest.stop()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if changes_look(event) and hasattr(self, "_glass"):
            self._glass.setIcon(icon("search", tone_colour(Tone.QUIET, self.palette())))

    def _check(self) -> None:
        self._rest.stop()
        query = self.query()
        if query != self._last:
            self._last = query
            self.changed.emit()

    def _make_again(self) -> None:
        keys = QKeySequence(QKeySequence.StandardKey.Refresh)
        self.again = QToolButton()
        self.again.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.again.setShortcut(keys)
        self.again.setAccessibleName(self.tr("Fetch the list again"))
        shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
        self.again.setToolTip(self.tr("Fetch the list again ({keys})").format(keys=shown))
        self._again_icon = ButtonIcon(self.again, "retry", Tone.QUIET)
        self.again.clicked.connect(self.changed)

    def _lay_out(self) -> None:
        self.add(self.tr("&Search"), self.search, self.again)
        label = QLabel(self.tr("S&tatus"))
        label.setBuddy(self.status)
        label.setIndent(MEDIUM)
        self.status.setAccessibleName(self.tr("Status"))
        self.add(self.tr("A&uthentication"), self.auth, label, self.status)
