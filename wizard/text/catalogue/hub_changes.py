"""What a run changed in the hub, and how to take it back, in words."""

from __future__ import annotations

from typing import Final

from wizard.domain.report import HubChange, HubChangeKind
from wizard.text.language import N_, _
from wizard.text.words import slot_word

_PLANS: Final = {
    HubChangeKind.DEVICE_REGISTERED: N_(
        "{device} is registered with the provisioning service, if it is not registered yet, and "
        "its security module is created if it is missing."
    ),
    HubChangeKind.MODULE_CREATED: N_(
        "The module {module} is created for {device}, with a symmetric key."
    ),
    HubChangeKind.MODULE_CONVERTED: N_(
        "The module {module} of {device} is changed to a symmetric key. Anything that uses its "
        "current authentication can then no longer connect."
    ),
    HubChangeKind.THUMBPRINT_REGISTERED: N_(
        "The new certificate's thumbprint is registered as the {slot} thumbprint of "
        "{device}. It replaces: {former}."
    ),
}
_DONE: Final = {
    HubChangeKind.DEVICE_REGISTERED: N_(
        "{device} was registered with the provisioning service, which created the device in the "
        "hub. To undo this, delete its registration and the device."
    ),
    HubChangeKind.MODULE_CREATED: N_(
        "The module {module} of {device} was created. To undo this, delete the module."
    ),
    HubChangeKind.MODULE_CONVERTED: N_(
        "The module {module} of {device} was changed to a symmetric key. If something else used "
        "its previous authentication, register that certificate again."
    ),
    HubChangeKind.THUMBPRINT_REGISTERED: N_(
        "The {slot} thumbprint of {device} was set to {thumbprint}. To undo this, set it back "
        "to: {former}."
    ),
}


def hub_change_text(change: HubChange) -> str:
    """One sentence for the change, one for the way back."""
    return _filled(_DONE[change.kind], change)


def hub_change_plan(change: HubChange) -> str:
    """What will be changed, before it is."""
    return _filled(_PLANS[change.kind], change)


def _filled(text: str, change: HubChange) -> str:
    return _(text).format(
        module=change.module_id,
        device=change.device_id,
        slot=slot_word(change.slot) if change.slot else "",
        thumbprint=change.thumbprint or _("the new certificate's"),
        former=change.former or _("nothing"),
    )
