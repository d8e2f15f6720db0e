"""Sentences about the live check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_OPEN_PORT: Final = (
    "Ask your network administrator to open this port towards the hub; the agent needs it too."
)
_AGAIN: Final = "Try again in a minute."
_REGISTER: Final = (
    "Register the device with the provisioning service first; the agent does not do this."
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
        "The provisioning service failed to assign {registration} to a hub.",
        "Check the enrollment's registration status in the Azure portal, correct the error it "
        "shows, and let the device register again.",
    ),
    "check.dps_not_assigned/disabled": Text(
        "The enrollment of {registration} is disabled in the provisioning service.",
        "Enable the enrollment in the Azure portal, then let the device register again.",
    ),
    "check.refused": Text(
        "{host} refused the MQTT connection with a reason that MQTT 3.1.1 does not define.",
        "Check that {host} is an IoT hub and that the port is correct.",
    ),
    "check.refused/protocol": Text(
        "{host} does not accept MQTT 3.1.1 (CONNACK {number}).",
        "Check that {host} is an IoT hub and that the port is correct.",
    ),
    "check.refused/client_id": Text(
        "{host} does not accept the client ID (CONNACK {number}).",
        "Check the device ID in the agent's configuration; it is case-sensitive.",
    ),
    "check.refused/login": Text(
        "{host} reports a malformed user name or password (CONNACK {number}).",
        "Check the host name and the device ID in the agent's configuration.",
    ),
    "check.unauthorized": Text(
        "The hub refused {device}: its key is wrong, it is disabled or deleted, or the hub's IP "
        "filter blocks this computer.",
        "Write the configuration again with the current key. Check the hub's network settings.",
    ),
    "check.unauthorized/device": Text(
        "The hub refused the device {device}: the key in the key file is not its key, the "
        "device is disabled or deleted, or the hub's IP filter blocks this computer.",
        "Write the configuration again with the current key. Check that the device is enabled, "
        "that the hub allows keys for devices, and the hub's network settings.",
    ),
    "check.unauthorized/certificate": Text(
        "The hub refused the device {device}: the certificate's thumbprint is not registered "
        "for it, the certificate is not valid by the hub's clock, the device is disabled or "
        "deleted, or the hub's IP filter blocks this computer.",
        "Compare the certificate's thumbprint with the two registered in the hub. Check that "
        "the device is enabled and uses self-signed X.509 authentication.",
    ),
    "check.unauthorized/handshake": Text(
        "{host} refused the device's certificate during the TLS handshake.",
        "Check that the certificate is valid and that its key is RSA (2,048 bits or more) or on "
        "a NIST elliptic curve. A proxy that inspects TLS also prevents authentication with "
        "certificates.",
    ),
    "check.unauthorized/dps": Text(
        "The provisioning service refused {registration}: the key or the certificate is not "
        "that of the enrollment, or the enrollment is disabled.",
        "Compare the ID scope, the registration ID and the enrollment's keys or certificate in "
        "the Azure portal with your settings. For an enrollment group, the key is derived from "
        "the group's key.",
    ),
    "check.unauthorized/module": Text(
        "The hub refused the security module of {device}: the key is not the module's key, the "
        "module or its device is disabled or deleted, or the hub's IP filter blocks this "
        "computer.",
        "Write the configuration again with the current key. Check that the device and the "
        "module are enabled, that the hub allows keys for modules, and the hub's network "
        "settings.",
    ),
    "check.not_found": Text(
        "The device {device} has no module {module} in the hub.",
        "Set up the device again and create the module.",
    ),
    "check.not_found/dps": Text(
        "The provisioning service has no registration {registration} in the ID scope {scope}.",
        "Check both in the Azure portal. The device must already have registered once; the "
        "agent does not do this.",
    ),
    "check.unreachable": Text(
        "{host} cannot be reached on port {port} from this computer.", _OPEN_PORT
    ),
    "check.unreachable/refused": Text("{host} refuses connections on port {port}.", _OPEN_PORT),
    "check.connection_lost": Text(
        "The hub closed the connection.",
        "Try again. Possible causes are an agent that uses the same identity, or a throttled hub.",
    ),
    "check.connection_lost/tls": Text(
        "{host} closed the connection during the TLS handshake.",
        "Ask whether a firewall or proxy blocks the hub. It will block the agent too.",
    ),
    "check.connection_lost/cut": Text("The answer of {host} is incomplete.", _AGAIN),
    "check.connection_lost/mqtt": Text(
        "{host} closed the MQTT connection.",
        "Try again. Possible causes are an agent that uses the same identity, or a throttled hub.",
    ),
    "check.timeout": Text(
        "The hub did not answer within {seconds} seconds.",
        "Try again. If the problem persists, check the network between this computer and the hub.",
    ),
    "check.timeout/connect": Text(
        "{host} did not answer on port {port} within {seconds} seconds.",
        "A firewall probably drops the connection. " + _OPEN_PORT,
    ),
    "check.timeout/tls": Text(
        "The hub accepted the connection, but did not complete the TLS handshake.",
        "Try again. If the problem persists, ask whether a firewall blocks connections.",
    ),
    "check.timeout/connack": Text(
        "The hub did not answer the login within {seconds} seconds.",
        "Try again. If the problem persists, check the network between this computer and the hub.",
    ),
    "check.timeout/twin": Text(
        "The module is connected, but its twin did not arrive within {seconds} seconds.", _AGAIN
    ),
    "check.unavailable": Text("The hub {host} is not available (HTTP 503).", _AGAIN),
    "check.unavailable/mqtt": Text("The hub {host} is not available (CONNACK 3).", _AGAIN),
    "check.unavailable/throttled": Text(
        "The hub is throttling and did not return the twin (status {status}).", _AGAIN
    ),
    "check.twin_failed": Text("The module's twin could not be read.", _AGAIN),
    "check.twin_failed/subscribe": Text(
        "The hub did not let the module subscribe to its twin.",
        "Check that the server is an IoT hub of the standard tier; the basic tier has no twins.",
    ),
    "check.twin_failed/status": Text(
        "The hub answered the request for the module's twin with status {status}.",
        "Check that the module still exists and the hub is of the standard tier, then try again.",
    ),
    "check.twin_failed/garbled": Text(
        "The module's twin that the hub sent is not a JSON object.",
        "Check that the server is an IoT hub; a gateway may change messages.",
    ),
    "check.bad_config": Text(
        "The agent rejects its configuration.",
        "Write the configuration again; existing files are edited, not replaced.",
    ),
    "check.bad_config/host": Text(
        'The host name "{value}" in the configuration is not valid.',
        "Write the configuration again, or correct the name by hand.",
    ),
    "check.bad_config/account": Text(
        "The C# agent runs as {account}, and that account cannot read {path}.",
        "Let the account's group read the file: chgrp {account} and chmod g+r. Do not make the "
        "account its owner: removing the agent deletes all files of that account.",
    ),
    "check.bad_config/account_folder": Text(
        "The C# agent runs as {account}, and that account cannot enter the folder {folder}, "
        "which is part of {path}.",
        "Let the account's group enter the folder (chmod g+x), or keep the file in the "
        "agent's folder.",
    ),
    "check.timeout/puback": Text(
        "The hub did not confirm the test message within {seconds} seconds.", _AGAIN
    ),
    "check.telemetry_failed": Text("The test message could not be sent.", _AGAIN),
    "check.telemetry_failed/topic": Text(
        "MQTT cannot send messages of this device, because its ID contains + or #.",
        "The authentication works. Leave out the test message.",
    ),
    "check.address_unreachable": Text(
        "Some addresses of {host} do not answer from this computer: {dead}. {address} answered.",
        "The agent may try the others first and lose time. Ask your network administrator.",
    ),
    "check.address_unreachable/ipv6": Text(
        "IPv6 to {host} does not work from this computer ({dead}). {address} answered over IPv4.",
        "The agent may try IPv6 first and lose time. Repair this network's IPv6, or turn it off "
        "on this computer.",
    ),
    "check.agent_running": Text(
        "The agent is running on this computer. The hub allows one connection for each "
        "identity, so connecting as the agent's module interrupts it for a moment. It then "
        "reconnects by itself.",
        "To avoid the interruption, check when the agent is not running.",
    ),
}
