"""What kind of thing a widget of ours is to a screen reader, where Qt only knows a plain widget."""

from __future__ import annotations

from functools import cache
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_ROLE: Final = "spoken role"
"""The property in which a widget has its role."""


def speak_as(widget: QWidget, role: QAccessible.Role) -> None:
    """Have ``widget`` told as a list, an item of one, a group… instead of a filler.

    Before it gets a name: whoever asks Qt about the widget earlier has made it a filler for good.
    """
    _install()
    widget.setProperty(_ROLE, role.value)


@cache
def _install() -> None:
    QAccessible.installFactory(_make)


def _make(_class_name: str, target: QObject) -> QAccessibleWidget | None:
    """Qt asks for every object once, and keeps what it gets until the object goes."""
    role = target.property(_ROLE)
    if role is None or not isinstance(target, QWidget):
        return None
    return QAccessibleWidget(target, QAccessible.Role(role))
