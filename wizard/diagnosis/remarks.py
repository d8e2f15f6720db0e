"""What is worth a word although the check went well: it works now and may not for long."""

from __future__ import annotations

from wizard.diagnosis.context import FailureContext
from wizard.diagnosis.provisioning import is_other_hub
from wizard.diagnosis.registry import place_of
from wizard.domain.agent.model import Identity
from wizard.domain.errors import Code, Problem
from wizard.domain.ports.registry import Registry
from wizard.domain.secret import Secret
from wizard.domain.state import HubAddress


def note_on_hub(context: FailureContext, expected: HubAddress | None) -> Problem | None:
    """The provisioning service has chosen another hub than the one that the user works with."""
    target = context.target
    if target is None or expected is None or not is_other_hub(context, expected):
        return None
    params = (
        ("device", target.device_id),
        ("host", target.address.host_name),
        ("expected", expected.host_name),
    )
    return Problem(Code.CHECK_DPS_OTHER_HUB, "", params)


async def note_on_key(context: FailureContext, registry: Registry) -> Problem | None:
    """The agent's file has the secondary key. Raises HubError."""
    settings, target, key = context.settings, context.target, context.proof
    if settings is None or target is None or not isinstance(key, Secret):
        return None
    device, module_id = target.device_id, settings.module_id
    if settings.identity is Identity.DEVICE:
        place, identity = place_of(key, await registry.device(device)), device
    elif settings.identity is Identity.SECURITY_MODULE:
        place = place_of(key, await registry.module(device, module_id))
        identity = f"{device}/{module_id}"
    else:
        return None  # the key is the enrolment's
    if place != "secondary":
        return None
    return Problem(
        Code.CHECK_SECONDARY_KEY, "", (("file", settings.secret_path), ("identity", identity))
    )
