"""Third page: how the agent proves who it is, and which agent that is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QWidget

from wizard.core.agents import FoundAgent
from wizard.core.flow import Field, PageId, problems
from wizard.core.model import MODULE_ID, AgentFlavour, AgentTarget, AuthChoice, Identity, Method
from wizard.core.rules import AuthOption, device_problem
from wizard.messages import text_of
from wizard.ui.choice_card import ChoiceCard
from wizard.ui.combo import Combo
from wizard.ui.field import Form
from wizard.ui.page import Page
from wizard.ui.theme import TINY
from wizard.ui.words import in_a_row


class AuthenticationPage(Page):
    """Two cards that say what each mode means for this device; agent and folder."""

    page_id = PageId.AUTHENTICATION

    def heading(self) -> str:
        return self.tr("How should the agent prove who it is?")

    def first_field(self) -> QWidget | None:
        return self.cards[self.session.state.auth.identity]

    def build(self) -> None:
        self.cards = {
            Identity.SECURITY_MODULE: ChoiceCard(
                self.tr("&Security module"),
                self.tr(
                    "The module has a key of its own. The device's credentials are not touched, "
                    "and the key opens nothing else."
                ),
            ),
            Identity.DEVICE: ChoiceCard(
                self.tr("&Device"),
                self.tr(
                    "The agent uses the device's credentials to ask the hub for the module's key "
                    "at every start."
                ),
            ),
        }
        for card in self.cards.values():
            self.body.addWidget(card)
            card.toggled.connect(self._take)
        self.body.addSpacing(TINY)
        self._add_fields()
        self.body.addStretch(1)
        self._agents = self.session.found_agents()
        for agent in self._agents:
            self.agent.addItem(self._agent_words(agent), agent.flavour)
        self._preset()
        self.agent.currentIndexChanged.connect(self._agent_chosen)
        self.folder.textChanged.connect(self._take)

    def enter(self) -> None:
        self.notice.clear()
        self.say(
            self.tr(
                "Both end with the agent connected as the module {module} of {device}. They "
                "differ in what has to be kept on the device."
            ),
            module=MODULE_ID,
            device=self.session.state.device_id,
        )
        self._take()
        self._prefer_possible()

    def ready_to_leave(self) -> bool:
        self._take()
        for found in problems(PageId.AUTHENTICATION, self.session.state):
            if found.field is Field.FOLDER:
                self.folder_field.set_problem(found.problem)
                self.reveal_field(self.folder_field)
            else:
                self.notice.say_problem(found.problem)
                self.show_top()
            return False
        return True

    def _add_fields(self) -> None:
        form = Form()
        self.agent = Combo()
        form.add(self.tr("A&gent"), self.agent)
        self.folder = QLineEdit()
        browse = QPushButton(self.tr("B&rowse…"))
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        self.folder_field = form.add(self.tr("&Folder"), self.folder, browse)
        self.body.addWidget(form)

    def _agent_words(self, agent: FoundAgent) -> str:
        name = {
            AgentFlavour.C: self.tr("C agent for Linux"),
            AgentFlavour.CSHARP: self.tr("C# agent for Linux and Windows"),
        }[agent.flavour]
        if not agent.installed:
            return name
        return self.tr("{agent} (found in {folder})").format(agent=name, folder=agent.directory)

    def _preset(self) -> None:
        target = self.session.state.agent
        if target is None:
            self._show_folder()
            return
        self.agent.setCurrentIndex(self.agent.findData(target.flavour))
        self.folder.setText(str(target.directory))

    def _agent_chosen(self, _index: int) -> None:
        """The folder follows, unless the user has typed one."""
        if not self.folder.isModified() or not self.folder.text().strip():
            self._show_folder()
        self._take()

    def _flavour(self) -> AgentFlavour:
        # Qt hands an enum of strings back as a string.
        return AgentFlavour(self.agent.currentData())

    def _show_folder(self) -> None:
        self.folder.setText(str(self._agents[self.agent.currentIndex()].directory))

    def _take(self, _changed: object = None) -> None:
        """Take the fields into the session and judge the cards for them."""
        self.notice.clear()
        self.folder_field.clear_error()
        text = self.folder.text().strip()
        former = self.session.state.agent
        target = AgentTarget(self._flavour(), Path(text)) if text else None
        if target and former:
            target = replace(target, key_file=former.key_file)
        chosen = next((one for one, card in self.cards.items() if card.isChecked()), None)
        auth = AuthChoice(chosen) if chosen else self.session.state.auth
        self.session.update(agent=target, auth=auth)
        for option in self._offered():
            self._judge(option)

    def _offered(self) -> tuple[AuthOption, ...]:
        """The ways that have a card, each with the symmetric key that these cards stand for."""
        state = self.session.state
        device, flavour = state.device, self._flavour()
        return tuple(
            option
            if option.choice.method is Method.SYMMETRIC_KEY or device is None
            else AuthOption(
                AuthChoice(option.identity),
                device_problem(device, AuthChoice(option.identity), flavour),
            )
            for option in self.session.options()
            if option.identity in self.cards
        )

    def _judge(self, option: AuthOption) -> None:
        card = self.cards[option.identity]
        if option.problem is None:
            card.set_verdict(self._why_possible(option.identity))
            return
        words = self.tr("Not possible: {reason}")
        reason = in_a_row(text_of(option.problem))
        card.set_verdict(words.format(reason=reason), possible=False)

    def _why_possible(self, identity: Identity) -> str:
        state = self.session.state
        if state.module is None:
            return self.tr("Possible: the module will be created with a symmetric key.")
        if identity is Identity.SECURITY_MODULE:
            return self.tr("Possible: the module exists and has a symmetric key.")
        return self.tr("Possible: {device} has a symmetric key.").format(device=state.device_id)

    def _prefer_possible(self) -> None:
        """Start on the former choice where it is possible, else on the one that is."""
        wanted = self.session.state.auth.identity
        possible = [option.identity for option in self._offered() if option.possible]
        if not possible:
            for card in self.cards.values():
                card.clear_choice()
        else:
            self.cards[wanted if wanted in possible else possible[0]].setChecked(True)

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("The agent's folder"), self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._browsed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _browsed(self, folder: str) -> None:
        self.folder.setText(folder)
        self.folder.setModified(True)
