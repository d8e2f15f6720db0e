"""Sentences about the live check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_OPEN_PORT: Final = "Ask that this port be opened towards the hub; the agent needs it as well."
_AGAIN: Final = "Try again in a minute."
_REGISTER: Final = (
    "Register the device with the provisioning service first; the agent does not do that."
)

TEXTS: Final[Mapping[str, Text]] = {
    "check.dps_not_assigned": Text(
        "The provisioning service has not assigned {registration} to a hub (status: {status}).",
        _REGISTER,
    ),
    "check.dps_not_assigned/unassigned": Text(
        "The provisioning service knows {registration}, but the device has never registered.",
        _REGISTER,
    ),
    "check.dps_not_assigned/assigning": Text(
        "The provisioning service is still assigning {registration} to a hub.", _AGAIN
    ),
    "check.dps_not_assigned/failed": Text(
        "The provisioning service tried to assign {registration} to a hub and failed.",
        "Look at the enrolment's registration status in the Azure portal, correct what it says, "
        "and let the device register again.",
    ),
    "check.dps_not_assigned/disabled": Text(
        "The enrolment of {registration} is disabled in the provisioning service.",
        "Enable the enrolment in the Azure portal, then let the device register again.",
    ),
    "check.refused": Text(
        "{host} refused the MQTT connection, with a reason unknown to MQTT 3.1.1.",
        "Check that {host} is an IoT Hub and the port the right one.",
    ),
    "check.refused/protocol": Text(
        "{host} does not accept MQTT 3.1.1 (CONNACK {number}).",
        "Check that {host} is an IoT Hub and the port the right one.",
    ),
    "check.refused/client_id": Text(
        "{host} does not accept the client id (CONNACK {number}).",
        "Check the device's id in the agent's configuration; capitals matter.",
    ),
    "check.refused/login": Text(
        "{host} finds the user name or password malformed (CONNACK {number}).",
        "Check the hub's name and the device's id in the agent's configuration.",
    ),
    "check.unauthorized": Text(
        "The hub refused {device}: its key is wrong, it is disabled or gone, or the hub's IP "
        "filter does not let this computer in.",
        "Write the configuration again, with the key that the hub has now; look at the hub's "
        "networking settings.",
    ),
    "check.unauthorized/device": Text(
        "The hub refused the device {device}: the key in the key file is not its key, the device "
        "is disabled or gone, or the hub's IP filter does not let this computer in.",
        "Write the configuration again, with the key that the hub has now; look whether the device "
        "is enabled, whether the hub lets devices use keys, and at its networking settings.",
    ),
    "check.unauthorized/certificate": Text(
        "The hub refused the device {device}: the certificate's thumbprint is not registered for "
        "it, the certificate is not valid by the hub's clock, the device is disabled or gone, or "
        "the hub's IP filter does not let this computer in.",
        "Compare the certificate's thumbprint with the device's two in the hub; look whether the "
        "device is enabled and its authentication self-signed X.509.",
    ),
    "check.unauthorized/handshake": Text(
        "{host} refused the device's certificate while the connection was being secured.",
        "Check that the certificate is valid now and its key RSA (2048 bits or more) or an "
        "elliptic curve of NIST's; a proxy that inspects TLS also gets in the way of certificates.",
    ),
    "check.unauthorized/dps": Text(
        "The provisioning service refused {registration}: the key or the certificate is not the "
        "enrolment's, or the enrolment is disabled.",
        "Compare id scope, registration id and the enrolment's keys or certificate in the Azure "
        "portal with those given here; for an enrolment group, the key is derived from the "
        "group's.",
    ),
    "check.unauthorized/module": Text(
        "The hub refused the security module of {device}: the key is not the module's, the module "
        "or its device is disabled or gone, or the hub's IP filter does not let this computer in.",
        "Write the configuration again, with the key that the hub has now; look whether device and "
        "module are enabled, whether the hub lets modules use keys, and at its networking "
        "settings.",
    ),
    "check.not_found": Text(
        "The device {device} has no module {module} in the hub.",
        "Set the device up again and let the module be created.",
    ),
    "check.not_found/dps": Text(
        "The provisioning service knows no registration {registration} in the id scope {scope}.",
        "Check both in the Azure portal. The device must have registered once: the agent does not "
        "do that.",
    ),
    "check.unreachable": Text("There is no way from here to {host}, port {port}.", _OPEN_PORT),
    "check.unreachable/refused": Text("{host} refuses connections on port {port}.", _OPEN_PORT),
    "check.connection_lost": Text(
        "The hub cut the connection.",
        "Try again. An agent that runs with the same identity, or a throttled hub, does this.",
    ),
    "check.connection_lost/tls": Text(
        "{host} closed the connection while it was being secured.",
        "Ask whether a firewall or proxy here blocks the hub; the agent will meet it too.",
    ),
    "check.connection_lost/cut": Text("The answer of {host} broke off in the middle.", _AGAIN),
    "check.connection_lost/mqtt": Text(
        "{host} cut the MQTT connection.",
        "Try again. An agent that runs with the same identity, or a throttled hub, does this.",
    ),
    "check.timeout": Text(
        "The hub did not answer within {seconds} seconds.",
        "Try again. If it stays so, check the network between here and the hub.",
    ),
    "check.timeout/connect": Text(
        "Nothing came back from {host}, port {port}, within {seconds} seconds.",
        "A firewall probably drops the connection. " + _OPEN_PORT,
    ),
    "check.timeout/tls": Text(
        "The hub accepted the connection, then fell silent before it was secured.",
        "Try again. If it stays so, ask whether a firewall here holds connections back.",
    ),
    "check.timeout/connack": Text(
        "The hub did not answer the login within {seconds} seconds.",
        "Try again. If it stays so, check the network between here and the hub.",
    ),
    "check.timeout/twin": Text(
        "The module is connected, but its twin did not come within {seconds} seconds.", _AGAIN
    ),
    "check.unavailable": Text("The hub {host} is not available (HTTP 503).", _AGAIN),
    "check.unavailable/mqtt": Text("The hub {host} is not available (CONNACK 3).", _AGAIN),
    "check.unavailable/throttled": Text(
        "The hub has too much to do and put the twin off (status {status}).", _AGAIN
    ),
    "check.twin_failed": Text("The module's twin could not be read.", _AGAIN),
    "check.twin_failed/subscribe": Text(
        "The hub did not let the module listen for its twin.",
        "Check that the server is an IoT Hub of the standard tier: the basic tier has no twins.",
    ),
    "check.twin_failed/status": Text(
        "The hub answered the request for the module's twin with status {status}.",
        "Check that the module still exists and the hub is of the standard tier, then try again.",
    ),
    "check.twin_failed/garbled": Text(
        "What the hub sent as the module's twin is not a JSON object.",
        "Check that the server is an IoT Hub; a gateway between may change messages.",
    ),
    "check.bad_config": Text(
        "The agent does not accept its configuration.",
        "Write the configuration again; the existing files are edited in place.",
    ),
    "check.bad_config/host": Text(
        'The hub\'s name in the configuration, "{value}", is not a host name.',
        "Write the configuration again, or correct the name by hand.",
    ),
    "check.bad_config/account": Text(
        "The C# agent runs as {account}, and that account may not read {path}.",
        "Let its group read the file: chgrp {account} and chmod g+r. The file should not belong to "
        "the account: removing the agent deletes all that does.",
    ),
    "check.bad_config/account_folder": Text(
        "The C# agent runs as {account}, and that account may not enter the folder {folder} on the "
        "way to {path}.",
        "Let its group enter the folder (chmod g+x), or keep the file in the agent's own folder.",
    ),
    "check.timeout/puback": Text(
        "The hub did not confirm the test message within {seconds} seconds.", _AGAIN
    ),
    "check.telemetry_failed": Text("The test message could not be sent.", _AGAIN),
    "check.telemetry_failed/topic": Text(
        "MQTT cannot carry a message of this device, because its id has a + or # in it.",
        "Nothing is wrong with the authentication; leave the test message out.",
    ),
    "check.address_unreachable": Text(
        "{host} has addresses that do not answer here: {dead}. {address} did.",
        "The agent may try the others first and lose time; ask whoever looks after this network.",
    ),
    "check.address_unreachable/ipv6": Text(
        "IPv6 does not work from here to {host} ({dead}); over IPv4 {address} answered.",
        "The agent may try IPv6 first and lose time: repair this network's IPv6, or switch it off "
        "on this computer.",
    ),
    "check.agent_running": Text(
        "The agent is running on this computer. A hub keeps one connection for each identity, so "
        "connecting as its module cuts it off for a moment; it comes back by itself.",
        "To leave it alone, check without connecting (--no-connect).",
    ),
}
