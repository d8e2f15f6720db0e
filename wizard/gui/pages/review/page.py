"""Fourth page: everything that will be changed, before anything is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from wizard.domain.errors import SetupError
from wizard.domain.state import SetupState
from wizard.gui.page import Page
from wizard.gui.pages.review.diff_view import DiffCard
from wizard.gui.pages.review.fact_list import FactList
from wizard.gui.pages.review.facts import facts, what_follows
from wizard.gui.pages.review.secret_words import secret_words
from wizard.gui.style.icons import Picture
from wizard.gui.style.theme import SMALL, TINY, Tone
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.card import Card
from wizard.gui.widgets.expander import Expander
from wizard.gui.widgets.labels import Label, small
from wizard.gui.words import breakable
from wizard.setup.page_id import PageId
from wizard.setup.session import Session
from wizard.text.language import _

if TYPE_CHECKING:
    from wizard.setup.preview import Preview


class ReviewPage(Page):
    """What will be done, in words; behind a line the files with their differences."""

    page_id = PageId.REVIEW
    change = Signal(object, object)
    """Somebody wants to change something: where that is done, a PageId and a PageField."""

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__(session, tasks)
        self._looking = tasks.slot(self._show_busy)
        self._shown: SetupState | None = None
        self._files_shown = False

    @property
    def is_ready(self) -> bool:
        """Whether what is shown is what would be written now."""
        return self._shown is not None and self._shown == self.session.state

    def heading(self) -> str:
        return _("This will be done")

    def first_field(self) -> QWidget | None:
        return self.wizard().button(self.wizard().WizardButton.NextButton)

    def build(self) -> None:
        self._content: QWidget | None = None
        self.notice.action.connect(self._look)
        self.body.addStretch(1)

    def enter(self) -> None:
        self.say(what_follows(self.session.state))
        self._files_shown = False
        self._look()

    def refresh(self) -> None:
        self._look()

    def stop(self) -> None:
        self._looking.cancel()

    def ready_to_leave(self) -> bool:
        if self._looking.running:
            self.busy.remind()
            return False
        if not self.is_ready:
            self._look()
            return False
        return True

    def _look(self) -> None:
        if first := self.first_field() if self.notice.button.hasFocus() else None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)  # before the button goes
        self.notice.clear()
        self._shown = None
        self._replace(None)
        self._looking.start(self.session.preview, self._show, self._failed)

    def _show_busy(self, busy: bool) -> None:
        if busy:
            self.busy.begin(_("Comparing with the existing files…"))
        else:
            self.busy.end()

    def _failed(self, error: SetupError) -> None:
        self.notice.say_error(error, action=_("Refresh"))

    def _show(self, preview: Preview) -> None:
        self._shown = self.session.state
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SMALL)
        self.facts = FactList(facts(self.session.state, preview, self.session.secrets.name))
        self.facts.change.connect(self.change)
        box.addWidget(self.facts)
        if preview.needs_rights:
            box.addWidget(self._rights())
        if self.session.state.store is None:  # else nobody can connect as the agent
            box.addWidget(self._check_part())
        if preview.files:
            box.addWidget(self._file_part(preview))
        self._replace(content)

    def _check_part(self) -> QWidget:
        """Whether the check may cut off an agent that runs."""
        self.only_look = QCheckBox(_("Check with&out connecting"))
        self.only_look.setChecked(not self.session.state.check_connects)
        words = _(
            "A live check briefly disconnects an agent that is already running. Without "
            "connecting, the check does not prove that the agent can log in."
        )
        self.only_look.setAccessibleDescription(words)
        self.only_look.toggled.connect(self._choose_check)
        part = QWidget()
        box = QVBoxLayout(part)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(TINY)
        box.addWidget(self.only_look, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(small(words))
        return part

    def _choose_check(self, only_look: bool) -> None:
        was_ready = self.is_ready
        self.session.update(check_connects=not only_look)
        if was_ready:  # what would be written is the same
            self._shown = self.session.state

    def _file_part(self, preview: Preview) -> QWidget:
        state, needs_rights = self.session.state, preview.needs_rights
        cards = QWidget()
        box = QVBoxLayout(cards)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SMALL)
        for file in preview.files:
            note = secret_words(state, needs_rights=needs_rights) if file.secret else ""
            box.addWidget(DiffCard(file, note))
        self.files = Expander(_("&Show the files"), cards)
        self.files.button.setChecked(self._files_shown)
        self.files.button.toggled.connect(self._files_toggled)
        return self.files

    def _files_toggled(self, shown: bool) -> None:
        self._files_shown = shown
        if shown:
            self.show_whole(self.files)

    def _rights(self) -> Card:
        """Said before the system asks: why, and for what."""
        agent = self.session.state.agent
        words = _("Administrator rights are required for {folder}.")
        why = _(
            "You are asked for them once, after you choose Write configuration. The rights are "
            "given to a small program that only writes this agent's files and restarts its "
            "service."
        )
        column = QVBoxLayout()
        column.setSpacing(TINY)
        words = words.format(folder=breakable(str(agent.directory if agent else "")))
        column.addWidget(Label(words, selectable=True))
        column.addWidget(small(why))
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(Picture("shield", Tone.ACCENT, 18), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        card = Card()
        card.box.addLayout(row)
        return card

    def _replace(self, content: QWidget | None) -> None:
        if self._content is not None:
            first = self.first_field()
            if first is not None and self._content.isAncestorOf(self.focusWidget() or self):
                first.setFocus(Qt.FocusReason.OtherFocusReason)  # before what has it goes
            self.body.removeWidget(self._content)
            self._content.deleteLater()
        self._content = content
        if content is not None:
            self.body.insertWidget(self.body.count() - 1, content)
            content.show()
