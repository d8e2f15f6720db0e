"""Third page: how the agent proves who it is, and which agent that is."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QWidget

from wizard.domain.agent.model import AgentTarget, Identity
from wizard.domain.errors import CertificateError, Code, Problem, SetupError
from wizard.domain.proof import CertificateFile, CertificateSource
from wizard.gui.asking_page import AskingPage
from wizard.gui.pages.authentication.agent_fields import AgentFields
from wizard.gui.pages.authentication.certificate_file import CertificateFileFields
from wizard.gui.pages.authentication.conversion import Conversion
from wizard.gui.pages.authentication.folder_notice import FolderNotice, is_here
from wizard.gui.pages.authentication.identity_cards import IdentityCards
from wizard.gui.pages.authentication.installation import Installation
from wizard.gui.pages.authentication.introduction import introduction, what_is_unknown
from wizard.gui.pages.authentication.proof_choice import ProofChoice
from wizard.gui.style.theme import TINY
from wizard.gui.tasks import Tasks
from wizard.gui.widgets import field as ui
from wizard.gui.widgets.labels import small
from wizard.setup.flow import FieldProblem, problems
from wizard.setup.page_id import PageField, PageId
from wizard.setup.session import Session
from wizard.text.language import _


class AuthenticationPage(AskingPage):
    """Cards that say what each mode means for this device, with what it needs; agent and folder."""

    page_id = PageId.AUTHENTICATION

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__(session, tasks)
        self._reading = tasks.slot(self._show_busy)
        self._read_last: CertificateSource | None = None
        self._showing = False
        self._has_chosen = False
        self._looked_at: AgentTarget | None = None

    def heading(self) -> str:
        return _("How should the agent authenticate?")

    def asking(self) -> str:
        return _("Reading the certificate…")

    def first_field(self) -> QWidget | None:
        return self.cards[self.session.state.auth.identity]

    def build(self) -> None:
        self.unknown = small()
        self.body.addWidget(self.unknown)
        self.installation = Installation(self.session, self.tasks)
        self.installation.looked.connect(self._begin_with_what_is_there)
        self.body.addWidget(self.installation)
        self.conversion = Conversion()
        self.conversion.edited.connect(self._converted)
        self.body.addWidget(self.conversion)
        self.identities = IdentityCards(self.session, self.tasks)
        self.identities.chosen.connect(self._chosen)
        self.cards = self.identities.cards
        self.identities.edited.connect(self._take)
        self.identities.named.connect(self._read)
        self.body.addWidget(self.identities)
        self.body.addSpacing(TINY)
        self.agent_fields = AgentFields(self.session.found_agents())
        self.agent_fields.edited.connect(self._take)
        self.agent_fields.settled.connect(self._look)
        self.folder_notice = FolderNotice(self.session, self.tasks, self.agent_fields)
        self.body.addWidget(self.agent_fields)
        self.body.addStretch(1)

    def enter(self) -> None:
        self._showing = True
        state = self.session.state
        self._say_what_it_is_about()
        self.folder_notice.enter()
        self.conversion.show_for(state)
        self.identities.show_state(state)
        self._assess()
        self.identities.prefer(state.auth.identity)
        self._showing = False
        self._take()
        self._has_chosen = False
        self.refresh()

    def field_at_fault(self, problem: Problem) -> QWidget | None:
        is_file = problem.code.value.startswith("files.")
        return self.field_of(PageField.FOLDER if is_file else PageField.IDENTITY)

    def field_of(self, place: PageField) -> QWidget | None:
        return self.agent_fields.editor_of(place) or self.first_field()

    def start_anew(self) -> None:
        """The next device has a registration of its own."""
        self.identities.dps.start_anew()

    def refresh(self) -> None:
        self._looked_at = None
        self._look()
        self.folder_notice.look()

    def stop(self) -> None:
        super().stop()
        self._reading.cancel()
        for stop in (self.identities.stop, self.installation.stop, self.folder_notice.stop):
            stop()

    def collect(self) -> Hashable | None:
        source, auth = self._source(), self.session.state.auth
        if source is None and (field := self.identities.complain(auth)) is not None:
            self.reveal_field(field)
            return None
        state = replace(self.session.state, certificate=source)
        for found in problems(PageId.AUTHENTICATION, state):
            self._say_missing(found)
            return None
        return ProofChoice(source)

    def has_to_ask(self, value: Hashable) -> bool:
        known = ProofChoice(self.session.state.certificate)
        return value != known or self.folder_notice.has_to_look()

    async def ask(self, value: Hashable) -> None:
        assert isinstance(value, ProofChoice)  # noqa: S101 (what collect returned)
        if value.certificate is not None:
            await self.session.choose_certificate(value.certificate)
        await self.folder_notice.look_now()

    def answered(self) -> bool:
        if not self.folder_notice.must_stop():
            return True
        self.reveal(self.agent_fields.folder, self.folder_notice.what_to_read())
        return False

    def show_error(self, error: SetupError) -> None:
        if isinstance(error, CertificateError):
            self.reveal_field(self.identities.show_error(error, self.session.state.auth))
        else:
            super().show_error(error)

    def forgive(self) -> None:
        super().forgive()
        self.agent_fields.clear_errors()
        self.identities.clear_errors()

    def _field(self, place: PageField) -> ui.Field | None:
        """Where a problem is said; one without a place of its own is said on top."""
        own = self.agent_fields.field(place)
        return own or self.identities.field(place, self.session.state.auth)

    def _file_fields(self) -> CertificateFileFields:
        return self.identities.file_fields(self.session.state.auth)

    def _source(self) -> CertificateSource | None:
        return self.identities.source(self.session.state.auth)

    def _say_what_it_is_about(self) -> None:
        state = self.session.state
        self.say(introduction(state), module=state.module_id, device=state.device_id)
        self.unknown.setVisible(state.credentials is None)
        self.unknown.setText(what_is_unknown(state))

    def _look(self) -> None:
        """See what is in the folder, once for each folder."""
        target = self.session.state.agent
        if target is not None and target != self._looked_at and is_here(target):
            self._looked_at = target
            self.installation.look(target.directory, target.flavour)

    def _begin_with_what_is_there(self) -> None:
        """Choose as the agent in the folder does, unless the user has chosen already."""
        here, settings = self.installation, self.installation.settings
        self.agent_fields.show_found(here.found)
        if here.target is None or settings is None or self._has_chosen:
            return
        self._looked_at = AgentTarget(here.target[1], here.target[0])
        self.agent_fields.show_flavour(here.target[1])
        if settings.identity is not self.session.state.auth.identity:
            self._showing = True
            self.identities.prefer(settings.identity)
            self._showing = False
            self._take()

    def _chosen(self) -> None:
        if self._showing:
            return
        self._has_chosen = True
        self._take()
        self.show_whole(self.identities.chosen_box())

    def _converted(self) -> None:
        self._take()
        self.identities.prefer(self.session.state.auth.identity)

    def _assess(self) -> None:
        """Judge the cards for this agent, and for a module that gets its key or does not."""
        target = self.agent_fields.target(self.session.state.agent)
        self.session.update(agent=target, convert_module=self.conversion.wanted)
        self._say_what_it_is_about()
        self.identities.show_options(self.session.options(), self.session.state)

    def _take(self) -> None:
        """Take the fields into the session."""
        if self._showing:
            return
        self.edited()
        self._assess()
        session = self.session
        session.update(auth=self.identities.choice() or session.state.auth)
        if session.state.auth.identity is Identity.DPS:
            session.update(dps=self.identities.dps.registration())
            self.folder_notice.propose()
        source = self._source()
        if source != self._read_last:
            self._reading.cancel()
        if source != session.state.certificate:
            session.update(certificate=None, certificate_read=None)

    def _read(self) -> None:
        """Show what a certificate says as soon as it is named."""
        source = self._source()
        if isinstance(source, CertificateFile) and source != self.session.state.certificate:
            self._read_last = source
            work = partial(self.session.choose_certificate, source)
            self._reading.start(work, self._show_read, self._not_read)

    def _show_read(self, _nothing: None = None) -> None:
        certificate = self.session.state.certificate_read
        if certificate is not None:
            self._file_fields().show_read(certificate, self.session.state.device)
            self.show_whole(self._file_fields().summary)

    def _not_read(self, error: SetupError) -> None:
        self.show_whole(self._file_fields().show_error(error).below)

    def _say_missing(self, found: FieldProblem) -> None:
        if (field := self._field(found.field)) is not None:
            field.set_problem(found.problem)
            self.reveal_field(field)
        elif found.problem.code is Code.MODULE_NOT_SYMMETRIC:
            self.reveal(self.conversion.box, self.conversion)
        else:
            self.notice.say_problem(found.problem)
            self.show_top()
