"""The search for a cause: what it finds, what it leaves alone, and that it harms nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fakes.registry import FakeHub, new_key
from tests.fakes.world import AGENT, DEVICE, World
from tests.pairs import make_pair
from tests.patience import LoopClock
from wizard.agents.c.facts import C
from wizard.diagnosis.context import FailureContext
from wizard.diagnosis.diagnosis import Diagnosis, explain_hub_error
from wizard.domain.agent.model import AgentSettings, Identity, Method
from wizard.domain.errors import CheckError, Code, HubError, Problem
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import MODULE_ID, AuthType, HubAccess, Network
from wizard.domain.hub.network_survey import Meeting, Presented
from wizard.domain.proof import Assignment, Proof
from wizard.domain.report import StepId
from wizard.domain.secret import Secret

KEY_FILE = AGENT / "agent.key"
DPS_NAME = "global.azure-devices-provisioning.net"
HOST = "fake.azure-devices.net"


@pytest.fixture
def world() -> World:
    return World()


def context(
    world: World,
    step: StepId = StepId.CHECK_CONNECT,
    proof: Proof | None = None,
    identity: Identity = Identity.SECURITY_MODULE,
    **more: Any,
) -> FailureContext:
    key = proof if proof is not None else new_key()
    settings = AgentSettings(identity, Method.SYMMETRIC_KEY, HOST, DEVICE, str(KEY_FILE))
    found = FailureContext(
        step,
        Network(),
        C,
        settings,
        key,
        key if isinstance(key, Secret) else None,
        Assignment(world.hub.address, DEVICE),
    )
    return replace(found, **more)


def refused(variant: str = "module") -> Problem:
    return Problem(
        Code.CHECK_UNAUTHORIZED,
        variant,
        (("device", DEVICE),),
        agent_error="Authentication / Unauthorized",
    )


async def explained(
    world: World,
    problem: Problem,
    where: FailureContext,
    credentials: HubAccess | None = None,
) -> Problem:
    found = await Diagnosis(world.ports(), AGENT, credentials).explain(problem, where)
    assert world.nothing_is_open()
    assert found.agent_error == problem.agent_error
    return found


async def test_what_cannot_be_found_out_is_told_as_it_is(world: World) -> None:
    problem = refused()
    assert await explained(world, problem, context(world)) == problem
    other = Problem(Code.CHECK_TWIN_FAILED, "status", (("status", 500),))
    assert await explained(world, other, context(world, StepId.CHECK_TWIN)) == other


async def test_the_cause_keeps_code_params_and_what_the_agent_logs(world: World) -> None:
    key = world.device.primary_key
    found = await explained(world, refused(), context(world, proof=key))
    assert (found.code, found.variant) == (Code.CHECK_UNAUTHORIZED, "key_of_device")
    about = dict(found.params)
    assert (about["device"], about["file"]) == (DEVICE, str(KEY_FILE))
    assert about["identity"] == f"{DEVICE}/{MODULE_ID}"


async def test_the_secondary_key_is_told_as_such_where_keys_are_off(world: World) -> None:
    where = context(world, proof=world.hub.modules[DEVICE, MODULE_ID].secondary_key)
    world.hub.fail("link", CheckError(Code.CHECK_UNAUTHORIZED, "module"))
    found = await explained(world, refused(), where, world.hub.credentials("registryRead"))
    assert found.variant == "keys_off_module"
    assert dict(found.params)["place"] == "secondary"


async def test_a_refusal_that_has_passed_is_told_as_such(world: World) -> None:
    where = context(world, proof=world.hub.modules[DEVICE, MODULE_ID].primary_key)
    found = await explained(world, refused(), where, world.hub.credentials())
    assert found.variant == "passed"
    found = await explained(
        world, refused(), replace(where, may_connect=False), world.hub.credentials()
    )
    assert found.variant == "keys_off_module"


async def test_a_registry_that_shows_no_keys_leaves_trying(world: World) -> None:
    module = world.hub.modules[DEVICE, MODULE_ID]
    world.hub.add(replace(module, primary_key=None, secondary_key=None))
    key = world.device.primary_key
    found = await explained(
        world, refused(), context(world, proof=key), world.hub.credentials("registryRead")
    )
    assert found.variant == "key_of_device"


async def test_the_registry_tells_that_the_clock_is_wrong(world: World) -> None:
    skew = HubError(Code.HUB_CLOCK_SKEW, "behind", host=HOST, minutes=7)
    world.hub.fail("device", skew)
    found = await explained(world, refused(), context(world), world.hub.credentials())
    assert (found.code, dict(found.params)["minutes"]) == (Code.HUB_CLOCK_SKEW, 7)


async def test_one_way_that_is_barred_leaves_the_others(world: World) -> None:
    """Port 443 is closed, where the key would be tried as the device's."""
    module = world.hub.modules[DEVICE, MODULE_ID]
    assert module.primary_key is not None
    other = AGENT / "module.key"
    world.files.contents[other] = module.primary_key.reveal().encode() + b"\n"
    world.hub.fail("fetch_module_key", CheckError(Code.CHECK_UNREACHABLE))
    found = await explained(world, refused(), context(world))
    assert (found.variant, dict(found.params)["other"]) == ("key_elsewhere", str(other))


