"""How a run has ended, as it is seen: the mark, the proof, the map, what folds away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QPushButton, QWidget

from tests.gui.driver import Driver
from wizard.demo.faults.amqp_faults import TokenStatus
from wizard.domain.report import Result, StepId
from wizard.setup.page_id import PageId


def run(wizard: Driver) -> Result:
    wizard.window.resize(900, 600)
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    return wizard.write().result


def in_sight(wizard: Driver, widget: QWidget) -> bool:
    """Whether all of it is inside what can be seen of the page."""
    shown = widget.visibleRegion().boundingRect()
    return widget.isVisible() and shown.size() == widget.size()


def primary_buttons(wizard: Driver) -> list[QPushButton]:
    buttons = wizard.window.findChildren(QPushButton)
    return [one for one in buttons if one.isVisible() and one.property("primary")]


def test_the_button_that_goes_on_stands_out(wizard: Driver) -> None:
    picture = wizard.next_button.grab().toImage()
    color = picture.pixelColor(10, picture.height() // 2)
    assert color == wizard.next_button.palette().color(QPalette.ColorRole.Highlight)
    assert primary_buttons(wizard) == [wizard.next_button]


def test_success_is_seen_with_its_proof_and_what_comes_next(wizard: Driver) -> None:
    assert run(wizard) is Result.OK
    page = wizard.check
    wizard.until(lambda: wizard.focused() is page.next_device)
    assert in_sight(wizard, page.mark.picture)
    assert page.mark.picture.height() >= 48
    assert "Connected as the security module" in page.sentence.text()
    assert in_sight(wizard, page.restart.line)
    assert primary_buttons(wizard) == [page.next_device]
    assert all(group.is_folded for group in page.steps.groups)


def test_folded_steps_are_opened_with_a_key_and_say_what_they_found(wizard: Driver) -> None:
    run(wizard)
    group = wizard.check.steps.groups[-1]
    group.button.setFocus()
    wizard.press(Qt.Key.Key_Return)
    row = wizard.check.steps.rows[StepId.CHECK_TLS]
    assert not group.is_folded
    assert row.isVisible()
    assert "TLS" in wizard.words(row)


def test_a_failure_is_marked_in_the_map_and_unfolded(wizard: Driver) -> None:
    wizard.demo_hub.faults.amqp.add(TokenStatus(401), times=1)
    assert run(wizard) is Result.FAILED
    page = wizard.check
    wizard.until(lambda: wizard.focused() is page.again)
    assert "failed" in wizard.window.panel.spoken()[-1]
    assert primary_buttons(wizard) == [page.again]
    assert in_sight(wizard, page.heading_label)
    assert in_sight(wizard, page.mark.picture)
    assert in_sight(wizard, page.steps.rows[StepId.CHECK_CONNECT])
    assert all(group.is_folded for group in page.steps.groups)
    assert not page.steps.rows[StepId.CHECK_TLS].isVisible()
    wizard.click(page.again)
    assert wizard.report().result is Result.OK
    assert "done" in wizard.window.panel.spoken()[-1]


def test_the_mark_goes_when_the_files_are_taken_back(wizard: Driver) -> None:
    run(wizard)
    undo = wizard.check.changes_panel.undo_button
    assert undo is not None
    wizard.click(undo)
    wizard.until(lambda: wizard.check.changes_panel.undo_button is None)
    assert not wizard.check.mark.picture.isVisible()
    assert "restored" in wizard.check.heading_label.text()


def test_what_is_announced_after_a_failed_check_and_in_which_order(
    wizard: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[tuple[bool, str]] = []

    def remember(_widget: QWidget, text: str, *, politely: bool = False) -> None:
        spoken.append((politely, text))

    for module in ("pages.check.page", "widgets.busy_bar", "frame.navigation"):
        monkeypatch.setattr(f"wizard.gui.{module}.announce", remember)
    wizard.demo_hub.faults.amqp.add(TokenStatus(401), times=1)
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    spoken.clear()
    wizard.write()
    wizard.until(lambda: bool(spoken) and not spoken[-1][0])
    assertive = [text for politely, text in spoken if not politely]
    assert len(assertive) == 1, "one result"
    assert spoken[-1][1] == assertive[0], "after all that is polite"
    assert assertive[0].startswith("cam-01 is not ready yet.")
    assert "<b>" not in assertive[0]
    reason = wizard.check.steps.rows[StepId.CHECK_CONNECT].reason
    assert reason
    assert reason in assertive[0]
    assert any(text.startswith("Step 5 of 5: Check") for politely, text in spoken if politely)


def test_a_warning_is_said_after_the_result_and_does_not_interrupt_it(
    wizard: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[tuple[bool, str]] = []

    def remember(_widget: QWidget, text: str, *, politely: bool = False) -> None:
        spoken.append((politely, text))

    for module in ("pages.check.page", "widgets.notice"):
        monkeypatch.setattr(f"wizard.gui.{module}.announce", remember)
    wizard.hub.string.set_secret(wizard.demo_hub.device_connection_string("cam-01"))
    wizard.click(wizard.hub.access.button)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)
    wizard.to_review()
    spoken.clear()
    report = wizard.write()
    assert report.warnings, "without access to the hub nobody asked it"
    wizard.until(lambda: bool(spoken) and wizard.check.notice.text != "")
    result = [text for politely, text in spoken if not politely]
    assert len(result) == 1
    assert result[0].startswith("cam-01 is set up")
    after = spoken[spoken.index((False, result[0])) + 1 :]
    assert any(wizard.check.notice.text == text for _politely, text in after)


def test_the_end_of_a_run_asks_for_attention(
    wizard: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[QWidget] = []
    monkeypatch.setattr("wizard.gui.pages.check.page.ask_for_attention", asked.append)
    run(wizard)
    assert asked == [wizard.check]
