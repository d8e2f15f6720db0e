"""What comes before the first page is seen, and what waits until then."""

from __future__ import annotations

import subprocess
import sys

from PySide6.QtWidgets import QApplication, QLabel, QWizard
from pytestqt.qtbot import QtBot

from tests.gui.driver import Driver
from tests.patience import HANG_LIMIT_MS
from wizard.domain.errors import Exit
from wizard.gui.tasks import Tasks
from wizard.gui.window import Window
from wizard.setup.page_id import PageId

LATER = (
    "asyncio",
    "qasync",
    "ssl",
    "wizard.cli",
    "wizard.compose",
    "wizard.domain.state",
    "wizard.setup.flow",
    "wizard.setup.engine",
    "wizard.infra.files.agent_files",
    "wizard.agents",
    "wizard.gui.manual",
)


def test_the_first_page_is_painted_without_what_it_does_not_need(screen: None) -> None:
    script = f"""
import sys
from wizard.__main__ import main
from wizard.gui import app as gui

def run(options):
    gui.show_first(gui.application(), gui.Window())
    print([name for name in {LATER!r} if name in sys.modules])

gui.run = run
main([])
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "[]\n", "")


def test_the_next_page_is_made_while_one_is_looked_at(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.until(lambda: hasattr(wizard.authentication, "identities"))
    assert wizard.at is PageId.DEVICE
    assert not hasattr(wizard.check, "steps"), "one page ahead, not all"


def test_nothing_is_started_before_there_is_a_loop(dressed_app: QApplication) -> None:
    started = []

    async def work() -> None:
        started.append(True)

    slot = Tasks().slot()
    slot.start(work, lambda _none: None, lambda _error: None)

    assert not slot.running
    assert not started


def test_next_waits_until_the_first_page_is_there(dressed_app: QApplication, qtbot: QtBot) -> None:
    window = Window()
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.seen, timeout=HANG_LIMIT_MS):
        window.show()
    window.button(QWizard.WizardButton.NextButton).click()

    words = [label.text() for label in window.currentPage().findChildren(QLabel)]
    assert words == ["Which hub does the device belong to?", "Starting…"], "not an empty page"
    assert window.panel.spoken()[0] == "Step 1 of 5: Hub, current"
    with qtbot.waitSignal(window.finished, timeout=HANG_LIMIT_MS):
        window.reject()
    assert window.outcome is Exit.CANCELLED
