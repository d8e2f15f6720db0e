"""What a run changed in the hub, and how to take it back, in words."""

from __future__ import annotations

from typing import Final

from wizard.domain.report import HubChange, HubChangeKind

_PLANS: Final = {
    HubChangeKind.MODULE_CREATED: (
        "The module {module} is created for {device}, with a symmetric key."
    ),
    HubChangeKind.MODULE_CONVERTED: (
        "The module {module} of {device} is given a symmetric key instead of its present "
        "authentication. Whatever uses that cannot connect any more."
    ),
    HubChangeKind.THUMBPRINT_REGISTERED: (
        "The new certificate's thumbprint becomes the {slot} one of {device}, in place of {former}."
    ),
}
_DONE: Final = {
    HubChangeKind.MODULE_CREATED: (
        "The module {module} of {device} was created. To take it back, delete the module."
    ),
    HubChangeKind.MODULE_CONVERTED: (
        "The module {module} of {device} was given a symmetric key. Its former authentication is "
        "gone; register its certificate again if something else used it."
    ),
    HubChangeKind.THUMBPRINT_REGISTERED: (
        "The {slot} thumbprint of {device} was set to {thumbprint}. To take it back, set it to "
        "{former}."
    ),
}


def hub_change_text(change: HubChange) -> str:
    """One sentence for the change, one for the way back."""
    return _filled(_DONE[change.kind], change)


def hub_change_plan(change: HubChange) -> str:
    """What will be changed, before it is."""
    return _filled(_PLANS[change.kind], change)


def _filled(text: str, change: HubChange) -> str:
    return text.format(
        module=change.module_id,
        device=change.device_id,
        slot=change.slot.value if change.slot else "",
        thumbprint=change.thumbprint or "the new certificate's",
        former=change.former or "nothing",
    )