async def test_a_clock_that_a_trial_meets(world: World) -> None:
    skew = HubError(Code.HUB_CLOCK_SKEW, "ahead", host=HOST, minutes=9)
    world.hub.fail("fetch_module_key", skew)
    found = await explained(world, refused(), context(world))
    assert found.code is Code.HUB_CLOCK_SKEW


async def test_a_policy_of_another_hub_is_not_asked(world: World) -> None:
    """Its key is for that hub only, and what that one says is about another device."""
    other = FakeHub("other.azure-devices.net").credentials()
    assert await explained(world, refused(), context(world), other) == refused()
    assert not world.registries


async def test_the_users_wish_not_to_connect_holds(world: World) -> None:
    key = world.hub.modules[DEVICE, MODULE_ID].primary_key
    where = context(world, StepId.CHECK_HUB_REST, key, Identity.DEVICE, module_key=None)
    problem = refused("device")
    assert await explained(world, problem, replace(where, may_connect=False)) == problem
    assert "probe.connect" not in world.calls
    assert (await explained(world, problem, where)).variant == "key_of_module"


@pytest.mark.parametrize(
    ("auth", "prints", "variant"),
    [
        (AuthType.SAS, (), "device_has_key"),
        (AuthType.CA, (), "device_ca_signed"),
        (AuthType.SELF_SIGNED, ("AB" * 20,), "thumbprint"),
        (AuthType.SELF_SIGNED, None, "certificate"),
    ],
)
async def test_certificates(
    world: World, auth: AuthType, prints: tuple[str, ...] | None, variant: str
) -> None:
    certificate = make_pair().described()
    shown = (certificate.sha256,) if prints is None else prints
    world.hub.add(replace(world.device, auth=auth, thumbprints=shown))
    where = context(world, StepId.CHECK_HUB_REST, certificate, Identity.DEVICE)
    found = await explained(world, refused("certificate"), where, world.hub.credentials())
    assert found.variant == variant


NAMES = [
    (set(), HOST, "no_name_at_all"),
    ({"azure-devices.net"}, HOST, "no_such_hub"),
    ({DPS_NAME}, HOST, "no_such_hub"),
    ({"fake.azure-devices.cn", DPS_NAME}, HOST, "other_suffix"),
    ({DPS_NAME}, "fake.azure-devises.net", "no_such_suffix"),
    ({"fake.azure-devices.net"}, "fake.azure-devises.net", "other_suffix"),
    ({"hubs.lan"}, "fake.hubs.lan", "no_such_hub"),
]


@pytest.mark.parametrize(("known", "host", "variant"), NAMES)
async def test_names(world: World, known: set[str], host: str, variant: str) -> None:
    world.survey.names = known
    error = HubError(Code.HUB_NAME_NOT_RESOLVED, host=host)
    found = await explain_hub_error(error, HubAddress(host), Network(), world.survey)
    assert (found.code, found.variant) == (Code.HUB_NAME_NOT_RESOLVED, variant)
    problem = Problem(Code.HUB_NAME_NOT_RESOLVED, "", (("host", host),))
    where = context(world, target=Assignment(HubAddress(host), DEVICE))
    assert (await explained(world, problem, where)).variant == variant


