"""Under sudo the keyring is that of the user who typed it: done without, unless one insists."""

from __future__ import annotations

import pytest

from tests.fakes.world import World
from wizard.domain.errors import Code, KeyringError
from wizard.domain.report import Result, StepId, StepStatus
from wizard.domain.state import SecretsChoice
from wizard.setup.engine import SetupRun
from wizard.text.lookup import text_of

ANNAS = KeyringError(Code.KEYRING_UNAVAILABLE, "of_the_user", user="anna")


async def test_a_run_says_whose_keyring_it_cannot_use_and_goes_on() -> None:
    world = World()
    world.secrets.failing["require"] = ANNAS
    state = world.state(secrets=SecretsChoice(insists=False))
    report = await SetupRun(state, world.ports(), lambda _: None).run()
    assert report.result is Result.OK
    assert [warning for warning in report.warnings if "anna" in text_of(warning).cause]
    kept = next(step for step in report.steps if step.step is StepId.SECRETS_STORE)
    assert kept.status is StepStatus.SKIPPED
    assert not world.secrets.kept


@pytest.mark.parametrize(
    ("error", "insists"), [(ANNAS, True), (KeyringError(Code.KEYRING_UNAVAILABLE), False)]
)
async def test_who_insists_is_refused_and_so_is_who_has_none(
    error: KeyringError, insists: bool
) -> None:
    world = World()
    world.secrets.failing["require"] = error
    state = world.state(secrets=SecretsChoice(insists=insists))
    report = await SetupRun(state, world.ports(), lambda _: None).run()
    assert (report.error, report.exit_code) == (error.problem, 5)
    assert world.snapshot() == world.before
