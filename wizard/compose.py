"""Putting real parts behind the ports: the only place that knows adapters and demo."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import platformdirs

from wizard.domain.agent.model import AgentFlavour
from wizard.domain.demo_fault import DemoFault
from wizard.domain.errors import AnswersError, Code
from wizard.domain.hub.model import HubCredentials, Network
from wizard.domain.ports.agent import Agent
from wizard.domain.ports.certificates import Certificates
from wizard.domain.ports.files import AgentFiles
from wizard.domain.ports.ports import Ports
from wizard.domain.ports.probe import AuthProbe
from wizard.domain.ports.registry import Registry
from wizard.domain.ports.secrets import SavedHubs, SecretStore
from wizard.domain.secret import Secret
from wizard.domain.state import SetupState
from wizard.infra.installed_agents import find_agents, usual_folder
from wizard.infra.keyring.saved_hubs import JsonSavedHubs
from wizard.infra.late import Late, LateMapping
from wizard.infra.logging import set_up_logging as set_up_logging

if TYPE_CHECKING:
    from wizard.domain.agent.facts import FoundAgent
    from wizard.domain.hub.network_survey import NetworkSurvey
    from wizard.text.render.facts import SavedReport

_LATER: Final = (
    "wizard.setup.engine",
    "wizard.check.run",
    "wizard.infra.probe.probe",
    "wizard.infra.registry.azure_registry",
    "wizard.infra.registry.azure_sdk",
    "wizard.infra.files.agent_files",
    "wizard.infra.net.survey",
    "wizard.agents",
    "wizard.infra.probe.mqtt.paho_client",
)
"""What the wizard needs after its first page; importing it takes most of a second."""
_APP: Final = "iot-agent-setup"


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo hub and ports that reach nothing else: no keyring, no installed agent."""

    ports: Ports
    connection_string: Secret
    network: Network


def real() -> Ports:
    """The user's keyring, the real network, the agents installed here."""
    book = platformdirs.user_config_path(_APP, appauthor=False) / "hubs.json"
    return replace(
        _ports(cast("SecretStore", Late(_keyring)), JsonSavedHubs(book), usual_folder),
        is_agent_running=_is_agent_running,
    )


def _ports(
    secrets: SecretStore, hubs: SavedHubs, folder_of: Callable[[AgentFlavour], Path]
) -> Ports:
    """What real and demo have in common: the adapters, imported when they are used."""
    return Ports(
        open_registry=_open_registry,
        open_probe=_open_probe,
        secrets=secrets,
        hubs=hubs,
        files=cast("AgentFiles", Late(_files)),
        agents=LateMapping(_agents),
        certificates=cast("Certificates", Late(_certificates)),
        survey=cast("NetworkSurvey", Late(_survey)),
        find_agents=partial(_find_agents, folder_of),
    )


def _keyring() -> SecretStore:
    from wizard.infra.keyring.store import KeyringStore

    return KeyringStore()


def _files() -> AgentFiles:
    from wizard.infra.files.agent_files import DiskFiles

    return DiskFiles()


def _agents() -> Mapping[AgentFlavour, Agent]:
    from wizard.agents import AGENTS

    return AGENTS


def _certificates() -> Certificates:
    from wizard.infra.certificates.certificates import CertificateFiles

    return CertificateFiles()


def _survey() -> NetworkSurvey:
    from wizard.infra.net.survey import SystemNetworkSurvey

    return SystemNetworkSurvey()


def _find_agents(folder_of: Callable[[AgentFlavour], Path]) -> tuple[FoundAgent, ...]:
    marker = {flavour: agent.file_names[0] for flavour, agent in _agents().items()}
    return find_agents(marker, folder_of)


async def _is_agent_running(directory: Path) -> bool:
    from wizard.infra.agent_service import is_agent_running

    return await is_agent_running(usual_folder, directory)


def _open_registry(credentials: HubCredentials, network: Network) -> Registry:
    from wizard.infra.registry.azure_registry import AzureRegistry

    return AzureRegistry(credentials, network)


def _open_probe(network: Network) -> AuthProbe:
    from wizard.infra.probe.probe import NetworkProbe

    return NetworkProbe(network)


async def warm_up(ports: Ports) -> None:
    """Load what the first page does not need and find the keyring, in a thread: for a window that
    is already seen."""

    from wizard.infra.keyring.store import KeyringStore
    from wizard.infra.threads import run_blocking

    def load() -> None:
        for module in _LATER:
            importlib.import_module(module)
        store = ports.secrets.made() if isinstance(ports.secrets, Late) else ports.secrets
        if isinstance(store, KeyringStore):
            store.warm_up()

    await run_blocking(load)


@contextmanager
def demo(devices: int = 0, fault: DemoFault | None = None) -> Iterator[Demo]:
    """Start the demo hub, with this fault from the start; it ends with the context."""
    from wizard.demo.hub import DemoHub
    from wizard.infra.keyring.memory import MemoryStore

    with (
        DemoHub(devices=devices, fault=fault) as hub,
        tempfile.TemporaryDirectory(prefix=f"{_APP}-") as book,
    ):
        store = MemoryStore(name="Demo (memory)")
        ports = _ports(store, JsonSavedHubs(Path(book) / "hubs.json"), demo_directory)
        network = Network(hub.ca_file, hub.mqtt_port, hub.dps_host)
        yield Demo(ports, hub.connection_string(), network)


@contextmanager
def demo_hub(devices: int, fault: DemoFault | None = None) -> Iterator[dict[str, Any]]:
    """The demo hub alone, and what another program needs to use it; ``fault`` from the start.

    Its connection strings are made up for this run and open nothing else.
    """
    from wizard.demo.hub import POLICIES, DemoHub

    with DemoHub(devices=devices, fault=fault) as hub:
        yield {
            "host_name": hub.host_name,
            "https_port": hub.https_port,
            "mqtt_port": hub.mqtt_port,
            "dps_host": hub.dps_host,
            "dps_id_scope": hub.dps_id_scope,
            "ca_file": str(hub.ca_file),
            "connection_strings": {
                policy: hub.connection_string(policy).reveal() for policy in POLICIES
            },
        }


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


def log_file() -> Path:
    """Where the log is written unless another file is named."""
    return platformdirs.user_log_path(_APP, appauthor=False) / f"{_APP}.log"


def demo_directory(flavour: AgentFlavour) -> Path:
    """The folder that the demo writes to: in the user's data folder, never an agent's."""
    return platformdirs.user_data_path(_APP, appauthor=False) / "demo" / flavour.value


def refuse_installed_agent(state: SetupState) -> None:
    """A demonstration never touches an installed agent. Raises AnswersError."""
    directory = state.agent.directory if state.agent else None
    if directory in {usual_folder(flavour) for flavour in AgentFlavour}:
        raise AnswersError(
            Code.ANSWERS_INVALID, "demo_installed", key="agent.directory", value=str(directory)
        )
