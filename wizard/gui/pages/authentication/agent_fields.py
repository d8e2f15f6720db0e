"""Which agent is set up, and in which folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wizard.domain.agent.facts import FoundAgent
from wizard.domain.agent.model import AgentFlavour, AgentTarget
from wizard.domain.agent.target_folder import OtherComputer
from wizard.gui.pages.authentication.bundle_fields import BundleFields
from wizard.gui.pages.authentication.target_choice import TargetChoice
from wizard.gui.widgets.field import Combo, Field, Form
from wizard.gui.widgets.path_edit import PathEdit
from wizard.gui.words import settings_words
from wizard.setup.page_id import PageField
from wizard.text.catalogue.transports import transport_words
from wizard.text.language import _
from wizard.text.lookup import text_of_finding

if TYPE_CHECKING:
    from wizard.upkeep.repair import Repairable


class AgentFields(Form):
    """The agent and its folder, which follows the agent until the user types one."""

    edited = Signal()
    settled = Signal()
    """The user has come to an end with agent and folder."""

    def __init__(self, agents: tuple[FoundAgent, ...]) -> None:
        super().__init__()
        self._agents = agents
        self._found = self._truth = ""
        self.agent = Combo()
        self.agent_field = self.add(_("A&gent"), self.agent)
        for agent in agents:
            self.agent.addItem(self._words(agent), agent.flavour.id)
        self.where = TargetChoice(self, self.edited)
        self.folder = PathEdit(_("The agent's folder"), folder=True)
        self.folder.named.connect(self.settled)
        self.browse = self.folder.browse_button(_("B&rowse…"))
        self.folder_field = self.add(_("&Folder"), self.folder, self.browse)
        self.bundle = BundleFields(self)
        self._show_folder()
        self._show_transports(None)
        self.bundle.edited.connect(self.edited)
        self.bundle.system.currentIndexChanged.connect(self._agent_chosen)
        self.agent.currentIndexChanged.connect(self._agent_chosen)
        self.where.kind.currentIndexChanged.connect(self._where_chosen)
        self.where.name.editingFinished.connect(self.settled)
        self.folder.textChanged.connect(self._folder_edited)
        self.folder.editingFinished.connect(self.settled)

    def flavour(self) -> AgentFlavour:
        """The chosen agent."""
        return self._agents[self.agent.currentIndex()].flavour

    def editor_of(self, place: PageField) -> QWidget | None:
        """The field for agent or folder; None for what is decided elsewhere."""
        editors = {
            PageField.AGENT: self.agent,
            PageField.FOLDER: self.folder,
            PageField.COMPUTER: self.where.name,
            PageField.BUNDLE: self.bundle.bundle,
        }
        return editors.get(place)

    def field(self, place: PageField) -> Field | None:
        """Where a problem with folder, computer or bundle is said."""
        own = {
            PageField.FOLDER: self.folder_field,
            PageField.COMPUTER: self.where.name_field,
            PageField.BUNDLE: self.bundle.bundle_field,
        }
        return own.get(place)

    @property
    def written_field(self) -> Field:
        """What names the place that is written to."""
        return self.bundle.bundle_field if self.where.is_bundle else self.folder_field

    def clear_errors(self) -> None:
        """Nothing is wrong any more."""
        for field in (self.folder_field, self.where.name_field, self.bundle.bundle_field):
            field.clear_error()

    def target(self, former: AgentTarget | None) -> AgentTarget | None:
        """What is chosen, with the file names of ``former``; None while there is no folder."""
        text = self.folder.text().strip()
        if not text:
            return None
        elsewhere = self._elsewhere(text)
        written = (elsewhere.bundle if elsewhere else None) or Path(text)
        target = AgentTarget(self.flavour(), written, elsewhere=elsewhere)
        if former is None:
            return target
        names = former.key_file, former.certificate_file
        return replace(target, key_file=names[0], certificate_file=names[1])

    def _elsewhere(self, folder: str) -> OtherComputer | None:
        if self.where.is_bundle:
            return self.bundle.other_computer(folder, self.flavour())
        return self.where.elsewhere(folder)

    def show_target(self, target: AgentTarget | None) -> None:
        """Show what was chosen before."""
        if target is not None:
            self.agent.setCurrentIndex(self._place_of(target.flavour, target.directory))
            self.where.show(target.elsewhere)
            self.bundle.show_target(target.elsewhere)
            self.folder.setText(str(target.folder.path))
            self._show_place()

    def show_found(self, found: Repairable | None) -> None:
        """Say below the folder for whom the agent in it is set up, and over what it connects."""
        self._show_transports(found)
        self._found = ""
        if found is not None and (settings := found.before.settings) is not None:
            words = _("Currently set up for {whom}.")
            self._found = words.format(whom=settings_words(settings))
        elif found is not None and found.before.findings:
            words = _("The agent in this folder cannot start yet: {cause}")
            cause = text_of_finding(found.before.findings[0]).cause
            self._found = words.format(cause=cause)
        self._show_hint()

    def show_truth(self, words: str) -> None:
        """Say below the folder what else there is to know of it."""
        self._truth = words
        self._show_hint()

    def show_flavour(self, flavour: AgentFlavour) -> None:
        """The files in the folder tell which agent it is."""
        if flavour != self.flavour():
            self.folder.setModified(True)  # it stays
            self.agent.setCurrentIndex(self._place_of(flavour, Path(self.folder.text())))

    def _place_of(self, flavour: AgentFlavour, directory: Path) -> int:
        """The entry of this agent: of several places the one at ``directory``, else the first."""
        places = [at for at, agent in enumerate(self._agents) if agent.flavour == flavour]
        here = [at for at in places if self._agents[at].directory == directory]
        return (here or places)[0]

    def _show_transports(self, found: Repairable | None) -> None:
        """As the folder has it, else as the agent is shipped."""
        flavour = self.flavour()
        is_known = found is not None and found.flavour == flavour
        configured = found.plan.after.transports if found is not None and is_known else ()
        words = _("Connects over {transports}.")
        shown = transport_words(configured or flavour.transports)
        self.agent_field.set_hint(words.format(transports=shown))

    def _show_hint(self) -> None:
        self.folder_field.set_hint(" ".join(filter(None, (self._found, self._truth))))

    def _words(self, agent: FoundAgent) -> str:
        name = _(agent.flavour.title)
        if not agent.installed:
            return name
        return _("{agent} (found in {folder})").format(agent=name, folder=agent.directory)

    def _agent_chosen(self, _index: int) -> None:
        self._show_transports(None)
        if not self.folder.isModified() or not self.folder.text().strip():
            self._show_folder()
        self.edited.emit()
        self.settled.emit()

    def _where_chosen(self, _index: int) -> None:
        self._show_place()
        self._agent_chosen(_index)

    def _show_folder(self) -> None:
        found = self._agents[self.agent.currentIndex()]
        folder = self.where.usual_folder(found.flavour, found.directory)
        if self.where.is_bundle:
            folder = self.bundle.usual_folder(found.flavour)
        self.folder.setText(folder)
        self._show_place()

    def _show_place(self) -> None:
        """What is asked about another computer is asked only for one."""
        self.bundle.set_visible(self.where.is_bundle, self.flavour())
        self.browse.setVisible(not self.where.is_elsewhere)  # it looks at this computer

    def _folder_edited(self, _text: str) -> None:
        self._found = ""  # of the folder before
        self.folder_field.clear_error()
        self._show_hint()
        self.edited.emit()
