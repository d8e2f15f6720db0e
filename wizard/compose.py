"""Putting real parts behind the ports: the only place that knows adapters and demo.

Longer than 250 lines because it is the one place where all parts meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from wizard.domain.ports.asking import Asker, NobodyToAsk
from wizard.domain.ports.ports import Ports
from wizard.infra.own_folders import config_folder, log_folder
from wizard.infra.own_folders import leave_foreign_home as leave_foreign_home

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from wizard.domain.agent.facts import FoundAgent
    from wizard.domain.agent.model import AgentFlavour, AgentTarget
    from wizard.domain.demo_fault import DemoFault
    from wizard.domain.hub.model import HubAccess, Network
    from wizard.domain.hub.network_survey import NetworkSurvey
    from wizard.domain.ports.agent import Agent
    from wizard.domain.ports.asking import Question
    from wizard.domain.ports.certificates import Certificates
    from wizard.domain.ports.check_records import CheckRecords
    from wizard.domain.ports.computer import Computer
    from wizard.domain.ports.files import AgentFiles
    from wizard.domain.ports.probe import AuthProbe
    from wizard.domain.ports.provisioning import Provisioning
    from wizard.domain.ports.registry import Registry
    from wizard.domain.ports.secrets import SavedHubs, SecretStore
    from wizard.domain.ports.service import AgentService
    from wizard.domain.secret import Secret
    from wizard.domain.state import SetupState
    from wizard.infra.elevation.system_elevation import SystemElevation
    from wizard.infra.keyring.kept_list import JsonKeptList
    from wizard.infra.progress.fleet_progress import FleetProgress
    from wizard.infra.registry.client import RegistryConnections
    from wizard.infra.ssh.computer import SshComputer
    from wizard.text.render.facts import SavedReport

_APP: Final = "iot-agent-setup"


class SystemPorts(Ports):
    """The user's keyring, the real network, the agents installed here.

    A part is imported and made when it is first used: all of them take most of a second.
    """

    _may_elevate = True
    """Whether administrator rights may be asked for."""

    asker: Asker = NobodyToAsk()
    """Who answers what another computer asks for."""

    def __init__(self, *, may_elevate: bool = True) -> None:
        self._may_elevate = may_elevate
        self._computers: dict[str, SshComputer] = {}

    async def ask(self, question: Question) -> Secret | None:
        """Ask whoever sits in front of the program."""
        return await self.asker.ask(question)

    @cached_property
    def secrets(self) -> SecretStore:
        """The operating system's keyring."""
        from wizard.infra.keyring.kept_list import ListedKeyringStore

        return ListedKeyringStore(self.kept)

    @cached_property
    def kept(self) -> JsonKeptList:
        """A list in the user's configuration folder."""
        from wizard.infra.keyring.kept_list import JsonKeptList

        return JsonKeptList(config_folder() / "kept.json")

    @cached_property
    def hubs(self) -> SavedHubs:
        """A list in the user's configuration folder."""
        from wizard.infra.keyring.saved_hubs import JsonSavedHubs

        return JsonSavedHubs(config_folder() / "hubs.json")

    @cached_property
    def files(self) -> AgentFiles:
        """Folders on this computer's disk; the writer's where the user's rights do not do."""
        from wizard.infra.elevation.elevating import ElevatingFiles

        return ElevatingFiles(self._own_files, self.elevation)

    @cached_property
    def _own_files(self) -> AgentFiles:
        from wizard.infra.files.agent_files import DiskFiles

        return DiskFiles()

    @cached_property
    def check_records(self) -> CheckRecords:
        """Records in the program's own folder."""
        from wizard.infra.progress.check_records import DiskCheckRecords

        return DiskCheckRecords()

    @cached_property
    def elevation(self) -> SystemElevation:
        """Administrator rights, by the system's own programs."""
        from wizard.infra.elevation.system_elevation import SystemElevation

        return SystemElevation(self._own_files, allowed=self._may_elevate)

    @cached_property
    def agents(self) -> Mapping[AgentFlavour, Agent]:
        """All agents that the program knows."""
        from wizard.agents import AGENTS

        return AGENTS

    @cached_property
    def certificates(self) -> Certificates:
        """Certificate files on this computer."""
        from wizard.infra.certificates.certificates import CertificateFiles

        return CertificateFiles()

    @cached_property
    def survey(self) -> NetworkSurvey:
        """What this computer sees of the network."""
        from wizard.infra.net.survey import SystemNetworkSurvey

        return SystemNetworkSurvey()

    @cached_property
    def service(self) -> AgentService:
        """The system's service manager; through the writer where the user may not."""
        from wizard.infra.elevation.elevating import ElevatingService
        from wizard.infra.service import system_service

        return ElevatingService(system_service(), self.elevation)

    @property
    def computer(self) -> Computer | None:
        """This computer is no other one."""
        return None

    def keep_awake(self) -> AbstractContextManager[None]:
        """By the system's own means."""
        from wizard.infra.awake import keep_awake

        return keep_awake("An agent is being set up.")

    @cached_property
    def _connections(self) -> RegistryConnections:
        from wizard.infra.registry.client import RegistryConnections

        return RegistryConnections()

    def open_registry(self, credentials: HubAccess, network: Network) -> Registry:
        """The registry by the hub's SDK, over a connection that all of the same hub share."""
        from wizard.infra.registry.azure_registry import AzureRegistry

        return AzureRegistry(credentials, network, self._connections)

    def open_probe(self, network: Network) -> AuthProbe:
        """A probe over the network."""
        from wizard.infra.probe.probe import NetworkProbe

        return NetworkProbe(network)

    def open_provisioning(self, network: Network) -> Provisioning:
        """The provisioning service over the network."""
        from wizard.infra.probe.registration import NetworkProvisioning

        return NetworkProvisioning(network)

    def folder_of(self, flavour: AgentFlavour) -> Path:
        """Where this agent is, or would be."""
        from wizard.infra.installed_agents import usual_folder

        return usual_folder(flavour)

    def find_agents(self) -> tuple[FoundAgent, ...]:
        """Look into the folders of each agent."""
        from wizard.infra.installed_agents import find_agents

        marker = {flavour: agent.file_names[0] for flavour, agent in self.agents.items()}
        return find_agents(marker, self._folders_of)

    def _folders_of(self, flavour: AgentFlavour) -> tuple[Path, ...]:
        from wizard.infra.installed_agents import agent_folders

        return agent_folders(flavour)

    def for_agent(self, agent: AgentTarget) -> Ports:
        """The same, unless the agent's files are packed or sent."""
        other = agent.elsewhere
        if other is None:
            return self
        from wizard.domain.agent.target_folder import TargetKind
        from wizard.runs.target_ports import TargetPorts

        if other.kind is TargetKind.COMPUTER:
            return self

        if other.kind is TargetKind.SSH:
            from wizard.infra.ssh.computer import SshComputer

            computer = self._computers.setdefault(other.ssh, SshComputer(other.ssh, self))
            return TargetPorts(self, computer.files, computer.service, computer)
        from wizard.infra.bundle.bundle_files import BundleFiles
        from wizard.infra.service.no_service import NoService

        files = BundleFiles(agent, self.agents[agent.flavour], self._own_files)
        return TargetPorts(self, files, NoService())

    async def is_agent_running(self, directory: Path) -> bool:
        """Ask the service manager."""
        from wizard.infra.installed_agents import is_agent_running, usual_folder

        return await is_agent_running(self.agents, usual_folder, directory)


