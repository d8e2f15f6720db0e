"""The small menu at the foot of the map: help, what is kept, the log, about."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QToolButton

from wizard.domain.demo_fault import DemoFault
from wizard.gui.style.icons import ButtonIcon
from wizard.gui.style.theme import Tone
from wizard.text.language import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wizard.gui.pages.hub.start import Demonstration
    from wizard.gui.tasks import Tasks


class MenuButton(QToolButton):
    """Opens the menu; what is in it is added by the window."""

    def __init__(self) -> None:
        super().__init__()
        words = _("Menu")
        self.setText(words)
        self.setToolTip(_("Menu (F10)"))
        self.setAccessibleName(words)
        self.setShortcut("F10")
        self._icon = ButtonIcon(self, "menu", Tone.QUIET)
        self.actions_menu = QMenu(self)
        self._by_mouse = False
        self.clicked.connect(self._open)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._by_mouse = True
        super().mouseReleaseEvent(event)
        self._by_mouse = False

    def _open(self) -> None:
        """Above the button, which is at the window's foot; nothing waits for it to close."""
        height = self.actions_menu.sizeHint().height()
        self.actions_menu.popup(self.mapToGlobal(QPoint(0, -height)))
        if not self._by_mouse:
            # Opened with a key: a screen reader hears the first entry, and not nothing.
            down = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)
            QCoreApplication.postEvent(self.actions_menu, down)

    def add(self, words: str, do: Callable[[], None]) -> QAction:
        """One more entry."""
        action = self.actions_menu.addAction(words)
        action.triggered.connect(lambda _checked=False: do())
        return action

    def add_languages(self, tasks: Tasks) -> None:
        """Let the language be chosen, before the last entry, unless something is being written."""
        from wizard.gui.window_language import fill_language_menu, window_language

        languages = window_language()
        languages.is_busy = lambda: tasks.is_writing
        choices = QMenu(_("&Language"), self.actions_menu)
        fill_language_menu(choices, languages)
        self.actions_menu.insertMenu(self.actions_menu.actions()[-1], choices)

    def add_faults(self, demonstration: Demonstration) -> QMenu:
        """Let a demonstrator choose what goes wrong in the demo hub, and take it away again."""
        from wizard.text.catalogue.demo_faults import SENTENCES

        title = _("What goes &wrong?")
        faults = QMenu(title, self.actions_menu)
        first = self.actions_menu.actions()[0] if self.actions_menu.actions() else None
        if first is not None:
            self.actions_menu.insertMenu(first, faults)
        group = QActionGroup(faults)
        nothing = _("Nothing: everything works")
        for fault in (None, *DemoFault):
            if fault is DemoFault.PORT_CLOSED:
                continue  # a port is closed from the start or not at all
            action = faults.addAction(_(SENTENCES[fault]) if fault else nothing)
            action.setCheckable(True)
            action.setChecked(fault is demonstration.fault)
            action.setActionGroup(group)
            action.triggered.connect(partial(demonstration.show_fault, fault))
        return faults


def open_folder(folder: Path) -> bool:
    """Show a folder in the system's file manager; False where there is none."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
