"""Ctrl-C and a termination request cancel, whichever thread the system gives them to."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
import time

import pytest

from wizard.cli.console import run_async


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to threads")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_another_thread_gets_the_signal(number: signal.Signals) -> None:
    before = signal.getsignal(number)

    def kill() -> None:
        time.sleep(0.1)  # the loop sleeps by now; where it does not yet, it notices anyway
        signal.pthread_kill(threading.get_ident(), number)

    async def wait() -> None:
        threading.Thread(target=kill).start()
        await asyncio.Event().wait()  # nothing else wakes this loop

    with pytest.raises(asyncio.CancelledError):
        run_async(wait())
    assert signal.getsignal(number) is before
