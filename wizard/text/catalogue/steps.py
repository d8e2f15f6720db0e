"""What each step is called, and what it says when it went well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from wizard.domain.agent.agent_error import NOTHING
from wizard.domain.report import StepId, StepStatus
from wizard.text.language import N_, _


class StepText(NamedTuple):
    """``title`` while it runs, ``done`` when it went well."""

    title: str
    done: str


STEPS: Final[Mapping[StepId, StepText]] = {
    StepId.TARGET_LOOK: StepText(
        "Connect to the other computer", "The other computer was connected to and checked."
    ),
    StepId.CHECK_TARGET_PORT: StepText(
        "Try the port from the other computer", "The hub's port was tried from there."
    ),
    StepId.HUB_CONNECT: StepText("Connect to the hub", "The hub accepted the policy's key."),
    StepId.DEVICE_READ: StepText("Read the device", "The device can use this authentication."),
    StepId.MODULE_READ: StepText("Read the security module", "The security module was read."),
    StepId.DPS_REGISTER: StepText(
        "Register with the provisioning service", "The device is registered and has its module."
    ),
    StepId.MODULE_CREATE: StepText(
        "Create the security module", "The security module was created with a symmetric key."
    ),
    StepId.CERTIFICATE_PREPARE: StepText(
        "Prepare the certificate", "The certificate is suitable for this device."
    ),
    StepId.MODULE_CHANGE: StepText(
        "Give the security module a symmetric key", "The security module now has a symmetric key."
    ),
    StepId.DEVICE_REGISTER: StepText(
        "Register the certificate's thumbprint", "The hub has the new certificate's thumbprint."
    ),
    StepId.SECRETS_STORE: StepText("Save the secrets", "The secrets are saved in the keyring."),
    StepId.CONFIG_WRITE: StepText("Write the configuration", "The agent's files are written."),
    StepId.CONFIG_VERIFY: StepText(
        "Read it back as the agent does", "The agent accepts what was written."
    ),
    StepId.CONFIG_UNDO: StepText(
        "Restore the previous files", "The files are as they were before the last run."
    ),
    StepId.CHECK_READ_CONFIG: StepText(
        "Read the configuration", "The configuration was read as the agent reads it."
    ),
    StepId.CHECK_SECRET: StepText(
        "Read the key or certificate", "The agent can read it, and its format is correct."
    ),
    StepId.CHECK_RESOLVE: StepText("Resolve the host name", "The host name was resolved."),
    StepId.CHECK_TCP: StepText("Connect to the port", "The port is open."),
    StepId.CHECK_TLS: StepText(
        "Establish TLS", "The server's certificate is trusted by this computer."
    ),
    StepId.CHECK_CLOCK: StepText(
        "Compare the clocks", "This computer's clock was compared with the server's."
    ),
    StepId.CHECK_DPS: StepText(
        "Ask the provisioning service", "The provisioning service returned the hub and the device."
    ),
    StepId.CHECK_HUB_REST: StepText(
        "Get the module's key from the hub", "The hub returned the module's key."
    ),
    StepId.CHECK_CONNECT: StepText(
        "Connect as the security module", "The hub accepted the security module."
    ),
    StepId.CHECK_TWIN: StepText("Read the module's twin", "The module's twin was read."),
    StepId.AGENT_RESTART: StepText(
        "Restart the agent", "The agent's service was restarted and has read the new configuration."
    ),
    StepId.AGENT_LOG: StepText(
        "Read the agent's log", "The agent's log messages since the restart were read."
    ),
    StepId.CHECK_TELEMETRY: StepText("Send a test message", "The hub confirmed the test message."),
}
_SKIPPED: Final = N_("Not needed, or not reached.")
_LOGS: Final = N_("The agent would log: {error}")
_IS_SILENT: Final = N_("The agent would log nothing: it ends without giving a reason.")


def step_title(step: StepId) -> str:
    """What the step does."""
    return _(STEPS[step].title)


def step_outcome(step: StepId, status: StepStatus) -> str:
    """What a step says that met no problem: what was done, or that nothing was."""
    return _(STEPS[step].done if status is StepStatus.OK else _SKIPPED)


def logged_text(agent_error: str | None) -> str:
    """The sentence; "" where the agent would not meet the failure."""
    if agent_error is None:
        return ""
    return _(_IS_SILENT) if agent_error == NOTHING else _(_LOGS).format(error=agent_error)
