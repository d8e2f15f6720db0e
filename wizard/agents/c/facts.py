"""The C agent before any file is read (agents.md, "Where things are, who runs them")."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from wizard.agents.shared.id_limits import ESCAPE, path_limit
from wizard.domain.agent.model import (
    AgentFlavour,
    AuthChoice,
    Identity,
    IdLimit,
    Installation,
    Method,
)
from wizard.domain.hub.model import MODULE_ID
from wizard.domain.hub.transport import Transport

STARTING: Final[tuple[str, ...]] = ()
CONNECTED: Final = ("ASC for IoT Agent initialized",)
"""What it logs when it has connected and read the module's twin (its ``security_agent.c``)."""


def id_limit(identity: Identity, device_id: str) -> IdLimit | None:
    """It builds a connection string, which ``;`` ends, and a URL, which ``#`` cuts.

    As the module it signs for the id unencoded; as the device, also behind DPS, it puts the id
    unencoded into the path of a REST call.
    """
    for character, variant in ((";", "connection_string"), ("#", "url")):
        if character in device_id:
            return IdLimit(variant, character)
    if identity is not Identity.SECURITY_MODULE:
        return path_limit(device_id)
    escape = ESCAPE.search(device_id)
    return IdLimit("module_mode_escape", escape[0]) if escape else None


C: Final = AgentFlavour(
    id="c",
    name="C agent",
    title="C agent for Linux",
    # Set-uid root: it reads the key before it drops its rights, so root, 0600 will do.
    linux=Installation(Path("/var/ASCIoTAgent"), "ASCIoTAgent.service"),
    # As it is built by default; MQTT is an option of its build.
    transports=(Transport.AMQP,),
    module_id=MODULE_ID,
    build_options=(Transport.MQTT,),
    certificate_endings=(".pfx", ".pem"),
    choices=(
        AuthChoice(),
        AuthChoice(Identity.DEVICE),
        AuthChoice(Identity.DEVICE, Method.SELF_SIGNED_CERTIFICATE),
        AuthChoice(Identity.DPS),
        AuthChoice(Identity.DPS, Method.SELF_SIGNED_CERTIFICATE),
    ),
    id_limit=id_limit,
)
