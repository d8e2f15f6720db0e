"""Steps that belong together: open while they run, one line once all of them are green."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from wizard.domain.report import StepId
from wizard.gui.pages.check.step_row import StepRow, StepState, duration
from wizard.gui.style.icons import ButtonIcon, Picture
from wizard.gui.style.theme import SMALL, TINY, Tone
from wizard.gui.widgets.labels import small
from wizard.gui.widgets.spoken_role import speak_as
from wizard.text.language import _

_HUB: Final = (
    StepId.HUB_CONNECT,
    StepId.DEVICE_READ,
    StepId.MODULE_READ,
    StepId.MODULE_CREATE,
    StepId.MODULE_CHANGE,
)


def group_of(step: StepId) -> int:
    """The number of the group that a step belongs to, in the order of the run."""
    if step.is_check:
        return 2
    return 0 if step in _HUB else 1


def group_name(number: int) -> str:
    """What the steps of a group do together."""
    return (
        _("Hub and device"),
        _("Configuration"),
        _("Check as the agent"),
    )[number]


class StepGroup(QWidget):
    """Its rows, and a line that folds them away once they need no attention."""

    def __init__(self, number: int, rows: Sequence[StepRow]) -> None:
        super().__init__()
        self._number = number
        name = group_name(number)
        speak_as(self, QAccessible.Role.List)
        self.setAccessibleName(name)
        self.rows = tuple(rows)
        self.button = QPushButton(name)
        self.button.setCheckable(True)
        self.button.setProperty("quiet", True)
        self.button.setProperty("disclosure", True)
        self.button.setAutoDefault(False)
        self._icon = ButtonIcon(self.button, "chevron-right", Tone.ACCENT)
        self.button.toggled.connect(self._show_rows)
        self._picture = Picture("success", Tone.SUCCESS, 20)
        in_line = self._picture.sizePolicy()
        in_line.setRetainSizeWhenHidden(True)  # the names of all groups begin at one line
        self._picture.setSizePolicy(in_line)
        self._time = small()
        self._time.setWordWrap(False)
        self._head = QWidget()
        line = QHBoxLayout(self._head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SMALL)
        line.addWidget(self._picture)
        line.addWidget(self.button)
        line.addStretch(1)
        line.addWidget(self._time)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(TINY)
        box.addWidget(self._head)
        for row in self.rows:
            box.addWidget(row)
        self.unfold()

    @property
    def is_folded(self) -> bool:
        """Whether the steps that went well are one line."""
        return not self._head.isHidden() and not self.button.isChecked()

    @property
    def is_ticked(self) -> bool:
        """Whether its line says that all of it went well."""
        return not self._picture.isHidden()

    @property
    def is_green(self) -> bool:
        """Whether nothing in it failed, is running or has yet to be done."""
        return all(row.state in (StepState.OK, StepState.SKIPPED) for row in self.rows)

    def unfold(self) -> None:
        """The steps are done now: all are seen, without a line above them."""
        self._head.hide()
        for row in self.rows:
            row.show_facts(False)
            row.show()

    def fold(self) -> None:
        """Make one line of what went well, which opens the steps with what each has found.

        A step that failed stays in sight.
        """
        done = [row for row in self.rows if row.state is StepState.OK]
        one, more = _("{name}: one step"), _("{name}: {count} steps")
        words = one if len(done) == 1 else more
        self.button.setText(words.format(name=group_name(self._number), count=len(done)))
        self._time.setText(duration(sum(row.ms for row in done)))
        # Where nothing was done, nothing went well either.
        self._picture.setVisible(self.is_green and bool(done))
        for row in self.rows:
            row.show_facts(True)
        self.button.setChecked(False)
        self._head.show()
        self._show_rows(False)

    def _show_rows(self, shown: bool) -> None:
        for row in self.rows:
            row.setVisible(shown or row.state is StepState.FAILED)
        self._icon.show_icon("chevron-down" if shown else "chevron-right")
        self.button.setAccessibleDescription(
            _("Steps are shown below") if shown else _("Press to show the steps")
        )
