"""Sentences about connection strings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_STRING: Final = "Copy the connection string in the Azure portal: IoT hub > Shared access policies."
_CENTRAL: Final = (
    "Set up a device of IoT Central through the provisioning service (DPS). In IoT Central, "
    "Connect shows its ID scope, device ID and key."
)


def _other(service: str) -> Text:
    return Text(f"This connection string belongs to {service}, not to an IoT hub.", _STRING)


TEXTS: Final[Mapping[str, Text]] = {
    "connection_string.malformed": Text(
        "This is not a hub's connection string: {part} is wrong.", _STRING
    ),
    "connection_string.malformed/empty": Text("The connection string is missing.", _STRING),
    "connection_string.malformed/missing": Text(
        "This connection string has no {part}; part of it may be missing.", _STRING
    ),
    "connection_string.malformed/not_own": Text(
        "This is not the connection string of a device or a module: it has no {part}.",
        "Copy it in the Azure portal: IoT hub > Devices > the device or its module identity.",
    ),
    "connection_string.malformed/x509": Text(
        "This connection string is for a device with a certificate, so it contains no key.",
        "Set up the device with the hub's connection string and the certificate.",
    ),
    "connection_string.malformed/twice": Text(
        "This connection string has {part} twice. Two connection strings may have been "
        "pasted together.",
        _STRING,
    ),
    "connection_string.malformed/unknown_part": Text(
        "This is not a hub's connection string: it has an unknown part.",
        "It looks like HostName=…;SharedAccessKeyName=…;SharedAccessKey=… " + _STRING,
    ),
    "connection_string.malformed/several": Text(
        "This text contains more than one connection string.",
        "Paste only the connection string of your hub.",
    ),
    "connection_string.malformed/json": Text("This is JSON without a connection string.", _STRING),
    "connection_string.malformed/placeholder": Text(
        "{part} in this connection string is still a placeholder.", _STRING
    ),
    "connection_string.malformed/token": Text(
        "This is a SAS token (SharedAccessSignature). It expires and cannot be used here.",
        "The policy's connection string with its key is required. " + _STRING,
    ),
    "connection_string.malformed/token_until": Text(
        "This is a SAS token (SharedAccessSignature) that expires on {until}. It cannot be used "
        "here.",
        "The policy's connection string with its key is required. " + _STRING,
    ),
    "connection_string.malformed/iot_central_token": Text(
        "This is an API token of IoT Central, not a hub's connection string.", _CENTRAL
    ),
    "connection_string.malformed/iot_central": Text(
        "This connection string belongs to IoT Central, which gives no access to its hub.", _CENTRAL
    ),
    "connection_string.malformed/key": Text(
        "This is only a key. The hub and the policy are missing.",
        "Paste the whole connection string. " + _STRING,
    ),
    "connection_string.malformed/host": Text(
        'The HostName "{value}" is not a valid host name.', "It looks like myhub.azure-devices.net."
    ),
    "connection_string.malformed/host_alone": Text(
        "This is only a host name. The policy and its key are missing.",
        "Paste the whole connection string. " + _STRING,
    ),
    "connection_string.malformed/portal": Text(
        "This is the address of a page of the Azure portal, not a connection string.",
        "Open that page, choose Shared access policies of the hub, and copy a policy's connection "
        "string.",
    ),
    "connection_string.malformed/built_in_endpoint": Text(
        "This is the connection string of a hub's built-in endpoint for reading messages. It "
        "gives no access to devices.",
        _STRING,
    ),
    "connection_string.malformed/service_bus": Text(
        "This connection string belongs to Event Hubs or Service Bus, not to an IoT hub.", _STRING
    ),
    "connection_string.malformed/event_grid": _other("Event Grid"),
    "connection_string.malformed/signalr": _other("SignalR or Web PubSub"),
    "connection_string.malformed/app_configuration": _other("App Configuration"),
    "connection_string.malformed/communication": _other("Communication Services"),
    "connection_string.malformed/cosmos": _other("Cosmos DB"),
    "connection_string.malformed/storage": _other("a storage account"),
    "connection_string.malformed/insights": _other("Application Insights"),
    "connection_string.malformed/redis": _other("Azure Cache for Redis"),
    "connection_string.malformed/sql": _other("a SQL database"),
    "connection_string.malformed/repository": _other("a model repository"),
    "connection_string.malformed/provisioning": Text(
        "This connection string belongs to the provisioning service (DPS), not to an IoT hub.",
        "Use the connection string of the hub to which the service assigns devices. " + _STRING,
    ),
    "connection_string.malformed/scheme": Text(
        'The HostName "{value}" starts with a scheme. It must be a host name, not a web address.',
        "Remove everything up to and including ://.",
    ),
    "connection_string.malformed/no_dot": Text(
        'The HostName "{value}" has no dot; both agents refuse such a name.',
        "Write the full name, such as myhub.azure-devices.net.",
    ),
    "connection_string.malformed/port": Text(
        'The HostName "{value}" ends with :443. The agents treat this as a part of the name, '
        "and the hub would refuse them.",
        "Remove :443; it is the default port of every hub.",
    ),
    "connection_string.is_for_a_device": Text(
        "This connection string belongs to the device {device}, not to a hub.", _STRING
    ),
    "connection_string.is_for_a_module": Text(
        "This connection string belongs to the module {module} of the device {device}, not to a "
        "hub.",
        _STRING,
    ),
    "connection_string.names_a_gateway": Text(
        "The connection string names the gateway {gateway}. The agent does not use it; it "
        "connects directly to {host}.",
        "Make sure that this device can reach {host}.",
    ),
    "connection_string.key_not_base64": Text(
        "The SharedAccessKey in this connection string is not valid base64. A character may "
        "be missing.",
        "Copy the whole connection string again; the key usually ends with =.",
    ),
}
