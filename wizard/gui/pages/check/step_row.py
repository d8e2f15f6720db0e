"""One step of a run as it happens: its picture, how long it took, what came of it."""

from __future__ import annotations

import time
from enum import Enum
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from wizard.domain.errors import Problem
from wizard.domain.printable import printable
from wizard.domain.report import StepDone, StepId, StepStatus, StepWaiting
from wizard.gui.style.icons import Picture
from wizard.gui.style.theme import BLOCK, TINY, Tone
from wizard.gui.widgets.labels import Label, small
from wizard.gui.widgets.spoken_role import speak_as
from wizard.text.catalogue.steps import logged_text, step_outcome, step_title
from wizard.text.language import _
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


class StepRow(QWidget):
    """One step: picture, title, time, and below what came of it."""

    def __init__(self, step: StepId) -> None:
        super().__init__()
        speak_as(self, QAccessible.Role.ListItem)
        self._step = step
        self._ended: StepDone | None = None
        self.state = StepState.PENDING
        self.ms = 0.0
        """How long it took."""
        self._started = 0.0
        self._waits_until = 0.0
        self._picture = Picture("pending", Tone.QUIET, 20)
        self._name = QLabel(step_title(step))
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
    def facts(self) -> str:
        """What it found, a line each, in the language in use."""
        if self._ended is None or self._ended.problem is not None:
            return ""
        if self._ended.status is not StepStatus.OK:
            return _("Not needed, or not reached.")
        found = detail_words(self._ended.detail)
        return printable("\n".join([step_outcome(self._step, StepStatus.OK), *found]))

    @property
    def text(self) -> str:
        """All that the row says."""
        labels = (self._name, self._time, self._words, self._detail, self._logged)
        return "\n".join(label.text() for label in labels if label.text())

    @property
    def reason(self) -> str:
        """Why it failed, and what to do; empty where it did not."""
        labels = (self._words, self._detail) if self.state is StepState.FAILED else ()
        return " ".join(label.text() for label in labels if label.text())

    def begin_anew(self) -> None:
        """Nothing has happened yet."""
        self._ended = None
        self._words.set_tone(Tone.TEXT)
        self._set(StepState.PENDING)
        self._tell("")

    def start(self) -> None:
        """The step runs."""
        self._started = time.monotonic()
        self._waits_until = 0.0
        self._ended = None
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
        self.ms = event.ms
        self._ended = event
        if event.problem is not None:
            self._tell_problem(event.problem)
            return
        self._tell("")

    def show_facts(self, shown: bool) -> None:
        """Show below the title what a step that went well has found."""
        if self.state in (StepState.OK, StepState.SKIPPED):
            self._logged.setText(self.facts)
            self._logged.setVisible(shown and bool(self.facts))

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
        self._speak()

    def _speak(self) -> None:
        """What it is and how it went is its name; what came of it its description."""
        told = {
            StepState.RUNNING: _("{step}, current"),
            StepState.OK: _("{step}, done{chosen}"),
            StepState.FAILED: _("{step}, failed"),
        }.get(self.state, "{step}")
        self.setAccessibleName(told.format(step=step_title(self._step), chosen=""))
        words = (self._words.text(), self._detail.text(), self._logged.text(), self.facts)
        self.setAccessibleDescription(" ".join(" ".join(filter(None, words)).split()))

    def _tell_problem(self, problem: Problem) -> None:
        text = text_of(problem)
        self._words.set_tone(Tone.ERROR)
        self._tell(text.cause, text.remedy, logged_text(problem.agent_error))

    def _tick(self) -> None:
        now = time.monotonic()
        if now - self._started >= _SHOW_ELAPSED:
            self._time.setText(duration((now - self._started) * 1000, rough=True))
        left = self._waits_until - now
        if left > 0:
            words = _("Trying again in {seconds} s.").format(seconds=int(left) + 1)
            self._words.setText(words)
            self._words.show()


def duration(ms: float, *, rough: bool = False) -> str:
    """A time for people: milliseconds below one second, else seconds with one digit."""
    if ms < 1000 and not rough:
        return f"{ms:.0f} ms"
    return f"{ms / 1000:.1f} s"
