"""A drop-down list that gives way: its longest entry does not widen the page."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

_LEAST: Final = 2
"""Characters that are seen in any case."""


class Combo(QComboBox):
    """Takes the room that there is; a longer entry is elided, and whole in the list itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
