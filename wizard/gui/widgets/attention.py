"""Telling somebody who works in another window that something has ended here."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget


def ask_for_attention(widget: QWidget) -> None:
    """Mark the window in the task bar while it is behind; nothing where it is in front."""
    QApplication.alert(widget.window())
