"""What the window works with: operations that fill the one state, or leave it as it was."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.fakes.registry import FakeHub
from tests.fakes.world import DEVICE, World, tells_of_module, warnings_of
from wizard.domain.agent.model import Identity
from wizard.domain.errors import CheckError, Code, Exit, HubError, KeyringError, SetupError
from wizard.domain.hub.model import (
    MODULE_ID,
    AuthType,
    DeviceIdentity,
    DeviceQuery,
    HubAccess,
    Network,
    SavedHub,
)
from wizard.domain.hub.transport import Transport
from wizard.domain.report import Event, Result, StepDone, StepId
from wizard.domain.secret import Secret
from wizard.domain.state import SetupState
from wizard.setup.keyring_entries import KeyringKind, hub_ref
from wizard.setup.session import Session


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def session(world: World) -> Session:
    return Session(world.ports())


def pasted(world: World, policy: str = "registryReadWrite") -> Secret:
    return world.hub.credentials(policy).connection_string()


async def connected(world: World) -> Session:
    """A session with a device and an agent chosen."""
    session = Session(world.ports())
    await session.connect(pasted(world), Network())
    await session.find_device(DEVICE)
    session.update(agent=world.state().agent)
    return session


async def refused(operation: Awaitable[object]) -> SetupError:
    with pytest.raises(SetupError) as caught:
        await operation
    return caught.value


def nothing(_event: Event) -> None:
    pass


def test_subscribers_hear_of_changes_only(session: Session) -> None:
    heard: list[SetupState] = []
    unsubscribe = session.subscribe(heard.append)
    session.update(device_id="a")
    session.update(device_id="a")
    unsubscribe()
    session.update(device_id="b")
    assert [state.device_id for state in heard] == ["a"]


async def test_connecting_proves_the_hub(world: World, session: Session) -> None:
    await session.connect(pasted(world, "iothubowner"), Network(ports={Transport.MQTT: 8884}))
    state = session.state
    assert state.credentials == world.hub.credentials("iothubowner")
    assert state.network == Network(ports={Transport.MQTT: 8884})
    assert state.hub is not None
    assert state.hub.more_rights_than_needed
    await session.close()
    assert world.nothing_is_open()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nonsense", Code.CS_MALFORMED),
        ("HostName=h.net;SharedAccessKeyName=registryRead;SharedAccessKey=d3Jvbmc=", None),
    ],
)
async def test_a_hub_that_cannot_be_used_changes_nothing(
    world: World, text: str, code: Code | None
) -> None:
    session = await connected(world)
    before = session.state
    error = await refused(session.connect(Secret(text), Network(ports={Transport.MQTT: 1})))
    assert error.code is (code or Code.HUB_UNAUTHORIZED)
    assert session.state == before
    assert [registry.closed for registry in world.registries] == [False] + [True] * (code is None)
    assert (await session.list_devices(DeviceQuery())).devices, "the former hub is still in use"


async def test_connecting_is_cancelled_at_any_turn(world: World) -> None:
    for turns in range(1, 100):
        session = await connected(world)
        before = session.state
        string = pasted(world, "registryRead")
        task = asyncio.create_task(session.connect(string, Network()))
        for _ in range(turns):
            await asyncio.sleep(0)
        if task.done():
            await session.close()
            return
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        former, new = world.registries[-2:]
        assert former.closed != new.closed, "exactly the one that is in use is open"
        assert (session.state == before) == new.closed
        await session.close()
        assert world.nothing_is_open()
    pytest.fail("it never ended by itself")


async def test_another_hub_forgets_the_device(world: World) -> None:
    session = await connected(world)
    await session.run(nothing)
    await session.connect(pasted(world, "registryRead"), Network())
    assert session.state.device is not None, "the same hub with another policy"
    world.hub = FakeHub("another.azure-devices.net")
    await session.connect(pasted(world), Network())
    state = session.state
    assert (state.device_id, state.device, state.module) == ("", None, None)
    with pytest.raises(RuntimeError):
        await session.check_again(nothing)


async def test_a_saved_hub_connects_without_pasting(world: World) -> None:
    session = await connected(world)
    await session.run(nothing)
    saved = SavedHub(world.hub.address.host_name, "registryReadWrite")
    assert session.saved_hubs()[0] == saved
    again = Session(world.ports())
    await again.connect(saved, Network())
    assert again.state.credentials == world.hub.credentials()


async def test_a_saved_hub_without_its_secret_leaves_the_list(
    world: World, session: Session
) -> None:
    saved = world.book.hubs[0]
    error = await refused(session.connect(saved, Network()))
    assert (error.code, error.variant) == (Code.KEYRING_WRITE_LOST, "hub_gone")
    assert session.saved_hubs() == ()
    assert session.state == SetupState()


async def test_forgetting_a_hub(world: World, session: Session) -> None:
    saved = world.book.hubs[0]
    world.secrets.kept[hub_ref(saved)] = Secret("x")
    world.secrets.failing["forget"] = KeyringError(Code.KEYRING_LOCKED)
    await refused(session.forget_hub(saved))
    assert session.saved_hubs() == (saved,), "what is still in the keyring stays in the list"
    world.secrets.failing.clear()
    await session.forget_hub(saved)
    assert session.saved_hubs() == ()
    assert world.secrets.kept == {}


async def test_whether_there_is_a_keyring(world: World, session: Session) -> None:
    await session.prove_keyring()
    world.secrets.failing["get"] = KeyringError(Code.KEYRING_UNAVAILABLE)
    assert (await refused(session.prove_keyring())).code is Code.KEYRING_UNAVAILABLE
    assert not world.secrets.kept


async def test_finding_a_device(world: World) -> None:
    session = await connected(world)
    assert session.state.device == world.device
    assert session.state.module == world.hub.modules[DEVICE, MODULE_ID]
    assert [option.possible for option in session.options()][:2] == [True, True]


@pytest.mark.parametrize("call", ["device", "module"])
async def test_a_device_that_is_not_found_changes_nothing(world: World, call: str) -> None:
    session = await connected(world)
    before = session.state
    world.hub.add_device("another")
    world.hub.fail(call, HubError(Code.HUB_UNAUTHORIZED, host="h", policy="p"))
    assert (await refused(session.find_device("another"))).code is Code.HUB_UNAUTHORIZED
    assert session.state == before


async def test_listing_pages_and_says_that_it_waits(
    world: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.runs.retry._PAUSES", (0.0,))
    world.hub.page = 2
    for name in ("a-1", "a-2", "a-3"):
        world.hub.add_device(name)
    world.hub.add(DeviceIdentity("a-4", True, AuthType.CA))
    world.hub.add_module("a-2")
    await session.connect(pasted(world), Network())
    waited: list[Code] = []
    world.hub.fail("devices", HubError(Code.HUB_THROTTLED, retryable=True))
    query = DeviceQuery(prefix="a-", auth=AuthType.SAS)
    page = await session.list_devices(query, on_wait=lambda _, error: waited.append(error.code))
    rest = await session.list_devices(query, page.continuation)
    assert [device.id for device in (*page.devices, *rest.devices)] == ["a-1", "a-2", "a-3"]
    assert rest.continuation is None
    assert waited == [Code.HUB_THROTTLED]
    assert await session.having_module(["a-1", "a-2"]) == {"a-2"}


async def test_the_preview_shows_all_and_touches_nothing(world: World) -> None:
    session = await connected(world)
    shown = await session.preview()
    assert [file.path.name for file in shown.files] == [
        "LocalConfiguration.json",
        "azureiotsecurity.key",
    ]
    assert [entry.kind for entry in shown.keyring] == [KeyringKind.HUB, KeyringKind.AGENT_KEY]
    assert shown.hub_changes == ()
    assert world.snapshot() == world.before


async def test_running_then_checking_again(world: World) -> None:
    session = await connected(world)
    logged = "Authentication / Unauthorized"
    world.hub.fail("link", CheckError(Code.CHECK_UNAUTHORIZED, "module", agent_error=logged))
    failed = await session.run(nothing)
    assert (failed.exit_code, failed.failed_step) == (Exit.CHECK, StepId.CHECK_CONNECT)

    events: list[Event] = []
    again = await session.check_again(events.append)
    assert (again.result, again.exit_code, again.error) == (Result.OK, Exit.OK, None)
    assert again.files == failed.files, "the report still says what was written"
    assert [step.step for step in again.steps] == [step.step for step in failed.steps]
    told = {event.step for event in events if isinstance(event, StepDone)}
    assert all(step.is_check for step in told)
    assert {step.step for step in again.steps if step.step.is_check} <= told

    world.hub.fail("twin", HubError(Code.HUB_TLS_EXPIRED, host="h"))
    assert (await session.check_again(nothing)).exit_code is Exit.CHECK


async def test_a_run_uses_the_connection_that_is_open(world: World) -> None:
    session = await connected(world)
    assert (await session.run(nothing)).result is Result.OK
    assert [registry.closed for registry in world.registries] == [False]
    await session.close()
    assert world.nothing_is_open()


async def test_a_new_check_warns_anew(world: World) -> None:
    session = await connected(world)
    astray = {"snapshotFrequency": {"value": "PT13H"}}
    world.hub.desired = {**astray}
    ran = await session.run(nothing)
    assert [warning.code for warning in warnings_of(ran)] == [Code.TWIN_SETTING]
    world.hub.desired = {}
    assert not warnings_of(await session.check_again(nothing))
    world.hub.desired = {**astray}
    assert warnings_of(await session.check_again(nothing)) == warnings_of(ran)


async def test_checking_again_is_cancelled(world: World) -> None:
    session = await connected(world)
    await session.run(nothing)
    task = asyncio.create_task(session.check_again(nothing))
    await asyncio.sleep(0)
    task.cancel()
    report = await task
    assert (report.result, report.exit_code) == (Result.CANCELLED, Exit.CANCELLED)
    assert (await session.check_again(nothing)).result is Result.OK


async def test_a_run_that_made_the_module_knows_it_afterwards() -> None:
    world = World(has_module=False)
    session = await connected(world)
    session.update(create_module=True)
    assert tells_of_module(await session.run(nothing))
    assert session.state.module == world.hub.modules[DEVICE, MODULE_ID]


async def test_the_next_device_keeps_the_hub_and_the_agent(world: World) -> None:
    session = await connected(world)
    session.update(auth=world.state(Identity.DEVICE).auth, create_module=True)
    await session.run(nothing)
    session.next_device()
    state = session.state
    assert (state.device_id, state.device, state.module) == ("", None, None)
    assert not state.create_module
    assert state.credentials == world.hub.credentials()
    assert state.agent is not None
    assert state.auth.identity is Identity.DEVICE
    assert {option.choice.identity for option in session.options()} <= {Identity.DPS}
    with pytest.raises(RuntimeError):
        await session.check_again(nothing)


async def test_after_closing_it_can_go_on(world: World) -> None:
    session = await connected(world)
    await session.close()
    await session.close()
    assert world.nothing_is_open()
    await session.find_device(DEVICE)
    await session.close()
    assert world.nothing_is_open()


async def test_without_a_hub_nothing_can_be_asked(session: Session) -> None:
    asked: list[Callable[[], Awaitable[object]]] = [
        lambda: session.find_device(DEVICE),
        lambda: session.list_devices(DeviceQuery()),
        lambda: session.having_module([DEVICE]),
    ]
    for ask in asked:
        with pytest.raises(RuntimeError):
            await ask()


def test_secrets_of_the_state_do_not_show(world: World) -> None:
    state = world.state(device=world.device, module=world.hub.modules[DEVICE, MODULE_ID])
    credentials: HubAccess = world.hub.credentials()
    for key in (world.device.primary_key, credentials.key):
        assert key is not None
        assert key.reveal() not in f"{state!r} {state}"