async def test_a_name_server_that_is_silent_is_not_asked_again(world: World) -> None:
    problem = Problem(Code.HUB_NAME_NOT_RESOLVED, "no_name_server", (("host", HOST),))
    assert await explained(world, problem, context(world)) == problem
    assert not world.survey.asked


async def test_the_name_of_the_provisioning_service(world: World) -> None:
    where = context(world, StepId.CHECK_DPS, target=None)
    problem = Problem(Code.HUB_NAME_NOT_RESOLVED, "", (("host", DPS_NAME),))
    assert (await explained(world, problem, where)).variant == "no_name_at_all"
    world.survey.names = {"azure-devices.net", "global.azure-devices.us"}
    assert await explained(world, problem, where) == problem


def shown(issuer: str = "CN=Contoso Proxy CA", *, fits: bool = True, days: int = 1) -> Presented:
    now = datetime.now(UTC)
    ends = now + timedelta(days=days)
    return Presented(issuer, ("portal.example",), fits, ends - timedelta(days=30), ends)


@pytest.mark.parametrize(
    ("code", "presented", "variant"),
    [
        (Code.HUB_TLS_UNTRUSTED, shown(), "inspected"),
        (Code.HUB_TLS_UNTRUSTED, shown("CN=Microsoft TLS Issuing CA 04"), "old_store"),
        (Code.HUB_TLS_UNTRUSTED, shown(fits=False), "other_server"),
        (Code.HUB_TLS_UNTRUSTED, None, ""),
        (Code.HUB_TLS_WRONG_NAME, shown(fits=False), "other_server"),
        (Code.HUB_TLS_WRONG_NAME, shown(), ""),
        (Code.HUB_TLS_EXPIRED, shown(days=-1), "ended"),
        (Code.HUB_TLS_EXPIRED, shown(days=60), "begins"),
        (Code.HUB_TLS_EXPIRED, shown(), ""),
    ],
)
@pytest.mark.parametrize(
    ("step", "port"), [(StepId.CHECK_CONNECT, 5671), (StepId.CHECK_HUB_REST, 443)]
)
async def test_shown_certificates(
    world: World, code: Code, presented: Presented | None, variant: str, step: StepId, port: int
) -> None:
    if presented is not None:
        world.survey.shown[HOST, port] = presented
    found = await explained(world, Problem(code), context(world, step))
    assert (found.code, found.variant) == (code, variant)


async def test_a_server_that_signs_for_itself_is_told_as_before(world: World) -> None:
    world.survey.shown[HOST, 5671] = shown()
    problem = Problem(Code.HUB_TLS_UNTRUSTED, "self_signed")
    assert await explained(world, problem, context(world)) == problem


@pytest.mark.parametrize(
    ("code", "was"),
    [
        (Code.CHECK_UNREACHABLE, "refused"),
        (Code.CHECK_TIMEOUT, "connect"),
        (Code.CHECK_CONNECTION_LOST, "tls"),
    ],
)
@pytest.mark.parametrize(
    ("meeting", "variant"),
    [
        (Meeting(is_hub=True), "only_https"),
        (Meeting(is_hub=False), "portal"),
        (HubError(Code.HUB_TLS_WRONG_NAME), "portal"),
        (HubError(Code.HUB_TIMEOUT, "connect"), "no_way"),
        (HubError(Code.HUB_PROXY, "login"), None),
    ],
)
async def test_a_closed_port(
    world: World, code: Code, was: str, meeting: Meeting | HubError, variant: str | None
) -> None:
    world.survey.meeting = meeting
    world.survey.shown[HOST, 443] = shown(fits=False)
    found = await explained(world, Problem(code, was), context(world))
    assert (found.code, found.variant) == (code, was if variant is None else variant)


async def test_silence_after_the_connection_stood_is_no_closed_port(world: World) -> None:
    world.survey.meeting = Meeting(is_hub=True)
    problem = Problem(Code.CHECK_TIMEOUT, "twin")
    assert await explained(world, problem, context(world, StepId.CHECK_TWIN)) == problem


