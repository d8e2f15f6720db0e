"""Changes in the hub: made once, kept book of, whatever becomes of the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fakes.registry import FakeRegistry
from tests.fakes.world import DEVICE, World, new_run
from wizard.domain.agent.model import AuthChoice, Identity, Method
from wizard.domain.errors import Code, HubError
from wizard.domain.hub.model import MODULE_ID, AuthType, ModuleIdentity
from wizard.domain.proof import Certificate, NewCertificate, ThumbprintSlot
from wizard.domain.report import HubChangeKind
from wizard.domain.secret import Secret
from wizard.domain.state import SetupState
from wizard.setup.hub import verified_write as careful_write
from wizard.setup.hub.writing import take_back
from wizard.setup.jobs.convert_module import ConvertModule
from wizard.setup.jobs.create_module import CreateModule
from wizard.setup.jobs.job import Job
from wizard.setup.jobs.register_thumbprint import RegisterThumbprint

NEW, OTHER, OLD = "AB" * 32, "CD" * 32, "EF" * 32


@dataclass
class Change:
    """One kind of change: how it is asked for, and whether the hub has it."""

    kind: HubChangeKind
    call: str
    job: Job
    asked: Callable[[SetupState], SetupState]
    is_there: Callable[[World], bool]


def module_of(world: World) -> ModuleIdentity | None:
    return world.hub.modules.get((DEVICE, MODULE_ID))


def has_key(world: World) -> bool:
    module = module_of(world)
    return module is not None and module.auth is AuthType.SAS


CREATION = Change(
    HubChangeKind.MODULE_CREATED,
    "create_module",
    CreateModule(),
    lambda state: replace(state, create_module=True, module=None),
    has_key,
)
CONVERSION = Change(
    HubChangeKind.MODULE_CONVERTED,
    "give_symmetric_key",
    ConvertModule(),
    lambda state: replace(state, convert_module=True),
    has_key,
)
REGISTRATION = Change(
    HubChangeKind.THUMBPRINT_REGISTERED,
    "register_thumbprint",
    RegisterThumbprint(),
    lambda state: state,
    lambda world: NEW in world.hub.devices[DEVICE].thumbprints,
)
CHANGES = [
    pytest.param(CREATION, id="creation"),
    pytest.param(CONVERSION, id="conversion"),
    pytest.param(REGISTRATION, id="registration"),
]


class Writing(World):
    """A device whose certificate is to be replaced, with a module that is not there or has no key.

    ``loses``: the answer to the change is lost, after it was made or instead of it.
    """

    def __init__(self, change: Change, *, made: bool = True) -> None:
        super().__init__(has_module=False)
        self.change = change
        self.loses: HubError | None = None
        self.made = made
        self.asked = asyncio.Event()
        self.device = replace(
            self.device, auth=AuthType.SELF_SIGNED, primary_key=None, thumbprints=(OTHER, OLD)
        )
        self.hub.add(self.device)
        self.device = self.hub.devices[DEVICE]
        if change is CONVERSION:
            self.hub.add(ModuleIdentity(DEVICE, MODULE_ID, AuthType.SELF_SIGNED))
        self.registry = self.watched("registry", FakeRegistry(self.hub))
        self.run = new_run(self, self.state(), self.registry)

    async def work(self) -> None:
        state = self.state(
            auth=AuthChoice(Identity.DEVICE, Method.SELF_SIGNED_CERTIFICATE),
            device=self.device,
            module=module_of(self),
            certificate=NewCertificate(),
            certificate_read=certificate(),
        )
        self.run.state = self.change.asked(state)
        job = self.change.job
        assert job.wanted(self.run.state)
        await self.run.runner.run(job.id, lambda: job.run(self.run))

    async def slowly(self, call: str) -> None:
        await super().slowly(call)
        if call == f"registry.{self.change.call}" and self.loses is not None:
            error, self.loses = self.loses, None
            if self.made:
                await getattr(FakeRegistry(self.hub), self.change.call)(*self.arguments())
            self.asked.set()
            raise error

    def arguments(self) -> tuple[Any, ...]:
        """Of the call that makes the change, for the hub to make it behind the program's back."""
        if self.change is CREATION:
            return DEVICE, MODULE_ID
        if self.change is CONVERSION:
            return (module_of(self),)
        return self.device, ThumbprintSlot.SECONDARY, NEW

    def is_true(self) -> bool:
        """The book says what the hub has."""
        kinds = [change.kind for change in self.run.hub_changes]
        return kinds == ([self.change.kind] if self.change.is_there(self) else [])


def certificate() -> Certificate:
    now = datetime.now(UTC)
    return Certificate("CN=d", "CN=d", now, now + timedelta(1), "AB" * 20, NEW, True, Secret("pem"))


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wizard.runs.retry._PAUSES", (0.0,))


