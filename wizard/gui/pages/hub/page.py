"""First page: which hub, and with whose rights; or how to do without it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from functools import partial

from PySide6.QtWidgets import QWidget

from wizard.domain.agent.model import AuthChoice
from wizard.domain.errors import Code, ConnectionStringError, KeyringError, Problem, SetupError
from wizard.domain.hub.model import SavedHub
from wizard.domain.secret import Secret
from wizard.gui.asking_page import AskingPage
from wizard.gui.pages.hub.access_choice import AccessKind, WithoutHub
from wizard.gui.pages.hub.connection_fields import ConnectionFields, end_of_support, what_to_do
from wizard.gui.pages.hub.greeting import Greeting
from wizard.gui.pages.hub.installed_agent import InstalledAgent
from wizard.gui.pages.hub.keyring_use import KeyringUse
from wizard.gui.pages.hub.network_fields import NetworkFields
from wizard.gui.pages.hub.saved_hubs import SavedHubs
from wizard.gui.pages.hub.start import HubChoice, HubStart
from wizard.gui.splash import first_heading
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.field import Form
from wizard.gui.widgets.labels import small
from wizard.setup.page_id import PageField, PageId
from wizard.setup.proxy_login import keep_login, with_kept_login
from wizard.setup.session import Session
from wizard.text.language import _


class HubPage(AskingPage):
    """Paste a connection string, or choose a saved hub; Next asks the hub itself."""

    page_id = PageId.HUB

    def __init__(self, session: Session, tasks: Tasks, start: HubStart) -> None:
        super().__init__(session, tasks)
        self._start = start
        self._loading = tasks.slot()
        self._listed: tuple[SavedHub, ...] = ()
        self._went = AccessKind.HUB
        self._was_entered = False

    def heading(self) -> str:
        return first_heading()

    def asking(self) -> str:
        return _("Connecting to the hub…")

    def first_field(self) -> QWidget | None:
        chosen = next((card for card in self.saved.cards if card.isChecked()), None)
        next_button = self.wizard().button(self.wizard().WizardButton.NextButton)
        return chosen or (self.string.line if not self.fields.isHidden() else next_button)

    def build(self) -> None:
        self.greeting = Greeting(self._start.demonstration, self)
        self.body.addWidget(self.greeting)
        self.installation = InstalledAgent(self.session, self.tasks)
        self.body.addWidget(self.installation)
        self.saved = SavedHubs(self.session, self.tasks)
        self.installation.hub_named.connect(self._hub_named)
        self.saved.changed.connect(self._saved_changed)
        self.saved.forgotten.connect(self._forgotten)
        self.saved.failed.connect(self.notice.say_error)
        self.body.addWidget(self.saved)
        self._add_fields()
        self.advanced = NetworkFields(_("&Advanced"), self._start.network)
        self.advanced.edited.connect(self.edited)
        Form.line_up(self.fields, self.advanced.form)
        self.body.addWidget(self.advanced)
        self.without_hub = WithoutHub(_("No access to the &hub?"))
        self.without_hub.dps.connect(self._use_dps)
        self.body.addWidget(self.without_hub)
        for part in (self.advanced, self.without_hub):
            part.opened.connect(partial(self.show_whole, part))
        self.body.addStretch(1)
        self.body.addWidget(small(end_of_support()))
        self._fill()

    @property
    def is_filled_by_hand(self) -> bool:
        """Whether there is a connection string that the page did not begin with."""
        if not self._was_entered or self.saved.chosen is not None:
            return False
        now, given = self.string.secret(), self._start.connection_string
        return bool(len(now)) and now != given

    def enter(self) -> None:
        self.list_hubs()
        self._was_entered = True

    def list_hubs(self) -> None:
        """Show the hubs that are kept now."""
        hubs = self.session.saved_hubs()
        if hubs != self._listed:
            self._listed = hubs
            self.saved.show_hubs(hubs, self._keyring_name())

    def field_at_fault(self, problem: Problem) -> QWidget | None:
        code = problem.code.value
        if problem.code is Code.HUB_TLS_UNTRUSTED:
            self.advanced.open()
            return self.advanced.ca_file
        if code.startswith("check."):
            self.advanced.open()
            return self.advanced.port_editor(dict(problem.params).get("port"))
        return self.keep if code.startswith("keyring.") else self.first_field()

    def field_of(self, place: PageField) -> QWidget | None:
        return self.keep if place is PageField.SECRETS else self.first_field()

    def when_known(self, loading: Callable[[], Awaitable[None]]) -> None:
        """Name the keyring and look for an installed agent once ``loading`` has ended."""
        self._loading.start(loading, self._look_around, self.notice.say_error)

    def _look_around(self, _nothing: None = None) -> None:
        self.keyring.show_name()
        self.installation.look_around()
        self.keyring.look()

    def _hub_named(self, host_name: str) -> None:
        """Begin with the installed agent's hub, or without one as it does."""
        if host_name:
            self.saved.choose(host_name)
        elif self.saved.chosen is None and not len(self.string.secret()):
            self.access.use_dps()

    def start_anew(self) -> None:
        """The next device has a connection string of its own."""
        self.string.line.clear()

    def _keyring_name(self) -> str:
        """Its own once the page is seen: until then nobody has looked for it."""
        return self.session.secrets.name if self._was_entered else _("the keyring")

    def collect(self) -> Hashable | None:
        if (network := self.advanced.network()) is None:
            self.advanced.open()
            if wrong := self.advanced.wrong_field():
                self.reveal_field(wrong)
            return None
        saved = self.saved.chosen
        if saved is None and self.access.kind is AccessKind.HUB and not self._is_for_a_hub():
            return None
        return HubChoice(self.access.kind, saved or self.string.secret(), network)

    def _is_for_a_hub(self) -> bool:
        """Whether the string may be a hub's; says beside it what it is instead."""
        if problem := self.fields.problem():
            self._complain(problem)
        elif self.access.is_asking:
            self.reveal(self.access.button, self.access)
        else:
            return True
        return False

    async def ask(self, value: Hashable) -> None:
        assert isinstance(value, HubChoice)  # noqa: S101 (what collect returned)
        secrets = self.fields.secrets
        self.session.update(secrets=secrets.choice)
        if secrets.keeps_something:
            await self.session.prove_keyring()
        network = await with_kept_login(value.network, self.session.secrets, self.session.survey)
        if value.kind is AccessKind.DPS:
            self.session.use_dps(network)
        elif value.kind is AccessKind.OWN and isinstance(value.source, Secret):
            self.session.use_own(value.source, network)
        else:
            await self.session.connect(value.source, network, self.on_wait)
            self.installation.name_device()
            if self._went is not AccessKind.HUB:
                self.session.update(auth=AuthChoice())
        if secrets.choice.keep_hub:
            await keep_login(network.proxy, self.session.secrets)
        self._went = value.kind

    def show_error(self, error: SetupError) -> None:
        if error.code is Code.HUB_TLS_UNTRUSTED:
            self.advanced.open()
        if isinstance(error, KeyringError):
            self.keyring.say(error)
            return
        if self.saved.chosen is not None and not isinstance(error, ConnectionStringError):
            super().show_error(error)
            return
        self._complain(self.fields.problem_of(error))

    def forgive(self) -> None:
        super().forgive()
        self.string_field.clear_error()
        self.keep_field.clear_error()
        self.advanced.clear_errors()

    def _add_fields(self) -> None:
        self.fields = fields = ConnectionFields(self.session.module_ids)
        self.string, self.string_field = fields.string, fields.string_field
        self.keep, self.keep_field = fields.secrets.combo, fields.secrets.field
        self.keyring = KeyringUse(self, fields.secrets, self.saved)
        self.keyring.go_on.connect(self._go_on_with_it)
        self.access = fields.access
        fields.edited.connect(self.edited)
        fields.accepted.connect(self._go_on_with_it)
        self.body.addWidget(fields)

    def _fill(self) -> None:
        if self._start.connection_string is not None:
            self.string.set_secret(self._start.connection_string)
        self.saved.show_hubs((), "")

    def _complain(self, problem: Problem) -> None:
        self.string_field.set_problem(problem)
        self.reveal_field(self.string_field)

    def _go_on_with_it(self) -> None:
        self.wizard().next()

    def _use_dps(self) -> None:
        if self.saved.cards:
            self.saved.cards[-1].setChecked(True)
        self.string.line.clear()
        self.access.use_dps()
        self.wizard().next()

    def _saved_changed(self) -> None:
        self.edited()
        chosen = self.saved.chosen
        other = chosen is None
        self.advanced.show_network((chosen and chosen.network) or self._start.network)
        self._say_what_to_do(is_new=other)
        self.access.look_at(self.string.secret() if other else Secret(""))

    def _say_what_to_do(self, *, is_new: bool) -> None:
        """The demonstration's own hub needs no string: the greeting says what it is."""
        is_greeting = self.greeting.is_shown and not self.saved.cards
        words = "" if is_greeting else what_to_do(is_new=is_new)
        self.say(words, read="registryRead", write="registryReadWrite")
        self.fields.setVisible(is_new and not is_greeting)

    def _forgotten(self) -> None:
        self.enter()
        (self.first_field() or self).setFocus()