class DemoPorts(SystemPorts):
    """The real parts, but no keyring and no installed agent.

    ``own`` is for the lists of hubs and entries; ``agents_in`` has a folder for each agent.
    """

    def __init__(self, own: Path, agents_in: Path) -> None:
        super().__init__(may_elevate=False)
        self._own: Final = own
        self._agents_in: Final = agents_in

    @cached_property
    def secrets(self) -> SecretStore:
        """Memory: what is kept ends with the program."""
        from wizard.infra.keyring.kept_list import ListedMemoryStore

        return ListedMemoryStore("Demo (memory)", self.kept)

    @cached_property
    def hubs(self) -> SavedHubs:
        """A list of the demonstration's own."""
        from wizard.infra.keyring.saved_hubs import JsonSavedHubs

        return JsonSavedHubs(self._own / "hubs.json")

    @cached_property
    def kept(self) -> JsonKeptList:
        """The same for what the memory has."""
        from wizard.infra.keyring.kept_list import JsonKeptList

        return JsonKeptList(self._own / "kept.json")

    @cached_property
    def service(self) -> AgentService:
        """None: no agent is installed in the demonstration's folders."""
        from wizard.infra.service.no_service import NoService

        return NoService()

    def folder_of(self, flavour: AgentFlavour) -> Path:
        """Where the demonstration writes."""
        return self._agents_in / flavour.id

    def _folders_of(self, flavour: AgentFlavour) -> tuple[Path, ...]:
        return (self.folder_of(flavour),)

    async def is_agent_running(self, _directory: Path) -> bool:
        """No agent runs in the demonstration's folders."""
        return False


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo hub and ports that reach nothing else: no keyring, no installed agent."""

    ports: Ports
    connection_string: Secret
    network: Network
    devices: int
    show_fault: Callable[[DemoFault | None], None]
    """Show this fault from now on, in place of another; None: none."""


def flavours() -> tuple[AgentFlavour, ...]:
    """The agents that can be set up."""
    from wizard.agents import AGENTS

    return tuple(AGENTS)


def transport_types() -> tuple[str, ...]:
    """The words by which an agent's files choose its transport, but for HTTPS: without a twin it
    cannot start."""
    from wizard.domain.hub.transport import Transport

    meanings = (item for flavour in flavours() for item in flavour.transport_types.items())
    return tuple(word for word, meaning in meanings if Transport.HTTPS not in meaning)


def flavour_of(name: str | None) -> AgentFlavour | None:
    """The agent of this name on the command line; None where none is named."""
    return next((flavour for flavour in flavours() if flavour.id == name), None)


def refuse_installed_agent(state: SetupState) -> None:
    """A demonstration never touches an installed agent. Raises AnswersError."""
    from wizard.infra.installed_agents import refuse_usual_folders

    refuse_usual_folders(state, flavours())


def real(*, may_elevate: bool = True) -> Ports:
    """The ports to this computer and the network. ``may_elevate``: administrator rights may be
    asked for."""
    return SystemPorts(may_elevate=may_elevate)


def ask_with(ports: Ports, asker: Asker) -> None:
    """From now on ``asker`` answers what another computer asks for."""
    if isinstance(ports, SystemPorts):
        ports.asker = asker


def terminal_asker(prompt_of: Callable[[Question], str]) -> Asker:
    """Asks at the terminal; ``prompt_of`` makes the words."""
    from wizard.infra.ssh.terminal import TerminalAsker

    return TerminalAsker(prompt_of)


async def warm_up(ports: Ports, first: Callable[[], None]) -> None:
    """Load what the first page does not need and find the keyring, in a thread: for a window that
    is already seen. ``first`` is called in that thread before."""
    from wizard.infra.keyring.store import KeyringStore
    from wizard.infra.threads import run_blocking

    secrets = ports.secrets

    def load() -> None:
        first()

        import wizard.agents
        import wizard.check.run
        import wizard.infra.certificates.certificates
        import wizard.infra.elevation.elevating
        import wizard.infra.elevation.system_elevation
        import wizard.infra.files.agent_files
        import wizard.infra.net.survey
        import wizard.infra.probe.amqp.link
        import wizard.infra.probe.mqtt.link
        import wizard.infra.probe.mqtt.paho_client
        import wizard.infra.probe.probe
        import wizard.infra.progress.check_records
        import wizard.infra.registry.azure_registry
        import wizard.infra.service
        import wizard.setup.engine
        import wizard.upkeep.agent_folder

        wizard.infra.service.system_service()  # imports the system's own
        with suppress(ModuleNotFoundError):  # told when a hub is asked
            import wizard.infra.registry.azure_sdk

        if isinstance(secrets, KeyringStore):
            secrets.warm_up()

    await run_blocking(load)


@contextmanager
def demo(
    devices: int = 0, fault: DemoFault | None = None, agents: Path | None = None
) -> Iterator[Demo]:
    """Start the demo hub, with this fault from the start; it ends with the context.

    ``agents`` has the agents' folders, if they are not to be the usual ones of a demonstration.
    """
    import tempfile

    from wizard.demo.faults.scenarios import Target
    from wizard.demo.faults.shown_fault import ShownFault, devices_of_the_plant
    from wizard.demo.hub import DemoHub
    from wizard.domain.hub.model import Network

    with (
        DemoHub(devices=devices, fault=fault) as hub,
        tempfile.TemporaryDirectory(prefix=f"{_APP}-") as book,
    ):
        ports = DemoPorts(Path(book), agents or _demo_folder())
        network = Network(hub.ca_file, hub.ports, hub.dps_host)
        shown = ShownFault(Target(hub.faults, hub.store, hub.policies))
        count = devices_of_the_plant() + devices
        yield Demo(ports, hub.connection_string(), network, count, shown.show)


@contextmanager
def demo_hub(devices: int, fault: DemoFault | None = None) -> Iterator[dict[str, Any]]:
    """The demo hub alone, and what another program needs to use it; ``fault`` from the start.

    Its connection strings are made up for this run and open nothing else.
    """
    from wizard.demo.hub import DemoHub

    with DemoHub(devices=devices, fault=fault) as hub:
        yield hub.described()


def check_report_file(path: Path) -> None:
    """Raise now what `save_report` would raise: a name without a known ending, a folder that
    cannot be written. AnswersError ``answers.invalid``, ``report_file`` or ``report_unwritable``.
    """
    from wizard.infra.files.save_text import check_savable
    from wizard.text.render.saved_report import KEY, report_form

    report_form(path)
    check_savable(path, KEY)


def save_report(path: Path, saved: SavedReport) -> None:
    """Write it as its name's ending says, atomically. Raises as `check_report_file`."""
    from wizard.infra.files.save_text import save_text
    from wizard.text.render.saved_report import KEY, report_form

    save_text(path, report_form(path)(saved), KEY)


def licences() -> str:
    """What this installation is made of, and under which licences."""
    from wizard.infra.licences import licences as installed
    from wizard.text.licences import licences_text

    return licences_text(installed())


def fleet_progress(path: Path) -> FleetProgress:
    """Which devices of a fleet are done, kept in this file. Raises AnswersError."""
    from wizard.infra.progress.fleet_progress import FleetProgress

    return FleetProgress(path.absolute())


def set_up_logging(
    log_file: Path | None, *, verbose: bool, default_file: Path | None = None
) -> None:
    """Log to ``log_file``, else to ``default_file``; when ``verbose``, to standard error as well.

    Raises AnswersError where ``log_file`` cannot be written.
    """
    from wizard.infra import logging

    logging.set_up_logging(log_file, verbose=verbose, default_file=default_file)


def log_file() -> Path:
    """Where the log is written unless another file is named."""
    return log_folder() / f"{_APP}.log"


def demo_directory(flavour: AgentFlavour) -> Path:
    """The folder that the demo writes to: in the user's data folder, never an agent's."""
    return _demo_folder() / flavour.id


def _demo_folder() -> Path:
    import platformdirs

    return platformdirs.user_data_path(_APP, appauthor=False) / "demo"
