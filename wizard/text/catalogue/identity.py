"""Sentences about devices and modules: why a mode is not possible, and what would make it so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

TEXTS: Final[Mapping[str, Text]] = {
    "device.not_found": Text(
        "The hub has no device {device}.",
        "Check the spelling; capitals matter. A device that was just created may need a moment.",
    ),
    "device.disabled": Text(
        "The device {device} is disabled in the hub, which refuses every connection of it.",
        "Enable the device in the hub, then try again.",
    ),
    "device.disabled/reason": Text(
        "The device {device} is disabled in the hub, which refuses every connection of it. "
        "The reason given there: {reason}",
        "Enable the device in the hub, then try again.",
    ),
    "device.id_not_usable": Text(
        "This agent cannot work with the device id {device}: it has {characters}.",
        "Use a device with another id, or another agent.",
    ),
    "device.id_not_usable/connection_string": Text(
        "The {agent} cannot work with the device id {device}: {characters} ends a part of the "
        "connection string that it builds.",
        "Use another agent, or a device whose id has no {characters}.",
    ),
    "device.id_not_usable/crash": Text(
        "The {agent} cannot work with the device id {device}: {characters} breaks the connection "
        "string that it builds, and the agent's process ends.",
        "Use a device whose id has no {characters}.",
    ),
    "device.id_not_usable/url": Text(
        "The {agent} cannot work with the device id {device}: it does not encode {characters}, "
        "which cuts the address.",
        "Use another agent with the security module's identity, or a device whose id has no "
        "{characters}.",
    ),
    "device.id_not_usable/device_mode_url": Text(
        "In device mode the agent puts the id {device} unencoded into an address, which "
        "{characters} cuts.",
        "Choose Security module, or a device whose id has no {characters}.",
    ),
    "device.id_not_usable/device_mode_escape": Text(
        "In device mode the agent puts the id {device} unencoded into an address, where "
        "{characters} stands for another character.",
        "Choose Security module, or a device whose id has no {characters}.",
    ),
    "device.id_not_usable/module_mode_escape": Text(
        "The {agent} signs for the id {device} as it is written, but {characters} arrives at the "
        "hub as another character, so the hub refuses it.",
        "Use another agent with the security module's identity, or a device whose id has no "
        "{characters}.",
    ),
    "device.id_not_usable/device_mode_dots": Text(
        "In device mode the agent puts the id {device} unencoded into an address, where it means "
        "a folder and vanishes.",
        "Choose Security module, or a device with another id.",
    ),
    "authentication.not_possible": Text(
        "This device cannot authenticate in this way.", "Choose the other way."
    ),
    "authentication.not_possible/module_needs_key": Text(
        "The security module authenticates with a symmetric key only; the agents support no "
        "certificate for it.",
        "Choose the symmetric key, or the device's own identity with its certificate.",
    ),
    "authentication.not_possible/has_certificate": Text(
        "{device} has a self-signed certificate and no symmetric key.",
        "Choose the self-signed certificate, or Security module.",
    ),
    "authentication.not_possible/has_key": Text(
        "{device} has a symmetric key and no certificate.",
        "Choose the symmetric key, or Security module.",
    ),
    "authentication.not_possible/own_is_module": Text(
        "The connection string is the security module's; with it the agent can only be the "
        "security module of {device}.",
        "Choose Security module with a symmetric key.",
    ),
    "authentication.not_possible/own_is_device": Text(
        "The connection string is that of {device} itself; with it the agent can only be the "
        "device.",
        "Choose Device with a symmetric key, or use the module's connection string.",
    ),
    "authentication.not_possible/own_other_module": Text(
        "The connection string belongs to the module {other}; the agents use {module}.",
        "Use the connection string of the module {module}, or that of the device.",
    ),
    "authentication.not_possible/ca_signed": Text(
        "{device} has a CA-signed certificate, which the agent does not support.",
        "Choose Security module. With a symmetric key or a self-signed certificate, device mode "
        "would be possible.",
    ),
    "authentication.not_possible/no_authentication": Text(
        "{device} has no authentication of its own in the hub.",
        "Choose Security module. With a symmetric key, device mode would be possible.",
    ),
    "authentication.not_possible/no_key": Text(
        "The hub did not give the symmetric key of {device}.",
        "Connect with a policy that may read keys, such as registryRead, or choose Security "
        "module.",
    ),
    "module.missing": Text(
        "{device} has no module {module}, which the agent needs in both modes.",
        "Let this program create it with a symmetric key (create_module), or create it in the hub.",
    ),
    "module.missing/near": Text(
        "{device} has no module {module}. It has {other}; the agent needs exactly {module}.",
        "Let this program create the right one (create_module), and delete {other} in the hub if "
        "nothing else uses it.",
    ),
    "module.missing/successor": Text(
        "{device} has no module {module}. It has {other}, that of the newer agent (Defender "
        "for IoT micro agent), which this program does not set up. The classic agents need "
        "{module}.",
        "To set up a classic agent, let this program create {module} (create_module). To set up "
        "the micro agent, follow its own documentation.",
    ),
    "module.near_name/near": Text(
        "{device} has the module {other} already; the agent needs exactly {module}, so a second "
        "one is created.",
        "Delete {other} in the hub if nothing else uses it.",
    ),
    "module.near_name/successor": Text(
        "{device} has the module {other} of the newer agent (Defender for IoT micro agent). The "
        "classic agents do not use it, so {module} is created beside it.",
        "Check that the classic agent is meant.",
    ),
    "module.near_name": Text(
        "{device} has a module whose name is nearly {module}.",
        "Delete it in the hub if nothing else uses it.",
    ),
    "module.not_symmetric": Text(
        "The module {module} of {device} has no symmetric key (it is set to {auth}), and the agent "
        "can use nothing else.",
        "Let this program give it a symmetric key (convert_module = true), or change it in the "
        "hub.",
    ),
    "module.disabled": Text(
        "The module {module} of {device} is disabled in the hub, which refuses its connection.",
        "Enable the module in the hub, then try again.",
    ),
}
