"""The same keys while something is awaited, with an empty list, and when the focus has to move."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.gui.driver import Driver
from wizard.demo.faults.faults import Html, Silent
from wizard.demo.hub import DemoHub
from wizard.gui.tasks import Tasks
from wizard.setup.page_id import PageId


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
    wizard.press(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
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
