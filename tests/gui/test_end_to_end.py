"""From the first page to a proven configuration, and through the wrong turns on the way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.gui.driver import Driver
from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.demo.faults.amqp_faults import TokenStatus
from wizard.demo.faults.faults import Status
from wizard.domain.agent.model import AgentFlavour, Identity
from wizard.domain.errors import Code, Exit
from wizard.domain.hub.model import Network
from wizard.domain.report import HubChangeKind, Result, StepId
from wizard.domain.secret import Secret
from wizard.gui.pages.check.command_line import CommandLine
from wizard.gui.pages.check.step_row import StepState
from wizard.setup.page_id import PageId
from wizard.text.catalogue.steps import STEPS

OpenWizard = Callable[..., Driver]


@pytest.mark.parametrize("flavour", [C, CSHARP])
@pytest.mark.parametrize("identity", [Identity.SECURITY_MODULE, Identity.DEVICE])
def test_from_the_first_page_to_a_proven_configuration(
    wizard: Driver, identity: Identity, flavour: AgentFlavour, tmp_path: Path
) -> None:
    wizard.to_devices()
    wizard.choose("cam-01")
    page = wizard.authentication
    page.agent_fields.agent.setCurrentIndex(page.agent_fields.agent.findData(flavour.id))
    wizard.click(page.cards[identity])
    wizard.to_review()
    assert not (tmp_path / flavour.id).exists(), "looking is not writing"

    report = wizard.write()

    assert report.result is Result.OK, report.error
    assert (report.identity, report.flavour) == (identity, flavour)
    assert report.directory == tmp_path / flavour.id
    assert all(file.path.is_file() for file in report.files)
    assert wizard.check.restart.isVisible()
    assert wizard.cancel_button.text() == "&Close"
    wizard.click(wizard.cancel_button)
    assert wizard.window.outcome is Exit.OK


def test_the_keyboard_alone_does_it(wizard: Driver) -> None:
    wizard.until(lambda: wizard.focused() is wizard.hub.string.line)
    wizard.alt(Qt.Key.Key_N)
    wizard.until(lambda: wizard.at is PageId.DEVICE)
    wizard.until(lambda: wizard.focused() is wizard.device.list.filter.search)
    wizard.enter("cam-0")
    wizard.until(lambda: 0 < wizard.device.list.model.rowCount() < 20)
    wizard.press(Qt.Key.Key_Escape)
    wizard.enter("cam-01")
    wizard.press(Qt.Key.Key_Return)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)
    module = wizard.authentication.cards[Identity.SECURITY_MODULE]
    wizard.until(lambda: wizard.focused() is module)
    wizard.press(Qt.Key.Key_Down)
    assert wizard.authentication.cards[Identity.DEVICE].isChecked()
    wizard.press(Qt.Key.Key_Up)
    assert module.isChecked()
    wizard.press(Qt.Key.Key_Return)
    wizard.until(lambda: wizard.at is PageId.REVIEW and wizard.review.is_ready)
    wizard.alt(Qt.Key.Key_W)
    wizard.until(lambda: wizard.at is PageId.CHECK)
    assert wizard.report().result is Result.OK
    wizard.until(lambda: wizard.focused() is wizard.check.next_device)
    wizard.press(Qt.Key.Key_Space)
    wizard.until(lambda: wizard.at is PageId.DEVICE)


def test_next_without_a_string_says_what_is_missing(wizard: Driver) -> None:
    wizard.hub.string.line.clear()
    assert wizard.next_button.isEnabled()
    wizard.click(wizard.next_button)

    assert wizard.hub.string_field.error
    assert wizard.at is PageId.HUB


def test_a_changed_field_is_asked_anew(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.back_to(PageId.HUB)
    host = wizard.demo_hub.host_name
    wizard.hub.string.set_secret(
        Secret(f"HostName={host};SharedAccessKeyName=registryRead;SharedAccessKey=d3Jvbmc=")
    )
    wizard.click(wizard.next_button)

    wizard.until(lambda: bool(wizard.hub.string_field.error))
    assert wizard.at is PageId.HUB


@pytest.mark.parametrize(
    ("text", "field"), [("/nowhere/ca.pem", "ca_field"), ("0", "port_field"), ("x", "port_field")]
)
def test_wrong_advanced_values_open_their_part(wizard: Driver, text: str, field: str) -> None:
    editor = wizard.hub.advanced.ca_file if field == "ca_field" else wizard.hub.advanced.port
    editor.setText(text)
    wizard.click(wizard.next_button)

    assert getattr(wizard.hub.advanced, field).error
    assert editor.isVisible()
    assert wizard.focused() is editor


def test_a_missing_module_is_offered_and_created(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.device.device_id.setText("cam-06")
    wizard.click(wizard.next_button)
    wizard.until(lambda: wizard.device.create_module.isVisible())
    assert "azureiotsecurity" in wizard.device.id_field.error
    wizard.click(wizard.next_button)
    wizard.until(lambda: wizard.focused() is wizard.device.create_module)
    wizard.press(Qt.Key.Key_Space)
    wizard.next_to(PageId.AUTHENTICATION)
    assert "will be created" in wizard.authentication.cards[Identity.DEVICE].verdict
    wizard.to_review()

    report = wizard.write()

    assert report.result is Result.OK, report.error
    assert [change.kind for change in report.hub_changes] == [HubChangeKind.MODULE_CREATED]


def test_an_impossible_choice_stays_visible_and_cannot_be_made(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.choose("cam-03")
    device = wizard.authentication.cards[Identity.DEVICE]

    assert device.isVisible()
    assert not device.possible
    assert "CA-signed" in device.verdict
    wizard.click(device)
    assert not device.isChecked()
    assert wizard.authentication.cards[Identity.SECURITY_MODULE].isChecked()


def test_next_says_why_a_disabled_device_cannot_be_set_up(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.device.device_id.setText("plc-disabled")
    wizard.next_to(PageId.AUTHENTICATION)
    wizard.click(wizard.next_button)

    assert wizard.at is PageId.AUTHENTICATION
    assert "disabled" in wizard.authentication.notice.text


@pytest.mark.parametrize("folder", ["", "relative/folder"])
def test_a_folder_that_cannot_be_is_explained(wizard: Driver, folder: str) -> None:
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.authentication.agent_fields.folder.setText(folder)
    wizard.click(wizard.next_button)

    assert wizard.authentication.agent_fields.folder_field.error
    assert wizard.focused() is wizard.authentication.agent_fields.folder


def test_a_failed_check_is_fixed_where_its_cause_is(wizard: Driver) -> None:
    wizard.hub.advanced.amqp_port.setText("1")
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    report = wizard.write()

    assert report.failed_step is StepId.CHECK_TCP
    assert report.exit_code is Exit.CHECK
    row = wizard.check.steps.rows[StepId.CHECK_TCP]
    assert row.state is StepState.FAILED
    assert "The agent would log: " in row.text
    assert wizard.back_button.text() == "&Back to fix it"
    assert wizard.cancel_button.text() == "&Close"

    wizard.back_to(PageId.HUB)
    assert wizard.hub.notice.text
    editor = wizard.hub.advanced.amqp_port
    wizard.until(lambda: wizard.focused() is editor)
    editor.setText(str(wizard.demo_hub.amqp_port))
    wizard.next_to(PageId.DEVICE)
    wizard.next_to(PageId.AUTHENTICATION)
    wizard.to_review()
    assert wizard.write().result is Result.OK


def test_try_again_checks_once_more_without_writing(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    wizard.demo_hub.faults.amqp.add(TokenStatus(503), times=1)
    first = wizard.write()
    assert first.failed_step is StepId.CHECK_CONNECT
    before = {file.path: file.path.stat().st_mtime_ns for file in first.files}
    assert before
    wizard.click(wizard.check.again)
    again = wizard.report()

    assert again.result is Result.OK
    assert wizard.check.steps.rows[StepId.CHECK_CONNECT].state is StepState.OK
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_run_that_fails_early_changes_nothing(wizard: Driver, tmp_path: Path) -> None:
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    wizard.demo_hub.store.disable("cam-01", reason="under repair")
    try:
        report = wizard.write()
    finally:
        wizard.demo_hub.store.enable("cam-01")

    assert report.error is not None
    assert report.error.code is Code.DEVICE_DISABLED
    assert not (tmp_path / "c").exists()
    assert wizard.cancel_button.text() == "&Close"
    assert wizard.check.again.isVisible()
    wizard.click(wizard.check.again)
    assert wizard.report().result is Result.OK


def test_waiting_for_the_hub_is_said(wizard: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = asyncio.Event()

    async def sleep(_seconds: float) -> None:
        await go_on.wait()

    monkeypatch.setattr("wizard.runs.retry.asyncio.sleep", sleep)
    wizard.demo_hub.faults.rest.add(Status(429, retry_after=2), times=1)
    wizard.click(wizard.next_button)

    wizard.until(lambda: "Trying again" in wizard.hub.busy.text)
    go_on.set()
    wizard.until(lambda: wizard.at is PageId.DEVICE)


def test_another_device_keeps_the_hub(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    wizard.write()
    wizard.click(wizard.check.next_device)

    wizard.until(lambda: wizard.at is PageId.DEVICE)
    assert wizard.session.state.credentials is not None
    assert wizard.session.state.device is None
    assert wizard.device.device_id.text() == ""
    wizard.device.device_id.setText("cam-04")
    assert wizard.write().device == "cam-04"


def test_a_saved_hub_is_offered_used_and_forgotten(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    wizard.write()
    wizard.click(wizard.check.next_device)
    wizard.until(lambda: wizard.at is PageId.DEVICE)
    wizard.back_to(PageId.HUB)
    saved, another = wizard.hub.saved.cards
    assert saved.isChecked()
    assert "Test keyring" in saved.accessibleDescription()
    assert not wizard.hub.string.isVisible()
    wizard.next_to(PageId.DEVICE)
    wizard.back_to(PageId.HUB)

    wizard.click(another)
    assert wizard.hub.string.isVisible()
    forget = saved.findChild(QPushButton)
    assert forget is not None
    wizard.click(forget)
    wizard.until(lambda: not wizard.hub.saved.cards)
    assert wizard.session.saved_hubs() == ()


def test_a_saved_hub_is_reached_as_it_was(open_wizard: OpenWizard) -> None:
    wizard = open_wizard()
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    wizard.write()
    network = wizard.session.state.network

    later = open_wizard(None, network=Network())

    later.until(lambda: bool(later.hub.saved.cards))
    assert "Paste" not in later.hub.sentence.text()
    assert later.hub.advanced.ca_file.text() == str(network.ca_file)
    later.to_devices()
    assert later.session.state.network.ports == network.ports


def test_the_report_is_saved_as_json_and_as_a_page(wizard: Driver, tmp_path: Path) -> None:
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    wizard.write()
    wizard.check.report_actions.write(str(tmp_path / "report.json"))

    saved = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert (saved["result"], saved["device"]) == ("ok", "cam-01")
    wizard.check.report_actions.write(str(tmp_path / "no" / "report.json"))
    assert "cannot be written" in wizard.check.notice.text
    wizard.check.report_actions.write(str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "The agent can authenticate as cam-01" in page
    assert "<dt>Qt</dt>" in page


def test_the_report_is_copied_as_text_for_a_ticket(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    wizard.write()
    wizard.click(wizard.check.report_actions.copy)
    copied = QApplication.clipboard().text()
    assert "cam-01" in copied
    assert STEPS[StepId.CHECK_TWIN].title in copied
    row = wizard.check.steps.rows[StepId.CHECK_TLS]
    assert "TLS" in row.facts


def test_the_restart_command_is_copied(qtbot: QtBot, dressed_app: QApplication) -> None:
    command = CommandLine("&Restart it:", "sudo systemctl restart ASCIoTAgent.service")
    qtbot.addWidget(command)
    command.show()
    command.copy.click()

    assert dressed_app.clipboard().text() == "sudo systemctl restart ASCIoTAgent.service"
    assert command.copy.text() == "Copied"
