"""Sentences about connection strings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_STRING: Final = (
    "Copy the connection string of a shared access policy: Azure portal, IoT hub, "
    "Shared access policies."
)

TEXTS: Final[Mapping[str, Text]] = {
    "connection_string.malformed": Text(
        "This is not a hub's connection string: {part} is wrong.", _STRING
    ),
    "connection_string.malformed/empty": Text("There is no connection string yet.", _STRING),
    "connection_string.malformed/missing": Text(
        "This connection string has no {part}; part of it may be missing.", _STRING
    ),
    "connection_string.malformed/not_own": Text(
        "This is not the connection string of a device or a module: it has no {part}.",
        "Copy it in the Azure portal: IoT hub, Devices, the device, or its module identity.",
    ),
    "connection_string.malformed/x509": Text(
        "This connection string says that the device has a certificate, so there is no key in it.",
        "Set the device up with the hub's connection string and the certificate.",
    ),
    "connection_string.malformed/twice": Text(
        "This connection string has {part} twice; two may have been pasted together.", _STRING
    ),
    "connection_string.malformed/unknown_part": Text(
        "This is not a hub's connection string: a part of it is unknown.",
        "It looks like HostName=…;SharedAccessKeyName=…;SharedAccessKey=… " + _STRING,
    ),
    "connection_string.malformed/scheme": Text(
        'The HostName "{value}" has a scheme; it is a host name only, not a web address.',
        "Remove everything up to and including ://.",
    ),
    "connection_string.malformed/host": Text(
        'The HostName "{value}" is not a host name.', "It looks like myhub.azure-devices.net."
    ),
    "connection_string.malformed/no_dot": Text(
        'The HostName "{value}" has no dot; both agents refuse such a name.',
        "Write the full name, such as myhub.azure-devices.net.",
    ),
    "connection_string.malformed/port": Text(
        'The HostName "{value}" ends in :443. The agents would take that for a part of the name, '
        "and the hub would refuse them.",
        "Write the name alone; every hub has that port.",
    ),
    "connection_string.is_for_a_device": Text(
        "This connection string belongs to the device {device}, not to a hub.", _STRING
    ),
    "connection_string.is_for_a_module": Text(
        "This connection string belongs to the module {module} of the device {device}, not to a "
        "hub.",
        _STRING,
    ),
    "connection_string.key_not_base64": Text(
        "The SharedAccessKey in this connection string is not base64; a character may be missing.",
        "Copy the whole connection string again; the key usually ends with =.",
    ),
}
