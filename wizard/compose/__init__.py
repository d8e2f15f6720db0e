"""Putting real parts behind the ports: the only room that knows agents, adapters and the demo hub.

`system_ports` has the real parts, `demo_ports` what a demonstration puts in place of some. Here are
the functions with which the fronts begin. Everything is imported when it is first used: all of it
takes most of a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from wizard.compose.demo_ports import DemoPorts
from wizard.compose.system_ports import SystemPorts
from wizard.domain.ports.asking import Asker
from wizard.domain.ports.ports import Ports
from wizard.infra.own_folders import leave_foreign_home as leave_foreign_home
from wizard.infra.own_folders import log_folder

if TYPE_CHECKING:
    from wizard.domain.agent.model import AgentFlavour
    from wizard.domain.demo_fault import DemoFault
    from wizard.domain.hub.model import Network
    from wizard.domain.ports.asking import Question
    from wizard.domain.secret import Secret
    from wizard.domain.state import SetupState
    from wizard.infra.progress.fleet_progress import FleetProgress
    from wizard.text.render.facts import SavedReport

_APP: Final = "iot-agent-setup"


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
