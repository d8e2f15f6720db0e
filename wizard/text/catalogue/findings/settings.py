"""Sentences about single settings: ``{file}`` and ``{key}`` are always given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_SET_UP: Final = "Run the setup for this folder; it corrects this value and keeps the others."

_SETTING: Final[Mapping[str, Text]] = {
    "setting.missing": Text("{key} is missing from {file}; the agent needs it.", _SET_UP),
    "setting.empty": Text("{key} in {file} is empty; the agent needs a value.", _SET_UP),
    "setting.null": Text("{key} in {file} is null, but the agent needs a value.", _SET_UP),
    "setting.wrong_case": Text(
        "{file} has {found}, but the agent looks for {key}. Keys are case-sensitive.",
        "Rename it to {key}.",
    ),
    "setting.wrong_type": Text(
        "{key} in {file} is of the type {kind}, which the agent does not accept there.", _SET_UP
    ),
    "setting.unknown_word": Text(
        "{key} in {file} is {value}, which the agent does not know. Allowed values, in this "
        "spelling: {words}.",
        "Use one of these words.",
    ),
    "setting.undefined_number": Text(
        "{key} in {file} is {value}. The agent treats a number as the index of a word, but "
        "there is none for this number, and the agent crashes.",
        _SET_UP,
    ),
    "setting.transport": Text(
        "{key} in {file} is {value}; {wanted} was asked for.", "Set it to {wanted}."
    ),
    "setting.duration": Text(
        "{key} in {file} is {value}, which is not a valid duration for the agent. Use whole "
        "days, hours, minutes and seconds above zero, such as {default}.",
        "Write it like {default}.",
    ),
    "setting.not_accepted": Text(
        "{key} in {file} is {value}, which the agent cannot read. Allowed values: {allowed}.",
        "Correct the value.",
    ),
    "setting.facade": Text(
        "{key} in {file} is {value}, a type that the agent cannot load, and the agent crashes.",
        "Restore the value that is shipped with the agent.",
    ),
    "settings.too_long": Text(
        "The host name and the device ID have {size} characters together, but the agent's "
        "buffer holds {limit}. The agent stops without logging a reason.",
        "Use a device with a shorter ID.",
    ),
    "dps.too_long": Text(
        "{key} in {file} is longer than the agent's buffer, and the agent crashes.",
        "Copy the value from the provisioning service again.",
    ),
}

_IDENTITY: Final[Mapping[str, Text]] = {
    "identity.missing": Text(
        "{key} is missing from {file}. The agent crashes at start without logging anything.",
        "Run the setup for this folder; it adds the identity.",
    ),
    "identity.not_text": Text(
        "{key} in {file} is of the type {kind}, not text. The agent crashes at start.",
        "Run the setup for this folder; it corrects the identity.",
    ),
    "method.module_needs_key": Text(
        "{key} in {file} is {value}, but the security module supports only a symmetric key, "
        "which this agent calls {word}.",
        "Write {word} and use the module's symmetric key, or choose the device's identity.",
    ),
}

_HOST: Final[Mapping[str, Text]] = {
    "host.no_dot": Text(
        "The host name {value} has no dot. The agent accepts only full names such as "
        "myhub.azure-devices.net.",
        "Write the hub's full host name.",
    ),
    "host.scheme": Text(
        "The host name {value} starts with a scheme, so the hub cannot be found.",
        "Write only the name, without https://.",
    ),
    "host.blank_or_slash": Text(
        "The host name in {file} has a space before or after it, or a slash at its end.",
        "Write only the host name.",
    ),
    "host.port": Text(
        "The host name {value} ends with a port. The agent treats it as a part of the name and "
        "cannot find the hub.",
        "Write the name without the colon and the port.",
    ),
    "host.demo": Text(
        "{value} is the address of a demo hub on this computer. A real agent does not accept a "
        "port in the host name; this is judged as for a hub in Azure.",
        "For a real device, run the setup with the connection string of your hub.",
    ),
    "host.passed_over": Text(
        "The agent uses {used} and ignores the rest of the host name {value}.",
        "Write the hub's full host name, and nothing else.",
    ),
    "host.placeholder": Text(
        "{key} in {file} is still a placeholder: {value}.",
        "Write the hub's full host name, such as myhub.azure-devices.net.",
    ),
    "host.malformed": Text(
        "{value} in {file} is not a valid host name.",
        "Write the hub's full host name, such as myhub.azure-devices.net.",
    ),
}

_DEVICE: Final[Mapping[str, Text]] = {
    "device_id.illegal": Text(
        "{key} in {file} is not a valid ID: {part} is not allowed. Allowed are letters, digits "
        "and - : . + % _ # * ? ! ( ) , = @ ; $ '.",
        "Copy the ID from the hub.",
    ),
    "device_id.too_long": Text(
        "{key} in {file} has {size} characters; IDs have at most 128.",
        "Copy the ID from the hub.",
    ),
    "device_id.placeholder": Text(
        "{key} in {file} is still a placeholder: {value}.",
        "Write the device ID as the hub shows it.",
    ),
    "device_id.connection_string": Text(
        "{part} in the device ID cuts off the agent's connection string, so it refers to "
        "another device.",
        "Use a device whose ID does not contain it.",
    ),
    "device_id.crash": Text(
        "{part} in {key} breaks the connection string that the agent builds, and the agent "
        "crashes.",
        "Use a device whose ID does not contain it.",
    ),
    "device_id.module_mode_escape": Text(
        "{part} in the device ID arrives at the hub as another character. The agent's token is "
        "then for another device, and the hub refuses it.",
        "Use a device whose ID does not contain it.",
    ),
    "device_id.device_mode_dots": Text(
        "The device ID {part} disappears from the URL of the agent's request to the hub, where "
        "it means a folder.",
        "Use the security module's identity, or another device.",
    ),
    "device_id.url": Text(
        "{part} in the device ID cuts off the URLs that this agent builds.",
        "Use a device whose ID does not contain it.",
    ),
    "device_id.device_mode_url": Text(
        "{part} in the device ID cuts off the URL of the agent's request to the hub.",
        "Use the security module's identity, or a device whose ID does not contain it.",
    ),
    "device_id.device_mode_escape": Text(
        "{part} in the device ID arrives at the hub as another character.",
        "Use the security module's identity, or a device whose ID does not contain it.",
    ),
}

_PATH: Final[Mapping[str, Text]] = {
    "path.relative": Text(
        "{key} in {file} is the relative path {value}. It is resolved in the working directory "
        "of the service, which may not be the agent's folder.",
        "Write the absolute path.",
    ),
    "path.control_character": Text(
        "{key} in {file} contains a control character. In JSON, a single backslash followed by "
        "t, n, r, b or f means one.",
        "Write every backslash of the path twice.",
    ),
    "path.not_unicode": Text(
        "The path of the key file contains a name that is not Unicode, so {file} cannot "
        "contain it.",
        "Rename the folder or the key file.",
    ),
}

SETTINGS: Final[Mapping[str, Text]] = {**_SETTING, **_IDENTITY, **_HOST, **_DEVICE, **_PATH}
