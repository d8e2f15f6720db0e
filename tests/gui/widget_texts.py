"""All texts of a window: what it shows, what it tells on hovering, what a screen reader says."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QWidget

_TYPED = ("text", "selectedText")
"""What a field has of what was typed, dots or not."""


def widget_texts(root: QWidget) -> str:
    """The texts of ``root`` and of everything in it, a line each."""
    objects: list[QObject] = [root, *root.findChildren(QObject)]
    return "\n".join(text for item in objects for text in _texts(item))


def _texts(item: QObject) -> Iterator[str]:
    hidden = _behind_dots(item)
    meta = item.metaObject()
    for at in range(meta.propertyCount()):
        # str(): PySide gives text here and declares bytes.
        name, kind = str(meta.property(at).name()), str(meta.property(at).typeName())
        if kind in ("QString", "QStringList") and not (hidden and name in _TYPED):
            yield from _strings(item.property(name))
    if isinstance(item, QWidget):
        yield from _accessible(item)
    if isinstance(item, QAbstractItemView) and item.model() is not None:
        yield from _cells(item)


def _behind_dots(item: QObject) -> bool:
    """Whether a person sees dots here: the field itself has to know what was typed."""
    return isinstance(item, QLineEdit) and item.echoMode() != QLineEdit.EchoMode.Normal


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (entry for entry in value if isinstance(entry, str))


def _accessible(widget: QWidget) -> Iterator[str]:
    interface = QAccessible.queryAccessibleInterface(widget)
    if interface is not None:
        yield from (interface.text(kind) for kind in QAccessible.Text)


def _cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    for row in range(model.rowCount(QModelIndex())):
        # PySide keeps a list model's columnCount private: it has one column.
        is_list = isinstance(model, QAbstractListModel)
        for column in range(1 if is_list else model.columnCount(QModelIndex())):
            for value in model.itemData(model.index(row, column)).values():
                yield from _strings(value)
