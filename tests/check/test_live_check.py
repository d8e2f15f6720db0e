"""The live check: its steps, what depends on what, and what is looked at beside it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes.registry import ID_SCOPE
from tests.fakes.world import AGENT, DEVICE, World
from tests.patience import LoopClock
from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.check.live_check import LiveCheck
from wizard.check.options import AS_THE_AGENT, CheckOptions
from wizard.check.run import CheckRun
from wizard.diagnosis.context import Explain, FailureContext
from wizard.domain.agent.model import AgentFlavour, AgentSettings, Identity, Method
from wizard.domain.errors import CheckError, Code, Exit, HubError, Problem, SetupError
from wizard.domain.hub.model import MODULE_ID, Network
from wizard.domain.hub.port_found import PortRole, PortState
from wizard.domain.hub.transport import Transport
from wizard.domain.report import (
    Event,
    Report,
    Result,
    StepDone,
    StepFellBack,
    StepId,
    StepStarted,
    StepStatus,
    StepWarned,
)
from wizard.runs.step_runner import StepRunner
from wizard.text.render.json import report_as_json
from wizard.text.render.terminal import report_lines

KEY = "agent.key"
WAY = (StepId.CHECK_RESOLVE, StepId.CHECK_TCP, StepId.CHECK_TLS)
FOUND = (StepId.CHECK_READ_CONFIG, StepId.CHECK_SECRET, *WAY)
BESIDE = (StepId.CHECK_CONNECT, StepId.CHECK_TWIN)
NO_CONNECT = CheckOptions(connect=False)
WITH_MESSAGE = CheckOptions(send_test_message=True)


def refused(code: Code = Code.CHECK_UNREACHABLE, variant: str = "refused") -> CheckError:
    return CheckError(code, variant, agent_error="Authentication / Other", host="h", port=1)


def configured(identity: Identity = Identity.SECURITY_MODULE, flavour: AgentFlavour = C) -> World:
    """A world in which an agent is set up for its device."""
    world = World()
    world.hub.enrol("reg-1", DEVICE)
    is_dps = identity is Identity.DPS
    settings = AgentSettings(
        identity,
        Method.SYMMETRIC_KEY,
        "" if is_dps else world.hub.address.host_name,
        "" if is_dps else DEVICE,
        str(AGENT / KEY),
        id_scope=ID_SCOPE if is_dps else "",
        registration_id="reg-1" if is_dps else "",
    )
    agent = AGENTS[flavour]
    new_id = "0b1f7c06-3c44-4c2b-9a0a-3f6f3a2f2f11"
    files = agent.render(settings, dict.fromkeys(agent.file_names), new_id)
    world.files.contents = {AGENT / name: content for name, content in files.items()}
    is_module = identity is Identity.SECURITY_MODULE
    key = (world.hub.modules[DEVICE, MODULE_ID] if is_module else world.device).primary_key
    assert key
    world.files.contents[AGENT / KEY] = key.reveal().encode() + b"\n"
    return world


async def checked(
    world: World,
    options: CheckOptions = AS_THE_AGENT,
    tell: Callable[[Event], None] = lambda _: None,
    network: Network = Network(),
) -> Report:
    report = await CheckRun(AGENT, world.ports(), network, tell, options=options).run()
    assert world.nothing_is_open()
    return report


def ended(report: Report, status: StepStatus) -> tuple[StepId, ...]:
    return tuple(done.step for done in report.steps if done.status is status)


def step(report: Report, wanted: StepId) -> StepDone:
    return next(done for done in report.steps if done.step is wanted)


def told(report: Report) -> dict[int, tuple[PortState, PortRole]]:
    return {found.port: (found.state, found.role) for found in report.ports}


def failure(report: Report) -> tuple[Code, StepId | None]:
    assert report.error
    assert report.result is Result.FAILED
    return report.error.code, report.failed_step


@pytest.mark.parametrize(
    ("identity", "also"),
    [
        (Identity.SECURITY_MODULE, ()),
        (Identity.DEVICE, (StepId.CHECK_CLOCK, StepId.CHECK_HUB_REST)),
        (Identity.DPS, (StepId.CHECK_CLOCK, StepId.CHECK_DPS, StepId.CHECK_HUB_REST)),
    ],
)
async def test_a_good_check(identity: Identity, also: tuple[StepId, ...]) -> None:
    report = await checked(configured(identity))
    assert (report.result, report.error, report.failed_step) == (Result.OK, None, None)
    assert ended(report, StepStatus.OK) == (*FOUND, *also, *BESIDE)
    assert StepId.CHECK_TELEMETRY not in [done.step for done in report.steps]
    assert (report.device, report.hub) == (DEVICE, "fake.azure-devices.net")
    assert {warning.code for warning in report.warnings} == set()


async def test_what_is_known_of_the_way_is_a_detail() -> None:
    report = await checked(configured(Identity.DEVICE))
    way = {done.step: dict(done.detail) for done in report.steps}
    assert way[StepId.CHECK_RESOLVE] == {"addresses": ("192.0.2.1",)}
    assert way[StepId.CHECK_TCP] == {"address": "192.0.2.1", "port": 443}
    tls = {"tls_version": "TLSv1.3", "issuer": "Fake CA", "expires": "2030-01-01"}
    assert way[StepId.CHECK_TLS] == tls
    assert way[StepId.CHECK_CLOCK] == {"ahead_seconds": 0.0}
    assert way[StepId.CHECK_HUB_REST] == {}
    later = way[StepId.CHECK_RESOLVE] | way[StepId.CHECK_TCP] | tls
    own = {"transport": "amqp", "other_ports": ("443 open", "8883 open")}
    assert way[StepId.CHECK_CONNECT] == later | own, "the way of a later connection is its own"


@pytest.mark.parametrize(
    ("identity", "endpoint"),
    [
        (Identity.SECURITY_MODULE, "reach mqtt"),
        (Identity.DEVICE, "reach https"),
        (Identity.DPS, "reach https"),
    ],
)
async def test_a_bad_key_does_not_stop_the_look_at_the_way(
    identity: Identity, endpoint: str
) -> None:
    world = configured(identity)
    world.files.contents[AGENT / KEY] = b"no base64\n"
    report = await checked(world)
    assert failure(report) == (Code.CHECK_BAD_CONFIG, StepId.CHECK_SECRET)
    assert ended(report, StepStatus.OK) == (StepId.CHECK_READ_CONFIG, *WAY)
    assert endpoint in world.hub.calls
    assert not {"link", "register", "fetch_module_key"}.intersection(world.hub.calls)


@pytest.mark.parametrize("phase", ["resolve", "tcp", "tls"])
@pytest.mark.parametrize("identity", list(Identity))
async def test_a_failure_belongs_to_the_phase_it_happened_in(
    identity: Identity, phase: str
) -> None:
    world = configured(identity)
    world.hub.fail(phase, refused())
    report = await checked(world)
    failed = StepId(f"check.{phase}")
    assert failure(report) == (Code.CHECK_UNREACHABLE, failed)
    assert ended(report, StepStatus.OK) == FOUND[: FOUND.index(failed)]
    assert ended(report, StepStatus.FAILED) == (failed,)


async def test_a_later_connection_fails_in_its_own_step() -> None:
    world = configured(Identity.DEVICE)

    async def close_the_port(call: str) -> None:
        if call == "probe.connect":
            world.hub.fail("tcp", refused())

    world.slowly = close_the_port  # type: ignore[method-assign]
    report = await checked(world)
    assert failure(report) == (Code.CHECK_UNREACHABLE, StepId.CHECK_CONNECT)
    assert ended(report, StepStatus.FAILED) == (StepId.CHECK_CONNECT,)


async def test_the_error_is_the_first_in_the_order_of_the_steps() -> None:
    world = configured()
    world.files.contents[AGENT / KEY] = b"no base64\n"
    world.hub.fail("tls", refused(Code.CHECK_CONNECTION_LOST, "tls"))
    report = await checked(world)
    assert failure(report) == (Code.CHECK_BAD_CONFIG, StepId.CHECK_SECRET)
    assert ended(report, StepStatus.FAILED) == (StepId.CHECK_SECRET, StepId.CHECK_TLS)


@pytest.mark.parametrize(
    ("identity", "call", "failed"),
    [
        (Identity.DPS, "register", StepId.CHECK_DPS),
        (Identity.DEVICE, "fetch_module_key", StepId.CHECK_HUB_REST),
        (Identity.SECURITY_MODULE, "link", StepId.CHECK_CONNECT),
    ],
)
async def test_what_depends_on_a_failure_is_not_tried(
    identity: Identity, call: str, failed: StepId
) -> None:
    world = configured(identity)
    world.hub.fail(call, refused(Code.CHECK_UNAVAILABLE, ""))
    report = await checked(world)
    assert failure(report) == (Code.CHECK_UNAVAILABLE, failed)
    order = [done.step for done in report.steps]
    after = set(order[order.index(failed) + 1 :])
    assert after <= set(ended(report, StepStatus.SKIPPED))
    assert step(report, StepId.CHECK_TLS).status is StepStatus.OK


async def test_a_configuration_that_cannot_be_read_stops_everything() -> None:
    world = configured()
    world.files.contents[AGENT / "LocalConfiguration.json"] = b"{"
    report = await checked(world)
    assert failure(report) == (Code.CHECK_BAD_CONFIG, StepId.CHECK_READ_CONFIG)
    assert not ended(report, StepStatus.OK)


async def test_without_connecting() -> None:
    for identity in Identity:
        world = configured(identity)
        report = await checked(world, NO_CONNECT)
        assert report.result is Result.OK
        assert set(FOUND) <= set(ended(report, StepStatus.OK))
        assert set(BESIDE) <= set(ended(report, StepStatus.SKIPPED))
        assert "link" not in world.hub.calls


async def test_a_test_message_is_sent_where_it_is_asked_for() -> None:
    world = configured()
    report = await checked(world, WITH_MESSAGE)
    assert step(report, StepId.CHECK_TELEMETRY).status is StepStatus.OK
    ((sender, message),) = world.hub.messages
    assert sender == (DEVICE, MODULE_ID)
    assert json.loads(message) == {"iot-agent-setup": "test message"}


async def test_a_twin_that_fails_does_not_keep_the_message_back() -> None:
    world = configured()
    world.hub.fail("twin", refused(Code.CHECK_TWIN_FAILED, ""))
    report = await checked(world, WITH_MESSAGE)
    assert failure(report) == (Code.CHECK_TWIN_FAILED, StepId.CHECK_TWIN)
    assert step(report, StepId.CHECK_TELEMETRY).status is StepStatus.OK


async def test_a_message_that_fails() -> None:
    world = configured()
    world.hub.fail("send", refused(Code.CHECK_CONNECTION_LOST, "mqtt"))
    report = await checked(world, WITH_MESSAGE)
    assert failure(report) == (Code.CHECK_CONNECTION_LOST, StepId.CHECK_TELEMETRY)
    assert report.exit_code is Exit.CHECK


@pytest.mark.parametrize(
    ("ahead", "variant"), [(600.0, "ahead_so_far"), (-600.0, "behind_so_far"), (299.0, None)]
)
async def test_a_clock_that_is_off_is_a_warning(ahead: float, variant: str | None) -> None:
    world = configured(Identity.DEVICE)
    world.hub.clock_ahead = ahead
    report = await checked(world)
    assert report.result is Result.OK
    assert dict(step(report, StepId.CHECK_CLOCK).detail) == {"ahead_seconds": ahead}
    warned = [(warning.code, warning.variant) for warning in report.warnings]
    assert warned == ([(Code.HUB_CLOCK_SKEW, variant)] if variant else [])


async def test_a_token_that_was_refused_makes_the_clock_the_cause() -> None:
    world = configured(Identity.DEVICE)
    world.hub.clock_ahead = -600.0
    world.hub.fail("link", CheckError(Code.CHECK_UNAUTHORIZED, "module", agent_error="A / B"))
    report = await checked(world)
    assert failure(report) == (Code.HUB_CLOCK_SKEW, StepId.CHECK_CLOCK)
    assert report.error == Problem(Code.HUB_CLOCK_SKEW, "behind", (("minutes", 10),), "A / B")
    assert ended(report, StepStatus.FAILED) == (StepId.CHECK_CLOCK, StepId.CHECK_CONNECT)
    assert not report.warnings


async def test_the_hub_itself_may_name_the_clock() -> None:
    world = configured(Identity.DEVICE)
    world.hub.clock_ahead = 600.0
    world.hub.fail("fetch_module_key", HubError(Code.HUB_CLOCK_SKEW, "ahead", minutes=10))
    report = await checked(world)
    assert failure(report) == (Code.HUB_CLOCK_SKEW, StepId.CHECK_CLOCK)
    assert ended(report, StepStatus.FAILED) == (StepId.CHECK_CLOCK, StepId.CHECK_HUB_REST)


async def runs(_directory: Path) -> bool:
    return True


async def test_a_running_agent_is_told_before_it_is_cut_off() -> None:
    events = list[Event]()
    world = configured()
    ports = replace(world.ports(), is_agent_running=runs)
    report = await CheckRun(AGENT, ports, Network(), events.append).run()
    assert [warning.code for warning in report.warnings] == [Code.CHECK_AGENT_RUNNING]
    told = StepWarned(StepId.CHECK_CONNECT, Problem(Code.CHECK_AGENT_RUNNING))
    twin = events.index(StepStarted(StepId.CHECK_TWIN))
    assert events.index(told) < twin

    quiet = await CheckRun(AGENT, ports, Network(), events.append, options=NO_CONNECT).run()
    assert not quiet.warnings, "nothing is cut off"


@pytest.mark.parametrize(
    "error", [refused(), refused(Code.CHECK_TIMEOUT, "connect"), refused(Code.CHECK_TIMEOUT, "tls")]
)
async def test_the_csharp_agent_falls_back_to_its_next_transport(error: SetupError) -> None:
    world = configured(flavour=CSHARP)
    world.hub.fail("link amqp", error)
    events = list[Event]()
    report = await CheckRun(AGENT, world.ports(), Network(), events.append).run()
    assert report.result is Result.OK
    (told,) = (event for event in events if isinstance(event, StepFellBack))
    assert (told.failed, told.following) == (Transport.AMQP, Transport.AMQP_WEBSOCKET)
    assert told.problem == error.problem
    connected = dict(step(report, StepId.CHECK_CONNECT).detail)
    assert connected["transport"] == "amqp over websocket"
    (warning,) = report.warnings
    assert (warning.code, warning.variant) == (Code.CHECK_AGENT_PORT_CLOSED, "falls_back")
    found = dict(warning.params)
    assert (found["port"], found["other"]) == (5671, 443)
    assert found["setting"] == "Amqp_WebSocket_Only"


async def test_a_refusal_is_no_reason_to_fall_back() -> None:
    world = configured(flavour=CSHARP)
    world.hub.fail("link amqp", refused(Code.CHECK_UNAUTHORIZED, "module"))
    report = await checked(world)
    assert failure(report) == (Code.CHECK_UNAUTHORIZED, StepId.CHECK_CONNECT)
    assert dict(step(report, StepId.CHECK_CONNECT).detail)["transport"] == "amqp"


async def test_where_no_transport_gets_through_the_first_one_is_told() -> None:
    world = configured(flavour=CSHARP)
    world.hub.fail("link amqp", refused())
    world.hub.fail("link amqp over websocket", refused(Code.CHECK_TIMEOUT, "connect"))
    report = await checked(world)
    assert failure(report) == (Code.CHECK_UNREACHABLE, StepId.CHECK_CONNECT)


async def test_the_c_agent_has_no_other_way() -> None:
    world = configured()
    world.hub.fail("link amqp", refused())
    world.hub.fail("reach mqtt", refused())
    report = await checked(world)
    assert failure(report) == (Code.CHECK_UNREACHABLE, StepId.CHECK_CONNECT)
    (warning,) = report.warnings
    assert (warning.code, warning.variant) == (Code.CHECK_AGENT_PORT_CLOSED, "")
    assert told(report) == {
        443: (PortState.OPEN, PortRole.UNUSED),
        8883: (PortState.CLOSED, PortRole.UNUSED),
    }


async def test_where_no_port_is_open_the_failure_says_enough() -> None:
    world = configured()
    world.hub.fail("link amqp", refused())
    for port in ("reach mqtt", "reach amqp over websocket"):
        world.hub.fail(port, refused())
    report = await checked(world)
    assert failure(report) == (Code.CHECK_UNREACHABLE, StepId.CHECK_CONNECT)
    assert not report.warnings


async def test_the_csharp_agent_without_any_open_port() -> None:
    world = configured(flavour=CSHARP)
    world.hub.fail("link amqp", refused())
    world.hub.fail("link amqp over websocket", refused())
    report = await checked(world)
    (warning,) = report.warnings
    assert (warning.code, warning.variant) == (Code.CHECK_AGENT_PORT_CLOSED, "both")
    about = dict(warning.params)
    assert (about["port"], about["other"]) == (5671, 443)


async def test_a_connection_that_is_cut_later_is_no_closed_port() -> None:
    world = configured()
    world.hub.fail("link amqp", refused(Code.CHECK_CONNECTION_LOST, "token"))
    report = await checked(world)
    assert failure(report) == (Code.CHECK_CONNECTION_LOST, StepId.CHECK_CONNECT)
    assert not report.warnings


@pytest.mark.parametrize("flavour", [C, CSHARP])
async def test_a_transport_that_was_asked_for(flavour: AgentFlavour) -> None:
    world = configured(flavour=flavour)
    report = await checked(world, CheckOptions(transport=Transport.MQTT))
    assert report.result is Result.OK
    assert dict(step(report, StepId.CHECK_CONNECT).detail)["transport"] == "mqtt"
    warned = [warning.code for warning in report.warnings]
    assert warned == ([] if flavour == C else [Code.CHECK_OTHER_TRANSPORT])


@pytest.mark.parametrize(("flavour", "with_sasl"), [(C, True), (CSHARP, False)])
async def test_amqp_is_opened_as_the_agent_opens_it(flavour: AgentFlavour, with_sasl: bool) -> None:
    world = configured(flavour=flavour)
    await checked(world)
    assert world.hub.with_sasl is with_sasl


async def test_the_other_ports_are_looked_at_meanwhile() -> None:
    world = configured(Identity.DEVICE)
    world.hub.fail("reach mqtt", refused())
    report = await checked(world)
    assert report.result is Result.OK
    assert not report.warnings, "they are no business of this agent's"
    found = dict(step(report, StepId.CHECK_CONNECT).detail)
    assert found["other_ports"] == ("443 open", "8883 closed")
    assert told(report) == {
        443: (PortState.OPEN, PortRole.UNUSED),
        8883: (PortState.CLOSED, PortRole.UNUSED),
    }


@pytest.mark.parametrize("flavour", [C, CSHARP])
async def test_each_port_is_told_whatever_was_found(flavour: AgentFlavour) -> None:
    world = configured(flavour=flavour)
    report = await checked(world)
    role = PortRole.UNUSED if flavour == C else PortRole.FALLBACK
    assert told(report) == {
        443: (PortState.OPEN, role),
        8883: (PortState.OPEN, PortRole.UNUSED),
    }
    assert report.transports == flavour.transports
    lines = [line for line in report_lines(report) if line.startswith("  port ")]
    assert len(lines) == 2
    assert f"{flavour.name} does not use it" in lines[1]
    assert [found["port"] for found in report_as_json(report)["ports"]] == [443, 8883]


async def test_who_does_not_connect_looks_at_the_agents_own_port() -> None:
    world = configured(Identity.DEVICE)
    world.hub.fail("reach amqp", refused())
    report = await checked(world, NO_CONNECT)
    assert report.result is Result.OK
    (warning,) = report.warnings
    assert (warning.code, warning.variant) == (Code.CHECK_AGENT_PORT_CLOSED, "")


async def test_a_port_that_swallows_everything_does_not_hold_the_check_up() -> None:
    world = configured()
    never = asyncio.Event()

    async def swallow(call: str) -> None:
        if call == "probe.reach":
            await never.wait()

    world.slowly = swallow  # type: ignore[method-assign]
    report = await checked(world)
    assert report.result is Result.OK
    assert "other_ports" not in dict(step(report, StepId.CHECK_CONNECT).detail)
    assert told(report) == {
        443: (PortState.UNKNOWN, PortRole.UNUSED),
        8883: (PortState.UNKNOWN, PortRole.UNUSED),
    }


async def test_where_the_hub_is_not_reached_its_other_port_is_no_news() -> None:
    world = configured()
    world.hub.fail("tcp", refused(), refused(), refused())
    report = await checked(world)
    assert failure(report) == (Code.CHECK_UNREACHABLE, StepId.CHECK_TCP)
    assert dict(step(report, StepId.CHECK_CONNECT).detail) == {"transport": "amqp", "stage": "tcp"}
    assert not report.warnings


@pytest.mark.parametrize(
    ("setting", "transport"),
    [
        ("Amqp", "amqp"),
        ("Amqp_Tcp_Only", "amqp"),
        ("Amqp_WebSocket_Only", "amqp over websocket"),
        ("Mqtt", "mqtt"),
        ("Mqtt_Tcp_Only", "mqtt"),
        ("Mqtt_WebSocket_Only", "mqtt over websocket"),
    ],
)
async def test_the_transport_is_the_one_that_is_configured(setting: str, transport: str) -> None:
    world = with_transport(setting)
    report = await checked(world)
    assert report.result is Result.OK
    assert dict(step(report, StepId.CHECK_CONNECT).detail)["transport"] == transport
    assert f"link {transport}" in world.hub.calls


async def test_http_is_no_transport_of_a_module() -> None:
    report = await checked(with_transport("Http1"))
    assert failure(report) == (Code.CHECK_BAD_CONFIG, StepId.CHECK_CONNECT)
    assert report.error
    assert report.error.variant == "http1"


def with_transport(setting: str) -> World:
    world = configured(flavour=CSHARP)
    path = AGENT / "SecurityIotInterface.config"
    content = world.files.contents[path]
    world.files.contents[path] = content.replace(b'"Amqp"', f'"{setting}"'.encode())
    return world


async def test_a_hub_with_a_port_of_its_own_has_no_other() -> None:
    world = configured()
    path = AGENT / "LocalConfiguration.json"
    content = world.files.contents[path].replace(b"fake.azure-devices.net", b"127.0.0.1:8443")
    world.files.contents[path] = content
    report = await checked(world)
    assert report.result is Result.OK
    assert "reach amqp" not in world.hub.calls


@pytest.mark.parametrize("place", [AGENT / KEY, AGENT])
async def test_the_account_of_the_csharp_agent_must_get_at_the_key(place: Path) -> None:
    world = configured(flavour=CSHARP)
    world.files.shut.add((place, "asciotagent"))
    report = await checked(world)
    assert failure(report) == (Code.CHECK_BAD_CONFIG, StepId.CHECK_SECRET)
    assert report.error
    assert report.error.variant == ("account" if place == AGENT / KEY else "account_folder")
    assert report.error.agent_error == "Authentication / File Permissions"


async def test_the_c_agent_reads_as_root() -> None:
    world = configured()
    world.files.shut.add((AGENT / KEY, "asciotagent"))
    assert (await checked(world)).result is Result.OK


async def explained(world: World, explain: Explain) -> tuple[Problem | None, list[FailureContext]]:
    seen = list[FailureContext]()

    async def note(problem: Problem, context: FailureContext) -> Problem:
        seen.append(context)
        return await explain(problem, context)

    runner = StepRunner([one for one in StepId if one.is_check], lambda _: None)
    check = LiveCheck(AGENT, world.agents, world.ports(), Network(), runner, note, NO_CONNECT)
    return await check.run(), seen


async def test_a_failure_is_explained_with_all_that_is_known() -> None:
    world = configured(Identity.DEVICE)
    world.hub.fail("tls", refused(Code.CHECK_CONNECTION_LOST, "tls"))

    async def explain(problem: Problem, context: FailureContext) -> Problem:
        return replace(problem, variant="cut")

    problem, (context,) = await explained(world, explain)
    assert problem
    assert (problem.code, problem.variant) == (Code.CHECK_CONNECTION_LOST, "cut")
    assert context.step is StepId.CHECK_HUB_REST, "what the connection was made for"
    assert context.proof == world.device.primary_key
    assert context.target
    assert context.target.device_id == DEVICE
    assert not context.may_connect


@pytest.mark.parametrize("error", [RuntimeError("a bug"), refused()])
async def test_who_explains_may_fail(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    world = configured()
    world.hub.fail("tcp", refused())

    async def explain(problem: Problem, context: FailureContext) -> Problem:
        raise error

    problem, _ = await explained(world, explain)
    assert problem == refused().problem
    assert "could not be explained" in caplog.text


async def test_explaining_has_the_time_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = LoopClock(monkeypatch)
    world = configured()
    world.hub.fail("tcp", refused())

    async def explain(problem: Problem, context: FailureContext) -> Problem:
        clock.run_out()
        await asyncio.Event().wait()
        return problem

    problem, _ = await explained(world, explain)
    assert problem == refused().problem


async def test_cancelled_while_a_failure_is_explained() -> None:
    world = configured()
    world.hub.fail("tcp", refused())
    explaining = asyncio.Event()

    async def explain(problem: Problem, context: FailureContext) -> Problem:
        explaining.set()
        await asyncio.Event().wait()
        return problem

    task = asyncio.create_task(explained(world, explain))
    await explaining.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert world.nothing_is_open()


async def in_time(world: World, patch: pytest.MonkeyPatch, stuck: str) -> Report:
    clock = LoopClock(patch)

    async def stick(call: str) -> None:
        if call == stuck:
            clock.run_out()
            await asyncio.Event().wait()

    world.slowly = stick  # type: ignore[method-assign]
    return await checked(world)


async def test_the_whole_check_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    report = await in_time(configured(), monkeypatch, "link.read_twin")
    assert failure(report) == (Code.CHECK_TIMEOUT, StepId.CHECK_TWIN)
    assert report.error
    assert report.error.agent_error == "Remote Configuration / Timeout"


async def test_cancelled_between_two_steps_no_step_is_blamed() -> None:
    world = configured()
    looking = asyncio.Event()

    async def never(call: str) -> None:
        if call == "probe.reach":
            looking.set()
            await asyncio.Event().wait()

    world.slowly = never  # type: ignore[method-assign]
    checked_all = asyncio.Event()

    def tell(event: Event) -> None:
        if isinstance(event, StepDone) and event.step is StepId.CHECK_TWIN:
            checked_all.set()

    task = asyncio.create_task(CheckRun(AGENT, world.ports(), Network(), tell).run())
    await looking.wait()
    await checked_all.wait()
    task.cancel()
    report = await task
    assert (report.result, report.failed_step) == (Result.CANCELLED, None)
    assert not ended(report, StepStatus.FAILED)
    assert world.nothing_is_open()
