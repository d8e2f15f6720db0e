"""Sentences about the agent's service, and about what an agent has logged.

The explanations of the agents' own errors follow the table in agents.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_AGAIN: Final = "then restart the agent"

_RESTARTING: Final[Mapping[str, Text]] = {
    "agent.keeps_restarting": Text(
        "The agent ended with an error: {message}",
        f"Remove the cause, {_AGAIN}.",
    ),
    "agent.keeps_restarting/no_reason": Text(
        "The agent stops and is restarted again and again, without logging a reason.",
        "This happens if the provisioning service has not assigned the device, or if the module "
        "has no symmetric key. Run the live check; it finds out which it is.",
    ),
    "agent.keeps_restarting/not_started": Text(
        "The service manager cannot start the agent's program: {words}.",
        "Check that the program, its folder and its account exist, and that the account may run "
        "the program; the service manager's log names what is missing. If in doubt, install the "
        "agent again.",
    ),
    "agent.keeps_restarting/crashed": Text(
        "The agent's program crashes when it starts: {words}.",
        "Run the live check; it names a setting that this agent crashes on. If the check passes, "
        "install the agent again.",
    ),
    "agent.keeps_restarting/unknown_error": Text(
        "The agent ended with an error that this program does not know: {message}",
        f"Remove what it names, {_AGAIN}.",
    ),
    "agent.keeps_restarting/local_missing": Text(
        "The agent found a setting missing or empty in its configuration: {message}",
        f"Write the configuration again, {_AGAIN}.",
    ),
    "agent.keeps_restarting/local_cant_parse": Text(
        "The agent cannot use the value of a setting in its configuration: {message}",
        f"Repair the configuration, {_AGAIN}.",
    ),
    "agent.keeps_restarting/local_file_format": Text(
        "The agent cannot parse its configuration file: {message}",
        f"Repair the configuration, {_AGAIN}.",
    ),
    "agent.keeps_restarting/local_other": Text(
        "The agent refuses the combination of identity and method: {message}",
        f"With the security module, use a symmetric key. Write it again, {_AGAIN}.",
    ),
    "agent.keeps_restarting/remote_timeout": Text(
        "The agent could not fetch the module's twin in time: {message}",
        "Check that the hub's name can be resolved and its port is open from this computer; the "
        "live check tells which of them fails.",
    ),
    "agent.keeps_restarting/remote_cant_parse": Text(
        "The agent cannot use its settings in the module's twin: {message}",
        "Correct the desired properties of the module; the live check names the setting.",
    ),
    "agent.keeps_restarting/file_not_exist": Text(
        "The agent cannot find its key or certificate: {message}",
        f"Write the configuration again, so that path and file agree, {_AGAIN}.",
    ),
    "agent.keeps_restarting/file_permissions": Text(
        "The agent's account may not read its key or certificate: {message}",
        f"Let the agent's group read the file, and enter the folders above it, {_AGAIN}.",
    ),
    "agent.keeps_restarting/file_format": Text(
        "The agent cannot read the format of its key or certificate: {message}",
        f"Write the file again in a form that this agent reads, {_AGAIN}.",
    ),
    "agent.keeps_restarting/unauthorized": Text(
        "The hub refused the agent: its key or certificate does not belong to the identity that it "
        "names, or the device is disabled.",
        "Run the live check again; it finds out which it is.",
    ),
    "agent.keeps_restarting/not_found": Text(
        "The hub does not know the host, the device or the security module in the agent's "
        "configuration.",
        "Compare the host name and the device ID with the hub, and create the security module "
        "if it is missing.",
    ),
    "agent.keeps_restarting/auth_missing": Text(
        "The agent found a setting of its authentication missing: {message}",
        f"Write the configuration again, {_AGAIN}.",
    ),
    "agent.keeps_restarting/auth_cant_parse": Text(
        "The agent cannot use the value of a setting of its authentication: {message}",
        f"Repair the configuration, {_AGAIN}.",
    ),
    "agent.keeps_restarting/auth_other": Text(
        "The agent could not authenticate because of the network, the certificate or the "
        "service: {message}",
        "Run the live check; it finds out which it is.",
    ),
}

TEXTS: Final[Mapping[str, Text]] = {
    **_RESTARTING,
    "agent.not_installed": Text(
        "The {agent} is not installed as a service on this computer, so there is nothing to "
        "restart.",
        "Install the agent. It reads the configuration when it starts.",
    ),
    "agent.not_installed/elsewhere": Text(
        "The service of the {agent} runs from {folder}, not from {directory}. It would not read "
        "the files written there.",
        "Write to the folder of the service, or restart the other agent by hand.",
    ),
    "agent.restart_failed": Text(
        "{service} could not be restarted. The service manager said: {words}",
        "Remove the cause that it names, then restart the service.",
    ),
    "agent.restart_failed/no_rights": Text(
        "This account may not restart {service}.",
        "Allow it when you are asked for administrator rights, or restart it as an administrator.",
    ),
    "agent.restart_failed/timeout": Text(
        "{service} was not restarted within {seconds:.0f} s. The service manager may still be "
        "working on it.",
        "Check the status of the service, then restart it again.",
    ),
    "agent.restart_failed/no_manager": Text(
        "{service} could not be restarted: no service manager answers on this computer.",
        "Restart the agent the way it was started.",
    ),
    "agent.silent": Text(
        "The agent was restarted, but within {seconds} s it logged neither a connection nor an "
        "error.",
        "Check its log again in a minute.",
    ),
    "agent.log_unreadable": Text(
        "The log of {name} could not be read: {reason}.",
        "Look for the agent's messages in the system log.",
    ),
    "agent.log_unreadable/no_rights": Text(
        "The agent was restarted. This account cannot read the system log, so it is unknown "
        "whether {name} has connected.",
        "Read the log as administrator, or as a member of the group systemd-journal or adm.",
    ),
    "agent.log_unreadable/no_log": Text(
        "The agent was restarted. This computer keeps no system log, so it is unknown whether "
        "{name} has connected.",
        "Install a system log, such as that of systemd or rsyslog.",
    ),
}
