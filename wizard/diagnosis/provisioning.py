"""Why the provisioning service refuses a registration."""

from __future__ import annotations

from typing import Final

from wizard.diagnosis.context import FailureContext
from wizard.diagnosis.network import with_cause
from wizard.domain.agent.model import AgentSettings, Identity
from wizard.domain.errors import CheckError, Code, Problem
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.enrolment_group import derived_key
from wizard.domain.ports.probe import AuthProbe
from wizard.domain.secret import Secret

_SCOPE_BEGINS: Final = "0ne"
"""Of every id scope: a zero, not an O."""


async def cause_at_dps(
    problem: Problem, context: FailureContext, probe: AuthProbe
) -> Problem | None:
    """The cause of a refusal, or of a registration that is unknown; None: nothing found."""
    settings = context.settings
    if settings is None:
        return None
    if problem.code is Code.CHECK_NOT_FOUND and not settings.id_scope.startswith(_SCOPE_BEGINS):
        return with_cause(problem, "dps_scope", file=settings.secret_path)
    if problem.code is Code.CHECK_UNAUTHORIZED and isinstance(context.proof, Secret):
        derived = derived_key(context.proof, settings.registration_id)
        if await _is_let_in(probe, settings, derived):
            return with_cause(problem, "dps_group_key", file=settings.secret_path)
    return None


def is_other_hub(context: FailureContext, expected: HubAddress | None) -> bool:
    """Whether the service has assigned the device to another hub than the one that is expected."""
    settings, target = context.settings, context.target
    if settings is None or target is None or expected is None:
        return False
    return settings.identity is Identity.DPS and target.address != expected


async def _is_let_in(probe: AuthProbe, settings: AgentSettings, key: Secret) -> bool:
    try:
        await probe.register(settings.id_scope, settings.registration_id, key)
    except CheckError as error:
        return error.code is Code.CHECK_DPS_NOT_ASSIGNED
    return True
