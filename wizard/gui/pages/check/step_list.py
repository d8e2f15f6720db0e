"""The steps of a run as they happen, in groups."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.report import Event, StepDone, StepId, StepStarted, StepWaiting
from wizard.gui.pages.check.step_group import StepGroup, group_of
from wizard.gui.pages.check.step_row import StepRow
from wizard.gui.style.theme import TINY
from wizard.gui.widgets.spoken_role import speak_as
from wizard.text.language import _


class StepList(QWidget):
    """A row for each planned step; what is not planned is not shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        speak_as(self, QAccessible.Role.Grouping)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(TINY)
        self.rows: dict[StepId, StepRow] = {}
        self.groups: tuple[StepGroup, ...] = ()
        self.setAccessibleName(_("Steps of the run"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_plan(self, planned: Collection[StepId]) -> None:
        """Start anew with these steps, in the engine's order."""
        for group in self.groups:
            self._box.removeWidget(group)
            group.setParent(None)
            group.deleteLater()
        self.rows = {step: StepRow(step) for step in StepId if step in planned}
        ordered = sorted(self.rows, key=group_of)
        self.groups = tuple(
            StepGroup(number, [self.rows[step] for step in steps])
            for number, steps in groupby(ordered, key=group_of)
        )
        for group in self.groups:
            self._box.addWidget(group)

    def reset(self, steps: Collection[StepId]) -> None:
        """These will be done once more."""
        for step in steps:
            if step in self.rows:
                self.rows[step].begin_anew()
        for group in self.groups:
            if not group.is_green:
                group.unfold()

    def fold(self) -> None:
        """The run has ended: what went well needs one line a group, what was not reached none."""
        for group in self.groups:
            group.fold()

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
