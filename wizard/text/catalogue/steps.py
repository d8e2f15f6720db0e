"""What each step is called, and what it says when it went well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from wizard.domain.agent.agent_error import NOTHING
from wizard.domain.report import StepId


class StepText(NamedTuple):
    """``title`` while it runs, ``done`` when it went well."""

    title: str
    done: str


STEPS: Final[Mapping[StepId, StepText]] = {
    StepId.HUB_CONNECT: StepText("Connect to the hub", "The hub answered and knows the policy."),
    StepId.DEVICE_READ: StepText("Read the device", "The device can be set up this way."),
    StepId.MODULE_READ: StepText("Read the security module", "The security module was looked up."),
    StepId.MODULE_CREATE: StepText(
        "Create the security module", "The security module was created with a symmetric key."
    ),
    StepId.CERTIFICATE_PREPARE: StepText(
        "Prepare the certificate", "The certificate will do for this device."
    ),
    StepId.MODULE_CHANGE: StepText(
        "Give the security module a symmetric key", "The security module has a symmetric key now."
    ),
    StepId.DEVICE_REGISTER: StepText(
        "Register the certificate's thumbprint", "The hub knows the new certificate."
    ),
    StepId.SECRETS_STORE: StepText("Keep the secrets", "The secrets are in the keyring."),
    StepId.CONFIG_WRITE: StepText("Write the configuration", "The agent's files are written."),
    StepId.CONFIG_VERIFY: StepText(
        "Read it back as the agent does", "The agent accepts what was written."
    ),
    StepId.CONFIG_UNDO: StepText(
        "Put the former files back", "The files are as they were before the last run."
    ),
    StepId.CHECK_READ_CONFIG: StepText(
        "Read the configuration", "The configuration was read as the agent reads it."
    ),
    StepId.CHECK_SECRET: StepText(
        "Read the key or certificate", "The agent can read it, and it is of the right form."
    ),
    StepId.CHECK_RESOLVE: StepText("Look up the name", "The name has an address."),
    StepId.CHECK_TCP: StepText("Reach the address", "The address answered."),
    StepId.CHECK_TLS: StepText(
        "Secure the connection", "The server's certificate is one that this computer trusts."
    ),
    StepId.CHECK_CLOCK: StepText(
        "Compare the clocks", "This computer's clock was compared with the server's."
    ),
    StepId.CHECK_DPS: StepText(
        "Ask the provisioning service", "The provisioning service named the hub and the device."
    ),
    StepId.CHECK_HUB_REST: StepText(
        "Ask the hub for the module's key", "The hub gave the module's key to the device."
    ),
    StepId.CHECK_CONNECT: StepText(
        "Connect as the security module", "The hub accepted the security module."
    ),
    StepId.CHECK_TWIN: StepText("Read the module's twin", "The module's twin was read."),
    StepId.AGENT_RESTART: StepText(
        "Restart the agent", "The agent's service was restarted and reads the new configuration."
    ),
    StepId.AGENT_LOG: StepText(
        "Read the agent's log", "What the agent has logged since its restart was read."
    ),
    StepId.CHECK_TELEMETRY: StepText("Send a test message", "The hub has taken the message in."),
}
SKIPPED: Final = "Not needed, or not reached."

_LOGS: Final = "The agent would log: {error}"
_IS_SILENT: Final = "The agent would log nothing: it ends without giving a reason."


def logged_text(agent_error: str | None) -> str:
    """The sentence; "" where the agent would not meet the failure."""
    if agent_error is None:
        return ""
    return _IS_SILENT if agent_error == NOTHING else _LOGS.format(error=agent_error)
