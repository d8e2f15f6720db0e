"""What a run tells while it runs (events) and when it has ended (the report)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from wizard.domain.agent.agent_log import LogEntry
from wizard.domain.agent.model import AgentFlavour, Identity, Method
from wizard.domain.agent.twin_finding import TwinFinding
from wizard.domain.errors import Code, Exit, Param, Problem
from wizard.domain.files import FileResult
from wizard.domain.hub.model import MODULE_ID
from wizard.domain.hub.port_found import PortFound
from wizard.domain.hub.transport import Transport
from wizard.domain.proof import ThumbprintSlot
from wizard.domain.state import SetupState


class StepId(StrEnum):
    """The steps of a run, in their order. The names are part of the JSON that is promised."""

    TARGET_LOOK = "target.look"
    HUB_CONNECT = "hub.connect"
    DEVICE_READ = "device.read"
    MODULE_READ = "module.read"
    CERTIFICATE_PREPARE = "certificate.prepare"
    DPS_REGISTER = "dps.register"
    MODULE_CREATE = "module.create"
    MODULE_CHANGE = "module.change"
    SECRETS_STORE = "secrets.store"
    CONFIG_WRITE = "config.write"
    CONFIG_VERIFY = "config.verify"
    DEVICE_REGISTER = "device.register"
    CONFIG_UNDO = "config.undo"
    CHECK_READ_CONFIG = "check.read_config"
    CHECK_SECRET = "check.secret"  # noqa: S105 - the name of a step
    CHECK_RESOLVE = "check.resolve"
    CHECK_TCP = "check.tcp"
    CHECK_TLS = "check.tls"
    CHECK_CLOCK = "check.clock"
    CHECK_DPS = "check.dps"
    CHECK_HUB_REST = "check.hub_rest"
    CHECK_CONNECT = "check.connect"
    CHECK_TWIN = "check.twin"
    CHECK_TELEMETRY = "check.telemetry"
    CHECK_TARGET_PORT = "check.target_port"
    AGENT_RESTART = "agent.restart"
    AGENT_LOG = "agent.log"

    @property
    def is_check(self) -> bool:
        """Whether the step belongs to the live check."""
        return self.value.startswith("check.")

    @property
    def is_always_reported(self) -> bool:
        """Whether every report lists the step; the others stand only where they are planned."""
        return self not in (
            StepId.TARGET_LOOK,
            StepId.CHECK_TARGET_PORT,
            StepId.CERTIFICATE_PREPARE,
            StepId.DPS_REGISTER,
            StepId.MODULE_CHANGE,
            StepId.DEVICE_REGISTER,
            StepId.CONFIG_UNDO,
            StepId.CHECK_DPS,
            StepId.CHECK_TELEMETRY,
            StepId.AGENT_RESTART,
            StepId.AGENT_LOG,
        )


class StepStatus(StrEnum):
    """How a step ended."""

    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


class Result(StrEnum):
    """How a run ended."""

    OK = "ok"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A step has begun."""

    step: StepId


@dataclass(frozen=True, slots=True)
class StepWaiting:
    """A step met a passing fault and tries again in ``seconds``."""

    step: StepId
    seconds: float
    problem: Problem


@dataclass(frozen=True, slots=True)
class StepWarned:
    """Something that the user wants to know before this step begins."""

    step: StepId
    problem: Problem


@dataclass(frozen=True, slots=True)
class StepFellBack:
    """Connecting has failed over one transport: the steps begin again, over the following one."""

    step: StepId
    problem: Problem
    failed: Transport
    following: Transport


Detail = tuple[tuple[str, Param | tuple[str, ...]], ...]
"""Facts about a step for whoever looks closer, by name: addresses, the version of TLS."""


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step has ended. ``ms`` is its duration in milliseconds; a skipped one has 0.

    ``committed``: with this step the run's files became final, however the step itself ended.
    """

    step: StepId
    status: StepStatus
    ms: float = 0.0
    problem: Problem | None = None
    detail: Detail = ()
    committed: bool = False


Event = StepStarted | StepWaiting | StepWarned | StepFellBack | StepDone


class HubChangeKind(StrEnum):
    """What a run may change in the hub."""

    DEVICE_REGISTERED = "device_registered"
    MODULE_CREATED = "module_created"
    MODULE_CONVERTED = "module_converted"
    THUMBPRINT_REGISTERED = "thumbprint_registered"


@dataclass(frozen=True, slots=True)
class HubChange:
    """A change in the hub. It stays, whatever becomes of the run, and is taken back on demand only.

    For a thumbprint: its place, the new one, and the ``former`` one, empty where the place was
    free. For a module: its id.
    """

    kind: HubChangeKind
    device_id: str
    slot: ThumbprintSlot | None = None
    thumbprint: str = ""
    former: str = ""
    module_id: str = MODULE_ID


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a run: all that `--json`, the last page and a saved report show."""

    result: Result
    exit_code: Exit
    hub: str | None = None
    device: str | None = None
    identity: Identity | None = None
    method: Method | None = None
    flavour: AgentFlavour | None = None
    directory: Path | None = None
    files: tuple[FileResult, ...] = ()
    hub_changes: tuple[HubChange, ...] = ()
    error: Problem | None = None
    failed_step: StepId | None = None
    warnings: tuple[Problem, ...] = ()
    steps: tuple[StepDone, ...] = ()
    twin: tuple[TwinFinding, ...] = ()
    agent_log: tuple[LogEntry, ...] = ()
    transports: tuple[Transport, ...] = ()
    """What the agent tries to reach its hub over, in its order."""
    ports: tuple[PortFound, ...] = ()
    """The hub's ports that were looked at beside the connection."""
    fingerprint: str | None = None
    """Names the agent's key or certificate; see `proof.fingerprint_of`."""

    @property
    def written(self) -> bool:
        """Whether the run's files are final: nothing is rolled back any more."""
        return any(step.committed for step in self.steps)

    @property
    def login(self) -> StepDone | None:
        """The step that has logged in as the agent does: the proof. None where that failed, or was
        not to be tried."""
        tried = (step for step in self.steps if step.step is StepId.CHECK_CONNECT)
        return next((step for step in tried if step.status is StepStatus.OK), None)


def result_of(error: Problem | None, *, written: bool = False) -> tuple[Result, Exit]:
    """How a run ends with this failure. Exit codes up to 5 promise that nothing was written, so
    whatever fails once the files are final exits as a failed check."""
    if error is None:
        return Result.OK, Exit.OK
    if error.code is Code.CANCELLED:
        return Result.CANCELLED, Exit.CANCELLED
    if written and error.code.exit is not Exit.OURS:
        return Result.FAILED, Exit.CHECK
    return Result.FAILED, error.code.exit


def failed_before_start(error: Problem, state: SetupState | None = None) -> Report:
    """The report of a run that never began: wrong answers, or a connection string that is none.

    The latter is what ``hub.connect`` would have met, so it is that step's failure.
    """
    failed = StepId.HUB_CONNECT if error.code.value.startswith("connection_string.") else None
    steps = tuple(
        StepDone(step, StepStatus.FAILED, problem=error)
        if step is failed
        else StepDone(step, StepStatus.SKIPPED)
        for step in StepId
        if step.is_always_reported
    )
    result, exit_code = result_of(error)
    agent = state.agent if state else None
    return Report(
        result=result,
        exit_code=exit_code,
        device=state.device_id if state else None,
        identity=state.auth.identity if state else None,
        method=state.auth.method if state else None,
        flavour=agent.flavour if agent else None,
        directory=agent.directory if agent else None,
        error=error,
        failed_step=failed,
        steps=steps if state else (),
    )
