"""Restarting the agent: the button, the command for a terminal, and what the agent logs then."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from wizard.domain.agent.model import AgentTarget
from wizard.domain.errors import Code, SetupError
from wizard.domain.ports.service import ServiceState, ServiceStatus
from wizard.domain.report import Event, Report
from wizard.gui.pages.check.command_line import CommandLine
from wizard.gui.style.theme import SMALL, Tone
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.labels import Label, announce, small
from wizard.setup.session import Session
from wizard.text.language import _
from wizard.text.lookup import text_of, text_of_entry

if TYPE_CHECKING:
    from wizard.upkeep.agent_folder import AgentFolder

_STOPPED = (ServiceState.STOPPED, ServiceState.FAILED)
_MOST_MESSAGES = 8


class RestartPanel(QWidget):
    """Shown when the configuration is written and proven; the agent reads it when it starts."""

    busy = Signal(bool)

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self._session = session
        self._looking = tasks.slot(_nothing)
        self._restarting = tasks.slot(self._show_busy, writes=True)
        self._folder: AgentFolder | None = None
        self.button = QPushButton(_("Restart the a&gent"))
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._restart)
        self.words = Label("", selectable=True)
        self.messages = small("")
        self._command = CommandLine(
            _("The agent reads its configuration only when it starts. &Restart it:"), ""
        )
        self.line, self.copy = self._command.line, self._command.copy
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.button)
        row.addWidget(self.words, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SMALL)
        box.addLayout(row)
        box.addWidget(self.messages)
        box.addWidget(self._command)
        self._clear()

    def show_for(self, target: AgentTarget | None) -> None:
        """Offer it for an agent that can be reached; None: nothing was proven."""
        is_reached = target is not None and not target.is_packed
        if target is not None and is_reached:
            self.show_agent(target)
        self.setVisible(is_reached)

    def forget(self) -> None:
        """Say no more how the agent has started: its files are others now."""
        self.words.hide()
        self.messages.hide()

    def show_agent(self, target: AgentTarget) -> None:
        """Offer what can be done about the agent in this folder."""
        windows = sys.platform == "win32"
        self.line.setText(target.flavour.restart_command(windows=windows))
        self._clear()
        self._folder = self._session.folder(target.directory, target.flavour)
        self._looking.start(self._folder.service_status, self._show_status, self._show_no_service)

    def _clear(self) -> None:
        self.button.hide()
        self.words.hide()
        self.messages.hide()
        self._command.show()

    def _show_status(self, status: ServiceStatus) -> None:
        known = status.state is not ServiceState.UNKNOWN
        is_stopped = status.state in _STOPPED
        self.button.setText(_("Start the a&gent") if is_stopped else _("Restart the a&gent"))
        self.button.setVisible(known)
        # One way is enough, and the button's is the shorter.
        self._command.setVisible(not known)

    def _show_no_service(self, error: SetupError) -> None:
        text = text_of(error.problem)
        if error.code is Code.AGENT_NOT_INSTALLED and not error.variant:
            self._say(_("No service: {cause}").format(cause=text.cause), Tone.QUIET)
            self._command.hide()  # there is nothing to restart
        else:
            self._say(f"{text.cause} {text.remedy}", Tone.WARNING)

    def _restart(self) -> None:
        if self._folder is not None and not self._restarting.running:
            self.messages.hide()
            self._say(_("Waiting for the agent's first log message…"), Tone.QUIET)
            work = partial(self._folder.restart, _ignore)
            self._restarting.start(work, self._show_outcome, self._show_no_service)

    def _show_outcome(self, report: Report) -> None:
        problem = report.error or next(iter(report.warnings), None)
        if problem is None:
            self._say(_("The agent is running and has connected."), Tone.SUCCESS)
        else:
            text = text_of(problem)
            tone = Tone.ERROR if report.error else Tone.WARNING
            self._say(f"{text.cause} {text.remedy}", tone)
            self._command.setVisible(problem.code is Code.AGENT_RESTART_FAILED)
        told = []
        for entry in report.agent_log[-_MOST_MESSAGES:]:
            explained = text_of_entry(entry)
            told.append(f"{entry.text}\n    {explained.cause}" if explained else entry.text)
        self.messages.setText("\n".join(told))
        self.messages.setVisible(bool(told))

    def _say(self, words: str, tone: Tone) -> None:
        self.words.setText(words)
        self.words.set_tone(tone)
        self.words.show()
        # Politely: the result of the run is being read out.
        announce(self, words, politely=True)

    def _show_busy(self, busy: bool) -> None:
        self.button.setEnabled(not busy)
        self.busy.emit(busy)


def _ignore(_event: Event) -> None:
    """The outcome tells it all."""


def _nothing(_busy: bool) -> None:
    """The look at the service takes a moment."""
