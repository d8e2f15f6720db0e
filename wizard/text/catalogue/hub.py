"""Sentences about the hub's answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_PORTAL: Final = (
    "Check the host name. If this network has a sign-in page, open a web browser and sign in first."
)
_NAME: Final = (
    "Check the host name in the connection string; it usually ends with .azure-devices.net."
)
_POLICY: Final = (
    "Copy the connection string of registryRead from the hub's shared access policies "
    "(registryReadWrite to create modules)."
)
_LATER: Final = (
    "Try again in a minute. If the problem persists, check the hub's health in the Azure portal."
)
_BY_HAND: Final = (
    "Create the module in the Azure portal (device > Add Module Identity), then try again."
)

TEXTS: Final[Mapping[str, Text]] = {
    "hub.not_asked": Text(
        "Without access to the hub, it is not known whether {device} is enabled and whether its "
        "security module exists.",
        "The live check proves the authentication nevertheless.",
    ),
    "hub.not_asked/dps": Text(
        "The provisioning service returns the hub and the device only when the agent asks, so "
        "the hub was not read.",
        "The live check proves the authentication nevertheless.",
    ),
    "hub.changed_meanwhile": Text(
        "{device} was changed in the hub in the meantime, so it was not overwritten.",
        "Read the device again, check what changed, and try again.",
    ),
    "hub.timeout": Text(
        "The hub did not answer within {seconds} seconds.",
        "Try again. If the problem persists, check the network between this computer and the hub.",
    ),
    "hub.timeout/connect": Text(
        "{host} did not answer on port {port} within {seconds} seconds.",
        "A firewall probably drops the connection. Ask your network administrator to open the "
        "port, or set HTTPS_PROXY if this network requires a proxy.",
    ),
    "hub.timeout/tls": Text(
        "The hub accepted the connection, but did not complete the TLS handshake.",
        "Try again. If the problem persists, ask whether a firewall or proxy blocks connections.",
    ),
    "hub.timeout/new_module": Text(
        "The module {module} was created, but the hub does not return it yet.",
        "Try again in a minute; the module is not lost.",
    ),
    "hub.timeout/module_created_unknown": Text(
        "The hub did not confirm that the module {module} of {device} was created.",
        "Check for it in the hub, or run again; an existing module is used.",
    ),
    "hub.timeout/module_converted_unknown": Text(
        "The hub did not confirm that the module {module} of {device} was changed to a "
        "symmetric key.",
        "Check the module in the hub, or run again; nothing is changed twice.",
    ),
    "hub.timeout/thumbprint_registered_unknown": Text(
        "The hub did not confirm that the new thumbprint of {device} was registered.",
        "Compare the device's thumbprints in the hub. The files are as before.",
    ),
    "hub.timeout/existing_module": Text(
        "The hub says that the module {module} already exists, but does not return it.",
        "Try again in a minute.",
    ),
    "hub.unauthorized": Text(
        "The hub refused the key of the policy {policy}: the key is wrong or was regenerated, "
        "the policy cannot read the registry, the hub does not allow keys of policies, or its "
        "IP filter blocks this computer.",
        _POLICY + " If it is correct, check the hub's network settings.",
    ),
    "hub.unauthorized/rights": Text(
        "The key is correct, but the policy {policy} cannot read the registry.", _POLICY
    ),
    "hub.unauthorized/service": Text(
        "The key is correct, but the policy service cannot read the registry.", _POLICY
    ),
    "hub.unauthorized/device": Text(
        "The policy device is for devices and cannot read the registry.", _POLICY
    ),
    "hub.unauthorized/write": Text(
        "The policy {policy} can read the registry, but not change it.",
        "Use the connection string of registryReadWrite, or make the change in the Azure portal.",
    ),
    "hub.unauthorized/query": Text(
        "The policy {policy} cannot list devices.",
        "Enter the device ID, or use a policy with the permission Registry Read.",
    ),
    "hub.unauthorized/quota": Text(
        "The hub {host} has used up today's message quota.",
        "Wait until midnight UTC, or add units to the hub.",
    ),
    "hub.unauthorized/too_many_modules": Text(
        "The device has the maximum number of modules.",
        "Delete a module of this device in the hub.",
    ),
    "hub.unauthorized/handshake": Text(
        "{host} requires a client certificate.",
        "Check that {host} is an IoT hub; a hub never requires a client certificate here.",
    ),
    "hub.unauthorized/forbidden": Text(
        "The hub {host} blocks this computer by its network rules.",
        "Add this computer's IP address to the hub's IP filter, or connect from an allowed "
        "network.",
    ),
    "hub.clock_skew": Text(
        "This computer's clock is {minutes} minutes off, so the hub refuses every token.",
        "Set this computer's clock, then try again.",
    ),
    "hub.clock_skew/ahead": Text(
        "This computer's clock is {minutes} minutes fast, so the hub refuses every token.",
        "Set this computer's clock, then try again.",
    ),
    "hub.clock_skew/behind": Text(
        "This computer's clock is {minutes} minutes slow, so the hub refuses every token.",
        "Set this computer's clock, then try again.",
    ),
    "hub.clock_skew/ahead_so_far": Text(
        "This computer's clock is {minutes} minutes fast. Nothing was refused because of it "
        "so far.",
        "Set this computer's clock. From a difference of five minutes on, a hub refuses tokens.",
    ),
    "hub.clock_skew/behind_so_far": Text(
        "This computer's clock is {minutes} minutes slow. Nothing was refused because of it "
        "so far.",
        "Set this computer's clock. From a difference of five minutes on, a hub refuses tokens.",
    ),
    "hub.throttled": Text(
        "The hub is throttling and did not process this request.",
        "Try again in a minute. Other programs may be using up the hub's request rate.",
    ),
    "hub.not_a_hub": Text(
        "The server at {host} is not an IoT hub: it returned a web page.", _PORTAL
    ),
    "hub.not_a_hub/redirect": Text(
        "The server at {host} is not an IoT hub: it redirects to another address.",
        _PORTAL,
    ),
    "hub.not_a_hub/redirect_to": Text(
        "The server at {host} is not an IoT hub: it redirects to {there}.",
        "If {there} is this network's sign-in page, open it in a web browser and sign in first. "
        "Otherwise, check the host name.",
    ),
    "hub.not_a_hub/amqp": Text(
        "The server at {host} on the AMQP port is not an IoT hub: it does not speak AMQP.",
        "Check the host name and the port.",
    ),
    "hub.not_a_hub/websocket": Text(
        "{host} does not accept a WebSocket (HTTP {status}). A proxy, a sign-in page or another "
        "server answers.",
        "Ask whether a proxy blocks WebSockets; the agent needs one on this port.",
    ),
    "hub.not_a_hub/no_websocket": Text(
        "Something other than a hub answered for {host}: it does not speak HTTP.",
        "Check the host name, and whether a proxy or a sign-in page stands between.",
    ),
    "hub.not_a_hub/mqtt": Text(
        "The server at {host} on the MQTT port is not an IoT hub: it does not speak MQTT.",
        "Check the host name and the port, and whether a proxy or a sign-in page answers instead.",
    ),
    "hub.not_a_hub/path": Text(
        "The server at {host} is not an IoT hub: it knows nothing about devices.", _NAME
    ),
    "hub.bad_answer": Text(
        "The hub's answer is not valid.",
        "Try again. If the problem persists, ask whether a proxy changes answers.",
    ),
    "hub.bad_answer/json": Text(
        "The answer of {host} is not JSON.",
        "Try again. If the problem persists, ask whether a proxy changes answers.",
    ),
    "hub.bad_answer/too_large": Text(
        "{host} sent an answer of more than {limit} bytes, which a hub never does.",
        "Check that the host is an IoT hub and that no proxy answers instead.",
    ),
    "hub.bad_answer/part": Text(
        "In the hub's answer, this part is missing or wrong: {part}.",
        "Try again. If the problem persists, ask whether a proxy changes answers.",
    ),
    "hub.bad_answer/status": Text(
        "{host} gave an unexpected answer (HTTP {status}).",
        "Try again. If the problem persists, check the host name.",
    ),
    "hub.bad_answer/refused": Text(
        "{host} refused the request: {name} (HTTP {status}).",
        "Check the device in the Azure portal; the hub's error name says what is wrong.",
    ),
    "hub.bad_answer/refused_words": Text(
        "{host} refused the request: {name}, {words} (HTTP {status}).",
        "Check the device in the Azure portal; the hub's message says what is wrong.",
    ),
    "hub.bad_answer/module_refused": Text(
        "{host} refused to create the security module: {name} (HTTP {status}).",
        _BY_HAND,
    ),
    "hub.bad_answer/module_refused_words": Text(
        "{host} refused to create the security module: {name}, {words} (HTTP {status}).",
        _BY_HAND,
    ),
    "hub.server_error": Text("The hub has an internal error (HTTP {status}).", _LATER),
    "hub.server_error/unavailable": Text("The hub is not available (HTTP {status}).", _LATER),
    "hub.more_rights_than_needed": Text(
        "The policy {policy} has full access to the hub, which is more than is needed here.",
        "Use the policy registryRead, or registryReadWrite to create modules.",
    ),
    "hub.more_rights_than_needed/read": Text(
        "The policy {policy} has full access to the hub, which is more than is needed here.",
        "The policy registryRead is sufficient.",
    ),
    "hub.more_rights_than_needed/write": Text(
        "The policy {policy} has full access to the hub, which is more than is needed here.",
        "The policy registryReadWrite is sufficient.",
    ),
}
