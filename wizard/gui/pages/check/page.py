"""Last page: the run and the live check, step by step, and what comes after."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from wizard.domain.errors import Problem, SetupError
from wizard.domain.report import Event, Report, Result, StepDone, StepId, StepStarted, StepStatus
from wizard.gui.page import Page
from wizard.gui.pages.check import outcome_words as words
from wizard.gui.pages.check.bundle_panel import BundlePanel
from wizard.gui.pages.check.changes_panel import ChangesPanel
from wizard.gui.pages.check.register_button import RegisterButton
from wizard.gui.pages.check.report_actions import ReportActions
from wizard.gui.pages.check.restart_panel import RestartPanel
from wizard.gui.pages.check.result_mark import ResultMark
from wizard.gui.pages.check.step_list import StepList
from wizard.gui.pages.check.transport_offer import TransportOffer
from wizard.gui.style.theme import BLOCK, MARGIN, SMALL, Tone
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.attention import ask_for_attention
from wizard.gui.widgets.labels import announce
from wizard.gui.widgets.primary import make_primary
from wizard.gui.words import device_word
from wizard.setup.page_id import PageId
from wizard.setup.plan import CHECK_STEPS, planned_steps
from wizard.setup.session import Session
from wizard.text.catalogue.steps import step_title
from wizard.text.language import N_, _


class CheckPage(Page):
    """Writes and checks as soon as it is shown."""

    page_id = PageId.CHECK
    changed = Signal()
    """The run has begun, become final, or ended: the window's buttons mean something else."""
    another_device = Signal()

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__(session, tasks)
        self._running = tasks.slot(self._show_busy, writes=True)
        self.report: Report | None = None
        self.committed = self.is_undone = False

    def heading(self) -> str:
        return _("Writing and checking")

    def first_field(self) -> QWidget | None:
        # Not a button: the Return that began the run must not press another one.
        return self.steps

    @property
    def is_running(self) -> bool:
        """Whether steps are being done."""
        return self._running.running

    @property
    def is_proven(self) -> bool:
        """Whether the last run ended with the agent's identity connected, and is not undone."""
        return self.report is not None and self.report.result is Result.OK and not self.is_undone

    @property
    def error(self) -> Problem | None:
        """What the last run failed with."""
        return self.report.error if self.report else None

    def build(self) -> None:
        self.mark = ResultMark(self.heading_label, self.sentence)
        self.body.insertWidget(0, self.mark)
        self.restart = RestartPanel(self.session, self.tasks)
        self.restart.busy.connect(self._show_restarting)
        self.bundle, self.steps = BundlePanel(), StepList()
        for widget in (self.restart, self.bundle, self.steps):
            self.body.addWidget(widget)
        self.again = self._button(_("&Try again"), self._try_again)
        self.register = RegisterButton(self.session, self.enter)
        self.next_device = self._button(_("Set up the next &device"), self.another_device.emit)
        self.report_actions = ReportActions(self.session)
        self.report_actions.saved.connect(self._saved)
        self.report_actions.failed.connect(self._say_problem)
        # Below the room that scrolls: what to do next is seen however many steps there are.
        self.footer.setContentsMargins(MARGIN, SMALL, MARGIN, BLOCK)
        self.footer.setSpacing(SMALL)
        for button in (self.again, self.register, self.next_device, self.report_actions):
            self.footer.addWidget(button)
        self.changes_panel = ChangesPanel(self.session, self.tasks)
        self.changes_panel.busy.connect(partial(self._show_work, N_("Undoing…")))
        self.changes_panel.undone.connect(self._undone)
        self.changes_panel.failed.connect(self._say_problem)
        self.body.addWidget(self.changes_panel)
        self.body.addStretch(1)
        self.transport = TransportOffer(self.session, self.tasks, self.notice)
        self.transport.busy.connect(partial(self._show_work, N_("Writing…")))
        self.transport.done.connect(self._try_again)
        self.transport.failed.connect(self._say_problem)

    def enter(self) -> None:
        self.committed = False
        self._start(self.session.run, planned_steps(self.session.state))

    def stop(self) -> None:
        self._running.cancel()

    def _button(self, words: str, clicked: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.clicked.connect(clicked)
        return button

    def _start(
        self,
        run: Callable[[Callable[[Event], None]], Awaitable[Report]],
        steps: frozenset[StepId],
    ) -> None:
        self.notice.clear()
        self.stop_showing()
        self.report, self.is_undone = None, False
        self.mark.clear()
        self.steps.show()
        if steps.issuperset(self.steps.rows) or not self.steps.rows:
            self.steps.show_plan(steps)
        else:
            self.steps.reset(steps)
        self._headline(_("Setting up {device}"))
        if self.again.hasFocus():
            self.steps.setFocus(Qt.FocusReason.OtherFocusReason)  # before the button goes
        for widget in (self.restart, self.bundle, self.again, self.register, self.next_device):
            widget.hide()
        self.report_actions.show_report(None)
        self.changes_panel.clear()
        self.say(_("Each step does exactly what the agent does."))
        self._running.start(partial(run, self._take), self._done, self._failed)
        self.changed.emit()

    def _try_again(self) -> None:
        """What was written stays: then only the check is done once more."""
        if self.committed:
            self._start(self.session.check_again, frozenset(CHECK_STEPS))
        else:
            self._start(self.session.run, planned_steps(self.session.state))

    def _take(self, event: Event) -> None:
        if not self._running.running:
            return
        self.steps.take(event)
        if isinstance(event, StepStarted):
            self.busy.begin(f"{step_title(event.step)}…")
        if isinstance(event, StepDone):
            if event.committed:
                self.committed = True
                self.changed.emit()
            if event.status is StepStatus.FAILED:
                self.show_whole(self.steps.rows[event.step])

    def _done(self, report: Report) -> None:
        self.report = report
        ask_for_attention(self)
        self.steps.fold()
        if self.is_proven:
            self.mark.show_success(proven=report.login is not None)
            self._headline(words.success_headline(report, self.session.state.agent))
            self.say(words.success_words(report))
        else:
            self.mark.show_failure()
            self._headline(_("{device} is not ready yet"))
            step = step_title(report.failed_step) if report.failed_step else ""
            self.say(words.failure_words(written=self.committed), step=step)
            if report.failed_step in self.steps.rows:
                self.show_whole(self.steps.rows[report.failed_step])
        agent, proven = self.session.state.agent, self.is_proven
        self.restart.show_for(agent if proven else None)
        self.register.show_for(report)
        self.bundle.show_for(agent if self.committed else None)
        self.next_device.show()  # after a failure too: its device is told as failed in the report
        self.again.setVisible(not proven)
        self.report_actions.show_report(report)
        self.changes_panel.show_report(report)
        self.changes_panel.stand_beside(self.steps, self.body, above=proven)
        self.changed.emit()
        ahead = (self.next_device, self.again) if proven else (self.again, self.next_device)
        self._offer(*ahead)
        # Last: a screen reader would stop for the name of what gets the focus.
        failed = self.steps.rows.get(report.failed_step) if report.failed_step else None
        announce(self, f"{self.spoken()} {failed.reason if failed else ''}".strip())
        self._warn(report)

    def _warn(self, report: Report) -> None:
        if warnings := words.warnings_of(report):
            offer = self.transport.label(report)
            self.notice.say(*words.warning_words(warnings), Tone.WARNING, action=offer)

    def _failed(self, error: SetupError) -> None:
        """Only a fault of ours ends here: the engine itself answers with a report."""
        self.notice.say_error(error)
        self.again.show()
        self.changed.emit()

    def _headline(self, template: str) -> None:
        self.heading_label.setText(template.format(device=device_word(self.session.state)))

    def _undone(self) -> None:
        self.report_actions.setVisible(not self.is_proven)  # a failure may still be reported
        self.committed, self.is_undone = False, True
        if self.report is not None:
            self.session.series.take_back(self.report)
        self.notice.clear()
        self.restart.forget()
        self.mark.clear()
        self.steps.hide()  # their ticks are for files that are no longer there
        self._headline(_("The previous files are restored"))
        self.say(_("Keyring entries and changes in the hub stay in place."))
        self.again.show()
        self.changed.emit()
        self._offer(self.again, self.next_device)

    def _offer(self, first: QPushButton, other: QPushButton) -> None:
        """The button that Enter presses now, and that stands out."""
        make_primary(first, other)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _saved(self, path: str) -> None:
        self.notice.say(_("The report is saved in {path}.").format(path=path), tone=Tone.SUCCESS)
        self.show_top()

    def _say_problem(self, problem: Problem) -> None:
        self.notice.say_problem(problem)
        self.show_top()

    def _show_busy(self, busy: bool) -> None:
        if busy:
            self.busy.begin(_("Writing and checking…"))
        else:
            self.busy.end()

    def _show_work(self, words: str, busy: bool) -> None:
        """``words`` are looked up now: the language may have changed since they were given."""
        if busy:
            self.busy.begin(_(words), words)
        else:
            self.busy.end(words)

    def _show_restarting(self, busy: bool) -> None:
        self._show_work(N_("Restarting the agent…"), busy)
        if not busy:
            self.show_whole(self.restart)
