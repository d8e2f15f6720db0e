"""One device after the other: what the next one takes from the last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.gui.driver import Driver
from wizard.demo.faults.amqp_faults import TokenStatus
from wizard.demo.hub import DemoHub
from wizard.domain.agent.model import Identity
from wizard.domain.hub.model import MODULE_ID
from wizard.domain.report import Report, Result
from wizard.gui.pages.device.model import Column
from wizard.setup.page_id import PageId

WITHOUT_MODULE = ("cam-02", "cam-06", "cam-07", "cam-08")
TEN = (
    *("cam-01", "cam-02", "cam-03", "cam-04", "cam-05", "cam-06", "cam-07", "cam-08"),
    *("gateway-01", "gateway-04"),
)


@pytest.fixture
def without_modules(hub: DemoHub) -> Iterator[None]:
    """Some devices lack their module, now and after the test."""

    def remove() -> None:
        for device_id in WITHOUT_MODULE:
            if hub.store.module(device_id, MODULE_ID) is not None:
                hub.store.remove(device_id, MODULE_ID)

    remove()
    yield
    remove()


def first_device(wizard: Driver, device_id: str = "cam-01") -> Report:
    wizard.to_devices()
    wizard.choose(device_id)
    wizard.to_review()
    report = wizard.write()
    wizard.until(lambda: wizard.focused() is wizard.check.next_device)
    return report


def next_device(wizard: Driver, device_id: str) -> Report:
    """Enter, the id, Enter: all that a person does."""
    wizard.until(lambda: wizard.focused() is wizard.check.next_device)
    wizard.press(Qt.Key.Key_Return)
    wizard.until(lambda: wizard.at is PageId.DEVICE)
    wizard.until(lambda: wizard.focused() is wizard.device.device_id)
    wizard.enter(device_id)
    wizard.press(Qt.Key.Key_Return)
    wizard.until(lambda: wizard.at is PageId.CHECK)
    return wizard.report()


def test_enter_id_enter_sets_up_the_next_devices(wizard: Driver, tmp_path: Path) -> None:
    first = first_device(wizard)
    second = next_device(wizard, "cam-04")
    third = next_device(wizard, "cam-05")

    assert [one.result for one in (first, second, third)] == [Result.OK] * 3
    assert first.directory == tmp_path / "c"
    assert second.directory == tmp_path / "cam-04"
    assert third.directory == tmp_path / "cam-05"
    assert "cam-01" in (tmp_path / "c" / "LocalConfiguration.json").read_text("utf-8")
    assert "cam-04" in (tmp_path / "cam-04" / "LocalConfiguration.json").read_text("utf-8")
    assert wizard.device.list.model.index(0, 0).isValid()


def test_the_page_says_what_is_taken_over_and_what_its_button_does(wizard: Driver) -> None:
    first_device(wizard)
    wizard.click(wizard.check.next_device)
    page = wizard.device
    assert page.last_settings.isVisible()
    assert "C agent" in page.last_settings.settings.text()
    assert "security module" in page.last_settings.settings.text()
    assert wizard.next_button.text() == "&Write and check"
    assert len(wizard.window.panel.spoken()) == 3
    page.device_id.setText("cam-04")
    assert page.last_settings.folder.text().endswith("cam-04")


def test_change_leads_to_the_settings_of_this_device(wizard: Driver) -> None:
    first_device(wizard)
    wizard.click(wizard.check.next_device)
    wizard.device.device_id.setText("cam-04")
    wizard.click(wizard.device.last_settings.change_button)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)
    wizard.authentication.cards[Identity.DEVICE].click()
    wizard.to_review()
    assert wizard.write().identity is Identity.DEVICE


def test_a_device_that_cannot_be_like_the_last_says_why(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.click(wizard.authentication.cards[Identity.DEVICE])
    wizard.to_review()
    wizard.write()
    wizard.click(wizard.check.next_device)
    wizard.device.device_id.setText("cam-03")
    wizard.click(wizard.next_button)
    wizard.until(lambda: "cannot be set up like" in wizard.device.notice.text)
    assert wizard.at is PageId.DEVICE
    wizard.until(lambda: wizard.focused() is wizard.device.notice.button)
    wizard.press(Qt.Key.Key_Return)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)


def test_a_folder_that_was_named_for_the_next_device_stays_when_settings_are_changed(
    wizard: Driver, tmp_path: Path
) -> None:
    first_device(wizard)
    wizard.click(wizard.check.next_device)
    wizard.device.device_id.setText("cam-04")
    wizard.device.last_settings.folder.setText(str(tmp_path / "mine"))
    wizard.device.last_settings.folder.setModified(True)
    wizard.click(wizard.device.last_settings.change_button)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)
    assert wizard.authentication.agent_fields.folder.text() == str(tmp_path / "mine")


def test_changed_settings_do_not_take_the_former_devices_folder_unasked(
    wizard: Driver, tmp_path: Path
) -> None:
    first_device(wizard)
    wizard.click(wizard.check.next_device)
    wizard.device.device_id.setText("cam-04")
    wizard.click(wizard.device.last_settings.change_button)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)
    page = wizard.authentication
    page.agent_fields.folder.setText(str(tmp_path / "c"))
    wizard.click(wizard.next_button)
    wizard.until(lambda: "cam-01" in page.agent_fields.folder_field.error)
    assert wizard.at is PageId.AUTHENTICATION
    assert "set up for the device cam-01" in page.folder_notice.text

    wizard.click(page.folder_notice.button)
    assert page.agent_fields.folder.text() == str(tmp_path / "cam-04")
    assert page.agent_fields.folder_field.error == ""
    wizard.to_review()
    assert wizard.write().directory == tmp_path / "cam-04"


def test_the_former_devices_folder_is_taken_by_a_second_next(
    wizard: Driver, tmp_path: Path
) -> None:
    first_device(wizard)
    wizard.click(wizard.check.next_device)
    wizard.device.device_id.setText("cam-04")
    wizard.click(wizard.device.last_settings.change_button)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)
    field = wizard.authentication.agent_fields
    field.folder.setText(str(tmp_path / "c"))
    wizard.click(wizard.next_button)
    wizard.until(lambda: "cam-01" in field.folder_field.error)
    wizard.to_review()
    assert wizard.write().directory == tmp_path / "c"


def test_a_device_that_is_asked_about_everything_is_proposed_a_folder_too(
    wizard: Driver, tmp_path: Path
) -> None:
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.click(wizard.authentication.cards[Identity.DPS])
    wizard.authentication.identities.dps.id_scope.setText(wizard.demo_hub.dps_id_scope)
    wizard.to_review()
    assert wizard.write().result is Result.OK
    wizard.click(wizard.check.next_device)
    wizard.until(lambda: wizard.at is PageId.DEVICE)
    for device_id in ("cam-04", "cam-05", "cam-01"):
        wizard.choose(device_id)
        own = "c" if device_id == "cam-01" else device_id
        assert wizard.authentication.agent_fields.folder.text() == str(tmp_path / own)
        wizard.back_to(PageId.DEVICE)


def test_a_folder_of_another_device_is_not_replaced_unasked(wizard: Driver, tmp_path: Path) -> None:
    first_device(wizard)
    wizard.click(wizard.check.next_device)
    wizard.device.device_id.setText("cam-04")
    wizard.device.last_settings.folder.setText(str(tmp_path / "c"))
    wizard.device.last_settings.folder.setModified(True)
    wizard.click(wizard.next_button)
    wizard.until(lambda: "cam-01" in wizard.device.last_settings.folder_field.error)
    assert wizard.at is PageId.DEVICE
    wizard.next_to(PageId.CHECK)
    assert wizard.report().directory == tmp_path / "c"


def test_a_failure_of_the_next_device_is_fixed_where_its_cause_is(
    wizard: Driver, tmp_path: Path
) -> None:
    first_device(wizard)
    wizard.click(wizard.check.next_device)
    wizard.device.device_id.setText("cam-04")
    wizard.until(lambda: wizard.device.last_settings.folder.text().endswith("cam-04"))
    wizard.demo_hub.faults.amqp.add(TokenStatus(401), times=1)
    wizard.next_to(PageId.CHECK)
    assert wizard.report().result is Result.FAILED
    assert "failed" in wizard.window.panel.spoken()[-1]
    wizard.back_to(PageId.DEVICE)
    assert wizard.device.device_id.text() == "cam-04"
    assert wizard.device.notice.text
    wizard.next_to(PageId.CHECK)
    assert wizard.report().directory == tmp_path / "cam-04"


def test_after_a_failure_the_next_device_is_its_id_and_two_keys_as_well(
    wizard: Driver, tmp_path: Path
) -> None:
    first_device(wizard)
    wizard.demo_hub.faults.amqp.add(TokenStatus(401), times=1)
    assert next_device(wizard, "cam-04").result is Result.FAILED
    page = wizard.check
    wizard.until(lambda: wizard.focused() is page.again)
    assert page.next_device.isVisible()
    assert not page.next_device.property("primary")

    wizard.keys = 0
    wizard.alt(Qt.Key.Key_D)
    wizard.until(lambda: wizard.at is PageId.DEVICE)
    assert only_keys(wizard, "cam-05").directory == tmp_path / "cam-05"
    assert wizard.keys == len("cam-05") + 2
    assert page.is_proven
    page.report_actions.write(str(tmp_path / "report.html"))
    told = (tmp_path / "report.html").read_text("utf-8")
    assert [told.count(f"<strong>{one}</strong>") for one in ("cam-01", "cam-04", "cam-05")] == [
        *(1, 1, 1)
    ]
    assert set(wizard.session.series.done()) == {"cam-01", "cam-05"}


def test_an_id_that_one_comes_back_to_is_replaced_by_typing(wizard: Driver) -> None:
    first_device(wizard)
    wizard.demo_hub.faults.amqp.add(TokenStatus(401), times=1)
    assert next_device(wizard, "cam-04").result is Result.FAILED
    wizard.until(lambda: wizard.focused() is wizard.check.again)
    wizard.alt(Qt.Key.Key_B)
    wizard.until(lambda: wizard.at is PageId.DEVICE)
    wizard.until(lambda: wizard.device.device_id.selectedText() == "cam-04")
    assert wizard.device.notice.text
    assert only_keys(wizard, "cam-05").device == "cam-05"


def test_the_wish_to_create_the_module_holds_for_the_session(
    wizard: Driver, without_modules: None
) -> None:
    wizard.to_devices()
    wizard.device.device_id.setText("cam-02")
    wizard.click(wizard.next_button)
    wizard.until(lambda: wizard.device.create_module.isVisible())
    wizard.device.create_module.setChecked(True)
    wizard.next_to(PageId.AUTHENTICATION)
    wizard.to_review()
    assert wizard.write().result is Result.OK
    wizard.click(wizard.check.next_device)
    told = wizard.device.last_settings.settings
    assert "If its module is missing, it is created." in told.text()
    wizard.device.create_module.click()
    assert "module is missing" not in told.text()
    wizard.device.create_module.click()
    assert "If its module is missing, it is created." in told.text()

    report = only_keys(wizard, "cam-06")

    assert report.result is Result.OK
    assert len(report.hub_changes) == 1


def test_the_list_marks_what_was_set_up(wizard: Driver) -> None:
    first_device(wizard)
    wizard.click(wizard.check.next_device)
    wizard.until(lambda: wizard.at is PageId.DEVICE)
    model = wizard.device.list.model
    row = model.row_of("cam-01")
    assert row is not None
    spoken = model.index(row, Column.ID).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "set up in this session" in spoken
    assert not model.index(row, Column.ID).data(Qt.ItemDataRole.DecorationRole).isNull()


def test_what_was_written_without_connecting_is_not_marked_like_what_was_proven(
    wizard: Driver, tmp_path: Path
) -> None:
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    wizard.review.only_look.setChecked(True)
    wizard.write()
    next_device(wizard, "cam-04")
    wizard.check.report_actions.write(str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.count("</strong> · written, not connected yet") == 2
    assert '<div class="result ok"><svg' not in page, "the last one was not connected either"
    wizard.click(wizard.check.next_device)
    wizard.until(lambda: wizard.at is PageId.DEVICE)
    model = wizard.device.list.model
    wizard.until(lambda: model.row_of("cam-01") is not None)
    row = model.row_of("cam-01") or 0
    spoken = model.index(row, Column.ID).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "cam-01, written in this session, not connected yet"


def test_a_folder_with_the_name_of_another_device_is_not_proposed(
    wizard: Driver, tmp_path: Path
) -> None:
    first_device(wizard)
    next_device(wizard, "cam-04")
    assert wizard.check.notice.text == "", "that the folder is new was said beside it"
    undo = wizard.check.changes_panel.undo_button
    assert undo is not None
    wizard.click(undo)
    wizard.until(lambda: wizard.check.changes_panel.undo_button is None)
    wizard.click(wizard.check.next_device)
    wizard.until(lambda: wizard.at is PageId.DEVICE)
    wizard.device.device_id.setText("cam-05")
    assert wizard.device.last_settings.folder.text() == str(tmp_path / "cam-05")


def test_undo_gives_the_folder_free(wizard: Driver, tmp_path: Path) -> None:
    first_device(wizard)
    undo = wizard.check.changes_panel.undo_button
    assert undo is not None
    wizard.click(undo)
    wizard.until(lambda: wizard.check.changes_panel.undo_button is None)
    assert wizard.session.series.folder_for("cam-04", tmp_path / "c") == tmp_path / "c"
    assert wizard.session.series.done() == {}


def test_the_keys_for_another_device_are_its_id_and_two(wizard: Driver) -> None:
    first_device(wizard)
    wizard.keys = wizard.clicks = 0
    assert next_device(wizard, "cam-04").result is Result.OK
    assert (wizard.clicks, wizard.keys) == (0, len("cam-04") + 2)


def enter_on(wizard: Driver, page: PageId) -> None:
    """Return, once the page is there with the focus in its place, and the review has been read."""
    wizard.until(lambda: wizard.at is page)
    wizard.until(lambda: page is not PageId.REVIEW or wizard.review.is_ready)
    wizard.until(lambda: wizard.focused() is wizard.window.pages[page].first_field())
    wizard.press(Qt.Key.Key_Return)


def only_keys(wizard: Driver, device_id: str, *, lacks_module: bool = False) -> Report:
    """From where the id is asked for to the review and the check, with nothing but keys."""
    wizard.until(lambda: wizard.focused() is wizard.device.device_id)
    wizard.enter(device_id)
    wizard.press(Qt.Key.Key_Return)
    if lacks_module:
        wizard.until(lambda: wizard.focused() is wizard.device.create_module)
        wizard.press(Qt.Key.Key_Space)
        wizard.press(Qt.Key.Key_Return)
    if not wizard.session.state.like_last:
        for page in (PageId.AUTHENTICATION, PageId.REVIEW):
            enter_on(wizard, page)
    wizard.until(lambda: wizard.at is PageId.CHECK)
    return wizard.report()


def test_ten_devices_with_nothing_but_keys(
    wizard: Driver, without_modules: None, tmp_path: Path
) -> None:
    """Its id and two keys for each: also for those whose module has to be created, once that was
    said for one of them."""
    wizard.press(Qt.Key.Key_Return)
    wizard.until(lambda: wizard.at is PageId.DEVICE)
    reports, keys = [], []
    for number, device_id in enumerate(TEN):
        if number:
            wizard.until(lambda: wizard.focused() is wizard.check.next_device)
            wizard.press(Qt.Key.Key_Return)
            wizard.until(lambda: wizard.at is PageId.DEVICE)
        reports.append(only_keys(wizard, device_id, lacks_module=device_id == "cam-02"))
        keys.append(wizard.keys - len(device_id))
        wizard.keys = 0

    assert [report.result for report in reports] == [Result.OK] * len(TEN)
    assert keys == [4, 4, *[2] * 8], "beside the id"
    assert wizard.clicks == 0
    created = [report.device for report in reports if report.hub_changes]
    assert created == list(WITHOUT_MODULE)
    folders = [report.directory for report in reports]
    assert folders == [tmp_path / "c", *(tmp_path / device_id for device_id in TEN[1:])]
    wizard.check.report_actions.write(str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text("utf-8")
    assert [device_id for device_id in TEN if f"<strong>{device_id}</strong>" not in page] == []
    wizard.press(Qt.Key.Key_Return)
    wizard.until(lambda: wizard.at is PageId.DEVICE)
    model = wizard.device.list.model
    wizard.until(lambda: None not in map(model.row_of, TEN))
    for device_id in TEN:
        index = model.index(model.row_of(device_id) or 0, Column.ID)
        assert "set up in this session" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_one_report_tells_all_devices_of_the_session(wizard: Driver, tmp_path: Path) -> None:
    first_device(wizard)
    next_device(wizard, "cam-04")
    wizard.check.report_actions.write(str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "Devices of this session" in page
    assert "cam-01" in page
    assert "cam-04" in page
