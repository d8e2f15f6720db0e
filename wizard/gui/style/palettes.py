"""The two palettes, light and dark."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette

_ROLE: Final = QPalette.ColorRole

_LIGHT: Final = {
    _ROLE.Window: "#ffffff",
    _ROLE.WindowText: "#1b2029",
    _ROLE.Base: "#ffffff",
    _ROLE.AlternateBase: "#f3f5f9",
    _ROLE.Text: "#1b2029",
    _ROLE.PlaceholderText: "#5d6776",
    _ROLE.Button: "#f6f7fa",
    _ROLE.ButtonText: "#1b2029",
    _ROLE.BrightText: "#ffffff",
    _ROLE.Light: "#ffffff",
    _ROLE.Midlight: "#e4e8ef",
    _ROLE.Mid: "#c3cad6",
    _ROLE.Dark: "#8791a1",
    _ROLE.Shadow: "#4a5361",
    _ROLE.Highlight: "#2362e0",
    _ROLE.HighlightedText: "#ffffff",
    _ROLE.Accent: "#2362e0",
    _ROLE.Link: "#1d57cf",
    _ROLE.LinkVisited: "#6a3fc4",
    _ROLE.ToolTipBase: "#1b2029",
    _ROLE.ToolTipText: "#ffffff",
}
_DARK: Final = {
    _ROLE.Window: "#1b1f26",
    _ROLE.WindowText: "#e9ecf1",
    _ROLE.Base: "#23272f",
    _ROLE.AlternateBase: "#1b1f26",
    _ROLE.Text: "#e9ecf1",
    _ROLE.PlaceholderText: "#a1aab8",
    _ROLE.Button: "#31363f",
    _ROLE.ButtonText: "#e9ecf1",
    _ROLE.BrightText: "#ffffff",
    _ROLE.Light: "#4b525f",
    _ROLE.Midlight: "#2f343e",
    _ROLE.Mid: "#4b525f",
    _ROLE.Dark: "#7d8696",
    _ROLE.Shadow: "#0c0e12",
    _ROLE.Highlight: "#78a8ff",
    _ROLE.HighlightedText: "#0e131b",
    _ROLE.Accent: "#78a8ff",
    _ROLE.Link: "#8ab4ff",
    _ROLE.LinkVisited: "#bda4ff",
    _ROLE.ToolTipBase: "#e9ecf1",
    _ROLE.ToolTipText: "#1b2029",
}

ON_LIGHT: Final = (QColor("#1a7f4b"), QColor("#a8590b"), QColor("#c62f3c"))
ON_DARK: Final = (QColor("#4fd08a"), QColor("#f3b53f"), QColor("#ff8086"))
"""Success, warning, error."""


def palette(scheme: Qt.ColorScheme) -> QPalette:
    """The palette of a scheme; unknown is light."""
    colours = _DARK if scheme is Qt.ColorScheme.Dark else _LIGHT
    result = QPalette()
    for role, colour in colours.items():
        result.setColor(role, QColor(colour))
    quiet = QColor(colours[_ROLE.Dark])
    for role in (_ROLE.WindowText, _ROLE.Text, _ROLE.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, quiet)
    return result
