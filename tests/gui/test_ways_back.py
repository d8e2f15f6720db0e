"""After a run: what was changed is shown, and taken back only when that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.gui.driver import Driver
from tests.gui.test_result_seen import primary_buttons
from wizard.agents.c.facts import C
from wizard.demo.faults.amqp_faults import TokenStatus
from wizard.demo.faults.faults import Status
from wizard.demo.hub import DemoHub
from wizard.domain.agent.model import Identity
from wizard.domain.hub.model import MODULE_ID
from wizard.domain.report import HubChangeKind, Report, Result
from wizard.gui.progress_map import map_steps
from wizard.setup.page_id import PageId

Remember = Callable[[str], None]


def run(wizard: Driver, device_id: str = "cam-01") -> Report:
    wizard.to_devices()
    wizard.choose(device_id)
    wizard.to_review()
    return wizard.write()


def create_module(wizard: Driver) -> Report:
    wizard.to_devices()
    wizard.device.device_id.setText("cam-02")
    wizard.click(wizard.next_button)
    wizard.until(lambda: wizard.device.create_module.isVisible())
    wizard.device.create_module.setChecked(True)
    wizard.next_to(PageId.AUTHENTICATION)
    wizard.to_review()
    assert "is created for cam-02" in wizard.words(wizard.review)
    return wizard.write()


@pytest.fixture
def without_module(hub: DemoHub) -> DemoHub:
    """The hub, with cam-02 lacking its module, whatever another test has made of it."""
    if hub.store.module("cam-02", MODULE_ID) is not None:
        hub.store.remove("cam-02", MODULE_ID)
    return hub


def test_undo_puts_the_former_files_back(wizard: Driver, tmp_path: Path) -> None:
    folder = tmp_path / "c"
    folder.mkdir()
    configuration = folder / "LocalConfiguration.json"
    configuration.write_text('{ "Configuration" : {} }\n', encoding="utf-8")
    run(wizard)
    assert "LocalConfiguration.json updated" in wizard.words(wizard.check.changes_panel)
    assert "azureiotsecurity.key created" in wizard.words(wizard.check.changes_panel)
    assert "can be read by" in wizard.words(wizard.check.changes_panel)
    undo = wizard.check.changes_panel.undo_button
    assert undo is not None
    undo.setFocus()
    wizard.press(Qt.Key.Key_Space)

    wizard.until(lambda: wizard.check.changes_panel.undo_button is None)
    assert configuration.read_text("utf-8") == '{ "Configuration" : {} }\n'
    assert not (folder / "azureiotsecurity.key").exists()
    assert "azureiotsecurity.key removed" in wizard.words(wizard.check.changes_panel)
    wizard.until(lambda: primary_buttons(wizard) == [wizard.check.again])
    assert not wizard.check.steps.isVisible(), "what they have proven is no longer there"
    assert not map_steps(wizard.session.state, PageId.CHECK, wizard.check)[-1].done
    assert wizard.back_button.text() == "&Back"
    assert not wizard.check.report_actions.isVisible(), "the report would say that it is set up"
    wizard.click(wizard.check.again)
    assert wizard.report().result is Result.OK
    assert wizard.check.steps.isVisible()
    assert map_steps(wizard.session.state, PageId.CHECK, wizard.check)[-1].done
    assert (folder / "azureiotsecurity.key").exists(), "it is a whole run again"


def test_undo_after_a_failed_check(wizard: Driver, tmp_path: Path) -> None:
    wizard.demo_hub.faults.amqp.add(TokenStatus(401), times=1)
    assert run(wizard).result is Result.FAILED
    undo = wizard.check.changes_panel.undo_button
    assert undo is not None
    wizard.click(undo)

    wizard.until(lambda: wizard.check.changes_panel.undo_button is None)
    assert not (tmp_path / "c" / "LocalConfiguration.json").exists()
    wizard.until(lambda: not wizard.check.steps.isVisible())
    assert wizard.check.report_actions.isVisible()


def test_undo_that_is_not_possible_any_more_says_why(wizard: Driver, tmp_path: Path) -> None:
    run(wizard)
    undo = wizard.check.changes_panel.undo_button
    assert undo is not None
    elsewhere = wizard.session.folder(tmp_path / "c", C).undo()
    done = wizard.loop.create_task(elsewhere)
    wizard.until(done.done)
    wizard.click(undo)

    wizard.until(lambda: "nothing to undo" in wizard.check.notice.text)


def test_a_run_that_changed_nothing_offers_no_way_back(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    wizard.demo_hub.store.disable("cam-01", reason="under repair")
    try:
        wizard.write()
    finally:
        wizard.demo_hub.store.enable("cam-01")

    assert not wizard.check.changes_panel.isVisible()


def test_a_created_module_is_taken_back(wizard: Driver, without_module: DemoHub) -> None:
    report = create_module(wizard)
    assert report.result is Result.OK, report.error
    [change] = report.hub_changes
    button = wizard.check.changes_panel.take_back_button(change)
    assert button is not None
    assert button.accessibleDescription(), "a screen reader says what is taken back"
    wizard.click(button)

    wizard.until(lambda: wizard.check.changes_panel.take_back_button(change) is None)
    assert without_module.store.module("cam-02", MODULE_ID) is None
    assert "The change in the hub was undone." in wizard.words(wizard.check.changes_panel)


def test_a_hub_that_does_not_take_it_back_is_told(wizard: Driver, without_module: DemoHub) -> None:
    report = create_module(wizard)
    [change] = report.hub_changes
    button = wizard.check.changes_panel.take_back_button(change)
    assert button is not None
    rule = wizard.demo_hub.faults.rest.add(Status(401))
    wizard.click(button)

    wizard.until(lambda: bool(wizard.check.notice.text))
    wizard.demo_hub.faults.rest.remove(rule)
    wizard.click(button)
    wizard.until(lambda: wizard.check.changes_panel.take_back_button(change) is None)


def test_a_registered_thumbprint_is_taken_back(
    wizard: Driver, hub: DemoHub, as_it_was: Remember
) -> None:
    as_it_was("gateway-01")
    before = hub.store.device("gateway-01")
    assert before is not None
    wizard.to_devices()
    wizard.choose("gateway-01")
    wizard.click(wizard.authentication.cards[Identity.DEVICE])
    wizard.authentication.identities.certificate.way.setCurrentIndex(1)
    wizard.to_review()
    report = wizard.write()
    [change] = report.hub_changes
    assert change.kind is HubChangeKind.THUMBPRINT_REGISTERED
    button = wizard.check.changes_panel.take_back_button(change)
    assert button is not None
    wizard.click(button)

    wizard.until(lambda: wizard.check.changes_panel.take_back_button(change) is None)
    device = hub.store.device("gateway-01")
    assert device is not None
    assert device.auth.thumbprints == before.auth.thumbprints


def test_a_certificate_that_was_not_registered_leaves_no_files(
    wizard: Driver, hub: DemoHub, as_it_was: Remember, tmp_path: Path
) -> None:
    as_it_was("gateway-01")
    wizard.to_devices()
    wizard.choose("gateway-01")
    wizard.click(wizard.authentication.cards[Identity.DEVICE])
    wizard.authentication.identities.certificate.way.setCurrentIndex(1)
    wizard.to_review()
    wizard.demo_hub.faults.rest.add(Status(403), method="PUT", times=1)
    report = wizard.write()

    assert report.result is Result.FAILED
    assert not (tmp_path / "c" / "agent.pfx").exists()
    assert "Nothing was changed on this computer" in wizard.check.sentence.text()
    wizard.click(wizard.check.again)
    assert wizard.report().result is Result.OK
