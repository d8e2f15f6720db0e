"""The C agent before any file is read (agents.md, "Where things are, who runs them")."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from wizard.agents.shared.id_limits import ESCAPE, path_limit
from wizard.domain.agent.agent_error import NOTHING, AgentError
from wizard.domain.agent.failed_start import FailedStart
from wizard.domain.agent.model import (
    AgentFlavour,
    AuthChoice,
    Identity,
    IdLimit,
    Installation,
    Method,
)
from wizard.domain.errors import Code
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


def logs(failure: FailedStart) -> str | None:
    """It stops without a word where the hub has no key for its module, or does not know the device
    that the provisioning service assigned to it. As the module it cannot tell a disabled device
    from a hub that does not answer, and waits until its time is up."""
    problem = failure.problem
    is_module = failure.identity is Identity.SECURITY_MODULE
    if problem.code is Code.MODULE_NOT_SYMMETRIC:
        return NOTHING
    if failure.identity is Identity.DPS and problem.variant in ("other_hub", "device_gone"):
        return NOTHING
    if is_module and problem.variant in ("device_disabled", "device_disabled_reason"):
        return AgentError.AUTH_OTHER
    return problem.agent_error


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
    # AMQP over TCP without a proxy; libcurl for REST reads the service's environment (proxy.md).
    behind_proxy="libcurl",
    id_limit=id_limit,
    logs=logs,
)
