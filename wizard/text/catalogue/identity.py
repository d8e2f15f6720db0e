"""Sentences about devices and modules: why a mode is not possible, and what would make it so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

TEXTS: Final[Mapping[str, Text]] = {
    "device.not_found": Text(
        "The hub has no device {device}.",
        "Check the spelling; device IDs are case-sensitive. It can take a moment until a "
        "new device is available.",
    ),
    "device.disabled": Text(
        "The device {device} is disabled in the hub. The hub refuses all its connections.",
        "Enable the device in the hub, then try again.",
    ),
    "device.disabled/reason": Text(
        "The device {device} is disabled in the hub. The hub refuses all its connections. "
        "Reason given there: {reason}",
        "Enable the device in the hub, then try again.",
    ),
    "device.id_not_usable": Text(
        "This agent cannot use the device ID {device}: it contains {characters}.",
        "Use a device with another ID, or another agent.",
    ),
    "device.id_not_usable/connection_string": Text(
        "The {agent} cannot use the device ID {device}: {characters} ends a part of the "
        "connection string that it builds.",
        "Use another agent, or a device whose ID does not contain {characters}.",
    ),
    "device.id_not_usable/crash": Text(
        "The {agent} cannot use the device ID {device}: {characters} breaks the connection "
        "string that it builds, and the agent crashes.",
        "Use a device whose ID does not contain {characters}.",
    ),
    "device.id_not_usable/url": Text(
        "The {agent} cannot use the device ID {device}: it does not encode {characters}, which "
        "cuts off the URL.",
        "Use another agent with the security module's identity, or a device whose ID does not "
        "contain {characters}.",
    ),
    "device.id_not_usable/device_mode_url": Text(
        "As the device, the agent puts the ID {device} unencoded into a URL, which {characters} "
        "cuts off.",
        "Choose Security module, or a device whose ID does not contain {characters}.",
    ),
    "device.id_not_usable/device_mode_escape": Text(
        "As the device, the agent puts the ID {device} unencoded into a URL, where {characters} "
        "stands for another character.",
        "Choose Security module, or a device whose ID does not contain {characters}.",
    ),
    "device.id_not_usable/module_mode_escape": Text(
        "The {agent} signs the ID {device} as it is written, but {characters} arrives at the "
        "hub as another character, so the hub refuses it.",
        "Use another agent with the security module's identity, or a device whose ID does not "
        "contain {characters}.",
    ),
    "device.id_not_usable/device_mode_dots": Text(
        "As the device, the agent puts the ID {device} unencoded into a URL, where it means a "
        "folder and disappears.",
        "Choose Security module, or a device with another ID.",
    ),
    "authentication.not_possible": Text(
        "This device cannot use this authentication.", "Choose the other one."
    ),
    "authentication.not_possible/module_needs_key": Text(
        "The security module supports only a symmetric key; the agents cannot use a certificate "
        "for it.",
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
        "This is the connection string of the security module, so the agent can only "
        "authenticate as the security module of {device}.",
        "Choose Security module with a symmetric key.",
    ),
    "authentication.not_possible/own_is_device": Text(
        "This is the connection string of {device} itself, so the agent can only authenticate "
        "as the device.",
        "Choose Device with a symmetric key, or use the module's connection string.",
    ),
    "authentication.not_possible/own_other_module": Text(
        "The connection string belongs to the module {other}; the agents use {module}.",
        "Use the connection string of the module {module}, or that of the device.",
    ),
    "authentication.not_possible/ca_signed": Text(
        "{device} has a CA-signed certificate, which the agent does not support.",
        "Choose Security module. To use Device, give the device a symmetric key or a "
        "self-signed certificate.",
    ),
    "authentication.not_possible/no_authentication": Text(
        "{device} has no authentication of its own in the hub.",
        "Choose Security module. To use Device, give the device a symmetric key.",
    ),
    "authentication.not_possible/no_key": Text(
        "The hub did not return the symmetric key of {device}.",
        "Connect with a policy that may read keys, such as registryRead, or choose Security "
        "module.",
    ),
    "module.missing": Text(
        "{device} has no module {module}, which the agent always needs.",
        "Select Create the module, or create it in the hub with a symmetric key.",
    ),
    "module.missing/near": Text(
        "{device} has no module {module}. It has {other}; the agent needs exactly {module}.",
        "Select Create the module to create the correct one. Delete {other} in the hub if "
        "nothing else uses it.",
    ),
    "module.missing/successor": Text(
        "{device} has no module {module}. It has {other}, the module of the newer Defender for "
        "IoT micro agent, which this program does not set up.",
        "To set up a classic agent, select Create the module. To set up the micro agent, see "
        "its documentation.",
    ),
    "module.near_name/near": Text(
        "{device} already has the module {other}, but the agent needs exactly {module}, so a "
        "second module is created.",
        "Delete {other} in the hub if nothing else uses it.",
    ),
    "module.near_name/successor": Text(
        "{device} has the module {other} of the newer Defender for IoT micro agent. The classic "
        "agents do not use it, so {module} is created too.",
        "Check that you want to set up the classic agent.",
    ),
    "module.near_name": Text(
        "{device} has a module whose name is similar to {module}.",
        "Delete it in the hub if nothing else uses it.",
    ),
    "module.not_symmetric": Text(
        "The module {module} of {device} has no symmetric key (authentication: {auth}). The "
        "agent supports no other authentication.",
        "Let this program change it to a symmetric key, or change it in the hub.",
    ),
    "module.disabled": Text(
        "The module {module} of {device} is disabled in the hub. The hub refuses its connection.",
        "Enable the module in the hub, then try again.",
    ),
}