@pytest.mark.parametrize(
    ("problem", "told", "variant"),
    [
        (Problem(Code.CHECK_CONNECTION_LOST, "mqtt"), Code.HUB_THROTTLED, "throttled"),
        (Problem(Code.CHECK_TIMEOUT, "connack"), Code.HUB_SERVER_ERROR, "out_of_order"),
        (Problem(Code.CHECK_UNREACHABLE, "refused"), Code.HUB_THROTTLED, "throttled"),
        (refused(), Code.HUB_THROTTLED, "throttled"),
    ],
)
async def test_what_the_hub_tells_everybody(
    world: World, problem: Problem, told: Code, variant: str
) -> None:
    world.survey.meeting = Meeting(is_hub=True, told=Problem(told))
    found = await explained(world, problem, context(world))
    assert (found.code, found.variant) == (problem.code, variant)


async def test_the_clock_over_mqtt(world: World) -> None:
    skew = Problem(Code.HUB_CLOCK_SKEW, "ahead", (("minutes", 9),))
    world.survey.meeting = Meeting(is_hub=True, told=skew)
    found = await explained(world, refused(), context(world))
    assert (found.code, found.variant) == (Code.HUB_CLOCK_SKEW, "ahead")


Bad = Callable[[LoopClock], Awaitable[None]]


async def hang(clock: LoopClock) -> None:
    clock.run_out()
    await asyncio.Event().wait()


async def break_down(_clock: LoopClock) -> None:
    raise RuntimeError("a bug")


@pytest.mark.parametrize("bad", [hang, break_down])
async def test_a_search_that_goes_wrong_changes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, bad: Bad
) -> None:
    clock = LoopClock(monkeypatch)

    async def go_wrong(*_: Any, **__: Any) -> Any:
        await bad(clock)

    monkeypatch.setattr(world.survey, "meet", go_wrong)
    monkeypatch.setattr(world.survey, "presented", go_wrong)
    for problem in (refused(), Problem(Code.HUB_TLS_UNTRUSTED)):
        assert await explained(world, problem, context(world)) == problem


@pytest.mark.parametrize("part", ["meet", "registry"])
async def test_it_can_be_cancelled(
    world: World, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    begun = asyncio.Event()

    async def begin_and_hang(*_: Any) -> Any:
        begun.set()
        await asyncio.Event().wait()

    known = None
    if part == "registry":
        known = world.hub.credentials()
        monkeypatch.setattr(world, "slowly", begin_and_hang)
    monkeypatch.setattr(world.survey, "meet", begin_and_hang)
    search = Diagnosis(world.ports(), AGENT, known).explain(refused(), context(world))
    task = asyncio.create_task(search)
    await begun.wait()
    monkeypatch.undo()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert world.nothing_is_open()


@pytest.mark.parametrize("identity", [Identity.SECURITY_MODULE, Identity.DEVICE])
async def test_the_secondary_key_works_and_is_told(world: World, identity: Identity) -> None:
    is_device = identity is Identity.DEVICE
    owner = world.device if is_device else world.hub.modules[DEVICE, MODULE_ID]
    search = Diagnosis(world.ports(), AGENT, world.hub.credentials("registryRead"))
    where = context(world, proof=owner.primary_key, identity=identity)
    assert await search.notes(where, is_fine=True) == ()
    where = context(world, proof=owner.secondary_key, identity=identity)
    [note] = await search.notes(where, is_fine=True)
    assert note.code is Code.CHECK_SECONDARY_KEY
    assert await search.notes(where, is_fine=False) == ()
    assert world.nothing_is_open()


async def test_another_hub_than_expected_is_told_in_any_case(world: World) -> None:
    other = FakeHub("other.azure-devices.net").credentials()
    search = Diagnosis(world.ports(), AGENT, other)
    where = context(world, identity=Identity.DPS)
    for is_fine in (True, False):
        [note] = await search.notes(where, is_fine=is_fine)
        assert note.code is Code.CHECK_DPS_OTHER_HUB
        assert dict(note.params)["host"] == HOST
    assert await Diagnosis(world.ports(), AGENT).notes(where, is_fine=True) == ()
    assert not world.registries


async def test_a_remark_that_cannot_be_made_is_none(world: World) -> None:
    world.hub.fail("module", HubError(Code.HUB_THROTTLED))
    search = Diagnosis(world.ports(), AGENT, world.hub.credentials())
    assert await search.notes(context(world), is_fine=True) == ()
    assert world.nothing_is_open()
