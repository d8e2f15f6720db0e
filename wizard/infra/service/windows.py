"""An agent's service under Windows: the service control manager, by its own functions.

`sc.exe` is not used: what it prints is translated, and its exit code is often 0.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import Code, ServiceError
from wizard.domain.ports.service import ServiceState, ServiceStatus
from wizard.infra.service.event_log import read_event_log
from wizard.infra.threads import run_blocking, run_to_end

_RESTARTING: Final = 60.0
_PAUSE: Final = 0.2

# winsvc.h and winerror.h
_MANAGER_CONNECT: Final = 0x1
_QUERY: Final = 0x4 | 0x1
_START_STOP: Final = 0x10 | 0x20 | 0x4
_CONTROL_STOP: Final = 1
_STOPPED, _START_PENDING, _STOP_PENDING, _RUNNING = 1, 2, 3, 4
_ACCESS_DENIED: Final = 5
_DOES_NOT_EXIST: Final = 1060
_NOT_ACTIVE: Final = 1062
_ALREADY_RUNNING: Final = 1056

_STATES: Final[Mapping[int, ServiceState]] = {
    _STOPPED: ServiceState.STOPPED,
    _START_PENDING: ServiceState.RESTARTING,
    _STOP_PENDING: ServiceState.STOPPED,
    _RUNNING: ServiceState.RUNNING,
}


class WindowsService:
    """`AgentService` through the service control manager and the event log."""

    async def status(self, flavour: AgentFlavour) -> ServiceStatus:
        """How the service is. Never raises."""
        return await run_blocking(lambda: _status(service_name(flavour)))

    async def restart(self, flavour: AgentFlavour) -> None:
        """Stop and start it. Raises ServiceError ``agent.restart_failed``."""
        await run_to_end(lambda: _restart(service_name(flavour)))

    async def log(self, flavour: AgentFlavour, since: datetime) -> tuple[str, ...]:
        """Its events since then. Raises ServiceError ``agent.log_unreadable``."""
        name = flavour.installation(windows=True).log_name
        return await run_blocking(lambda: read_event_log(name, since))


def service_name(flavour: AgentFlavour) -> str:
    """What the service is called on Windows."""
    return flavour.installation(windows=True).service


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    from wizard.infra.installed_agents import windows_service_folder

    class _Status(ctypes.Structure):
        _fields_ = [
            (name, wintypes.DWORD)
            for name in ("type", "state", "controls", "exit", "specific", "check", "hint")
        ]

    _api = ctypes.WinDLL("advapi32", use_last_error=True)
    for _function in (_api.OpenSCManagerW, _api.OpenServiceW):
        _function.restype = wintypes.HANDLE
    _api.OpenSCManagerW.argtypes = (wintypes.LPCWSTR, wintypes.LPCWSTR, wintypes.DWORD)
    _api.OpenServiceW.argtypes = (wintypes.HANDLE, wintypes.LPCWSTR, wintypes.DWORD)
    _api.CloseServiceHandle.argtypes = (wintypes.HANDLE,)
    _api.QueryServiceStatus.argtypes = (wintypes.HANDLE, ctypes.POINTER(_Status))
    _api.ControlService.argtypes = (wintypes.HANDLE, wintypes.DWORD, ctypes.POINTER(_Status))
    _api.StartServiceW.argtypes = (wintypes.HANDLE, wintypes.DWORD, ctypes.c_void_p)

    def _require(done: Any) -> Any:
        """What the system gave. Raises OSError with its number and words."""
        if not done:
            raise ctypes.WinError(ctypes.get_last_error())
        return done

    @contextlib.contextmanager
    def _open(name: str, rights: int) -> Iterator[Any]:
        manager = _require(_api.OpenSCManagerW(None, None, _MANAGER_CONNECT))
        try:
            service = _require(_api.OpenServiceW(manager, name, rights))
            try:
                yield service
            finally:
                _api.CloseServiceHandle(service)
        finally:
            _api.CloseServiceHandle(manager)

    def _state(service: Any) -> int:
        status = _Status()
        _require(_api.QueryServiceStatus(service, ctypes.byref(status)))
        return int(status.state)

    def _status(name: str) -> ServiceStatus:
        try:
            with _open(name, _QUERY) as service:
                state = _STATES.get(_state(service), ServiceState.UNKNOWN)
                return ServiceStatus(state, windows_service_folder(name))
        except OSError as error:
            if error.winerror == _DOES_NOT_EXIST:
                return ServiceStatus(ServiceState.NOT_INSTALLED)
            return ServiceStatus(ServiceState.UNKNOWN, words=error.strerror or "")

    def _restart(name: str) -> None:
        end = time.monotonic() + _RESTARTING
        try:
            with _open(name, _START_STOP) as service:
                status = _Status()
                if not _api.ControlService(service, _CONTROL_STOP, ctypes.byref(status)):
                    _ignore_only(_NOT_ACTIVE)
                _wait_for(service, name, _STOPPED, end)
                if not _api.StartServiceW(service, 0, None):
                    _ignore_only(_ALREADY_RUNNING)
                _wait_for(service, name, _RUNNING, end)
        except OSError as error:
            raise _failure(name, error) from error

    def _ignore_only(number: int) -> None:
        """Raise the system's last error unless it is this one."""
        if ctypes.get_last_error() != number:
            raise ctypes.WinError(ctypes.get_last_error())

    def _wait_for(service: Any, name: str, wanted: int, end: float) -> None:
        while (state := _state(service)) != wanted:
            if wanted == _RUNNING and state == _STOPPED:
                return  # it has ended again already: its log tells why
            if time.monotonic() > end:
                raise ServiceError(
                    Code.AGENT_RESTART_FAILED, "timeout", service=name, seconds=_RESTARTING
                )
            time.sleep(_PAUSE)

    def _failure(name: str, error: OSError) -> ServiceError:
        if error.winerror == _ACCESS_DENIED:
            return ServiceError(Code.AGENT_RESTART_FAILED, "no_rights", service=name)
        words = error.strerror or f"error {error.winerror}"
        return ServiceError(Code.AGENT_RESTART_FAILED, service=name, words=words)

else:

    def _status(_name: str) -> ServiceStatus:
        return ServiceStatus(ServiceState.UNKNOWN)

    def _restart(name: str) -> None:
        raise ServiceError(Code.AGENT_RESTART_FAILED, "no_manager", service=name)
