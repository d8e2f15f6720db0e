"""A run, and a check, with a certificate that is in a store of this computer."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

import pytest

from tests.fakes.certificate_store import FakeCertificateStore, stored_certificate
from tests.fakes.windows_agent import OnWindows
from tests.fakes.world import AGENT, DEVICE, World, run, statuses, warnings_of
from wizard.agents.csharp.facts import CSHARP
from wizard.check.run import CheckRun
from wizard.domain.agent.assessment import Verdict
from wizard.domain.agent.model import AgentTarget, AuthChoice, Identity, Method
from wizard.domain.certificate_store import StoreLocation
from wizard.domain.errors import CertificateError, Code
from wizard.domain.files import Change
from wizard.domain.hub.model import AuthType, HubAccess, Network
from wizard.domain.proof import KeyState, StoredCertificate
from wizard.domain.report import Report, StepId, StepStatus
from wizard.domain.state import CheckWhen, SetupState
from wizard.upkeep.offline_check import judge_offline
from wizard.upkeep.repair import plan_repair, run_repair
from wizard.upkeep.undo import run_undo

FOLDER: Final = AGENT
FILE: Final = FOLDER / "certificate-store.json"
STORED: Final = stored_certificate(7)


def set_up(
    world: World, stored: StoredCertificate = STORED, *there: StoredCertificate
) -> SetupState:
    """A device whose certificate is registered; ``there`` is what the store has instead of it."""
    world.hub.add(
        replace(
            world.device,
            auth=AuthType.SELF_SIGNED,
            primary_key=None,
            thumbprints=("AB" * 32, STORED.sha256),
        )
    )
    world.store = FakeCertificateStore(*(there or (stored,)))
    world.agents[CSHARP] = OnWindows()
    return world.state(
        auth=AuthChoice(Identity.DEVICE, Method.SELF_SIGNED_CERTIFICATE),
        certificate=stored.reference,
        agent=AgentTarget(CSHARP, FOLDER),
    )


async def check(world: World, policy: HubAccess | None = None) -> Report:
    ports = world.ports()
    return await CheckRun(FOLDER, ports, Network(), lambda _: None, credentials=policy).run()


async def test_it_is_found_written_and_not_called_proven() -> None:
    world = World()
    report = await run(world, set_up(world))
    assert report.error is None
    assert json.loads(world.files.contents[FILE])["certificateThumbprint"] == STORED.sha1
    assert [one.code for one in warnings_of(report)] == [Code.CHECK_STORE_NOT_PROVEN]
    assert statuses(report)[StepId.CHECK_SECRET] is StepStatus.OK
    assert statuses(report)[StepId.CHECK_CONNECT] is StepStatus.SKIPPED
    assert report.login is None
    about = (("store", "LocalMachine\\My"), ("thumbprint", STORED.sha1))
    told = {done.step for done in report.steps if done.detail == about}
    assert told == {StepId.CERTIFICATE_PREPARE, StepId.CHECK_SECRET}
    assert report.fingerprint == STORED.sha256[:8].lower()


async def test_a_check_that_proved_nothing_is_not_left_out_the_next_time() -> None:
    world = World()
    state = replace(set_up(world), check=CheckWhen.CHANGED)
    await run(world, state)
    report = await run(world, state)
    assert statuses(report)[StepId.CHECK_SECRET] is StepStatus.OK


@pytest.mark.parametrize(
    ("stored", "code", "variant"),
    [
        (stored_certificate(7, key=KeyState.MISSING), Code.CERTIFICATE_NOT_IN_STORE, "no_key"),
        (
            stored_certificate(7, location=StoreLocation.CURRENT_USER),
            Code.CERTIFICATE_NOT_IN_STORE,
            "of_user",
        ),
        (stored_certificate(7, issuer="CN=a CA"), Code.CERTIFICATE_CA_SIGNED, ""),
        (stored_certificate(7, days=-1), Code.CERTIFICATE_EXPIRED, ""),
        (stored_certificate(8), Code.CERTIFICATE_WRONG_THUMBPRINT, ""),
    ],
)
async def test_what_the_agent_could_not_use_is_refused_and_nothing_written(
    stored: StoredCertificate, code: Code, variant: str
) -> None:
    world = World()
    report = await run(world, set_up(world, stored))
    assert report.error is not None
    assert (report.error.code, report.error.variant) == (code, variant)
    assert world.snapshot() == world.before


async def test_one_that_is_not_there_or_a_store_that_does_not_open() -> None:
    world = World()
    report = await run(world, set_up(world, STORED, stored_certificate(9)))
    assert report.error is not None
    assert (report.error.code, report.error.variant) == (Code.CERTIFICATE_NOT_IN_STORE, "")
    closed = FakeCertificateStore()
    closed.error = CertificateError(
        Code.CERTIFICATE_NOT_IN_STORE, "unreadable", store="LocalMachine\\My", words="denied"
    )
    state = set_up(world)
    world.store = closed
    report = await run(world, state)
    assert report.error == closed.error.problem
    assert world.snapshot() == world.before


async def test_a_key_that_this_account_cannot_open_is_said_so() -> None:
    world = World()
    report = await run(world, set_up(world, stored_certificate(7, key=KeyState.CLOSED)))
    assert report.error is None
    (warning,) = warnings_of(report)
    assert (warning.code, warning.variant) == (Code.CHECK_STORE_NOT_PROVEN, "key")


@pytest.mark.parametrize(
    ("now", "code", "variant", "logged"),
    [
        (None, Code.CHECK_BAD_CONFIG, "store.absent", "Authentication / File Not Exist"),
        (
            stored_certificate(7, key=KeyState.MISSING),
            Code.CHECK_BAD_CONFIG,
            "store.no_key",
            "Authentication / Unauthorized",
        ),
        (
            stored_certificate(7, days=-1),
            Code.CERTIFICATE_EXPIRED,
            "",
            "Authentication / Unauthorized",
        ),
    ],
)
async def test_a_later_check_looks_it_up_again(
    now: StoredCertificate | None, code: Code, variant: str, logged: str
) -> None:
    world = World()
    await run(world, set_up(world))
    world.store = FakeCertificateStore(*([now] if now else []))
    error = (await check(world)).error
    assert error is not None
    assert (error.code, error.variant, error.agent_error) == (code, variant, logged)


@pytest.mark.parametrize(
    ("changes", "code", "variant"),
    [
        ({"thumbprints": ("AB" * 32, "CD" * 32)}, Code.CHECK_UNAUTHORIZED, "thumbprint"),
        ({"auth": AuthType.SAS}, Code.CHECK_UNAUTHORIZED, "device_has_key"),
        ({"enabled": False}, Code.CHECK_UNAUTHORIZED, "device_disabled"),
    ],
)
async def test_a_check_that_may_read_the_registry_compares_it(
    changes: dict[str, Any], code: Code, variant: str
) -> None:
    world = World()
    await run(world, set_up(world))
    assert (await check(world, world.hub.credentials())).error is None
    world.hub.add(replace(world.hub.devices[DEVICE], **changes))
    report = await check(world, world.hub.credentials())
    assert report.error is not None
    assert (report.error.code, report.error.variant) == (code, variant)
    assert report.error.agent_error == "Authentication / Unauthorized"
    assert report.failed_step is StepId.CHECK_HUB_REST
    assert (await check(world)).error is None, "without a policy nobody knows"


@pytest.mark.parametrize(
    ("thumbprints", "error", "warned"),
    [
        (("", "CD" * 20), Code.CERTIFICATE_WRONG_THUMBPRINT, False),
        (("AB" * 32, ""), None, True),
        (("AB" * 32, STORED.sha1.lower()), None, False),
    ],
)
async def test_of_another_computers_store_the_thumbprint_alone_is_compared(
    thumbprints: tuple[str, str], error: Code | None, warned: bool
) -> None:
    world = World()
    await run(world, set_up(world))
    world.store = World().store
    world.hub.add(replace(world.hub.devices[DEVICE], thumbprints=thumbprints))
    report = await check(world, world.hub.credentials())
    assert (report.error.code if report.error else None) == error
    codes = {one.code for one in report.warnings}
    assert (Code.CERTIFICATE_NOT_COMPARED in codes) is warned


async def test_undo_takes_back_the_file_that_names_it() -> None:
    world = World()
    await run(world, set_up(world))
    undone = await run_undo(FOLDER, world.ports(), lambda _: None)
    assert undone.error is None
    assert {one.path: one.change for one in undone.files}[FILE] is Change.REMOVED
    assert world.files.contents == {}


async def test_undo_puts_back_the_one_that_was_named_before() -> None:
    world, former = World(), stored_certificate(8)
    state = set_up(world, STORED, STORED, former)
    world.hub.add(replace(world.hub.devices[DEVICE], thumbprints=(STORED.sha256, former.sha256)))
    await run(world, replace(state, certificate=former.reference))
    before = dict(world.files.contents)
    await run(world, state)
    assert STORED.sha1.encode() in world.files.contents[FILE]
    await run_undo(FOLDER, world.ports(), lambda _: None)
    assert world.files.contents == before


async def test_judging_the_files_looks_it_up_where_there_is_a_store() -> None:
    world = World()
    await run(world, set_up(world))
    found = await judge_offline(FOLDER, world.ports(), lambda _: None)
    assert found.report.error is None
    assert found.assessment is not None
    assert found.assessment.findings == ()
    world.store = FakeCertificateStore()
    found = await judge_offline(FOLDER, world.ports(), lambda _: None)
    assert found.report.error is not None
    assert found.report.error.variant == "store.absent"
    without = replace(world.ports(), certificate_store=World().store)
    left_open = await judge_offline(FOLDER, without, lambda _: None)
    assert left_open.report.error is None
    assert left_open.assessment is not None
    assert [one.rule for one in left_open.assessment.findings] == ["store.not_seen"]


async def test_a_repair_looks_it_up_too() -> None:
    world = World()
    await run(world, set_up(world))
    found = await plan_repair(FOLDER, world.ports())
    assert (found.before.findings, found.plan.after.findings) == ((), ())
    world.store = FakeCertificateStore()
    outcome = await run_repair(FOLDER, world.ports(), lambda _: None)
    assert outcome.report.error is not None
    assert outcome.report.error.variant == "store.absent"
    assert outcome.assessment is not None
    assert outcome.assessment.verdict is Verdict.REJECTED
