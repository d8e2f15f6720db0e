"""The one style sheet: fields, buttons and lists, drawn from the roles of a palette."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Final

from PySide6.QtGui import QColor, QPalette

from wizard.domain.resources import resource

_SHEET: Final = Template("""
QLineEdit, QComboBox {
    background: $window; color: $text; border: 1px solid $mid; border-radius: 6px;
    padding: 5px 9px; min-height: 20px; selection-background-color: $highlight;
    selection-color: $highlighted_text; placeholder-text-color: $quiet;
}
QLineEdit:hover, QComboBox:hover { border-color: $dark; }
QLineEdit:focus, QComboBox:focus, QComboBox:on {
    border: 2px solid $highlight; padding: 4px 8px;
}
QLineEdit[invalid="true"], QComboBox[invalid="true"] {
    border: 2px solid $error; padding: 4px 8px;
}
QLineEdit:disabled, QComboBox:disabled {
    background: $window; color: $disabled; border-color: $midlight;
}
QComboBox { padding-left: 11px; }
QComboBox:focus, QComboBox:on, QComboBox[invalid="true"] { padding-left: 10px; }
QLabel[tone="quiet"] { color: $quiet; }
QLabel[tone="success"] { color: $success; }
QLabel[tone="warning"] { color: $warning; }
QLabel[tone="error"] { color: $error; }
QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: url("$chevron"); width: 14px; height: 14px; }
QComboBox QAbstractItemView {
    background: $window; color: $text; border: 1px solid $mid; padding: 4px; outline: none;
    selection-background-color: $highlight; selection-color: $highlighted_text;
}
QPushButton {
    background: $button; color: $button_text; border: 1px solid $mid; border-radius: 6px;
    padding: 5px 15px; min-height: 20px; min-width: 52px;
}
QPushButton:hover { border-color: $dark; }
QPushButton:pressed { background: $midlight; }
QPushButton:focus { border: 2px solid $highlight; padding: 4px 14px; }
QPushButton:disabled { color: $disabled; background: $window; border-color: $midlight; }
QPushButton[primary="true"] {
    background: $highlight; color: $highlighted_text; border: 1px solid $highlight;
    font-weight: 600;
}
QPushButton[primary="true"]:hover { background: $link; border-color: $link; }
QPushButton[primary="true"]:focus { border: 2px solid $window_text; padding: 4px 14px; }
QPushButton[primary="true"]:disabled { background: $midlight; color: $disabled; border: none; }
QPushButton[quiet="true"], QToolButton {
    background: transparent; color: $link; border: 1px solid transparent; border-radius: 6px;
    padding: 5px 7px; min-width: 0;
}
QPushButton[quiet="true"]:hover, QToolButton:hover { background: $midlight; }
QLineEdit QToolButton { padding: 2px 3px; }
QLineEdit QToolButton:focus { padding: 1px 2px; }
QPushButton[disclosure="true"] { padding: 5px 7px 5px 0; text-align: left; }
QPushButton[disclosure="true"]:focus { padding: 4px 6px 4px 0; }
QPushButton[quiet="true"]:focus, QToolButton:focus {
    border: 2px solid $highlight; padding: 4px 6px;
}
QPushButton[inline="true"], QPushButton[inline="true"]:focus {
    border-width: 2px; padding: 0 6px; min-height: 0;
}
QCheckBox { spacing: 8px; padding: 2px; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 16px; height: 16px; border: 1px solid $dark; background: $window;
}
QCheckBox::indicator { border-radius: 4px; }
QRadioButton { spacing: 8px; padding: 2px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked {
    background: $highlight; border-color: $highlight; image: url("$check");
}
QRadioButton::indicator:checked {
    width: 8px; height: 8px; border: 5px solid $highlight; background: $highlighted_text;
}
QCheckBox:focus, QRadioButton:focus {
    border: 2px solid $highlight; border-radius: 4px; padding: 0;
}
QCheckBox::indicator:disabled { border-color: $mid; background: $window; }
QTableView, QListWidget {
    background: $window; border: 1px solid $mid; border-radius: 6px; outline: none;
    selection-background-color: $highlight; selection-color: $highlighted_text;
}
QTableView:focus, QListWidget:focus { border: 2px solid $highlight; }
QListWidget::item { padding: 6px 8px; border: none; }
QListWidget::item:selected { background: $highlight; color: $highlighted_text; }
QListWidget::item:disabled { color: $quiet; }
QTableView::item { padding: 0 5px; border: none; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
    background: transparent; color: $quiet; border: none; border-bottom: 1px solid $midlight;
    padding: 6px 8px; text-align: left;
}
QScrollArea { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $mid; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $dark; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QToolTip {
    background: $tool_tip_base; color: $tool_tip_text; border: none; padding: 5px 8px;
}
""")


def stylesheet(of: QPalette, tones: Mapping[str, QColor], *, dark: bool) -> str:
    """The sheet for this palette: colours come from its roles, sizes are logical pixels."""
    role = QPalette.ColorRole
    suffix = "dark" if dark else "light"
    return _SHEET.substitute(
        {name: of.color(getattr(role, _camel(name))).name() for name in _ROLE_NAMES},
        disabled=of.color(QPalette.ColorGroup.Disabled, role.Text).name(),
        **{name: colour.name() for name, colour in tones.items()},
        chevron=resource("icons", f"combo-{suffix}.svg").as_posix(),
        check=resource("icons", f"checked-{suffix}.svg").as_posix(),
    )


_ROLE_NAMES: Final = (
    "window",
    "window_text",
    "base",
    "text",
    "button",
    "button_text",
    "midlight",
    "mid",
    "dark",
    "highlight",
    "highlighted_text",
    "link",
    "tool_tip_base",
    "tool_tip_text",
)


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
