"""Setting an installation right: what is wrong, before and after, then doing it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wizard.domain.errors import Code, Problem, SetupError
from wizard.domain.report import Report
from wizard.gui.pages.authentication.finding_list import FindingList
from wizard.gui.pages.review.diff_view import DiffCard
from wizard.gui.style.theme import BLOCK, LARGE, MARGIN, MEDIUM, SMALL
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.busy_bar import BusyBar
from wizard.gui.widgets.keys import ENTER, press_focused
from wizard.gui.widgets.labels import Label, announce, heading, small, title
from wizard.gui.widgets.notice import Notice
from wizard.text.language import _
from wizard.upkeep.agent_folder import AgentFolder
from wizard.upkeep.repair import Repairable, RepairOutcome


class RepairDialog(QDialog):
    """Shows first, writes when it is told to, and can put everything back."""

    changed = Signal()
    """The files in the folder are other ones now."""

    def __init__(
        self, folder: AgentFolder, found: Repairable, tasks: Tasks, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._found = found
        self._looking = tasks.slot(self._show_busy)
        self._writing = tasks.slot(self._show_busy, writes=True)
        self.setWindowTitle(_("Repair"))
        self.setMinimumSize(520, 400)
        self.resize(680, 560)
        self._build()
        self.finished.connect(self._end)

    @property
    def is_ready(self) -> bool:
        """Whether before and after are shown."""
        return self._files.count() > 0

    def open(self) -> None:
        """Show it, and look what would be written."""
        super().open()
        self._looking.start(self._folder.preview_repair, self._show_preview, self._failed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = self.focusWidget()
        if event.key() not in ENTER or focus is None or not press_focused(focus, event):
            super().keyPressEvent(event)

    def _build(self) -> None:
        self.heading_label = heading(_("Repair this installation"))
        self.sentence = Label(_("Only what the agent rejects is changed. Keys are never invented."))
        self.notice = Notice()
        self.busy = BusyBar()
        inner = QWidget()
        self._body = QVBoxLayout(inner)
        self._body.setContentsMargins(MARGIN, LARGE, MARGIN, BLOCK)
        self._body.setSpacing(BLOCK)
        for widget in (self.heading_label, self.sentence, self.notice):
            self._body.addWidget(widget)
        plan = self._found.plan
        self._fixed_title = title(_("What will be repaired"))
        self._list(self._fixed_title, FindingList(plan.fixed, fixable=True))
        if plan.after.findings:
            left = FindingList(plan.after.findings, fixable=False)
            self._list(title(_("What you have to fix yourself")), left)
        self._files = QVBoxLayout()
        self._files.setSpacing(SMALL)
        self._body.addLayout(self._files)
        self._body.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(_scrolling(inner), 1)
        box.addWidget(self.busy)
        box.addLayout(self._buttons())

    def _list(self, name: Label, findings: FindingList) -> None:
        self._body.addWidget(name)
        self._body.addWidget(findings)

    def _buttons(self) -> QHBoxLayout:
        self.repair = QPushButton(_("&Repair"))
        self.repair.setProperty("primary", True)
        self.repair.setDefault(True)
        self.repair.clicked.connect(self._repair)
        self.undo = QPushButton(_("&Undo"))
        self.undo.setAutoDefault(False)
        self.undo.clicked.connect(self._undo)
        self.undo.hide()
        self.close_button = QPushButton(_("Cancel"))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setContentsMargins(MEDIUM, BLOCK, MEDIUM, BLOCK)
        row.setSpacing(SMALL)
        row.addStretch(1)
        for button in (self.repair, self.undo, self.close_button):
            row.addWidget(button)
        return row

    def _show_preview(self, outcome: RepairOutcome) -> None:
        if outcome.previews:
            self._files.addWidget(title(_("Before and after")))
        for file in outcome.previews:
            note = _("This is a key or a certificate. Its content is not shown.")
            self._files.addWidget(DiffCard(file, note if file.secret else ""))
        if outcome.previews:
            self._files.addWidget(small(_("The previous files are kept next to them as .bak.")))

    def _repair(self) -> None:
        if not self._writing.running:
            self._writing.start(self._folder.repair, self._repaired, self._failed)

    def _repaired(self, outcome: RepairOutcome) -> None:
        error = outcome.report.error
        if error is not None and error.code is not Code.CHECK_BAD_CONFIG:
            self._say(error)
            return
        left = error is not None
        self.heading_label.setText(
            _("Everything that could be repaired is repaired")
            if left
            else _("The agent is repaired")
        )
        self._fixed_title.setText(_("What was repaired"))
        self._conclude(_("Restart the agent's service so that it reads the repaired files."))
        self.repair.hide()
        self.undo.show()
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _undo(self) -> None:
        if not self._writing.running:
            self._writing.start(self._folder.undo, self._undone, self._failed)

    def _undone(self, report: Report) -> None:
        if report.error is not None:
            self._say(report.error)
            return
        self.heading_label.setText(_("The previous files are restored"))
        self._fixed_title.setText(_("What will be repaired"))
        self._conclude(_("Content, owner and permissions are exactly as before."))
        self.undo.hide()
        self.repair.show()

    def _conclude(self, sentence: str) -> None:
        self.notice.clear()
        self.sentence.setText(sentence)
        self.close_button.setText(_("&Close"))
        announce(self, f"{self.heading_label.text()}. {sentence}")
        self.changed.emit()

    def _say(self, problem: Problem) -> None:
        self.notice.say_problem(problem)

    def _failed(self, error: SetupError) -> None:
        self._say(error.problem)

    def _show_busy(self, busy: bool) -> None:
        if busy:
            self.busy.begin(_("Working in the agent's folder…"))
        else:
            self.busy.end()

    def _end(self, _result: int) -> None:
        self._looking.cancel()
        self.deleteLater()


def _scrolling(inner: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area
