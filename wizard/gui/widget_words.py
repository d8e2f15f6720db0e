"""The words that widgets show, in a language that was chosen while they are shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QWidget,
)

from wizard.text.retranslation import retranslated, retranslated_html

_Words = tuple[Callable[[], str], Callable[[str], None]]


def retranslate(window: QWidget) -> None:
    """Every word in the window and its menus; what was typed is no word of ours."""
    for widget in (window, *window.findChildren(QWidget)):
        for get, put in _words(widget):
            _replace(get, put)
        if isinstance(widget, QComboBox):
            for row in range(widget.count()):
                widget.setItemText(row, retranslated(widget.itemText(row)))
        if isinstance(widget, QAbstractItemView):
            widget.viewport().update()
    for action in window.findChildren(QAction):
        _replace(action.text, action.setText)


def _words(widget: QWidget) -> list[_Words]:
    found: list[_Words] = [
        (widget.toolTip, widget.setToolTip),
        (widget.accessibleName, widget.setAccessibleName),
        (widget.accessibleDescription, widget.setAccessibleDescription),
        (widget.windowTitle, widget.setWindowTitle),
    ]
    if isinstance(widget, QLineEdit):
        found.append((widget.placeholderText, widget.setPlaceholderText))
    if isinstance(widget, QMenu):
        found.append((widget.title, widget.setTitle))
    if isinstance(widget, (QLabel, QAbstractButton)):
        found.append((widget.text, widget.setText))
    return found


def _replace(get: Callable[[], str], put: Callable[[str], None]) -> None:
    before = get()
    after = retranslated(before)
    if after == before and "<" in before:
        after = retranslated_html(before)
    if after != before:
        put(after)
