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
        "The agent ends and is started again and again, and logs no reason.",
        "Both agents do so where the provisioning service has not assigned the device, or the "
        "module has no symmetric key. Do the live check, which tells which it is.",
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
        f"Repair the configuration (check --offline names line and key), {_AGAIN}.",
    ),
    "agent.keeps_restarting/local_file_format": Text(
        "The agent cannot parse its configuration file: {message}",
        f"Repair the configuration (check --offline names the line), {_AGAIN}.",
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
        "The agent does not find its key or certificate: {message}",
        f"Write the configuration again, so that path and file agree, {_AGAIN}.",
    ),
    "agent.keeps_restarting/file_permissions": Text(
        "The agent's account may not read its key or certificate: {message}",
        f"Let the agent's group read the file, and enter the folders above it, {_AGAIN}.",
    ),
    "agent.keeps_restarting/file_format": Text(
        "The agent cannot read its key or certificate in the form that it has: {message}",
        f"Write the file again in a form that this agent reads, {_AGAIN}.",
    ),
    "agent.keeps_restarting/unauthorized": Text(
        "The hub refused the agent: its key or certificate does not belong to the identity that it "
        "names, or the device is disabled.",
        "Do the live check again, which finds out which of them it is.",
    ),
    "agent.keeps_restarting/not_found": Text(
        "The hub does not know what the agent asks for: the host, the device or its security "
        "module is another.",
        "Compare host name and device id with the hub, and create the security module if it is "
        "missing.",
    ),
    "agent.keeps_restarting/auth_missing": Text(
        "The agent found a setting of its authentication missing: {message}",
        f"Write the configuration again, {_AGAIN}.",
    ),
    "agent.keeps_restarting/auth_cant_parse": Text(
        "The agent cannot use the value of a setting of its authentication: {message}",
        f"Repair the configuration (check --offline names the key), {_AGAIN}.",
    ),
    "agent.keeps_restarting/auth_other": Text(
        "The agent could not authenticate, for a reason of the network, the certificate or the "
        "service: {message}",
        "Do the live check, which tells the reasons apart.",
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
        "The service of the {agent} runs from {folder}, not from {directory}, and would not read "
        "what is written there.",
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
        "{service} was not restarted within {seconds:.0f} s. The service manager may still be at "
        "it.",
        "Look at the state of the service, then restart it again.",
    ),
    "agent.restart_failed/no_manager": Text(
        "{service} could not be restarted: no service manager answers on this computer.",
        "Restart the agent in the way in which it is started here.",
    ),
    "agent.silent": Text(
        "The agent was restarted, and has logged neither that it is connected nor an error within "
        "{seconds} s.",
        "Look into its log again in a minute.",
    ),
    "agent.log_unreadable": Text(
        "The log of {name} could not be read: {reason}.",
        "Look into the system's log for what the agent says.",
    ),
    "agent.log_unreadable/no_rights": Text(
        "The agent was restarted. This account may not read the system's log, where {name} tells "
        "whether it has connected.",
        "Look into the log as an administrator, or as a member of the group systemd-journal or "
        "adm.",
    ),
    "agent.log_unreadable/no_log": Text(
        "The agent was restarted. This computer keeps no log in which {name} could tell whether it "
        "has connected.",
        "Install a system log, such as that of systemd or rsyslog.",
    ),
}
