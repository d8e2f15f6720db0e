"""Labelled fields that line up, each with room for a hint and for what is wrong with it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wizard.domain.errors import Problem, SetupError
from wizard.gui.style.icons import Picture
from wizard.gui.style.theme import BLOCK, LABEL_GAP, SMALL, TINY, Tone
from wizard.gui.widgets.labels import Label, announce, repolish, small
from wizard.gui.words import in_a_row, readable
from wizard.text.access_key import without_key
from wizard.text.retranslation import retranslated

_LEAST_COMBO_CHARACTERS: Final = 2
"""Characters that are seen in any case."""


class Form(QWidget):
    """A column of labels, a column of fields."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(BLOCK)
        self._rows: list[_Row] = []

    @staticmethod
    def line_up(*forms: Form) -> None:
        """Give the labels of these forms one width, so that their fields start at one line."""
        rows = [row for form in forms for row in form._rows]
        widest = max(row.label_width for row in rows)
        for row in rows:
            # A column without a widget has no gap behind it.
            gap = 0 if row.has_label else LABEL_GAP
            row.grid.setColumnMinimumWidth(0, widest + gap)

    def add_below(self, widget: QWidget) -> None:
        """Add something without a label, in line with the fields."""
        self._add(_Row(None, widget))

    def add_form(self, form: Form) -> None:
        """Add another form's fields below these, in line with them."""
        self._rows += form._rows
        self._box.addWidget(form)
        Form.line_up(self)

    def add(self, label: str, editor: QWidget, *beside: QWidget, hint: str = "") -> Field:
        """Add a field. ``label`` has its access key; ``beside`` stand to the right of it."""
        field = Field(label, editor, hint)
        row = _Row(field.label, editor, *beside)
        row.grid.addWidget(field.below, 1, 1)
        self._add(row)
        return field

    def _add(self, row: _Row) -> None:
        self._rows.append(row)
        self._box.addWidget(row)
        Form.line_up(self)


class _Row(QWidget):
    """One line of a form. It is hidden with its editor, and its gap with it."""

    def __init__(self, label: QLabel | None, editor: QWidget, *beside: QWidget) -> None:
        super().__init__()
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(LABEL_GAP)
        self.grid.setVerticalSpacing(0)
        self.grid.setColumnStretch(1, 1)
        self._label = label
        self._editor = editor
        if label is not None:
            self.grid.addWidget(label, 0, 0)
        line = QHBoxLayout()
        line.setSpacing(SMALL)
        line.addWidget(editor, 1)
        for widget in beside:
            line.addWidget(widget)
        self.grid.addLayout(line, 0, 1)
        if _is_hidden(editor):
            self.hide()  # never shown here: without a parent it would be a window for a moment
        editor.installEventFilter(self)

    @property
    def has_label(self) -> bool:
        """Whether a label stands before the editor."""
        return self._label is not None

    @property
    def label_width(self) -> int:
        """How much room the label needs."""
        return self._label.sizeHint().width() if self._label else 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.setVisible(not _is_hidden(self._editor))
        return super().eventFilter(watched, event)


def _is_hidden(widget: QWidget) -> bool:
    """Whether it was hidden itself: one that was never shown is not."""
    return widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide) and widget.isHidden()


class Field(QObject):
    """A label that is the editor's buddy, the editor, and the line below them."""

    def __init__(self, label: str, editor: QWidget, hint: str = "") -> None:
        super().__init__(editor)
        self.label = QLabel(label)
        self.editor = editor
        self._target = editor.focusProxy() or editor
        self.label.setBuddy(self._target)
        self._hint = hint
        self._name = without_key(label)
        self._icon = Picture("error", Tone.ERROR, 16)
        self._words: Label = small()
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.below = QWidget(editor)  # until it has its place: shown alone it would be a window
        line = QHBoxLayout(self.below)
        line.setContentsMargins(0, TINY, 0, 0)
        line.setSpacing(SMALL)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._words, 1)
        self._target.setAccessibleName(self._name)
        self.clear_error()

    @property
    def error(self) -> str:
        """What is said to be wrong; empty where nothing is."""
        return self._words.text() if self._target.property("invalid") else ""

    def set_hint(self, hint: str) -> None:
        """Change the quiet line below the field."""
        self._hint = hint
        if not self.error:
            self.clear_error()

    def set_problem(self, problem: Problem) -> None:
        """Say beside the field what is wrong and what to do."""
        from wizard.text.lookup import text_of  # all sentences: not before the first page is seen

        self.set_error(in_a_row(text_of(problem)))

    def set_error_of(self, error: SetupError) -> None:
        """Say beside the field what an operation with it failed with."""
        self.set_problem(error.problem)

    def set_error(self, words: str) -> None:
        """Say beside the field what is wrong and what to do; the caller moves the focus."""
        self._show(words, is_error=True)
        announce(self._target, words)

    def clear_error(self) -> None:
        """Back to the hint."""
        self._show(retranslated(self._hint), is_error=False)

    def set_visible(self, visible: bool) -> None:
        """Show or hide the whole row."""
        self.editor.setVisible(visible)

    def _show(self, words: str, *, is_error: bool) -> None:
        self._icon.setVisible(is_error)
        self._words.setText(readable(words))
        self._words.set_tone(Tone.ERROR if is_error else Tone.QUIET)
        self.below.setVisible(bool(words))
        self._target.setAccessibleDescription(words)
        if bool(self._target.property("invalid")) != is_error:
            self._target.setProperty("invalid", is_error)
            repolish(self._target)


class Combo(QComboBox):
    """A drop-down list that takes the room there is: a longer entry is elided until opened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LEAST_COMBO_CHARACTERS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not by the wheel

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page: it chooses only where one has come to choose."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
