"""The words of the C# agent's three configuration files, and which values the agent takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from wizard.agents.csharp.dotnet_values import (
    is_blank,
    is_double,
    is_guid,
    is_time_span,
    parse_enum,
)
from wizard.agents.csharp.facts import TRANSPORT_TYPES, transports_of
from wizard.domain.agent.model import TWIN_OBJECT, Identity, Method
from wizard.domain.lazy_pattern import LazyPattern

AUTHENTICATION: Final = "Authentication.config"
GENERAL: Final = "General.config"
INTERFACE: Final = "SecurityIotInterface.config"
ROOTS: Final = {
    AUTHENTICATION: "Authentication",
    GENERAL: "General",
    INTERFACE: "ExternalInterface",
}

FILE_PATH: Final = "filePath"
MODULE_NAME: Final = "moduleName"
TYPE: Final = "type"
IDENTITY: Final = "identity"
ID_SCOPE: Final = "idScope"
REGISTRATION_ID: Final = "registrationId"
DEVICE_ID: Final = "deviceId"
HOST_NAME: Final = "gatewayHostname"
LOCATION: Final = "certificateLocationKind"
AGENT_ID: Final = "agentId"
IDS: Final = (DEVICE_ID, MODULE_NAME)

TYPES: Final = ("SymmetricKey", "SelfSignedCertificate")
IDENTITIES: Final = ("DPS", "Device", "Module")
LOCATIONS: Final = ("LocalFile", "Store")
ENUMS: Final = {TYPE: TYPES, IDENTITY: IDENTITIES, LOCATION: LOCATIONS}
"""The words of each, at their values: the first is 0."""

LOCAL_FILE: Final = "LocalFile"
STORE: Final = "Store"
TYPE_OF: Final = {
    Method.SYMMETRIC_KEY: "SymmetricKey",
    Method.SELF_SIGNED_CERTIFICATE: "SelfSignedCertificate",
}
IDENTITY_OF: Final = {
    Identity.SECURITY_MODULE: "Module",
    Identity.DEVICE: "Device",
    Identity.DPS: "DPS",
}
METHOD_OF_WORD: Final = {text: method for method, text in TYPE_OF.items()}
IDENTITY_OF_WORD: Final = {text: identity for identity, text in IDENTITY_OF.items()}


def word_of(key: str, text: str) -> str | None:
    """The word that the agent takes ``text`` for; None for what it refuses or dies of."""
    words = ENUMS[key]
    number = parse_enum(text, words) if text else None
    return words[number] if number is not None and number in range(len(words)) else None


_LEVELS: Final = ("Off", "Fatal", "Error", "Warning", "Information", "Debug")
_VERBOSITIES: Final = ("None", "Some", "All")
_PRIORITIES: Final = ("Off", "Low", "High")

_FACADE: Final = LazyPattern(
    r"\s*Microsoft\.Azure\.Security\.IoT\.Agent\.Common\.SecurityIoTHubInterface\s*,"
    r"\s*(?i:Security\.Common)\s*(?:,.*)?"
)


@dataclass(frozen=True, slots=True)
class Expected:
    """A setting that the agent needs: the test of its value, the shipped one, what is allowed.

    ``works``: whether the agent survives a value that it accepts.
    """

    accepts: Callable[[str], bool]
    default: str
    allowed: str
    works: Callable[[str], bool] = lambda _value: True


def _one_of(names: tuple[str, ...], default: str) -> Expected:
    return Expected(lambda value: parse_enum(value, names) is not None, default, ", ".join(names))


def _time_span(default: str) -> Expected:
    return Expected(is_time_span, default, "hh:mm:ss")


GENERAL_SETTINGS: Final = {
    "fileLogLevel": _one_of(_LEVELS, "Off"),
    "readRemoteConfigurationTimeout": _time_span("00:00:30"),
    "schedulerInterval": _time_span("00:00:01"),
    "producerInterval": _time_span("00:02:00"),
    "consumerInterval": _time_span("00:02:00"),
    "highPriorityQueueSizePercentage": Expected(is_double, "0.5", "0.5"),
    AGENT_ID: Expected(is_guid, "", "GUID"),
    "logLevel": _one_of(_LEVELS, "Information"),
    "diagnosticVerbosityLevel": _one_of(_VERBOSITIES, "Some"),
    "logFilePath": Expected(lambda value: not is_blank(value), "IotAgentLog.log", "path"),
    "defaultEventPriority": _one_of(_PRIORITIES, "Low"),
}
"""In the order in which the agent reads them."""

FACADE_TYPE: Final = "facadeType"
TRANSPORT: Final = "transportType"
FACADE: Final = Expected(
    lambda value: _FACADE.fullmatch(value) is not None,
    "Microsoft.Azure.Security.IoT.Agent.Common.SecurityIoTHubInterface, Security.Common",
    "type",
)
REMOTE_OBJECT: Final = "RemoteConfigurationObject"
INTERFACE_SETTINGS: Final = {
    TRANSPORT: replace(
        _one_of(tuple(TRANSPORT_TYPES), "Amqp"), works=lambda value: bool(transports_of(value))
    ),
    REMOTE_OBJECT: Expected(lambda value: not is_blank(value), TWIN_OBJECT, "name"),
}
