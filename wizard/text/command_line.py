"""What to do, for somebody at the command line, where the window has other words for it.

The window names its fields and buttons, the command line its options and the keys of the answers
file. Keys are those of ``TEXTS``; a sentence that is not here is said alike in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_FOR_THIS_RUN: Final = "set secrets.keyring = false in the answers file"
_CREATE: Final = "Set device.create_module = true, or create the module in the hub."
_SECURITY_MODULE: Final = 'Set authentication.identity = "SecurityModule".'
_CA_FILE: Final = "set network.ca_file or use --ca-file"
_LOGIN: Final = "Set network.proxy_user and network.proxy_password."
_PROXY: Final = 'set network.proxy = "http://HOST:PORT" or use --proxy'
_DEMO_ENDED: Final = (
    "Each demo hub has an address and keys of its own. Set the device up again with a new one "
    "(apply ANSWERS.toml --demo), or use check --offline, which needs no hub."
)

REMEDIES: Final[Mapping[str, str]] = {
    "agent.keeps_restarting/local_cant_parse": (
        "Repair the configuration (check --offline shows file and key), then restart the agent."
    ),
    "agent.keeps_restarting/local_file_format": (
        "Repair the configuration (check --offline shows the line), then restart the agent."
    ),
    "agent.keeps_restarting/auth_cant_parse": (
        "Repair the configuration (check --offline shows the key), then restart the agent."
    ),
    "check.unauthorized/module_not_symmetric": (
        "Set device.convert_module = true and run the setup again."
    ),
    "check.link_refused/module_not_symmetric": (
        "Set device.convert_module = true and run the setup again."
    ),
    "check.unauthorized/hub_gave_key": (
        "Check the module and the hub's settings in the Azure portal, or use --hub-from to find "
        "out which of the two it is."
    ),
    "check.link_refused/hub_gave_key": (
        "Check the module and the hub's settings in the Azure portal, or use --hub-from to find "
        "out which of the two it is."
    ),
    "check.unreachable/demo_ended": _DEMO_ENDED,
    "check.timeout/demo_ended": _DEMO_ENDED,
    "check.connection_lost/demo_ended": _DEMO_ENDED,
    "check.agent_running": "To avoid the interruption, use check --no-connect.",
    "check.other_transport": (
        "Check again without --transport to prove that this agent can connect."
    ),
    "certificate.locked": 'Set authentication.passphrase = {{ env = "PASS" }} and set PASS.',
    "files.no_agent_here/two": (
        "Name the agent with --flavour, or move the files of the unused agent to another folder."
    ),
    "files.plan_refused/content": (
        "Repair the configuration, or write to the folder as its owner."
    ),
    "hub.bad_answer/module_refused": (
        "Create the module in the Azure portal (device > Add Module Identity), then run again "
        "without create_module."
    ),
    "hub.bad_answer/module_refused_words": (
        "Create the module in the Azure portal (device > Add Module Identity), then run again "
        "without create_module."
    ),
    "hub.tls_untrusted": (
        f"If a proxy or firewall inspects TLS, {_CA_FILE} with its CA certificate."
    ),
    "hub.tls_untrusted/self_signed": (
        f"Check the host name. If this server is meant, {_CA_FILE} with its certificate."
    ),
    "hub.tls_untrusted/inspected": (
        f"To trust it, {_CA_FILE} with its certificate, or ask your network administrator to "
        "exempt the hub from TLS inspection. The agent needs that certificate in the system's "
        "store."
    ),
    "hub.tls_untrusted/private": (
        f"To trust it, {_CA_FILE} with its certificate, or ask your network administrator to "
        "exempt the hub from TLS inspection. The agent needs that certificate in the system's "
        "store."
    ),
    "hub.proxy": "Check network.proxy, --proxy and HTTPS_PROXY.",
    "hub.proxy/unreachable": (
        'Check its host and port. Without a proxy, set network.proxy = "none", or add the hub to '
        "NO_PROXY."
    ),
    "hub.proxy/silent": (
        'Check its host and port. Without a proxy, set network.proxy = "none", or add the hub to '
        "NO_PROXY."
    ),
    "hub.proxy/login": _LOGIN,
    "hub.proxy/current_user": _LOGIN,
    "hub.proxy/in_between": (
        f"Ask your network administrator how programs sign in. To use this proxy, {_PROXY}."
    ),
    "hub.proxy/pac": f"To name the proxy yourself, {_PROXY}.",
    "hub.proxy/pac_useless": f"To name the proxy yourself, {_PROXY}.",
    "hub.proxy/pac_unsupported": (
        f"Install the package glib-networking-services. To name the proxy yourself, {_PROXY}."
    ),
    "device.id_not_usable/device_mode_url": (
        'Set authentication.identity = "SecurityModule", or use a device whose ID does not '
        "contain {characters}."
    ),
    "device.id_not_usable/device_mode_escape": (
        'Set authentication.identity = "SecurityModule", or use a device whose ID does not '
        "contain {characters}."
    ),
    "device.id_not_usable/device_mode_dots": (
        'Set authentication.identity = "SecurityModule", or use a device with another ID.'
    ),
    "authentication.not_possible/module_needs_key": (
        'Set authentication.method = "SymmetricKey", or authentication.identity = "Device".'
    ),
    "authentication.not_possible/has_certificate": (
        'Set authentication.method = "SelfSignedCertificate", or authentication.identity = '
        '"SecurityModule".'
    ),
    "authentication.not_possible/has_key": (
        'Set authentication.method = "SymmetricKey", or authentication.identity = "SecurityModule".'
    ),
    "authentication.not_possible/own_is_module": _SECURITY_MODULE,
    "authentication.not_possible/own_is_device": (
        'Set authentication.identity = "Device", or use the module\'s connection string.'
    ),
    "authentication.not_possible/ca_signed": _SECURITY_MODULE,
    "authentication.not_possible/no_authentication": _SECURITY_MODULE,
    "module.missing": _CREATE,
    "module.missing/near": (
        "Set device.create_module = true to create the correct module. Delete {other} in the hub "
        "if nothing else uses it."
    ),
    "module.missing/successor": (
        "To set up a classic agent, set device.create_module = true. To set up the micro agent, "
        "see its documentation."
    ),
    "module.not_symmetric": "Set device.convert_module = true, or change the module in the hub.",
    "keyring.unavailable": (
        "Log in to a desktop session with a keyring (on Debian: gnome-keyring), or "
        f"{_FOR_THIS_RUN}."
    ),
    "keyring.unavailable/of_the_user": (
        f"For this run, {_FOR_THIS_RUN}. Or run the program as {{user}}, without sudo: it asks for "
        "administrator rights when it needs them."
    ),
    "keyring.unavailable/root": (
        f"For this run, {_FOR_THIS_RUN}. Or run the program as a user with a keyring."
    ),
    "keyring.unavailable/not_recommended": (
        f"Use a keyring of the system (on Debian: gnome-keyring), or {_FOR_THIS_RUN}. To use this "
        'keyring nevertheless, set secrets.allow_keyring = "{name}".'
    ),
    "keyring.unavailable/failed": (
        f"Check that other programs can use the keyring, or {_FOR_THIS_RUN}."
    ),
    "keyring.unavailable/list": f"Make the file writable, or {_FOR_THIS_RUN}.",
    "keyring.locked": f"Unlock the keyring and try again, or {_FOR_THIS_RUN}.",
    "keyring.locked/no_answer": f"Unlock the keyring and try again, or {_FOR_THIS_RUN}.",
    "keyring.write_lost": (
        "Check which keyring is in use (PYTHON_KEYRING_BACKEND and keyringrc.cfg can turn it off), "
        f"or {_FOR_THIS_RUN}."
    ),
    "keyring.too_long": f"Check that nothing else was pasted with it, or {_FOR_THIS_RUN}.",
    "run.internal_error": (
        "Run again with --log-file and report the error with that file; it contains no secrets."
    ),
}
