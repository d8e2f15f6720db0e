"""The bridge to blocking code: results, errors, and every moment at which one may cancel."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable

import pytest

from tests.known_warnings import QASYNC_ASKS
from tests.patience import HANG_LIMIT
from wizard.infra.threads import Worker, run_blocking, run_to_end

RUNNERS = pytest.mark.parametrize("run", [run_blocking, run_to_end])


@RUNNERS
async def test_gives_the_result_of_another_thread(run: Callable[..., object]) -> None:
    here = threading.get_ident()
    there = await run(threading.get_ident)  # type: ignore[misc]
    assert there != here


@RUNNERS
async def test_raises_what_the_function_raised(run: Callable[..., object]) -> None:
    def fail() -> None:
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        await run(fail)  # type: ignore[misc]


async def test_the_loop_turns_while_the_function_blocks() -> None:
    release = threading.Event()
    waiting = asyncio.create_task(run_blocking(lambda: release.wait(HANG_LIMIT)))
    await asyncio.sleep(0)
    release.set()
    assert await waiting


async def test_a_cancelled_read_returns_at_once_and_its_late_result_does_no_harm(
    caplog: pytest.LogCaptureFixture,
) -> None:
    release, ended = threading.Event(), threading.Event()

    def read() -> str:
        release.wait(HANG_LIMIT)
        ended.set()
        return "late"

    task = asyncio.create_task(run_blocking(read))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not ended.is_set()
    release.set()
    assert await run_blocking(lambda: ended.wait(HANG_LIMIT))
    await run_blocking(int)  # the late result has passed through the loop
    assert not caplog.records


async def test_a_late_error_does_no_harm(caplog: pytest.LogCaptureFixture) -> None:
    release, ended = threading.Event(), threading.Event()

    def read() -> None:
        release.wait(HANG_LIMIT)
        ended.set()
        raise OSError("too late")

    task = asyncio.create_task(run_blocking(read))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    release.set()
    assert await run_blocking(lambda: ended.wait(HANG_LIMIT))
    await run_blocking(int)
    assert not caplog.records


async def test_a_cancelled_write_runs_to_its_end_first() -> None:
    started, release = threading.Event(), threading.Event()
    done: list[str] = []

    def write() -> None:
        started.set()
        release.wait(HANG_LIMIT)
        done.append("written")

    task = asyncio.create_task(run_to_end(write))
    await run_blocking(lambda: started.wait(HANG_LIMIT))
    for _ in range(3):  # however often it is said
        task.cancel()
        await asyncio.sleep(0)
    assert not task.done()
    release.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert done == ["written"]


async def test_a_cancelled_write_that_fails_is_cancelled(caplog: pytest.LogCaptureFixture) -> None:
    started, release = threading.Event(), threading.Event()

    def write() -> None:
        started.set()
        release.wait(HANG_LIMIT)
        raise OSError("disk")

    task = asyncio.create_task(run_to_end(write))
    await run_blocking(lambda: started.wait(HANG_LIMIT))
    task.cancel()
    await asyncio.sleep(0)
    release.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not caplog.records


async def test_a_time_limit_on_a_write_waits_for_the_write() -> None:
    release = threading.Event()
    done: list[str] = []

    def write() -> None:
        release.wait(HANG_LIMIT)
        done.append("written")

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            # The limit, which has passed, has its turn before this.
            asyncio.get_running_loop().call_soon(release.set)
            await run_to_end(write)
    assert done == ["written"]


@pytest.mark.parametrize("run", [run_blocking, run_to_end])
async def test_what_a_call_tells_the_loop_comes_before_its_result(
    run: Callable[..., Awaitable[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the call has ended before anybody waits for it."""
    loop, told, start = asyncio.get_running_loop(), list[str](), threading.Thread.start

    def start_and_end(thread: threading.Thread) -> None:
        start(thread)
        thread.join(HANG_LIMIT)

    monkeypatch.setattr(threading.Thread, "start", start_and_end)
    await run(lambda: loop.call_soon_threadsafe(told.append, "event") and None)
    assert told == ["event"]


async def test_a_worker_runs_in_one_thread_in_order() -> None:
    worker = Worker()
    order: list[int] = []

    def step(number: int) -> int:
        order.append(number)
        return threading.get_ident()

    threads = await asyncio.gather(*(worker.run(lambda n=n: step(n)) for n in range(5)))  # type: ignore[misc]
    assert order == [0, 1, 2, 3, 4]
    assert len(set(threads)) == 1
    worker.close()


async def test_a_worker_survives_an_error() -> None:
    worker = Worker()

    def fail() -> None:
        raise ValueError("one")

    with pytest.raises(ValueError, match="one"):
        await worker.run(fail)
    assert await worker.run(lambda: 2) == 2
    worker.close()


async def test_a_job_cancelled_before_its_turn_is_not_run() -> None:
    worker = Worker()
    release = threading.Event()
    ran: list[str] = []
    first = asyncio.create_task(worker.run(lambda: release.wait(HANG_LIMIT)))
    second = asyncio.create_task(worker.run(lambda: ran.append("second")))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    release.set()
    assert await first
    assert await worker.run(lambda: "third") == "third"
    assert ran == []
    worker.close()


async def test_a_closed_worker_ends_its_thread_and_takes_nothing_more() -> None:
    worker = Worker("ending")
    thread = await worker.run(threading.current_thread)
    worker.close()
    worker.close()
    await run_blocking(lambda: thread.join(HANG_LIMIT))
    assert not thread.is_alive()
    with pytest.raises(RuntimeError):
        await worker.run(int)


PROGRAM = """
import asyncio, sys, threading, time
{imports}
written, begun, go_on = [], [], threading.Event()
from wizard.infra.threads import Worker, run_blocking, run_to_end

async def main():
    worker = Worker()
    assert await run_blocking(lambda: 1) == 1
    assert await run_to_end(lambda: 2) == 2
    assert await worker.run(lambda: 3) == 3
    ending = asyncio.ensure_future(run_to_end(lambda: go_on.wait() and written.append(4)))
    await asyncio.sleep(0)
    ending.cancel()
    go_on.set()
    await asyncio.wait([ending])
    assert ending.cancelled() and written == [4]
    hang = lambda: begun.append(1) or time.sleep(600)
    tasks = [asyncio.ensure_future(run_blocking(hang)), asyncio.ensure_future(worker.run(hang))]
    while len(begun) < 2:
        await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    print("left", flush=True)

{run}
"""
ASYNCIO = PROGRAM.format(imports="", run="asyncio.run(main())")
QASYNC = PROGRAM.format(
    imports="from PySide6.QtCore import QCoreApplication\nimport qasync",
    run="app = QCoreApplication([])\nwith qasync.QEventLoop(app) as loop:\n"
    "    loop.run_until_complete(main())",
)


@pytest.mark.parametrize("program", [ASYNCIO, QASYNC], ids=["asyncio", "qasync"])
def test_the_process_ends_with_calls_still_under_way(program: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-W", QASYNC_ASKS, "-c", program],
        capture_output=True,
        text=True,
        timeout=HANG_LIMIT,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "left\n", "")
