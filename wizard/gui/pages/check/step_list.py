"""The steps of a run as they happen."""

from __future__ import annotations

import time
from collections.abc import Collection
from enum import Enum
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from wizard.domain.errors import Problem
from wizard.domain.report import Event, StepDone, StepId, StepStarted, StepStatus, StepWaiting
from wizard.gui.style.icons import Picture
from wizard.gui.style.theme import BLOCK, TINY, Tone
from wizard.gui.widgets.labels import Label, announce, small
from wizard.text.catalogue.steps import STEPS
from wizard.text.lookup import text_of
from wizard.text.render.facts import detail_words

_TICK_MS: Final = 100
_SHOW_ELAPSED: Final = 0.3
"""Seconds after which a running step shows how long it takes."""


class StepState(Enum):
    """Where a step is: its picture and its tone."""

    PENDING = ("pending", Tone.QUIET)
    RUNNING = ("running", Tone.ACCENT)
    OK = ("success", Tone.SUCCESS)
    FAILED = ("error", Tone.ERROR)
    SKIPPED = ("skipped", Tone.QUIET)


class StepList(QWidget):
    """A row for each planned step; what is not planned is not shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(TINY)
        self.rows: dict[StepId, StepRow] = {}
        self.setAccessibleName(self.tr("Steps of the run"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_plan(self, planned: Collection[StepId]) -> None:
        """Start anew with these steps, in the engine's order."""
        for row in self.rows.values():
            self._box.removeWidget(row)
            row.setParent(None)
            row.deleteLater()
        self.rows = {step: StepRow(step) for step in StepId if step in planned}
        for row in self.rows.values():
            self._box.addWidget(row)

    def reset(self, steps: Collection[StepId]) -> None:
        """These will be done once more."""
        for step in steps:
            if step in self.rows:
                self.rows[step].begin_anew()

    def take(self, event: Event) -> None:
        """Show what the engine tells."""
        row = self.rows.get(event.step)
        if row is None:
            return
        match event:
            case StepStarted():
                row.start()
            case StepWaiting():
                row.wait(event)
            case StepDone():
                row.finish(event)


class StepRow(QWidget):
    """One step: picture, title, time, and below what came of it."""

    def __init__(self, step: StepId) -> None:
        super().__init__()
        self._title = STEPS[step].title
        self._done = STEPS[step].done
        self.state = StepState.PENDING
        self._started = 0.0
        self._waits_until = 0.0
        self._picture = Picture("pending", Tone.QUIET, 20)
        self._name = QLabel(self._title)
        self._time = small()
        self._time.setWordWrap(False)
        self._words = Label(selectable=True)
        self._detail = Label(selectable=True)
        self._logged = small()
        self._logged.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(BLOCK)
        grid.setVerticalSpacing(TINY // 2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._picture, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._name, 0, 1)
        grid.addWidget(self._time, 0, 2, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self._words, 1, 1)
        grid.addWidget(self._detail, 2, 1, 1, 2)
        grid.addWidget(self._logged, 3, 1, 1, 2)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tick)
        self.begin_anew()

    @property
    def text(self) -> str:
        """All that the row says."""
        labels = (self._name, self._time, self._words, self._detail, self._logged)
        return "\n".join(label.text() for label in labels if label.text())

    def begin_anew(self) -> None:
        """Nothing has happened yet."""
        self._words.set_tone(Tone.TEXT)
        self._set(StepState.PENDING)
        self._tell("")

    def start(self) -> None:
        """The step runs."""
        self._started = time.monotonic()
        self._waits_until = 0.0
        self._set(StepState.RUNNING)
        self._tell("")
        self._clock.start()

    def wait(self, event: StepWaiting) -> None:
        """The step met a passing fault and tries again soon."""
        self._waits_until = time.monotonic() + event.seconds
        self._detail.setText(text_of(event.problem).cause)
        self._detail.show()
        self._tick()

    def finish(self, event: StepDone) -> None:
        """The step has ended."""
        self._clock.stop()
        self._set(
            {
                StepStatus.OK: StepState.OK,
                StepStatus.FAILED: StepState.FAILED,
                StepStatus.SKIPPED: StepState.SKIPPED,
            }[event.status]
        )
        self._time.setText("" if self.state is StepState.SKIPPED else duration(event.ms))
        if event.problem is not None:
            self._tell_problem(event.problem)
        elif self.state is StepState.SKIPPED:
            self._tell("")
            self.setToolTip(self.tr("Not needed, or not reached."))
        else:
            self._tell("")
            self.setToolTip("\n".join([self._done, *detail_words(event.detail)]))
        self.setAccessibleName(f"{self.text} {self.toolTip()}".strip())
        announce(self, self.accessibleName())

    def _set(self, state: StepState) -> None:
        self.state = state
        picture, tone = state.value
        self._picture.show_icon(picture, tone)
        quiet = state in (StepState.PENDING, StepState.SKIPPED)
        self._name.setEnabled(not quiet)
        font = self._name.font()
        font.setBold(state in (StepState.RUNNING, StepState.FAILED))
        self._name.setFont(font)
        if state is not StepState.RUNNING:
            self._clock.stop()
        self._time.setText("")

    def _tell(self, words: str, detail: str = "", logged: str = "") -> None:
        for label, text in ((self._words, words), (self._detail, detail), (self._logged, logged)):
            label.setText(text)
            label.setVisible(bool(text))
        self.setToolTip("")
        self.setAccessibleName(self.text)

    def _tell_problem(self, problem: Problem) -> None:
        text = text_of(problem)
        logged = ""
        if problem.agent_error:
            logged = self.tr("The agent would have logged: {error}").format(
                error=problem.agent_error
            )
        self._words.set_tone(Tone.ERROR)
        self._tell(text.cause, text.remedy, logged)

    def _tick(self) -> None:
        now = time.monotonic()
        if now - self._started >= _SHOW_ELAPSED:
            self._time.setText(duration((now - self._started) * 1000, rough=True))
        left = self._waits_until - now
        if left > 0:
            words = self.tr("Trying again in {seconds} s.").format(seconds=int(left) + 1)
            self._words.setText(words)
            self._words.show()


def duration(ms: float, *, rough: bool = False) -> str:
    """A time for people: milliseconds below one second, else seconds with one digit."""
    if ms < 1000 and not rough:
        return f"{ms:.0f} ms"
    return f"{ms / 1000:.1f} s"
