"""What keys do in the window: the same on every page.

- Return and Enter press the button that has the focus; elsewhere the page goes on.
- Escape stops what can be stopped, else empties a field; where there is neither it leaves, as
  Cancel does, but asks first.
- Arrows stay within a choice: they never lead from one button to the next.
- Page Up, Page Down, Home and End scroll the page, unless what has the focus scrolls by itself.
- F1 opens the page's help, F5 reads anew what the page shows, Ctrl+F goes to the search field.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTextEdit,
    QWidget,
    QWizard,
)
from shiboken6 import isValid

from wizard.gui.widgets.keys import ENTER, press_focused

if TYPE_CHECKING:
    from wizard.gui.page import Page

_ARROWS: Final = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_PAGING: Final = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ENDS: Final = (Qt.Key.Key_Home, Qt.Key.Key_End)
_SCROLLS_ITSELF: Final = (QAbstractItemView, QPlainTextEdit, QTextEdit, QComboBox)


class Keyboard(QObject):
    """Looks at the keys of the widget that has the focus, before that does."""

    def __init__(
        self, window: QWizard, leave: Callable[[], None], show_help: Callable[[], None]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._leave = leave
        self._show_help = show_help
        self._watched: QWidget | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        return isinstance(watched, QWidget) and self._press(watched, event)

    def _moved(self, _former: QWidget | None, focus: QWidget | None) -> None:
        # Qt tells this of a button too that was deleted while it had the focus.
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = focus if focus is not None and focus.window() is self._window else None
        if self._watched is not None:
            self._watched.installEventFilter(self)

    def _press(self, focus: QWidget, event: QKeyEvent) -> bool:
        key = event.key()
        if event.matches(QKeySequence.StandardKey.HelpContents):
            self._show_help()
            return True
        if event.matches(QKeySequence.StandardKey.Find):
            return self._search()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key in ENTER:
            return press_focused(focus, event)
        if key == Qt.Key.Key_Escape:
            return self._escape(focus)
        if key == Qt.Key.Key_F5:
            return self._refresh()
        return self._scroll(focus, Qt.Key(key))

    def _escape(self, focus: QWidget) -> bool:
        page = self._page()
        if page is not None and page.interrupt():
            return True
        if isinstance(focus, QLineEdit) and not focus.isReadOnly() and focus.text():
            focus.clear()
        else:
            self._leave()
        return True

    def _scroll(self, focus: QWidget, key: Qt.Key) -> bool:
        page = self._page()
        if page is None:
            return False
        is_button = isinstance(focus, QAbstractButton) and not isinstance(focus, QRadioButton)
        if key in _ARROWS and is_button:
            page.scroll_by(key)
            return True
        if isinstance(focus, _SCROLLS_ITSELF) or (key in _ENDS and isinstance(focus, QLineEdit)):
            return False
        if key in _PAGING or key in _ENDS:
            page.scroll_by(key)
            return True
        return False

    def _search(self) -> bool:
        page = self._page()
        field = page.search_field() if page is not None else None
        if field is None:
            return False
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        field.selectAll()
        return True

    def _refresh(self) -> bool:
        page = self._page()
        if page is not None:
            page.refresh()
        return page is not None

    def _page(self) -> Page | None:
        from wizard.gui.page import Page

        page = self._window.currentPage()
        return page if isinstance(page, Page) else None
