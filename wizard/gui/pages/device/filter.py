"""The field for the device's id, which searches as one types, and the filters of the list."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QWidget

from wizard.domain.hub.model import AuthType, DeviceQuery
from wizard.gui.style.icons import ButtonIcon, icon
from wizard.gui.style.theme import MEDIUM, Tone, changes_look, tone_colour
from wizard.gui.widgets.field import Combo, Form
from wizard.gui.words import auth_word, status_word
from wizard.text.language import _

_DEBOUNCE_MS: Final = 300


class IdEdit(QLineEdit):
    """`down`: the arrow that leads into the list."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
            return
        super().keyPressEvent(event)


class DeviceFilter(Form):
    """`changed` comes once typing rests, and only for a query that is another one.

    What is typed is searched for; an id that is taken from the list is only shown.
    """

    changed = Signal()
    typed = Signal(str)
    """Another id stands in the field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = IdEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(_("Device ID, or its beginning"))
        self._glass = self.search.addAction(
            icon("search", tone_colour(Tone.QUIET, self.palette())),
            QLineEdit.ActionPosition.LeadingPosition,
        )
        # Qt leaves the buttons of a field without names.
        buttons = self.search.findChildren(QToolButton)
        for button, name in zip(buttons, (_("Clear"), _("Search")), strict=True):
            button.setAccessibleName(name)
        self.auth = Combo()
        self.auth.addItem(_("Any"), None)
        for auth in (AuthType.SAS, AuthType.SELF_SIGNED, AuthType.CA):
            self.auth.addItem(auth_word(auth), auth)
        self.status = Combo()
        # A few short words: none of them is cut for the room of the other list.
        self.status.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self.status.addItem(_("Any"), None)
        for enabled in (True, False):
            self.status.addItem(status_word(enabled), enabled)
        self._make_again()
        self._lay_out()
        self._searched = ""
        self._taking = False
        self._last = DeviceQuery()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_DEBOUNCE_MS)
        self._rest.timeout.connect(self._check)
        self.search.textChanged.connect(self._edited)
        self.auth.currentIndexChanged.connect(self._check)
        self.status.currentIndexChanged.connect(self._check)

    def query(self) -> DeviceQuery:
        """What the fields ask for."""
        auth = self.auth.currentData()
        return DeviceQuery(
            self._searched,
            # Qt hands an enum of strings back as a string.
            None if auth is None else AuthType(auth),
            self.status.currentData(),
        )

    def show_id(self, device_id: str) -> None:
        """Put an id into the field without searching for it."""
        if self.search.text().strip() != device_id:
            self._taking = True
            self.search.setText(device_id)
            self._taking = False

    def search_now(self) -> bool:
        """Search for what was typed a moment ago; whether that is another query."""
        return self._rest.isActive() and self._check()

    def reset(self) -> bool:
        """Ask for everything; False where that was asked for already."""
        if self.query() == DeviceQuery():
            return False
        blockers = [QSignalBlocker(box) for box in (self.search, self.auth, self.status)]
        self.search.clear()
        self._searched = ""
        self.auth.setCurrentIndex(0)
        self.status.setCurrentIndex(0)
        for blocker in blockers:
            blocker.unblock()
        self.typed.emit("")
        self._check()
        return True

    def stop(self) -> None:
        """Forget what was typed a moment ago."""
        self._rest.stop()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if changes_look(event) and hasattr(self, "_glass"):
            self._glass.setIcon(icon("search", tone_colour(Tone.QUIET, self.palette())))

    def _edited(self, text: str) -> None:
        if not self._taking:
            self._searched = text.strip()
            self._rest.start()
        self.typed.emit(text)

    def _check(self) -> bool:
        self._rest.stop()
        query = self.query()
        if query == self._last:
            return False
        self._last = query
        self.changed.emit()
        return True

    def _make_again(self) -> None:
        keys = QKeySequence(QKeySequence.StandardKey.Refresh)
        self.again = QToolButton()
        self.again.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.again.setShortcut(keys)
        self.again.setAccessibleName(_("Refresh the list"))
        shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
        self.again.setToolTip(_("Refresh the list ({keys})").format(keys=shown))
        self._again_icon = ButtonIcon(self.again, "retry", Tone.QUIET)

    def _lay_out(self) -> None:
        self.id_field = self.add(_("&Device"), self.search, self.again)
        label = QLabel(_("S&tatus"))
        label.setBuddy(self.status)
        label.setIndent(MEDIUM)
        self.status.setAccessibleName(_("Status"))
        self.add(_("A&uthentication"), self.auth, label, self.status)
