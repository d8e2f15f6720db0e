"""The demonstration: it greets with its story, and what goes wrong is chosen in the menu."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from tests.gui.driver import Driver
from tests.patience import HANG_LIMIT_MS
from wizard import compose
from wizard.domain.demo_fault import DemoFault
from wizard.domain.report import Result
from wizard.gui.event_loop import end
from wizard.gui.pages.hub.start import Demonstration, HubStart
from wizard.gui.tasks import Tasks
from wizard.gui.window import Window
from wizard.setup.page_id import PageId
from wizard.setup.session import Session
from wizard.text.catalogue.demo_faults import SENTENCES


@pytest.fixture
def demo(
    tasks: Tasks, loop: QEventLoop, qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Driver]:
    """The wizard as ``--demo`` opens it."""
    with compose.demo(agents=tmp_path_factory.mktemp("agents")) as plant:
        session, window = Session(plant.ports), Window()
        shown = Demonstration(plant.devices, plant.show_fault)
        window.begin(session, tasks, HubStart(plant.connection_string, plant.network, shown))
        window.show()
        qtbot.waitExposed(window, timeout=HANG_LIMIT_MS)
        window.activateWindow()
        yield Driver(qtbot, window, session, None, loop)  # type: ignore[arg-type]
        window.reject()
        ending = loop.create_task(end(tasks, session))
        qtbot.waitUntil(ending.done, timeout=HANG_LIMIT_MS)
        window.deleteLater()


def faults(demo: Driver) -> dict[str, QAction]:
    menu = demo.window.panel.menu.actions_menu.actions()[0].menu()
    assert menu is not None
    return {action.text(): action for action in menu.actions()}  # type: ignore[attr-defined]


def test_it_greets_with_the_story_and_enter_goes_on(demo: Driver) -> None:
    greeting = re.search(r"(\d+) devices of a plant", demo.hub.greeting.text)
    assert greeting is not None
    assert not demo.hub.string.isVisible()
    demo.until(lambda: demo.focused() is demo.next_button)
    demo.to_devices()
    demo.until(lambda: f"{greeting[1]} devices" in demo.words(demo.device))


def test_what_goes_wrong_is_chosen_shown_and_taken_away(demo: Driver) -> None:
    choices = faults(demo)
    assert len(choices) == len(DemoFault)  # one cannot be shown, and one is "nothing"
    demo.to_devices()
    demo.choose("cam-01")
    demo.to_review()
    choices[SENTENCES[DemoFault.UNAVAILABLE_HUB]].trigger()
    assert demo.write().result is Result.FAILED
    assert "Connect" in demo.words(demo.check)

    choices["Nothing: everything works"].trigger()
    demo.click(demo.check.again)
    assert demo.report().result is Result.OK


@pytest.mark.parametrize("fault", [DemoFault.DISABLED_DEVICE, DemoFault.MODULE_MISSING])
def test_the_plant_is_as_it_was_when_a_fault_goes(demo: Driver, fault: DemoFault) -> None:
    choices = faults(demo)
    choices[SENTENCES[fault]].trigger()
    demo.to_devices()
    demo.device.device_id.setText("cam-01")
    demo.click(demo.next_button)
    demo.until(lambda: demo.at is PageId.AUTHENTICATION or bool(demo.device.id_field.error))
    is_missing = fault is DemoFault.MODULE_MISSING
    assert bool(demo.device.id_field.error) is is_missing
    choices["Nothing: everything works"].trigger()
    if not is_missing:
        demo.back_to(PageId.DEVICE)
    demo.choose("cam-01")
    demo.to_review()
    assert demo.write().result is Result.OK


def test_what_cannot_be_done_is_not_advised(demo: Driver) -> None:
    demo.to_devices()
    demo.choose("cam-01")
    demo.to_review()
    assert demo.write().result is Result.OK
    demo.until(lambda: demo.check.restart.words.isVisible())
    assert not demo.check.restart.line.isVisible()
