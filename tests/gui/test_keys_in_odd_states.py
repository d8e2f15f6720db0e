"""The same keys while something is awaited, runs or is open, and when the focus has to move."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.gui.driver import Driver
from tests.gui.test_closing import checking, running_before_anything_is_written
from tests.gui.test_keyboard import leave_question
from wizard.demo.faults.faults import Html, Silent
from wizard.demo.hub import DemoHub
from wizard.gui.tasks import Tasks
from wizard.setup.page_id import PageId
from wizard.text.manual import section_of

Moment = Callable[[Driver], None]
CONTROL = Qt.KeyboardModifier.ControlModifier
PAGING = (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_End, Qt.Key.Key_Home)


def unanswered(hub: DemoHub) -> None:
    """From now on the hub answers nothing in time."""
    hub.faults.rest.add(Silent())


def test_escape_stops_waiting_for_the_hub_and_keeps_what_was_entered(
    wizard: Driver, tasks: Tasks
) -> None:
    unanswered(wizard.demo_hub)
    string = wizard.hub.string.secret()
    wizard.hub.string.line.setFocus()
    wizard.press(Qt.Key.Key_Return)
    wizard.until(lambda: bool(wizard.hub.busy.text))
    wizard.press(Qt.Key.Key_Return)
    wizard.press(Qt.Key.Key_Escape)

    wizard.until(lambda: tasks.is_idle)
    assert wizard.hub.busy.text == ""
    assert wizard.hub.string.secret() == string
    assert wizard.window.isVisible()
    assert wizard.at is PageId.HUB


def test_escape_stops_reading_the_device(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.device.device_id.setFocus()
    wizard.enter("cam-01")
    unanswered(wizard.demo_hub)
    wizard.press(Qt.Key.Key_Return)
    wizard.until(lambda: wizard.device.busy.text == "Reading the device…")
    wizard.press(Qt.Key.Key_Escape)

    assert wizard.device.busy.text != "Reading the device…"
    assert wizard.device.device_id.text() == "cam-01"
    assert wizard.focused() is wizard.device.device_id


def test_down_goes_to_what_can_be_done_where_the_list_is_empty(wizard: Driver) -> None:
    wizard.to_devices()
    page = wizard.device.list
    page.filter.search.setFocus()
    wizard.enter("press-")
    wizard.until(page.pane.button.isVisible)
    wizard.press(Qt.Key.Key_Down)
    assert wizard.focused() is page.pane.button
    assert page.pane.button.text() == "Show all"
    wizard.press(Qt.Key.Key_Return)
    wizard.until(page.table.isVisible)
    assert wizard.focused() is page.filter.search


def test_the_focus_stays_where_one_works_when_the_list_goes(wizard: Driver) -> None:
    wizard.to_devices()
    page = wizard.device.list
    page.table.setFocus()
    rule = wizard.demo_hub.faults.rest.add(Html(), path="query")
    wizard.press(Qt.Key.Key_F5)
    wizard.until(lambda: "not available" in page.pane.text)
    assert wizard.focused() is page.filter.search

    wizard.demo_hub.faults.rest.remove(rule)
    wizard.press(Qt.Key.Key_F5)
    wizard.until(page.table.isVisible)
    assert wizard.focused() is page.filter.search


def test_the_way_to_the_end_is_stopped_by_its_button_and_the_list_has_the_focus(
    wizard: Driver,
) -> None:
    wizard.to_devices()
    page = wizard.device.list
    page.table.setFocus()
    wizard.press(Qt.Key.Key_End, CONTROL)
    page.count.button.setFocus()
    wizard.press(Qt.Key.Key_Return)
    assert not page.count.button.isVisible()
    assert wizard.focused() is page.table


def test_the_review_is_read_anew_and_the_button_that_goes_on_has_the_focus(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    wizard.review.only_look.setFocus()
    wizard.press(Qt.Key.Key_F5)
    wizard.until(lambda: wizard.review.is_ready)
    assert wizard.focused() is wizard.next_button
    wizard.press(Qt.Key.Key_Return)
    wizard.until(lambda: wizard.at is PageId.CHECK)
    wizard.report()


def test_an_open_list_has_all_keys_and_enter_chooses_there(wizard: Driver) -> None:
    wizard.to_devices()
    page, status = wizard.device.list, wizard.device.list.filter.status
    read_anew: list[bool] = []
    page.model.modelReset.connect(lambda: read_anew.append(True))
    status.setFocus()
    wizard.press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    wizard.until(status.view().isVisible)
    for key in (Qt.Key.Key_F1, Qt.Key.Key_F5, *PAGING):
        wizard.press(key)
    wizard.press(Qt.Key.Key_F, CONTROL)
    assert status.view().isVisible()
    assert (status.currentIndex(), read_anew, wizard.window.dialogs.help) == (0, [], None)

    wizard.press(Qt.Key.Key_Down)
    wizard.press(Qt.Key.Key_Return)
    wizard.until(lambda: not status.view().isVisible())
    assert status.currentIndex() == 1
    assert wizard.at is PageId.DEVICE
    assert wizard.focused() is status


def test_escape_closes_the_open_menu_level_by_level(wizard: Driver) -> None:
    menu = wizard.window.panel.menu.actions_menu
    submenus = (action.menu() for action in menu.actions())
    language = next(each for each in submenus if isinstance(each, QMenu))
    wizard.press(Qt.Key.Key_F10)
    wizard.until(lambda: menu.activeAction() is not None)
    for key in (Qt.Key.Key_F5, *PAGING):
        wizard.press(key)
    wizard.press(Qt.Key.Key_F, CONTROL)
    assert menu.isVisible()
    menu.setActiveAction(language.menuAction())
    wizard.press(Qt.Key.Key_Right)
    wizard.until(language.isVisible)
    wizard.press(Qt.Key.Key_Escape)
    assert (language.isVisible(), menu.isVisible()) == (False, True)
    wizard.press(Qt.Key.Key_Escape)
    assert not menu.isVisible()
    assert wizard.window.isVisible()
    assert leave_question(wizard) is None


def test_f10_opens_the_menu_at_its_first_entry_where_the_mouse_rests_on_the_button(
    wizard: Driver,
) -> None:
    button = wizard.window.panel.menu
    QTest.mouseMove(button)
    wizard.until(button.underMouse)
    wizard.press(Qt.Key.Key_F10)
    wizard.until(lambda: button.actions_menu.activeAction() is button.actions_menu.actions()[0])
    wizard.press(Qt.Key.Key_Escape)
    wizard.click(button)
    assert button.actions_menu.isVisible()
    assert button.actions_menu.activeAction() is None
    wizard.press(Qt.Key.Key_Escape)


def test_enter_in_the_menu_opens_the_help_and_escape_closes_only_that(wizard: Driver) -> None:
    menu = wizard.window.panel.menu.actions_menu
    wizard.press(Qt.Key.Key_F10)
    wizard.until(lambda: menu.activeAction() is menu.actions()[0])
    wizard.press(Qt.Key.Key_Return)
    assert not menu.isVisible()
    manual = wizard.window.dialogs.help
    assert manual is not None
    wizard.until(manual.isActiveWindow)
    wizard.press(Qt.Key.Key_Escape)
    wizard.until(lambda: not manual.isVisible())
    assert (wizard.at, wizard.window.isVisible()) == (PageId.HUB, True)
    assert leave_question(wizard) is None


@pytest.mark.parametrize("moment", [running_before_anything_is_written, checking])
def test_no_key_disturbs_a_run_and_escape_asks(wizard: Driver, moment: Moment) -> None:
    moment(wizard)
    wizard.until(lambda: wizard.focused() is wizard.check.steps)
    arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F5, *arrows, *PAGING):
        wizard.press(key)
        QApplication.processEvents()
        assert (wizard.at, wizard.check.is_running) == (PageId.CHECK, True), key
        assert wizard.focused() is wizard.check.steps, key
    wizard.press(Qt.Key.Key_F, CONTROL)
    assert wizard.focused() is wizard.check.steps

    wizard.press(Qt.Key.Key_Escape)
    wizard.until(lambda: leave_question(wizard) is not None)
    question = leave_question(wizard)
    assert question is not None
    wizard.until(lambda: wizard.focused() is question.defaultButton())
    wizard.press(Qt.Key.Key_Return)
    wizard.until(lambda: leave_question(wizard) is None)
    assert (wizard.window.isVisible(), wizard.check.is_running) == (True, True)


@pytest.mark.parametrize("moment", [running_before_anything_is_written, checking])
def test_the_help_opens_beside_a_run_and_escape_closes_only_that(
    wizard: Driver, moment: Moment
) -> None:
    moment(wizard)
    wizard.until(lambda: wizard.focused() is wizard.check.steps)
    wizard.press(Qt.Key.Key_F1)
    manual = wizard.window.dialogs.help
    assert manual is not None
    wizard.until(manual.isActiveWindow)
    assert manual.text.address == section_of(PageId.CHECK)
    wizard.press(Qt.Key.Key_PageDown)
    assert (wizard.check.is_running, wizard.at) == (True, PageId.CHECK)

    wizard.press(Qt.Key.Key_Escape)
    wizard.until(lambda: not manual.isVisible())
    assert leave_question(wizard) is None
    wizard.window.activateWindow()
    wizard.until(lambda: wizard.focused() is wizard.check.steps)
    assert (wizard.window.isVisible(), wizard.check.is_running) == (True, True)
