"""Sentences about registering a device with the provisioning service (DPS)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

TEXTS: Final[Mapping[str, Text]] = {
    "dps.unauthorized": Text(
        "The provisioning service {host} refused to register {registration}: the key or "
        "certificate does not belong to its enrollment, or the enrollment is disabled.",
        "Take the key of the device's own enrollment, or give the enrollment group's key as "
        "authentication.group_key.",
    ),
    "dps.not_enrolled": Text(
        "The provisioning service {host} knows neither the ID scope {scope} nor an enrollment that "
        "{registration} could register by.",
        "Compare the ID scope with the service's overview page, and look for the enrollment, or "
        "the enrollment group, there.",
    ),
    "dps.not_assigned": Text(
        "The provisioning service {host} has not assigned a hub to {registration}: its state is "
        '"{status}".',
        "Look at the registration in the provisioning service.",
    ),
    "dps.not_assigned/failed": Text(
        "The provisioning service {host} could not assign a hub to {registration}.",
        "Look at the registration's error in the provisioning service, and whether a hub is linked "
        "to it.",
    ),
    "dps.not_assigned/disabled": Text(
        "The enrollment of {registration} is disabled in the provisioning service {host}.",
        "Enable it there, then try again.",
    ),
    "hub.timeout/registering": Text(
        "The provisioning service {host} has not assigned a hub to {registration} within {seconds} "
        "seconds.",
        "Try again in a minute, or wait longer with hub.patience: a registration that has begun "
        "goes on.",
    ),
    "hub.timeout/device_registered_unknown": Text(
        "The provisioning service did not say whether it has registered {device}.",
        "Run again: a device that is registered is not registered twice.",
    ),
    "hub.unauthorized/own_module": Text(
        "The hub {host} does not let {device} create its module {module} with its own key or "
        "certificate.",
        "Create the module in the hub, or name a policy with the right to write in [hub].",
    ),
    "answers.invalid/group_and_key": Text(
        "{key} stands beside authentication.group_key, from which the device's key is derived.",
        "Remove one of them.",
    ),
}
