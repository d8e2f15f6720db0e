"""The review in words, the way to change each fact, and the files behind a line."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView

from tests.gui.driver import Driver
from wizard.domain.agent.model import Identity
from wizard.domain.report import Result, StepId, StepStatus
from wizard.domain.state import SetupState
from wizard.gui.pages.review.diff_view import DiffText
from wizard.gui.pages.review.secret_words import secret_words
from wizard.setup.page_id import PageField, PageId
from wizard.setup.preview import Preview, preview


@pytest.fixture
def review(wizard: Driver) -> Driver:
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    return wizard


def words(wizard: Driver) -> dict[str, str]:
    rows = wizard.review.facts.rows
    return {label: row.text().replace("\u200b", "") for label, row in rows.items()}


def test_it_says_what_will_be_done(review: Driver, tmp_path: Path) -> None:
    said = words(review)
    assert said["Device"] == "cam-01"
    assert said["Authenticates as"] == "Its security module, azureiotsecurity"
    assert said["Agent"] == "C agent for Linux"
    assert said["Folder"] == str(tmp_path / "c")
    assert said["Replaces"] == "Nothing: LocalConfiguration.json, azureiotsecurity.key are new."
    assert said["In the hub"] == "Nothing is changed."
    assert said["In the keyring"] == "The hub's connection string and the agent's key"


def test_it_says_what_is_replaced_and_what_is_not_kept(review: Driver) -> None:
    review.write()
    review.window.go_back_to(PageId.HUB)
    review.hub.saved.cards[-1].click()
    review.hub.string.set_secret(review.demo_hub.connection_string("registryReadWrite"))
    review.hub.keep.setCurrentIndex(1)
    review.next_to(PageId.DEVICE)
    review.next_to(PageId.AUTHENTICATION)
    review.authentication.cards[Identity.DEVICE].click()
    review.to_review()
    said = words(review)
    assert said["Replaces"] == "LocalConfiguration.json"
    assert said["Authenticates as"] == "The device, with its symmetric key"
    assert said["In the keyring"].startswith("Nothing is saved")


@pytest.mark.parametrize(
    ("needs_rights", "readers"),
    [(False, "SYSTEM, Administrators and you."), (True, "SYSTEM and Administrators.")],
)
def test_on_windows_it_says_who_will_be_able_to_read_the_key(
    monkeypatch: pytest.MonkeyPatch, needs_rights: bool, readers: str
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    said = secret_words(SetupState(), needs_rights=needs_rights)
    assert said == f"The symmetric key.\nReadable by {readers}"


@pytest.mark.parametrize(
    ("place", "page"),
    [
        (PageField.DEVICE_ID, PageId.DEVICE),
        (PageField.IDENTITY, PageId.AUTHENTICATION),
        (PageField.AGENT, PageId.AUTHENTICATION),
        (PageField.FOLDER, PageId.AUTHENTICATION),
        (PageField.SECRETS, PageId.HUB),
    ],
)
def test_change_leads_to_the_field(review: Driver, place: PageField, page: PageId) -> None:
    review.click(review.review.facts.buttons[place])
    review.until(lambda: review.at is page)
    expected = review.window.pages[page].field_of(place)
    review.until(lambda: review.focused() is expected)
    QTest.qWait(0)
    assert review.focused() is expected


def test_a_done_step_of_the_map_can_be_clicked(review: Driver) -> None:
    steps = review.window.panel.findChild(QListView)
    assert isinstance(steps, QListView)

    def click(row: int) -> None:
        at = steps.visualRect(steps.model().index(row, 0)).center()
        QTest.mouseClick(steps.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))

    click(4)
    assert review.at is PageId.REVIEW
    click(1)
    review.until(lambda: review.at is PageId.DEVICE)
    assert review.device.device_id.text() == "cam-01"
    click(0)
    review.until(lambda: review.at is PageId.HUB)


def test_the_files_are_behind_a_line_and_long_lines_wrap(review: Driver) -> None:
    page = review.review
    assert not page.files.content.isVisible()
    review.click(page.files.button)
    text = page.files.content.findChild(DiffText)
    assert isinstance(text, DiffText)
    assert text.isVisible()
    review.until(lambda: text.horizontalScrollBar().maximum() == 0)
    assert not text.horizontalScrollBar().isVisible()
    assert text.toPlainText().count("cam-01") == 1


def test_a_check_without_connecting_proves_no_login(review: Driver) -> None:
    assert not review.review.only_look.isChecked()
    review.click(review.review.only_look)
    assert review.review.is_ready
    report = review.write()
    assert report.result is Result.OK
    done = {step.step: step.status for step in report.steps}
    assert done.get(StepId.CHECK_CONNECT, StepStatus.SKIPPED) is StepStatus.SKIPPED
    assert review.check.heading_label.text() == "cam-01 is written, not connected yet"
    assert "without connecting" in review.check.sentence.text()
    assert review.check.next_device.isVisible()


def test_a_press_while_it_still_compares_is_answered(
    review: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    held = asyncio.Event()

    async def slowly() -> Preview:
        await held.wait()
        return await preview(review.session.state, review.session._ports)

    monkeypatch.setattr(review.session, "preview", slowly)
    review.window.go_back_to(PageId.AUTHENTICATION)
    review.click(review.next_button)
    review.until(lambda: bool(review.review.busy.text))
    monkeypatch.setattr(
        "wizard.gui.widgets.busy_bar.announce", lambda _bar, text, **_how: said.append(text)
    )
    review.press(Qt.Key.Key_Return)
    assert said == ["Comparing with the existing files…"]
    assert review.at is PageId.REVIEW
    held.set()
    review.until(lambda: review.review.is_ready)
