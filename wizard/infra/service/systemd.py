"""An agent's service under systemd."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import Code, ServiceError
from wizard.domain.lazy_pattern import LazyPattern
from wizard.domain.ports.service import ServiceFault, ServiceState, ServiceStatus
from wizard.infra.service.commands import Ended, run_tool
from wizard.infra.service.linux_log import read_log
from wizard.infra.threads import run_blocking, run_to_end

_ASKING: Final = 5.0
_RESTARTING: Final = 60.0
"""Seconds. systemd itself gives a service 90 s to stop, and the agents stop at once."""
PROPERTIES: Final = (
    "LoadState,ActiveState,SubState,NRestarts,ExecStart,StatusText,Result,ExecMainStatus"
)
"""What `status_in` reads."""
_PROGRAM: Final = LazyPattern(r"path=(?P<path>/[^;]+?) ;")
_NO_RIGHTS: Final = (
    "interactive authentication required",
    "access denied",
    "authentication is required",
    "not authorized",
    "permission denied",
)
_NO_MANAGER: Final = (
    "not been booted with systemd",
    "failed to connect to bus",
    "ignoring command",
)
_STATES: Final[Mapping[str, ServiceState]] = {
    "active": ServiceState.RUNNING,
    "reloading": ServiceState.RUNNING,
    "activating": ServiceState.RESTARTING,
    "failed": ServiceState.FAILED,
    "inactive": ServiceState.STOPPED,
    "deactivating": ServiceState.STOPPED,
}
_NO_UNIT: Final = "not-found"
_NOT_STARTED: Final[Mapping[int, str]] = {
    200: "CHDIR",
    203: "EXEC",
    216: "GROUP",
    217: "USER",
    226: "NAMESPACE",
}
"""What systemd itself ends with in the program's place, and calls so (systemd.exec)."""
_OWN_CODES: Final = range(200, 250)
_SIGNALS: Final[Mapping[int, str]] = {
    4: "ILL",
    5: "TRAP",
    6: "ABRT",
    7: "BUS",
    8: "FPE",
    9: "KILL",
    11: "SEGV",
    31: "SYS",
}
"""Linux' own numbers: the program may ask from another system."""


class SystemdService:
    """`AgentService` through ``systemctl`` and the log of Linux.

    ``options`` come before the command: ``--user`` asks the user's own manager.
    """

    def __init__(self, options: tuple[str, ...] = ()) -> None:
        self._options: Final = options

    async def status(self, flavour: AgentFlavour) -> ServiceStatus:
        """How the service is. Never raises."""
        return await run_blocking(lambda: self._status(flavour.linux.service))

    async def restart(self, flavour: AgentFlavour) -> None:
        """Restart it. Raises ServiceError ``agent.restart_failed``."""
        await run_to_end(lambda: self._restart(flavour.linux.service))

    async def log(self, flavour: AgentFlavour, since: datetime) -> tuple[str, ...]:
        """Its messages since then. Raises ServiceError ``agent.log_unreadable``."""
        return await run_blocking(lambda: read_log(flavour.linux.log_name, since))

    def _status(self, service: str) -> ServiceStatus:
        command = ("show", service, f"--property={PROPERTIES}")
        ended = run_tool("systemctl", (*self._options, *command), _ASKING)
        if ended.code != 0:
            return ServiceStatus(ServiceState.UNKNOWN, words=ended.words)
        return status_in(ended.out)

    def _restart(self, service: str) -> None:
        options = (*self._options, "--no-ask-password")
        # One that has failed too often is started no more until systemd is told to forget that.
        run_tool("systemctl", (*options, "reset-failed", service), _ASKING)
        ended = run_tool("systemctl", (*options, "restart", service), _RESTARTING)
        require_restarted(service, ended)


def status_in(shown: str) -> ServiceStatus:
    """What ``systemctl show`` says of a service."""
    found = dict(line.partition("=")[::2] for line in shown.splitlines())
    if found.get("LoadState") == _NO_UNIT:
        return ServiceStatus(ServiceState.NOT_INSTALLED)
    program = _PROGRAM.search(found.get("ExecStart", ""))
    restarts = found.get("NRestarts", "0")
    return ServiceStatus(
        _STATES.get(found.get("ActiveState", ""), ServiceState.UNKNOWN),
        Path(program["path"]).parent if program else None,
        int(restarts) if restarts.isdigit() else 0,
        *_fault(found),
    )


def _fault(found: Mapping[str, str]) -> tuple[str, ServiceFault | None]:
    """The manager's words about the last end of the program, and what that was."""
    result, status = found.get("Result"), found.get("ExecMainStatus", "")
    number = int(status) if status.isdigit() else 0
    if result == "exit-code" and number in _OWN_CODES:
        return _numbered(number, _NOT_STARTED), ServiceFault.NOT_STARTED
    if result in ("signal", "core-dump"):
        return _numbered(number, _SIGNALS), ServiceFault.CRASHED
    return found.get("StatusText", ""), None


def _numbered(number: int, names: Mapping[int, str]) -> str:
    """As systemd writes it: ``203/EXEC``."""
    return f"{number}/{names[number]}" if number in names else str(number)


def require_restarted(service: str, ended: Ended) -> None:
    """Raise ServiceError ``agent.restart_failed``, unless ``systemctl restart`` did it."""
    # In a chroot, or offline, systemctl does nothing, says so, and ends with 0.
    if ended.code != 0 or any(words in ended.words.lower() for words in _NO_MANAGER):
        raise _restart_failure(service, ended)


def _restart_failure(service: str, ended: Ended) -> ServiceError:
    said = ended.words.lower()
    if ended.timed_out:
        return ServiceError(
            Code.AGENT_RESTART_FAILED, "timeout", service=service, seconds=_RESTARTING
        )
    if ended.code is None or any(words in said for words in _NO_MANAGER):
        return ServiceError(Code.AGENT_RESTART_FAILED, "no_manager", service=service)
    if any(words in said for words in _NO_RIGHTS):
        return ServiceError(Code.AGENT_RESTART_FAILED, "no_rights", service=service)
    return ServiceError(Code.AGENT_RESTART_FAILED, service=service, words=ended.words)
