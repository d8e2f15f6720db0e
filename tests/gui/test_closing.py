"""Closing in the middle of anything: at once, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from tests.gui.driver import Driver
from tests.known_warnings import QASYNC_ASKS
from tests.patience import HANG_LIMIT, HANG_LIMIT_MS, until
from wizard.demo.faults.faults import Silent, TwinSilent
from wizard.domain.errors import Exit
from wizard.domain.report import StepId
from wizard.gui.event_loop import end
from wizard.gui.pages.check.step_row import StepState
from wizard.gui.tasks import Tasks
from wizard.setup.page_id import PageId


def connecting(wizard: Driver) -> None:
    wizard.demo_hub.faults.rest.add(Silent())
    wizard.click(wizard.next_button)
    wizard.until(lambda: bool(wizard.hub.busy.text))


def listing(wizard: Driver) -> None:
    wizard.demo_hub.faults.rest.add(Silent(), path="query")
    wizard.next_to(PageId.DEVICE)


def reading_the_device(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.demo_hub.faults.rest.add(Silent())
    wizard.device.device_id.setText("cam-01")
    wizard.click(wizard.next_button)
    wizard.until(lambda: bool(wizard.device.busy.text))


def running_before_anything_is_written(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    wizard.demo_hub.faults.rest.add(Silent())
    wizard.next_to(PageId.CHECK)


def checking(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    wizard.demo_hub.faults.amqp.add(TwinSilent())
    wizard.next_to(PageId.CHECK)
    wizard.until(lambda: wizard.check.steps.rows[StepId.CHECK_TWIN].state is StepState.RUNNING)
    assert wizard.cancel_button.text() == "&Close", "what is written stays"


@pytest.mark.parametrize(
    "moment",
    [connecting, listing, reading_the_device, running_before_anything_is_written, checking],
)
def test_closing_ends_everything(
    wizard: Driver,
    tasks: Tasks,
    loop: QEventLoop,
    qtbot: QtBot,
    moment: Callable[[Driver], None],
) -> None:
    """What has begun ends by being cancelled: its limits are lifted, and so is the patience."""
    moment(wizard)
    assert not tasks.is_idle

    wizard.click(wizard.cancel_button)
    ending = loop.create_task(end(tasks, wizard.session))
    qtbot.waitUntil(ending.done, timeout=HANG_LIMIT_MS)

    assert tasks.is_idle
    assert not wizard.window.isVisible()
    assert wizard.window.outcome is Exit.CANCELLED


def test_back_gives_up_what_is_awaited(wizard: Driver, tasks: Tasks) -> None:
    listing(wizard)
    wizard.back_to(PageId.HUB)

    wizard.until(lambda: tasks.is_idle)
    assert wizard.device.busy.text == ""


def test_back_from_a_run_takes_back_and_writes_again(wizard: Driver, tmp_path: Path) -> None:
    running_before_anything_is_written(wizard)
    wizard.back_to(PageId.REVIEW)
    wizard.demo_hub.faults.clear()
    assert not (tmp_path / "c").exists()
    wizard.until(lambda: wizard.review.is_ready)

    assert wizard.write().exit_code is Exit.OK


def test_an_edit_gives_up_the_question_for_the_former_value(wizard: Driver, tasks: Tasks) -> None:
    connecting(wizard)
    wizard.hub.string.line.setText("x")

    wizard.until(lambda: tasks.is_idle)
    assert wizard.hub.busy.text == ""
    assert wizard.at is PageId.HUB


@pytest.mark.skipif(sys.platform == "win32", reason="there, Ctrl-C goes to a whole console")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_program_ends_cleanly_on_a_signal(
    screen: None, tmp_path: Path, number: signal.Signals
) -> None:
    log = tmp_path / "log"
    with subprocess.Popen(
        [sys.executable, "-X", "dev", "-m", "wizard", "--demo", "--log-file", str(log)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": f"default,{QASYNC_ASKS}"},
    ) as program:

        def is_shown() -> bool:
            assert program.poll() is None, program.stderr
            return log.exists() and "the window is shown" in log.read_text("utf-8")

        until(is_shown)  # another process: there is nothing to wait on but its log
        program.send_signal(number)
        out, err = program.communicate(timeout=HANG_LIMIT)

    assert (program.returncode, out, err) == (int(Exit.CANCELLED), "", "")
