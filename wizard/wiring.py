"""Putting real parts behind the ports: the only place that knows adapters and demo."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import platformdirs

from wizard.adapters.agent_finder import find_agents, usual_folder
from wizard.adapters.agent_service import is_agent_running
from wizard.adapters.blocking import run_blocking
from wizard.adapters.certificates import CertificateFiles
from wizard.adapters.files import DiskFiles
from wizard.adapters.hub_book import JsonHubBook
from wizard.adapters.keyring_store import KeyringStore
from wizard.adapters.memory_store import MemoryStore
from wizard.adapters.surroundings import NetworkSurroundings
from wizard.core.errors import AnswersError, Code
from wizard.core.model import AgentFlavour, HubCredentials, Network, SetupState
from wizard.core.ports import AuthProbe, Ports, Registry
from wizard.core.secret import Secret
from wizard.formats import FORMATS

_LATER: Final = (
    "wizard.core.engine",
    "wizard.core.check_run",
    "wizard.adapters.auth_probe",
    "wizard.adapters.azure_registry",
    "wizard.adapters.sdk",
    "wizard.adapters.mqtt_client",
)
"""What the wizard needs after its first page; importing it takes most of a second."""
_APP: Final = "iot-agent-setup"
_MARKER: Final = {flavour: agent.file_names[0] for flavour, agent in FORMATS.items()}


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo hub and ports that reach nothing else: no keyring, no installed agent."""

    ports: Ports
    connection_string: Secret
    network: Network


def real() -> Ports:
    """The user's keyring, the real network, the agents installed here."""
    book = platformdirs.user_config_path(_APP, appauthor=False) / "hubs.json"
    return Ports(
        open_registry=_open_registry,
        open_probe=_open_probe,
        secrets=KeyringStore(),
        hubs=JsonHubBook(book),
        files=DiskFiles(),
        formats=FORMATS,
        certificates=CertificateFiles(),
        surroundings=NetworkSurroundings(),
        find_agents=partial(find_agents, _MARKER, usual_folder),
        is_agent_running=partial(is_agent_running, usual_folder),
    )


def _open_registry(credentials: HubCredentials, network: Network) -> Registry:
    from wizard.adapters.azure_registry import AzureRegistry

    return AzureRegistry(credentials, network)


def _open_probe(network: Network) -> AuthProbe:
    from wizard.adapters.auth_probe import NetworkProbe

    return NetworkProbe(network)


async def warm_up(ports: Ports) -> None:
    """Load what the first page does not need and find the keyring, in a thread: for a window that
    is already seen."""

    def load() -> None:
        for module in _LATER:
            importlib.import_module(module)
        if isinstance(ports.secrets, KeyringStore):
            ports.secrets.warm_up()

    await run_blocking(load)


@contextmanager
def demo(devices: int = 0) -> Iterator[Demo]:
    """Start the demo hub; it ends with the context."""
    from wizard.demo.hub import DemoHub

    with DemoHub(devices=devices) as hub, tempfile.TemporaryDirectory(prefix=f"{_APP}-") as book:
        ports = Ports(
            open_registry=_open_registry,
            open_probe=_open_probe,
            secrets=MemoryStore(name="Demo (memory)"),
            hubs=JsonHubBook(Path(book) / "hubs.json"),
            files=DiskFiles(),
            formats=FORMATS,
            certificates=CertificateFiles(),
            surroundings=NetworkSurroundings(),
            find_agents=partial(find_agents, _MARKER, demo_directory),
        )
        network = Network(hub.ca_file, hub.mqtt_port, hub.dps_host)
        yield Demo(ports, hub.connection_string(), network)


@contextmanager
def demo_hub(devices: int) -> Iterator[dict[str, Any]]:
    """The demo hub alone, with what another program needs to use it.

    Its connection strings are made up for this run and open nothing else.
    """
    from wizard.demo.hub import POLICIES, DemoHub

    with DemoHub(devices=devices) as hub:
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
