"""What a job is, and what the jobs of one run share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import ClassVar

from wizard.domain.agent.agent_log import LogEntry
from wizard.domain.agent.model import AgentTarget, Identity, Method
from wizard.domain.agent.twin_finding import TwinFinding
from wizard.domain.errors import Problem
from wizard.domain.files import Change
from wizard.domain.hub.model import HubInfo
from wizard.domain.hub.port_found import PortFound
from wizard.domain.hub.transport import Transport
from wizard.domain.ports.computer import ComputerLook
from wizard.domain.ports.ports import Ports
from wizard.domain.ports.registry import Registry
from wizard.domain.proof import Assignment
from wizard.domain.report import HubChange, StepId
from wizard.domain.state import FollowUp, SetupState
from wizard.runs.step_runner import StepRunner
from wizard.setup.agent_config import IncompleteStateError
from wizard.setup.changes import FileChanges, SecretChanges
from wizard.setup.keyring_entries import KeyringEntry


class JobPhase(Enum):
    """When a job is done. A dry run does the first phase alone.

    What the jobs of ``CHANGE`` have written becomes final with the last of them.
    """

    LOOK = auto()
    CHANGE = auto()
    CHECK = auto()


Announcement = HubChange | KeyringEntry
"""A change that the review page shows before it is made; files are shown as diffs."""


@dataclass(slots=True)
class Run:
    """One run: what its jobs work with, and what they have found and changed so far."""

    state: SetupState
    agent: AgentTarget
    ports: Ports
    runner: StepRunner
    files: FileChanges
    secrets: SecretChanges
    registry: Registry | None = None
    known_hub: HubInfo | None = None
    hub_changes: list[HubChange] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    twin: tuple[TwinFinding, ...] = ()
    transports: tuple[Transport, ...] = ()
    found_ports: tuple[PortFound, ...] = ()
    agent_log: tuple[LogEntry, ...] = ()
    target: Assignment | None = None
    computer_look: ComputerLook | None = None

    def has_changed_nothing(self) -> bool:
        """Whether files and hub are as they were before the run."""
        files = self.files.results
        return not self.hub_changes and all(one.change is Change.UNCHANGED for one in files)

    def need_registry(self) -> Registry:
        """The hub's registry, for jobs that are wanted only with access to it."""
        if self.registry is None:
            raise IncompleteStateError
        return self.registry


class Job(ABC):
    """One step of a set-up."""

    id: ClassVar[StepId]
    phase: ClassVar[JobPhase]

    @abstractmethod
    def wanted(self, state: SetupState) -> bool:
        """Whether the job has something to do; asked for the plan, and again when its turn comes.

        What has not been read yet may turn out so that it has.
        """

    def steps(self, _state: SetupState) -> tuple[StepId, ...]:
        """What the job is in the report: its own step, unless it records others by itself."""
        return (self.id,)

    def follow_up(self, _state: SetupState) -> FollowUp | None:
        """What has passed once the job has, so that it is not done again while nothing changes."""
        return None

    def announces(self, _state: SetupState) -> Sequence[Announcement]:
        """What a wanted job will change in the hub and in the keyring, as far as it is known."""
        return ()

    async def begin(self, run: Run) -> None:  # noqa: B027 - most jobs need not
        """Raise now what is certain before anybody is asked and anything is connected."""

    async def prepare(self, run: Run) -> None:  # noqa: B027 - most jobs need not
        """Raise now what the job would raise later, before anything is changed anywhere."""

    @abstractmethod
    async def run(self, run: Run) -> None:
        """Do it. Raises SetupErrors, which are the step's failure."""

    async def undo(self, run: Run) -> None:  # noqa: B027 - most jobs need not
        """Put back what the job has changed on this computer; changes in the hub stay."""


def has_device(state: SetupState) -> bool:
    """Whether the device is known by its id in a registry that can be asked.

    One that is to be registered first may not be there yet.
    """
    is_to_come = state.auth.identity is Identity.DPS and state.dps is not None
    if is_to_come and state.dps is not None and state.dps.register:
        return False
    return state.credentials is not None and state.device_id != ""


def has_certificate(state: SetupState) -> bool:
    """Whether the agent proves itself with a certificate."""
    return state.auth.method is Method.SELF_SIGNED_CERTIFICATE
