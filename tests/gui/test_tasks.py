"""The one place where the window's asynchronous work is owned."""

from __future__ import annotations

import asyncio
import logging

import pytest
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from tests.patience import HANG_LIMIT_MS
from wizard.domain.errors import Code, SetupError
from wizard.gui.tasks import Slot, Tasks


class Seen:
    """What a slot delivered, in order."""

    def __init__(self, tasks: Tasks, *, writes: bool = False) -> None:
        self.results: list[object] = []
        self.errors: list[SetupError] = []
        self.busy: list[bool] = []
        self.slot: Slot = tasks.slot(self.busy.append, writes=writes)

    def start(self, gate: asyncio.Event, result: object = 1) -> None:
        async def work() -> object:
            await gate.wait()
            if isinstance(result, Exception):
                raise result
            return result

        self.slot.start(work, self.results.append, self.errors.append)


@pytest.fixture
def seen(tasks: Tasks) -> Seen:
    return Seen(tasks)


@pytest.fixture
def gate(loop: QEventLoop) -> asyncio.Event:
    return asyncio.Event()


def test_a_result_is_delivered_and_busy_ends(
    seen: Seen, gate: asyncio.Event, tasks: Tasks, qtbot: QtBot
) -> None:
    seen.start(gate)
    assert (seen.busy, seen.slot.running) == ([True], True)
    with qtbot.waitSignal(tasks.idle, timeout=HANG_LIMIT_MS):
        gate.set()

    assert (seen.results, seen.errors, seen.busy) == ([1], [], [True, False])
    assert not seen.slot.running


def test_a_setup_error_is_delivered(
    seen: Seen, gate: asyncio.Event, tasks: Tasks, qtbot: QtBot
) -> None:
    error = SetupError(Code.HUB_TIMEOUT, seconds=1)
    seen.start(gate, error)
    with qtbot.waitSignal(tasks.idle, timeout=HANG_LIMIT_MS):
        gate.set()

    assert (seen.results, seen.errors, seen.busy) == ([], [error], [True, False])


def test_of_a_fault_of_ours_only_the_kind_is_told(
    seen: Seen,
    gate: asyncio.Event,
    tasks: Tasks,
    qtbot: QtBot,
    caplog: pytest.LogCaptureFixture,
) -> None:
    seen.start(gate, ValueError("SharedAccessKey=c2VjcmV0"))
    with caplog.at_level(logging.DEBUG), qtbot.waitSignal(tasks.idle, timeout=HANG_LIMIT_MS):
        gate.set()

    assert [error.code for error in seen.errors] == [Code.INTERNAL]
    assert seen.busy == [True, False]
    assert "ValueError" in caplog.text
    assert "c2VjcmV0" not in caplog.text


def test_a_replaced_work_delivers_nothing(
    seen: Seen, gate: asyncio.Event, tasks: Tasks, qtbot: QtBot
) -> None:
    seen.start(gate, "first")
    seen.start(gate, "second")
    with qtbot.waitSignal(tasks.idle, timeout=HANG_LIMIT_MS):
        gate.set()

    assert seen.results == ["second"]
    assert seen.busy[-1] is False


def test_cancelling_ends_busy_at_once(
    seen: Seen, gate: asyncio.Event, tasks: Tasks, qtbot: QtBot
) -> None:
    seen.start(gate)
    with qtbot.waitSignal(tasks.idle, timeout=HANG_LIMIT_MS):
        seen.slot.cancel()
        assert seen.busy == [True, False]
    gate.set()

    assert (seen.results, seen.errors) == ([], [])


def test_a_writing_slot_waits_for_its_former_work(
    tasks: Tasks, gate: asyncio.Event, qtbot: QtBot
) -> None:
    order: list[str] = []

    async def first() -> None:
        order.append("first")
        try:
            await asyncio.Event().wait()
        finally:
            await gate.wait()
            order.append("taken back")

    async def second() -> None:
        order.append("second")

    slot = tasks.slot(writes=True)
    slot.start(first, lambda _none: None, lambda _error: None)
    qtbot.waitUntil(lambda: order == ["first"], timeout=HANG_LIMIT_MS)
    slot.cancel()
    assert tasks.is_writing
    slot.start(second, lambda _none: None, lambda _error: None)
    with qtbot.waitSignal(tasks.idle, timeout=HANG_LIMIT_MS):
        gate.set()

    assert order == ["first", "taken back", "second"]


def test_after_cancel_all_nothing_is_started(
    seen: Seen, gate: asyncio.Event, tasks: Tasks, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(tasks.idle, timeout=HANG_LIMIT_MS):
        tasks.cancel_all()
    seen.start(gate)

    assert (seen.busy, seen.slot.running, tasks.is_idle) == ([], False, True)


def test_a_receiver_that_fails_is_reported(tasks: Tasks, loop: QEventLoop, qtbot: QtBot) -> None:
    told: list[object] = []
    loop.set_exception_handler(lambda _loop, context: told.append(context["exception"]))

    async def work() -> None:
        return None

    def fail(_nothing: None) -> None:
        raise KeyError("receiver")

    slot = tasks.slot()
    with qtbot.waitSignal(tasks.idle, timeout=HANG_LIMIT_MS):
        slot.start(work, fail, lambda _error: None)
    loop.set_exception_handler(None)

    assert [type(error) for error in told] == [KeyError]
