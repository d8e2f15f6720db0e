"""Results as JSON and back: the dataclasses and enumerations that are listed here, and no others.

A value that JSON does not know stands as an object with its type's name under ``"!"``.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

from wizard.domain.agent.assessment import Assessment, Finding, RepairPlan, Verdict
from wizard.domain.agent.model import AgentSettings, Identity, Method
from wizard.domain.certificate_store import StoreLocation, StoreReference
from wizard.domain.errors import Code, FilesError, ServiceError, SetupError
from wizard.domain.files import Change, FileResult, FileWrite
from wizard.domain.hub.transport import Transport
from wizard.domain.ports.service import ServiceFault, ServiceState, ServiceStatus
from wizard.domain.secret import Secret
from wizard.protocols.elevated.frames import FrameError

_KIND: Final = "!"
_CLASSES: Final[Mapping[str, type[Any]]] = {
    kind.__name__: kind
    for kind in (
        *(Assessment, Finding, RepairPlan, AgentSettings, FileResult, FileWrite, ServiceStatus),
        *(Verdict, Identity, Method, Change, Transport, ServiceState, ServiceFault),
        *(StoreReference, StoreLocation),
    )
}
_ERRORS: Final[Mapping[str, type[SetupError]]] = {
    kind.__name__: kind for kind in (FilesError, ServiceError)
}


def as_json(value: Any) -> Any:
    """The value for `frame`. Raises TypeError for one that is not listed."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return {_KIND: type(value).__name__, "value": value.value}
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return {_KIND: "bytes", "value": base64.b64encode(value).decode()}
    if isinstance(value, Path):
        return {_KIND: "path", "value": str(value)}
    if isinstance(value, Secret):
        return {_KIND: "secret", "value": value.reveal()}
    if isinstance(value, tuple | list):
        return [as_json(one) for one in value]
    if is_dataclass(value) and type(value).__name__ in _CLASSES:
        found = {one.name: as_json(getattr(value, one.name)) for one in fields(value)}
        return {_KIND: type(value).__name__, "value": found}
    raise TypeError(type(value).__name__)


def from_json(value: Any) -> Any:
    """The value that `as_json` has made; lists become tuples. Raises FrameError for any other."""
    try:
        return _from_json(value)
    except (KeyError, TypeError, ValueError) as error:
        raise FrameError from error


def _from_json(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_from_json(one) for one in value)
    if not isinstance(value, dict):
        return value
    kind, content = value[_KIND], value["value"]
    match kind:
        case "bytes":
            return base64.b64decode(content, validate=True)
        case "path":
            return Path(content)
        case "secret":
            return Secret(content)
    found = _CLASSES[kind]
    if issubclass(found, Enum):
        return found(content)
    return found(**{name: _from_json(one) for name, one in content.items()})


def error_as_json(error: SetupError) -> dict[str, Any]:
    """An error for `frame`."""
    problem = error.problem
    kind = type(error).__name__
    return {
        "kind": kind if kind in _ERRORS else FilesError.__name__,
        "code": problem.code.value,
        "variant": problem.variant,
        "params": dict(problem.params),
        "agent_error": problem.agent_error,
    }


def error_from_json(found: Mapping[str, Any]) -> SetupError:
    """The error that `error_as_json` has made. Raises FrameError for anything else."""
    try:
        kind, code = _ERRORS[found["kind"]], Code(found["code"])
        return kind(code, found["variant"], agent_error=found["agent_error"], **found["params"])
    except (KeyError, TypeError, ValueError) as error:
        raise FrameError from error
