"""The list of devices: fetched as one scrolls, searched, filtered, and what stands in its place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest

from tests.gui.driver import Driver
from tests.patience import NEVER
from wizard.demo.faults.faults import Delay, Html, Silent, Status
from wizard.domain.hub.model import AuthType
from wizard.gui.pages.device.model import Column, DeviceModel
from wizard.gui.widgets.page_area import PageArea

GENERATED = 2500


def ids(wizard: Driver) -> list[str]:
    model = wizard.device.list.model
    return [model.device_id(row) for row in range(model.rowCount())]


def cell(model: DeviceModel, row: int, column: Column) -> str:
    return str(model.index(row, column).data())


def visible_modules(wizard: Driver) -> list[str]:
    table = wizard.device.list.table
    bottom = table.rowAt(table.viewport().height() - 1)
    last = bottom if bottom >= 0 else wizard.device.list.model.rowCount() - 1
    return [cell(wizard.device.list.model, row, Column.MODULE) for row in range(last + 1)]


def queries(wizard: Driver) -> int:
    return sum("query" in request.path for request in wizard.demo_hub.requests)


def test_pages_are_fetched_as_one_scrolls(wizard: Driver) -> None:
    wizard.to_devices()
    model, table = wizard.device.list.model, wizard.device.list.table
    first = model.rowCount()
    assert 0 < first < GENERATED, "not all at once"

    table.scrollToBottom()
    wizard.until(lambda: model.rowCount() > first)
    while model.canFetchMore(QModelIndex()):
        known = model.rowCount()
        table.scrollToBottom()
        wizard.until(lambda known=known: model.rowCount() > known)  # type: ignore[misc]
    assert len(ids(wizard)) == len(set(ids(wizard))) > GENERATED


def test_the_module_is_asked_for_visible_rows_with_one_query(wizard: Driver) -> None:
    wizard.to_devices()
    model = wizard.device.list.model
    wizard.until(lambda: "…" not in visible_modules(wizard))
    known = dict(zip(ids(wizard), visible_modules(wizard), strict=False))
    assert (known["cam-01"], known["cam-02"]) == ("Yes", "Missing")
    assert cell(model, model.rowCount() - 1, Column.MODULE) == "…"
    before = queries(wizard)

    table = wizard.device.list.table
    table.verticalScrollBar().setValue(3 * table.verticalScrollBar().pageStep())
    wizard.until(lambda: cell(model, table.rowAt(0), Column.MODULE) != "…")
    assert queries(wizard) == before + 1


def test_scrolling_does_not_wait_for_a_slow_module_column(
    wizard: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.infra.net.faults.LIMIT", NEVER)
    wizard.to_devices()
    model, table = wizard.device.list.model, wizard.device.list.table
    wizard.until(lambda: "…" not in visible_modules(wizard))
    first = model.rowCount()
    silence = wizard.demo_hub.faults.rest.add(Silent(), path="query", times=1)
    table.verticalScrollBar().setValue(3 * table.verticalScrollBar().pageStep())
    wizard.until(lambda: silence.hits > 0)

    table.scrollToBottom()
    wizard.until(lambda: model.rowCount() > first)
    wizard.until(lambda: cell(model, table.rowAt(0), Column.MODULE) != "…")


def test_typing_searches_once_by_prefix(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.until(lambda: "…" not in visible_modules(wizard))
    before = queries(wizard)
    wizard.device.list.filter.search.setFocus()
    QTest.keyClicks(wizard.device.list.filter.search, "gateway")

    wizard.until(lambda: len(ids(wizard)) == 4)
    assert all(one.startswith("gateway") for one in ids(wizard))
    wizard.until(lambda: "…" not in visible_modules(wizard))
    assert queries(wizard) == before + 2, "one for the list, one for its modules"


def test_filters_for_authentication_and_status(wizard: Driver) -> None:
    wizard.to_devices()
    page = wizard.device.list
    page.filter.auth.setCurrentText("CA-signed")
    page.filter.search.setText("gateway-")
    wizard.until(lambda: ids(wizard) == ["gateway-03"])
    assert cell(page.model, 0, Column.AUTHENTICATION) == "CA-signed"
    assert page.filter.query().auth is AuthType.CA

    page.filter.search.setText("plc-")
    page.filter.status.setCurrentText("Disabled")
    wizard.until(lambda: ids(wizard) == ["plc-spare"])
    assert cell(page.model, 0, Column.STATUS) == "Disabled"


def test_nothing_found_is_said_and_undone(wizard: Driver) -> None:
    wizard.to_devices()
    page = wizard.device.list
    page.filter.search.setText("Press-")
    wizard.until(lambda: "No device matches" in page.pane.text)
    assert page.pane.isVisible()
    page.pane.button.click()

    wizard.until(lambda: page.model.rowCount() > 10)
    assert page.filter.search.text() == ""
    assert page.table.isVisible()


def test_the_middle_of_an_id_is_found_in_what_is_loaded(wizard: Driver) -> None:
    wizard.to_devices()
    page = wizard.device.list
    page.filter.search.setText("AM-04")
    wizard.until(lambda: ids(wizard) == ["cam-04"])


def test_down_goes_into_the_list_and_up_comes_back(wizard: Driver) -> None:
    wizard.to_devices()
    search, table = wizard.device.device_id, wizard.device.list.table
    search.setFocus()
    wizard.press(Qt.Key.Key_Down)
    assert wizard.focused() is table
    assert search.text() == ids(wizard)[0]
    wizard.press(Qt.Key.Key_Down)
    assert search.text() == ids(wizard)[1]
    wizard.press(Qt.Key.Key_Up)
    wizard.press(Qt.Key.Key_Up)
    assert wizard.focused() is search


def test_enter_takes_the_only_match(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.enter("plc-sp")
    wizard.until(lambda: ids(wizard) == ["plc-spare"])
    wizard.press(Qt.Key.Key_Return)
    assert wizard.device.device_id.text() == "plc-spare"


def test_ctrl_end_reaches_the_last_device(wizard: Driver) -> None:
    wizard.to_devices()
    table, model = wizard.device.list.table, wizard.device.list.model
    assert "so far" in wizard.device.list.count.words.text()
    table.setFocus()
    wizard.press(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    wizard.until(lambda: model.continuation is None and model.rowCount() > GENERATED)
    wizard.until(lambda: table.currentIndex().row() == model.rowCount() - 1)
    assert "so far" not in wizard.device.list.count.words.text()
    page = wizard.device.list
    page.filter.search.setText("gateway")
    wizard.until(lambda: len(ids(wizard)) == 4)
    assert page.count.words.text().startswith("4 of ")


def test_the_way_to_the_end_can_be_stopped(wizard: Driver) -> None:
    wizard.to_devices()
    page = wizard.device.list
    page.table.setFocus()
    wizard.press(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert page.count.button.isVisible()
    wizard.press(Qt.Key.Key_Escape)
    assert not page.count.button.isVisible()
    assert wizard.window.isVisible()
    assert page.model.rowCount() < GENERATED


def test_headings_sort_what_is_loaded_and_keep_the_selection(wizard: Driver) -> None:
    wizard.to_devices()
    table, model = wizard.device.list.table, wizard.device.list.model
    wizard.device.device_id.setText("cam-04")
    as_given = ids(wizard)
    table.sortByColumn(Column.ID, Qt.SortOrder.DescendingOrder)
    assert ids(wizard) == sorted(as_given, key=str.lower, reverse=True)
    assert model.device_id(table.currentIndex().row()) == "cam-04"
    assert wizard.device.device_id.text() == "cam-04"


def test_more_than_eight_devices_are_seen_at_once(wizard: Driver) -> None:
    wizard.window.resize(900, 600)
    wizard.to_devices()
    table = wizard.device.list.table
    wizard.until(lambda: table.viewport().height() // table.row_height > 8)


def test_loading_is_drawn_as_a_skeleton(wizard: Driver) -> None:
    wizard.demo_hub.faults.rest.add(Delay(0.4), times=1, path="query")
    wizard.click(wizard.next_button)
    wizard.until(lambda: wizard.device.isVisible())
    page = wizard.device.list

    assert page.pane.isVisible()
    assert page.pane.accessibleName() == "The devices are being loaded"
    wizard.until(page.table.isVisible)


def test_a_failed_list_says_why_and_tries_again(wizard: Driver) -> None:
    rule = wizard.demo_hub.faults.rest.add(Html(), path="query")
    wizard.click(wizard.next_button)
    page = wizard.device
    wizard.until(lambda: page.isVisible() and bool(page.list.pane.text))
    assert "The list is not available right now" in page.list.pane.text
    wizard.demo_hub.faults.rest.remove(rule)
    page.list.pane.button.click()

    wizard.until(lambda: page.list.model.rowCount() > 0)


def test_without_the_right_to_query_a_typed_id_still_works(wizard: Driver) -> None:
    wizard.demo_hub.faults.rest.add(Status(401), path="query")
    wizard.click(wizard.next_button)
    page = wizard.device
    wizard.until(lambda: page.isVisible() and bool(page.list.pane.text))
    assert "cannot list devices" in page.list.pane.text
    assert not page.list.pane.button.isVisible()

    wizard.choose("cam-01")


def test_a_broken_next_page_keeps_the_rows(wizard: Driver) -> None:
    wizard.to_devices()
    page = wizard.device.list
    before = ids(wizard)
    rule = wizard.demo_hub.faults.rest.add(Html(), path="query")
    page.table.scrollToBottom()
    wizard.until(lambda: bool(page.failure.text))
    assert ids(wizard) == before
    wizard.demo_hub.faults.rest.remove(rule)
    page.failure.button.click()

    wizard.until(lambda: len(ids(wizard)) > len(before))
    assert page.failure.text == ""


def test_choosing_a_row_fills_the_id_and_a_double_click_goes_on(wizard: Driver) -> None:
    wizard.to_devices()
    table = wizard.device.list.table
    row = ids(wizard).index("cam-01")
    where = table.visualRect(wizard.device.list.model.index(row, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert wizard.device.device_id.text() == "cam-01"

    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    wizard.until(lambda: wizard.authentication.isVisible())


def test_a_typed_id_selects_its_row(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.device.device_id.setText("cam-04")
    selected = wizard.device.list.table.selectionModel().selectedRows()
    assert [row.row() for row in selected] == [ids(wizard).index("cam-04")]

    wizard.device.device_id.setText("cam-0")
    assert not wizard.device.list.table.selectionModel().hasSelection()


@pytest.mark.parametrize("text", ["", "   ", "not a device id"])
def test_an_id_that_cannot_be_is_explained(wizard: Driver, text: str) -> None:
    wizard.to_devices()
    wizard.device.device_id.setText(text)
    wizard.click(wizard.next_button)

    assert wizard.device.id_field.error
    assert wizard.focused() is wizard.device.device_id


def test_an_unknown_device_is_explained_beside_its_id(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.device.device_id.setText("cam-99")
    wizard.click(wizard.next_button)

    wizard.until(lambda: "cam-99" in wizard.device.id_field.error)


def test_the_list_is_fetched_again_on_request(wizard: Driver) -> None:
    wizard.to_devices()
    row = ids(wizard).index("cam-05")
    model = wizard.device.list.model
    assert cell(model, row, Column.STATUS) == "Enabled"
    wizard.demo_hub.store.disable("cam-05")
    try:
        QTest.keyClick(wizard.window, Qt.Key.Key_F5)
        wizard.until(
            lambda: model.rowCount() > row and cell(model, row, Column.STATUS) == "Disabled"
        )
    finally:
        wizard.demo_hub.store.enable("cam-05")


def test_more_rights_than_needed_are_mentioned(open_wizard: Callable[..., Driver]) -> None:
    wizard = open_wizard("iothubowner")
    wizard.to_devices()

    assert "iothubowner" in wizard.device.notice.text


@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
def test_the_device_that_is_typed_is_selected_in_a_mirrored_list_too(
    wizard: Driver, direction: Qt.LayoutDirection
) -> None:
    wizard.to_devices()
    page = wizard.device.list
    page.table.setLayoutDirection(direction)
    page.filter.search.setFocus()
    wizard.enter("cam-04")
    wizard.until(lambda: ids(wizard) == ["cam-04"])
    wizard.until(page.table.selectionModel().hasSelection)
    assert page.table.currentIndex().row() == 0
    assert len(page.table.selectedIndexes()) == len(Column)


def test_at_least_three_whole_devices_are_seen_however_little_room_there_is(wizard: Driver) -> None:
    wizard.window.setFixedSize(720, 520)
    wizard.to_devices()
    page = wizard.device
    page.notice.say("What this page has to explain. " * 20)
    table = page.list.table
    wizard.settled(lambda: table.viewport().height() >= 3 * table.row_height)
    assert table.viewport().height() >= 3 * table.row_height


def test_what_is_wider_than_a_narrow_screen_can_be_scrolled_to(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.window.setMinimumSize(300, 300)
    area = wizard.device.findChild(PageArea)
    assert area is not None
    bar = area.horizontalScrollBar()
    assert not bar.isVisible()
    wizard.window.resize(500, 400)
    wizard.until(bar.isVisible)
    assert bar.maximum() > 0
