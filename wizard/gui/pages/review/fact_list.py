"""The facts of a review as a list, each with the link to where it is changed."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout

from wizard.gui.pages.review.facts import Fact
from wizard.gui.style.theme import BLOCK, LABEL_GAP, TINY, Tone
from wizard.gui.widgets.card import Card
from wizard.gui.widgets.labels import Label, small, without_breaks
from wizard.setup.page_id import PageField
from wizard.text.language import _

_LABELS, _WORDS, _BUTTONS = range(3)
_FRAME: Final = 2
"""Pixels: a button's frame, by which its words stand lower than those beside it."""


class FactList(Card):
    """A card with one row a fact: its name, its words, and "Change"."""

    change = Signal(object, object)
    """The page (PageId) and the field (PageField) where a fact is decided."""

    def __init__(self, facts: tuple[Fact, ...]) -> None:
        super().__init__()
        self.buttons: dict[PageField, QPushButton] = {}
        self.rows: dict[str, Label] = {}
        """The words of each fact by its label."""
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(LABEL_GAP)
        self._grid.setVerticalSpacing(BLOCK)
        self._grid.setColumnStretch(_WORDS, 1)
        self.box.addLayout(self._grid)
        for row, fact in enumerate(facts):
            self._add(row, fact)
        self.setAccessibleName(_("What will be done"))

    def _add(self, row: int, fact: Fact) -> None:
        label = Label(fact.label, Tone.QUIET)
        label.setWordWrap(False)
        label.setContentsMargins(0, _FRAME, 0, 0)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(label, row, _LABELS, top)
        column = QVBoxLayout()
        column.setSpacing(TINY)
        words = Label(fact.words, selectable=True)
        words.setAccessibleName(without_breaks(f"{fact.label}: {fact.words}"))
        words.setContentsMargins(0, _FRAME, 0, 0)
        self.rows[fact.label] = words
        column.addWidget(words)
        if fact.note:
            column.addWidget(small(fact.note))
        column.addStretch(1)
        self._grid.addLayout(column, row, _WORDS)
        if fact.place is not None:
            self._grid.addWidget(self._button(fact), row, _BUTTONS, top)

    def _button(self, fact: Fact) -> QPushButton:
        assert fact.place is not None  # noqa: S101 (the caller's condition)
        button = QPushButton(_("Change"))
        button.setProperty("quiet", True)
        button.setProperty("inline", True)
        button.setAutoDefault(False)
        button.setAccessibleName(_("Change: {fact}").format(fact=fact.label))
        button.setAccessibleDescription(without_breaks(fact.words))
        button.clicked.connect(partial(self.change.emit, *fact.place))
        self.buttons[fact.place[1]] = button
        return button
