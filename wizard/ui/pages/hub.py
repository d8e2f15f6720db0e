"""First page: which hub, and with whose rights."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QWidget

from wizard.core.errors import Code, ConnectionStringError, KeyringError, SetupError
from wizard.core.flow import PageId, problems
from wizard.core.model import Network, SavedHub, SecretsChoice, SetupState
from wizard.core.report import Problem
from wizard.core.secret import Secret
from wizard.core.session import Session
from wizard.ui.combo import Combo
from wizard.ui.disclosure import Disclosure
from wizard.ui.field import Form
from wizard.ui.labels import small
from wizard.ui.page import AskingPage
from wizard.ui.saved_hubs import SavedHubs
from wizard.ui.secret_edit import SecretEdit
from wizard.ui.tasks import Tasks

_KEEP: Final = 0
_THIS_RUN_ONLY: Final = 1


@dataclass(frozen=True, slots=True)
class HubStart:
    """With what the page begins: nothing, or the demo hub's values."""

    connection_string: Secret | None = None
    network: Network = Network()  # noqa: RUF009 (frozen)


@dataclass(frozen=True, slots=True)
class _HubChoice:
    source: Secret | SavedHub
    network: Network


class HubPage(AskingPage):
    """Paste a connection string, or choose a saved hub; Next asks the hub itself."""

    page_id = PageId.HUB

    def __init__(self, session: Session, tasks: Tasks, start: HubStart) -> None:
        super().__init__(session, tasks)
        self._start = start
        self._forgetting = tasks.slot(writes=True)
        self._loading = tasks.slot()
        self._listed: tuple[SavedHub, ...] = ()

    def heading(self) -> str:
        return self.tr("Which hub does the device belong to?")

    def asking(self) -> str:
        return self.tr("Asking the hub…")

    def first_field(self) -> QWidget | None:
        chosen = next((card for card in self.saved.cards if card.isChecked()), None)
        return chosen or self.string.line

    def build(self) -> None:
        self.say(
            self.tr(
                "Paste the connection string of one of its shared access policies. {read} is "
                "enough; to create a missing security module it takes {write}."
            ),
            read="registryRead",
            write="registryReadWrite",
        )
        self.saved = SavedHubs()
        self.saved.changed.connect(self._saved_changed)
        self.saved.forget.connect(self._forget)
        self.body.addWidget(self.saved)
        self._add_fields()
        self._add_advanced()
        self.body.addStretch(1)
        self.body.addWidget(
            small(
                self.tr(
                    "Both agents, C and C#, are out of support: their cloud service was retired "
                    "in 2023. They stay in use in labs, in closed environments and against "
                    "private back ends."
                )
            )
        )
        self._fill()

    def enter(self) -> None:
        hubs = self.session.saved_hubs()
        if hubs != self._listed:
            self._listed = hubs
            self.saved.show_hubs(hubs, self.session.backend_name)

    def explain(self, problem: Problem) -> None:
        super().explain(problem)
        if problem.code.value.startswith("check.") or problem.code is Code.HUB_TLS_UNTRUSTED:
            self.advanced.open()

    def when_known(self, loading: Callable[[], Awaitable[None]]) -> None:
        """Name the keyring once ``loading`` has ended."""
        self._loading.start(loading, self._show_keyring, self.notice.say_error)

    def _show_keyring(self, _nothing: None = None) -> None:
        name = self.session.backend_name
        self.keep.setItemText(_KEEP, self.tr("Keep in {keyring}").format(keyring=name))
        if self.saved.cards:
            self.saved.name_keyring(name)

    def collect(self) -> Hashable | None:
        if (network := self._network()) is None:
            return None
        saved = self.saved.chosen
        secret = self.string.secret()
        if saved is None and not len(secret):
            missing = problems(PageId.HUB, SetupState())[0]
            self.string_field.set_problem(missing.problem)
            self.reveal_field(self.string_field)
            return None
        return _HubChoice(saved or secret, network)

    async def ask(self, value: Hashable) -> None:
        assert isinstance(value, _HubChoice)  # noqa: S101 (what collect returned)
        keep = self.keep.currentIndex() == _KEEP
        self.session.update(secrets=SecretsChoice(keep_hub=keep, keep_agent_key=keep))
        if keep:
            await self.session.prove_keyring()
        await self.session.connect(value.source, value.network, self.on_wait)

    def show_error(self, error: SetupError) -> None:
        if error.code is Code.HUB_TLS_UNTRUSTED:
            self.advanced.open()
        if isinstance(error, KeyringError) and self.saved.chosen is None:
            self.keep_field.set_error_of(error)
            self.reveal_field(self.keep_field)
            return
        if self.saved.chosen is not None and not isinstance(error, ConnectionStringError):
            super().show_error(error)
            return
        self.string_field.set_error_of(error)
        self.reveal_field(self.string_field)

    def forgive(self) -> None:
        super().forgive()
        self.string_field.clear_error()
        self.keep_field.clear_error()
        self.ca_field.clear_error()
        self.port_field.clear_error()

    def _add_fields(self) -> None:
        self._form = form = Form()
        self.string = SecretEdit()
        self.string.changed.connect(self.edited)
        self.string_field = form.add(
            self.tr("Connection &string"),
            self.string,
            hint=self.tr("In the Azure portal: your IoT hub, Shared access policies."),
        )
        self.keep = Combo()
        self.keep.addItems([self.tr("Keep in the keyring"), self.tr("Keep for this run only")])
        self.keep.currentIndexChanged.connect(self.edited)
        self.keep_field = form.add(
            self.tr("S&ecrets"),
            self.keep,
            hint=self.tr("The hub's connection string and the agent's key."),
        )
        self.body.addWidget(form)

    def _add_advanced(self) -> None:
        form = Form()
        self.ca_file = QLineEdit()
        self.ca_file.textChanged.connect(self.edited)
        browse = QPushButton(self.tr("B&rowse…"))
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        self.ca_field = form.add(
            self.tr("CA &file"),
            self.ca_file,
            browse,
            hint=self.tr("Trusted besides the system's own certificates."),
        )
        self.port = QLineEdit()
        self.port.textChanged.connect(self.edited)
        self.port_field = form.add(
            self.tr("&MQTT port"),
            self.port,
            hint=self.tr("For the check here; the agents themselves always use 8883."),
        )
        Form.line_up(self._form, form)
        self.advanced = Disclosure(self.tr("&Advanced"), form)
        self.body.addWidget(self.advanced)

    def _fill(self) -> None:
        network = self._start.network
        self.ca_file.setText(str(network.ca_file or ""))
        self.port.setText(str(network.mqtt_port))
        if self._start.connection_string is not None:
            self.string.set_secret(self._start.connection_string)
        self.saved.show_hubs((), "")
        self._show_keyring()

    def _network(self) -> Network | None:
        """The advanced fields; None where one of them is not usable."""
        text = self.ca_file.text().strip()
        path = Path(text).expanduser() if text else None
        if path is not None and not path.is_file():
            self.advanced.open()
            self.ca_field.set_error(
                self.tr("There is no such file. Choose one, or leave it empty.")
            )
            self.reveal_field(self.ca_field)
            return None
        port = self.port.text().strip()
        if not port.isdecimal() or not 0 < int(port) < 65536:
            self.advanced.open()
            self.port_field.set_error(self.tr("A port is a number from 1 to 65535."))
            self.reveal_field(self.port_field)
            return None
        return Network(path, int(port))

    def _saved_changed(self) -> None:
        self.edited()
        self._form.setVisible(self.saved.chosen is None)

    def _forget(self, hub: SavedHub) -> None:
        self._forgetting.start(
            partial(self.session.forget_hub, hub), self._forgotten, self.notice.say_error
        )

    def _forgotten(self, _nothing: None) -> None:
        self.enter()
        first = self.first_field()
        if first is not None:
            first.setFocus()

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("CA file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [self.tr("Certificates (*.pem *.crt *.cer)"), self.tr("All files (*)")]
        )
        dialog.fileSelected.connect(self.ca_file.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
