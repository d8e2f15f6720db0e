"""Sentences about the hub's answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_PORTAL: Final = (
    "Check the host name. If this network has a sign-in page, open a web browser and sign in first."
)
_NAME: Final = (
    "Check the host name in the connection string; it ends in .azure-devices.net, as a rule."
)
_POLICY: Final = (
    "Copy the connection string of registryRead (or of registryReadWrite to create modules) from "
    "the hub's shared access policies."
)
_LATER: Final = (
    "Try again in a minute. If it stays so, look at the hub's health in the Azure portal."
)
_BY_HAND: Final = (
    "Create the module in the Azure portal (the device, Add Module Identity), then run again "
    "without create_module."
)

TEXTS: Final[Mapping[str, Text]] = {
    "hub.not_asked": Text(
        "Without access to the hub it is not known whether {device} is enabled, and what its "
        "security module is like.",
        "The live check proves the authentication all the same.",
    ),
    "hub.not_asked/dps": Text(
        "The provisioning service names hub and device only when the agent asks, so nothing was "
        "looked up in the hub.",
        "The live check proves the authentication all the same.",
    ),
    "hub.changed_meanwhile": Text(
        "{device} was changed in the hub in the meantime, so nothing was written over it.",
        "Read the device again, look at what changed, and try again.",
    ),
    "hub.timeout": Text(
        "The hub did not answer within {seconds} seconds.",
        "Try again. If it stays so, check the network between here and the hub.",
    ),
    "hub.timeout/connect": Text(
        "Nothing came back from {host}, port {port}, within {seconds} seconds.",
        "A firewall probably drops the connection: ask that the port be opened, or set HTTPS_PROXY "
        "if this network needs a proxy.",
    ),
    "hub.timeout/tls": Text(
        "The hub accepted the connection, then fell silent before it was secured.",
        "Try again. If it stays so, ask whether a firewall or proxy here holds connections back.",
    ),
    "hub.timeout/new_module": Text(
        "The module {module} was created, but the hub does not show it yet.",
        "Try again in a minute; the module is kept.",
    ),
    "hub.timeout/module_created_unknown": Text(
        "The hub did not say whether it has created the module {module} of {device}.",
        "Look for it in the hub, or run again: a module that is there is used.",
    ),
    "hub.timeout/module_converted_unknown": Text(
        "The hub did not say whether it has given the module {module} of {device} a symmetric key.",
        "Look at the module in the hub, or run again: nothing is changed twice.",
    ),
    "hub.timeout/thumbprint_registered_unknown": Text(
        "The hub did not say whether it has registered the new thumbprint of {device}.",
        "Compare the device's thumbprints in the hub; its files are as before.",
    ),
    "hub.timeout/existing_module": Text(
        "The hub says that the module {module} exists already, but does not show it.",
        "Try again in a minute.",
    ),
    "hub.unauthorized": Text(
        "The hub refused the key of the policy {policy}: the key is wrong or was regenerated, the "
        "policy lacks the right to read the registry, the hub takes no keys of policies, or its IP "
        "filter does not let this computer in.",
        _POLICY + " If it is right, look at the hub's networking settings.",
    ),
    "hub.unauthorized/rights": Text(
        "The key is right, but the policy {policy} may not read the registry.", _POLICY
    ),
    "hub.unauthorized/service": Text(
        "The key is right, but the policy service may not read the registry.", _POLICY
    ),
    "hub.unauthorized/device": Text(
        "The policy device lets devices connect and cannot read the registry.", _POLICY
    ),
    "hub.unauthorized/write": Text(
        "The policy {policy} may read the registry, but not change it.",
        "Use the connection string of registryReadWrite, or make the change in the Azure portal.",
    ),
    "hub.unauthorized/query": Text(
        "The policy {policy} may not list devices.",
        "Type the device's id, or use a policy with the right Registry Read.",
    ),
    "hub.unauthorized/quota": Text(
        "The hub {host} has used up its quota of messages for today.",
        "Wait until midnight UTC, or add units to the hub.",
    ),
    "hub.unauthorized/too_many_modules": Text(
        "The device has as many modules as a device may have.",
        "Delete a module of this device in the hub.",
    ),
    "hub.unauthorized/handshake": Text(
        "{host} wants a certificate of this program's before it listens.",
        "Check that {host} is an IoT Hub: a hub asks for a certificate and does not insist.",
    ),
    "hub.unauthorized/forbidden": Text(
        "The hub {host} turned this computer away: its network rules do not let it in.",
        "Add this computer's address to the hub's IP filter, or connect from a network it allows.",
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
        "This computer's clock is {minutes} minutes fast, and nothing was refused for it so far.",
        "Set this computer's clock: from five minutes on a hub refuses tokens.",
    ),
    "hub.clock_skew/behind_so_far": Text(
        "This computer's clock is {minutes} minutes slow, and nothing was refused for it so far.",
        "Set this computer's clock: from five minutes on a hub refuses tokens.",
    ),
    "hub.throttled": Text(
        "The hub has too much to do and put this request off.",
        "Try again in a minute; other programs may be using up the hub's rate.",
    ),
    "hub.not_a_hub": Text(
        "Something other than a hub answered for {host}: a web page came back.", _PORTAL
    ),
    "hub.not_a_hub/redirect": Text(
        "Something other than a hub answered for {host}: it sent us on to another address.",
        _PORTAL,
    ),
    "hub.not_a_hub/redirect_to": Text(
        "Something other than a hub answered for {host}: it sent us on to {there}.",
        "If {there} is this network's sign-in page, open it in a web browser and sign in first. "
        "Otherwise check the host name.",
    ),
    "hub.not_a_hub/amqp": Text(
        "Something other than a hub answered for {host} on the AMQP port: it does not speak AMQP.",
        "Check the host name and the port.",
    ),
    "hub.not_a_hub/websocket": Text(
        "{host} does not agree to a WebSocket (HTTP status {status}): a proxy, a sign-in page or "
        "another server answers.",
        "Ask whether a proxy here stops WebSockets; the agent needs one on this port.",
    ),
    "hub.not_a_hub/mqtt": Text(
        "Something other than a hub answered for {host} on the MQTT port: it does not speak MQTT.",
        "Check the host name and the port, and whether a proxy or a sign-in page stands between.",
    ),
    "hub.not_a_hub/path": Text(
        "Something other than a hub answered for {host}: it knows nothing of devices.", _NAME
    ),
    "hub.bad_answer": Text(
        "The hub's answer makes no sense.",
        "Try again. If it stays so, ask whether a proxy here changes answers.",
    ),
    "hub.bad_answer/json": Text(
        "The answer of {host} is not JSON.",
        "Try again. If it stays so, ask whether a proxy here changes answers.",
    ),
    "hub.bad_answer/too_large": Text(
        "{host} sent an answer of more than {limit} bytes, which no hub does.",
        "Check that the host is an IoT Hub, and that no proxy answers in its place.",
    ),
    "hub.bad_answer/part": Text(
        "The hub's answer lacks something that is always there, or has it wrong: {part}.",
        "Try again. If it stays so, ask whether a proxy here changes answers.",
    ),
    "hub.bad_answer/status": Text(
        "{host} gave an answer that is not expected (HTTP {status}).",
        "Try again. If it stays so, check the host name.",
    ),
    "hub.bad_answer/refused": Text(
        "{host} refused the request: {name} (HTTP {status}).",
        "Look at the device in the Azure portal; the hub's name for the error says what it is.",
    ),
    "hub.bad_answer/refused_words": Text(
        "{host} refused the request: {name}, {words} (HTTP {status}).",
        "Look at the device in the Azure portal; the hub's own words say what it is.",
    ),
    "hub.bad_answer/module_refused": Text(
        "{host} was asked to create the security module and refused: {name} (HTTP {status}).",
        _BY_HAND,
    ),
    "hub.bad_answer/module_refused_words": Text(
        "{host} was asked to create the security module and refused: {name}, {words} (HTTP "
        "{status}).",
        _BY_HAND,
    ),
    "hub.server_error": Text("The hub has a fault of its own (HTTP {status}).", _LATER),
    "hub.server_error/unavailable": Text("The hub is not available (HTTP {status}).", _LATER),
    "hub.more_rights_than_needed": Text(
        "The policy {policy} may do everything with the hub, which is more than is needed here.",
        "Use the policy registryRead, or registryReadWrite to create modules.",
    ),
    "hub.more_rights_than_needed/read": Text(
        "The policy {policy} may do everything with the hub, which is more than is needed here.",
        "The policy registryRead is enough.",
    ),
    "hub.more_rights_than_needed/write": Text(
        "The policy {policy} may do everything with the hub, which is more than is needed here.",
        "The policy registryReadWrite is enough.",
    ),
}
