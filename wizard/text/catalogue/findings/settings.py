"""Sentences about single settings: ``{file}`` and ``{key}`` are always given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_SET_UP: Final = "Run the set-up for this folder: it corrects this value and keeps the others."

_SETTING: Final[Mapping[str, Text]] = {
    "setting.missing": Text("{key} is missing from {file}; the agent needs it.", _SET_UP),
    "setting.empty": Text("{key} in {file} is empty; the agent needs a value.", _SET_UP),
    "setting.null": Text("{key} in {file} is null, where the agent needs a value.", _SET_UP),
    "setting.wrong_case": Text(
        "{file} has {found} where the agent looks for {key}: upper and lower case count.",
        "Rename it to {key}.",
    ),
    "setting.wrong_type": Text(
        "{key} in {file} is of the type {kind}, which the agent does not take there.", _SET_UP
    ),
    "setting.unknown_word": Text(
        "{key} in {file} is {value}, which the agent does not know. It takes, in this spelling: "
        "{words}.",
        "Use one of these words.",
    ),
    "setting.undefined_number": Text(
        "{key} in {file} is {value}: a number is taken for a word, but there is none for this "
        "one, and the agent's process ends.",
        _SET_UP,
    ),
    "setting.duration": Text(
        "{key} in {file} is {value}, which the agent does not take for a time. It takes whole "
        "numbers of days, hours, minutes and seconds, above zero, written like {default}.",
        "Write it like {default}.",
    ),
    "setting.not_accepted": Text(
        "{key} in {file} is {value}, which the agent cannot read. It takes: {allowed}.",
        "Correct the value.",
    ),
    "setting.facade": Text(
        "{key} in {file} is {value}, a type that the agent cannot load; its process ends.",
        "Put the shipped value back.",
    ),
    "settings.too_long": Text(
        "The host name and the device id take {size} characters in the agent's buffer, which "
        "holds {limit}. It stops without a word in its log.",
        "Use a device with a shorter id.",
    ),
    "dps.too_long": Text(
        "{key} in {file} is longer than the agent's buffer, and its process ends.",
        "Copy the value from the provisioning service again.",
    ),
}

_IDENTITY: Final[Mapping[str, Text]] = {
    "identity.missing": Text(
        "{key} is missing from {file}. The agent crashes at start, without a word in its log.",
        "Run the set-up for this folder: it adds the identity.",
    ),
    "identity.not_text": Text(
        "{key} in {file} is of the type {kind} and not text. The agent crashes at start.",
        "Run the set-up for this folder: it corrects the identity.",
    ),
    "method.module_needs_key": Text(
        "{key} in {file} is {value}, but the security module's own identity works with a "
        "symmetric key only, which this agent calls {word}.",
        "Write {word} and use the module's symmetric key, or choose the device's identity.",
    ),
}

_HOST: Final[Mapping[str, Text]] = {
    "host.no_dot": Text(
        "The host name {value} has no dot. The agent takes only full names such as "
        "myhub.azure-devices.net.",
        "Write the hub's full host name.",
    ),
    "host.scheme": Text(
        "The host name {value} begins with a scheme, so no hub is found by it.",
        "Write the name alone, without https://.",
    ),
    "host.blank_or_slash": Text(
        "The host name in {file} has a blank before or behind it, or a slash at its end.",
        "Write the name alone.",
    ),
    "host.port": Text(
        "The host name {value} ends in a port, which becomes a part of the name that the agent "
        "signs and connects to. No hub is found by it.",
        "Write the name without the colon and the port.",
    ),
    "host.demo": Text(
        "{value} is the address of a demo hub on this computer. The agent itself takes no port "
        "behind a host name; it is judged as for a hub in Azure.",
        "For a real device, run the set-up with the connection string of your hub.",
    ),
    "host.passed_over": Text(
        "The agent works with {used}: it passes over the rest of the host name {value}.",
        "Write the hub's full host name, and nothing else.",
    ),
    "host.placeholder": Text(
        "{key} in {file} is still the placeholder of an example: {value}.",
        "Write the hub's full host name, such as myhub.azure-devices.net.",
    ),
    "host.malformed": Text(
        "{value} in {file} is not a host name.",
        "Write the hub's full host name, such as myhub.azure-devices.net.",
    ),
}

_DEVICE: Final[Mapping[str, Text]] = {
    "device_id.illegal": Text(
        "{key} in {file} is not a name that a hub can have: {part} is not allowed in it, only "
        "letters, digits and the signs - : . + % _ # * ? ! ( ) , = @ ; $ '.",
        "Copy the id from the hub.",
    ),
    "device_id.too_long": Text(
        "{key} in {file} has {size} characters, and a hub's names have 128 at most.",
        "Copy the id from the hub.",
    ),
    "device_id.placeholder": Text(
        "{key} in {file} is still the placeholder of an example: {value}.",
        "Write the device's id as the hub shows it.",
    ),
    "device_id.connection_string": Text(
        "{part} in the device id cuts the agent's connection string, so it names another device.",
        "Use a device whose id does without it.",
    ),
    "device_id.crash": Text(
        "{part} in {key} breaks the connection string that the agent makes, and its process ends.",
        "Use a device whose id does without it.",
    ),
    "device_id.module_mode_escape": Text(
        "{part} in the device id arrives at the hub as another character, so the agent's token is "
        "for another device and the hub refuses it.",
        "Use a device whose id does without it.",
    ),
    "device_id.device_mode_dots": Text(
        "The device id {part} vanishes from the address of the agent's request to the hub: there "
        "it means a folder.",
        "Use the security module's identity, or another device.",
    ),
    "device_id.url": Text(
        "{part} in the device id cuts the addresses that this agent builds.",
        "Use a device whose id does without it.",
    ),
    "device_id.device_mode_url": Text(
        "{part} in the device id cuts the address of the agent's request to the hub.",
        "Use the security module's identity, or a device whose id does without it.",
    ),
    "device_id.device_mode_escape": Text(
        "{part} in the device id arrives at the hub as another character.",
        "Use the security module's identity, or a device whose id does without it.",
    ),
}

_PATH: Final[Mapping[str, Text]] = {
    "path.relative": Text(
        "{key} in {file} is the relative path {value}. It is looked for in the working directory "
        "of the service, which need not be the agent's folder.",
        "Write the absolute path.",
    ),
    "path.control_character": Text(
        "{key} in {file} has a control character in it: a single backslash followed by t, n, r, "
        "b or f means one in JSON.",
        "Write every backslash of the path twice.",
    ),
    "path.not_unicode": Text(
        "A name in the path of the key file is not Unicode, so {file} cannot hold it.",
        "Rename the folder or the key file.",
    ),
}

SETTINGS: Final[Mapping[str, Text]] = {**_SETTING, **_IDENTITY, **_HOST, **_DEVICE, **_PATH}
