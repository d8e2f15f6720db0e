"""The C# agent before any file is read (agents.md, "Where things are, who runs them")."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from wizard.agents.csharp.dotnet_values import parse_enum
from wizard.agents.shared.id_limits import path_limit
from wizard.domain.agent.agent_error import NOTHING, AgentError
from wizard.domain.agent.failed_start import FailedStart
from wizard.domain.agent.model import (
    AgentFlavour,
    AuthChoice,
    Identity,
    IdLimit,
    Installation,
    Method,
    StoreFile,
)
from wizard.domain.certificate_store import StoreReference
from wizard.domain.errors import Code
from wizard.domain.hub.model import MODULE_ID
from wizard.domain.hub.transport import Transport

_ACCOUNT: Final = "asciotagent"

STARTING: Final = ("Agent is initializing",)
CONNECTED: Final = ("Agent is initialized!",)
"""What it logs when it has connected and read the module's twin (its ``AgentBase.cs``)."""


TRANSPORT_TYPES: Final[Mapping[str, tuple[Transport, ...]]] = MappingProxyType(
    {
        "Amqp": (Transport.AMQP, Transport.AMQP_WEBSOCKET),
        "Http1": (Transport.HTTPS,),
        "Amqp_WebSocket_Only": (Transport.AMQP_WEBSOCKET,),
        "Amqp_Tcp_Only": (Transport.AMQP,),
        "Mqtt": (Transport.MQTT, Transport.MQTT_WEBSOCKET),
        "Mqtt_WebSocket_Only": (Transport.MQTT_WEBSOCKET,),
        "Mqtt_Tcp_Only": (Transport.MQTT,),
    }
)
"""At their values, from 0. Where there are two, in a circle until one opens."""


def transports_of(text: str) -> tuple[Transport, ...]:
    """What the agent tries with this transportType, in its order.

    None for a number that stands for no word: .NET parses it, and the SDK then throws an
    InvalidOperationException (``GetTransportSettings``), which nobody catches.
    """
    number = parse_enum(text, tuple(TRANSPORT_TYPES))
    if number is None or number not in range(len(TRANSPORT_TYPES)):
        return ()
    return tuple(TRANSPORT_TYPES.values())[number]


def id_limit(identity: Identity, device_id: str) -> IdLimit | None:
    """A ``;`` ends the process. As the device, also behind DPS, it puts the id unencoded into the
    path of a REST call."""
    if ";" in device_id:
        return IdLimit("crash", ";")
    return None if identity is Identity.SECURITY_MODULE else path_limit(device_id)


def store_reference(reference: StoreReference) -> bytes:
    """The file that names a certificate in a store. The agent wants all three, in double quotes."""
    values = {
        "storeLocation": reference.location.value,
        "storeName": reference.name,
        "certificateThumbprint": reference.thumbprint,
    }
    return json.dumps(values, indent=2).encode() + b"\n"


_ENDS_THE_PROCESS: Final = (Code.CHECK_DPS_NOT_ASSIGNED, Code.MODULE_NOT_SYMMETRIC)
"""A registration without a hub, a module without a key: exceptions that nobody catches."""


def logs(failure: FailedStart) -> str | None:
    """Of the provisioning service any status but 200 is Other (``DpsApi``)."""
    if failure.problem.code in _ENDS_THE_PROCESS:
        return NOTHING
    return AgentError.AUTH_OTHER if failure.at_dps else failure.problem.agent_error


CSHARP: Final = AgentFlavour(
    id="csharp",
    name="C# agent",
    title="C# agent for Linux and Windows",
    linux=Installation(Path("/var/ASCIoTAgent"), "ASCIoTAgent.service", _ACCOUNT, _ACCOUNT),
    # It runs where it was unzipped, as LocalSystem.
    windows=Installation(Path("C:\\ASCIoTAgent"), "ASC IoT Agent", log_name="ASC IoT Agent"),
    # As shipped (transportType "Amqp"): port 5671, then WebSocket on 443, in a circle.
    module_id=MODULE_ID,
    transports=TRANSPORT_TYPES["Amqp"],
    transport_types=TRANSPORT_TYPES,
    # `AMQP 0 1 0 0` at once: the SDK it is built with knows `$cbs` and no SASL (amqp.md).
    opens_with_sasl=False,
    certificate_endings=(".pfx",),
    store_file=StoreFile("certificate-store.json", store_reference),
    choices=(
        AuthChoice(),
        AuthChoice(Identity.DEVICE),
        AuthChoice(Identity.DEVICE, Method.SELF_SIGNED_CERTIFICATE),
        AuthChoice(Identity.DPS),
        AuthChoice(Identity.DPS, Method.SELF_SIGNED_CERTIFICATE),
    ),
    # .NET's default proxy for REST; the WebSocket of .NET Core 2.0 takes none (proxy.md).
    behind_proxy="dotnet",
    behind_proxy_on_windows="local_system",
    stops_at_bad_twin=True,
    id_limit=id_limit,
    logs=logs,
)
