"""The agent's own computer, where it is reached over SSH: what is there, and what it can reach."""

from __future__ import annotations

from typing import Final

from wizard.domain.agent.target_folder import TargetKind
from wizard.domain.errors import Code, Param, Problem, SshError
from wizard.domain.hub.connection_events import CLOCK_TOLERANCE
from wizard.domain.ports.computer import Computer, ComputerLook, PortState
from wizard.domain.report import StepId
from wizard.domain.state import SetupState
from wizard.setup.agent_config import IncompleteStateError
from wizard.setup.jobs.job import Job, JobPhase, Run

_UNSEEN: Final = Code.CHECK_AGENT_PORT_CLOSED
"""What is seen of the port from here does not count where it was tried from there."""


class LookAtComputer(Job):
    """Connects, and looks: system, agent, service, clock, and whether the hub's port is open."""

    id = StepId.TARGET_LOOK
    phase = JobPhase.LOOK

    def wanted(self, state: SetupState) -> bool:
        return is_over_ssh(state)

    async def run(self, run: Run) -> None:
        computer = _computer(run)
        address = run.state.address()
        found = await computer.look(run.agent, address, _port(run))
        run.computer_look = found
        run.runner.note(self.id, tuple(_facts(found)))
        if found.clock_ahead is not None and abs(found.clock_ahead) > CLOCK_TOLERANCE:
            seconds = ("seconds", round(abs(found.clock_ahead)))
            run.warnings.append(Problem(Code.SSH_CLOCK, "", (("computer", computer.name), seconds)))


class CheckPortThere(Job):
    """The agent's way to the hub, as it was tried from its own computer."""

    id = StepId.CHECK_TARGET_PORT
    phase = JobPhase.CHECK

    def wanted(self, state: SetupState) -> bool:
        return is_over_ssh(state)

    def steps(self, _state: SetupState) -> tuple[StepId, ...]:
        return (self.id,)

    async def run(self, run: Run) -> None:
        look, address = run.computer_look, run.state.address()
        if run.target is not None:
            address = run.target.address
        if look is None or address is None:
            return
        computer, host, port = _computer(run).name, address.name, _port(run)
        if look.port is PortState.CLOSED:
            raise SshError(Code.SSH_PORT_CLOSED, computer=computer, host=host, port=port)
        if look.port is PortState.NAME_UNKNOWN:
            raise SshError(Code.SSH_PORT_CLOSED, "noname", computer=computer, host=host)
        if look.port is PortState.OPEN:
            run.warnings = [one for one in run.warnings if one.code is not _UNSEEN]
            return
        about = (("computer", computer), ("host", host), ("port", port))
        run.warnings.append(Problem(Code.SSH_PORT_NOT_KNOWN, "", about))


def is_over_ssh(state: SetupState) -> bool:
    """Whether the agent's computer is reached over SSH."""
    other = state.agent.elsewhere if state.agent is not None else None
    return other is not None and other.kind is TargetKind.SSH


def _computer(run: Run) -> Computer:
    if run.ports.computer is None:
        raise IncompleteStateError
    return run.ports.computer


def _port(run: Run) -> int:
    address = run.state.address()
    transport = run.agent.transport or run.agent.flavour.transports[0]
    if address is None:
        return run.state.network.ports.get(transport, 0)
    return run.state.network.port(transport, address)


def _facts(found: ComputerLook) -> list[tuple[str, Param]]:
    facts: list[tuple[str, Param]] = [
        ("system", found.release),
        ("machine", found.machine),
        ("account", found.user),
        ("folder", "there" if found.has_folder else "missing"),
        ("service", found.service.state.value),
        ("port_state", found.port.value),
    ]
    if found.clock_ahead is not None:
        facts.append(("clock_ahead_seconds", round(found.clock_ahead)))
    return [(name, value) for name, value in facts if value != ""]
