"""What a run has changed, in files and in the hub, and the ways back: taken only when asked for."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from wizard.domain.errors import SetupError
from wizard.domain.files import Change
from wizard.domain.report import HubChange, HubChangeKind, Report
from wizard.gui.style.icons import Picture
from wizard.gui.style.theme import SMALL, TINY, Tone
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.card import Card
from wizard.gui.widgets.labels import Label, announce, small, title, without_breaks
from wizard.gui.words import breakable, change_word, readable
from wizard.setup.session import Session
from wizard.text.catalogue.hub_changes import hub_change_text
from wizard.text.language import _


class ChangesPanel(QWidget):
    """Hidden while a run has changed nothing."""

    busy = Signal(bool)
    undone = Signal()
    failed = Signal(object)
    """What a way back failed with: a Problem."""

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self._session = session
        self._reverting = tasks.slot(self.busy.emit, writes=True)
        self._report: Report | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, SMALL, 0, 0)
        self._box.setSpacing(SMALL)
        self._box.addWidget(title(_("Changes")))
        self._cards: list[Card] = []
        self._rows: dict[HubChange, _Row] = {}
        self._files: _Row | None = None
        self.hide()

    @property
    def undo_button(self) -> QPushButton | None:
        """Puts the files back; None where there are none, or they are back."""
        return self._files.button if self._files else None

    def take_back_button(self, change: HubChange) -> QPushButton | None:
        """Takes this change back; None where there is no way, or it is done."""
        return self._rows[change].button

    def stand_beside(self, steps: QWidget, box: QVBoxLayout, *, above: bool) -> None:
        """Stand above the steps, or below them where one of them says why it failed."""
        box.removeWidget(self)
        box.insertWidget(box.indexOf(steps) + (0 if above else 1), self)

    def clear(self) -> None:
        """Nothing is known to be changed."""
        for card in self._cards:
            self._box.removeWidget(card)
            card.deleteLater()
        self._cards, self._rows, self._files = [], {}, None
        self.hide()

    def show_report(self, report: Report) -> None:
        """Show what this run has changed."""
        self.clear()
        self._report = report
        changed = [file for file in report.files if file.change is not Change.UNCHANGED]
        if changed:
            self._files = _Row("file", self._file_words(report), self._reader_words(report))
            if not self._is_packed():
                self._files.add_button(_("&Undo in the folder"), self._undo)
            self._add(self._files)
        if report.hub_changes:
            self._rows = {change: self._hub_row(change) for change in report.hub_changes}
            self._add(*self._rows.values())
        self.setVisible(bool(self._cards))

    def _is_packed(self) -> bool:
        """Whether the files are in a bundle: what that changes is undone where it is installed."""
        agent = self._session.state.agent
        return agent is not None and agent.is_packed

    def _undo(self) -> None:
        report = self._report
        if report is not None and report.directory is not None and not self._reverting.running:
            folder = self._session.folder(report.directory, report.flavour)
            self._reverting.start(folder.undo, self._show_undone, self._failed)

    def _show_undone(self, report: Report) -> None:
        if report.error is not None:
            self.failed.emit(report.error)
        elif self._files is not None:
            words = _("Undone: {files}. Restart the agent so that it reads the restored files.")
            self.undone.emit()
            self._files.end(words.format(files=_names(report)))

    def _take_back(self, change: HubChange) -> None:
        if not self._reverting.running:
            work = partial(self._session.take_back, change)
            self._reverting.start(work, partial(self._show_taken_back, change), self._failed)

    def _show_taken_back(self, change: HubChange, _nothing: None) -> None:
        self._rows[change].end(
            _(
                "The change in the hub was undone. The agent can no longer connect with what "
                "was written."
            )
        )

    def _failed(self, error: SetupError) -> None:
        self.failed.emit(error.problem)

    def _file_words(self, report: Report) -> str:
        words = _("{files} in {folder}")
        folder = report.directory.parent if report.directory and self._is_packed() else None
        return breakable(words.format(files=_names(report), folder=folder or report.directory))

    def _reader_words(self, report: Report) -> str:
        readers = [name for file in report.files for name in file.readers]
        if not readers:
            return ""
        words = _("The key file can be read by {readers}.")
        return words.format(readers=", ".join(dict.fromkeys(readers)))

    def _hub_row(self, change: HubChange) -> _Row:
        row = _Row("hub", readable(hub_change_text(change)), "")
        if change.kind not in _STAYS and self._session.state.credentials is not None:
            # No access key: there may be several of them.
            row.add_button(_("Undo in the hub"), partial(self._take_back, change))
        return row

    def _add(self, *rows: _Row) -> None:
        card = Card()
        for row in rows:
            card.box.addWidget(row)
        self._cards.append(card)
        self._box.addWidget(card)


_STAYS = (HubChangeKind.MODULE_CONVERTED, HubChangeKind.DEVICE_REGISTERED)
"""What is not taken back from here."""


def _names(report: Report) -> str:
    changed = (file for file in report.files if file.change is not Change.UNCHANGED)
    return ", ".join(f"{file.path.name} {change_word(file.change)}" for file in changed)


class _Row(QWidget):
    """A picture, what was changed, and the button that changes it back."""

    def __init__(self, icon: str, words: str, note: str) -> None:
        super().__init__()
        self.button: QPushButton | None = None
        self._picture = Picture(icon, Tone.QUIET, 18)
        self._words = Label(words, selectable=True)
        self._remark = small(note)
        column = QVBoxLayout()
        column.setSpacing(TINY)
        column.addWidget(self._words)
        column.addWidget(self._remark)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SMALL)
        self._row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(column, 1)
        self._remark.setVisible(bool(note))  # in its place: before, it would be a window

    def add_button(self, words: str, clicked: object) -> None:
        """Offer the way back."""
        self.button = QPushButton(words)
        self.button.setAutoDefault(False)
        self.button.setAccessibleDescription(without_breaks(self._words.text()))
        self.button.clicked.connect(clicked)
        self._row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)

    def end(self, words: str) -> None:
        """It is changed back."""
        if self.button is not None:
            self.button.deleteLater()
            self.button = None
        self._picture.show_icon("success", Tone.SUCCESS)
        self._remark.setText(words)
        self._remark.set_tone(Tone.SUCCESS)
        self._remark.show()
        announce(self, words)