@pytest.mark.parametrize("change", CHANGES)
async def test_it_is_made_and_told(change: Change) -> None:
    world = Writing(change)
    await world.work()
    assert change.is_there(world)
    assert world.is_true()
    told = world.run.hub_changes[0]
    assert told.device_id == DEVICE
    if change is REGISTRATION:
        assert (told.slot, told.thumbprint, told.former) == (ThumbprintSlot.SECONDARY, NEW, OLD)


LOST = [
    HubError(Code.HUB_CONNECTION_LOST, retryable=True),
    HubError(Code.HUB_TIMEOUT, retryable=True),
    HubError(Code.HUB_SERVER_ERROR, retryable=True),
    HubError(Code.HUB_BAD_ANSWER),
    HubError(Code.HUB_NOT_A_HUB),
]


@pytest.mark.parametrize("error", LOST, ids=lambda error: error.code)
@pytest.mark.parametrize("made", [True, False], ids=["made", "not made"])
@pytest.mark.parametrize("change", CHANGES)
async def test_a_lost_answer(change: Change, made: bool, error: HubError) -> None:
    """What was made is found; what was not is made now, if it makes sense to try again."""
    world = Writing(change, made=made)
    world.loses = error
    if made or error.retryable:
        await world.work()
        assert change.is_there(world)
    else:
        with pytest.raises(HubError) as caught:
            await world.work()
        assert caught.value is error
    assert world.is_true()
    assert world.run.warnings == []
    assert world.calls.count(f"registry.{change.call}") == (1 if made or not error.retryable else 2)


@pytest.mark.parametrize("change", CHANGES)
async def test_what_cannot_be_known_is_a_warning(change: Change) -> None:
    world = Writing(change)
    world.loses = HubError(Code.HUB_BAD_ANSWER)
    world.hub.fail(
        "device" if change is REGISTRATION else "module",
        HubError(Code.HUB_UNREACHABLE, host="h", port=1),
    )
    with pytest.raises(HubError):
        await world.work()
    assert world.run.hub_changes == []
    assert [(found.code, found.variant) for found in world.run.warnings] == [
        (Code.HUB_TIMEOUT, f"{change.kind}_unknown")
    ]


@pytest.mark.parametrize("change", CHANGES)
async def test_a_refusal_is_final(change: Change) -> None:
    world = Writing(change)
    world.hub.fail(change.call, HubError(Code.HUB_UNAUTHORIZED, "write", host="h", policy="p"))
    with pytest.raises(HubError):
        await world.work()
    assert world.is_true()
    assert world.calls == [f"registry.{change.call}"], "nothing is looked for"


@pytest.mark.parametrize("loses", [False, True], ids=["answered", "answer lost"])
@pytest.mark.parametrize("change", CHANGES)
async def test_cancelled_at_every_turn_the_book_is_right(change: Change, loses: bool) -> None:
    for turns in range(1, 100):
        world = Writing(change)
        world.loses = HubError(Code.HUB_CONNECTION_LOST, retryable=True) if loses else None
        task = asyncio.create_task(world.work())
        for _ in range(turns):
            await asyncio.sleep(0)
        if task.done():
            return
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert world.is_true(), f"after {turns} turns"
        assert world.run.warnings == []
        assert len(asyncio.all_tasks()) == 1
    pytest.fail("it never ended by itself")


@pytest.mark.parametrize("change", CHANGES)
async def test_an_answer_that_does_not_come_is_not_waited_for_long(
    change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(careful_write, "GRACE", 0.02)

    class Silent(Writing):
        async def slowly(self, call: str) -> None:
            await asyncio.sleep(0)
            if call == f"registry.{change.call}":
                await getattr(FakeRegistry(self.hub), change.call)(*self.arguments())
                self.asked.set()
                await asyncio.Event().wait()

    world = Silent(change)
    task = asyncio.create_task(world.work())
    await world.asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert change.is_there(world)
    assert world.is_true()


async def test_somebody_else_was_quicker() -> None:
    """The ETag is old and the change is not there: it is not made over somebody else's."""
    world = Writing(REGISTRATION)
    world.hub.add(replace(world.device, thumbprints=(OTHER, "01" * 32)))
    with pytest.raises(HubError) as caught:
        await world.work()
    assert caught.value.code is Code.HUB_CHANGED_MEANWHILE
    assert world.is_true()


async def test_a_module_that_somebody_else_made_is_used_and_not_claimed() -> None:
    world = Writing(CREATION)
    world.hub.add_module(DEVICE)
    await world.work()
    assert world.run.hub_changes == []


@pytest.mark.parametrize("change", CHANGES)
async def test_taking_it_back(change: Change) -> None:
    world = Writing(change)
    await world.work()
    await take_back(world.registry, world.run.hub_changes[0])
    assert change.is_there(world) == (change is CONVERSION), "that cannot be taken back"
    if change is REGISTRATION:
        assert world.hub.devices[DEVICE].thumbprints == (OTHER, OLD)
