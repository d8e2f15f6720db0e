"""What an ordinary account does in the window with an agent that is another account's.

It runs in the login of a machine (`tests/machine/test_window.py` starts it there): real rights, a
real service, a real log. The pictures are put into the folder that TEST_PICTURES names.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.gui.conftest import OpenWizard
from tests.gui.driver import Driver
from tests.gui.widget_texts import widget_texts
from wizard.compose.system_ports import SystemPorts
from wizard.domain.report import Report, Result
from wizard.gui.pages.check.step_group import StepGroup


def picture(wizard: Driver, name: str) -> None:
    """What is to be seen now."""
    if folder := os.environ.get("TEST_PICTURES"):
        wizard.window.grab().save(str(Path(folder, f"{name}.png")))


def written(open_wizard: OpenWizard) -> tuple[Driver, Report]:
    """From the first page to the report of the run, in the agent's own folder."""
    wizard = open_wizard(ports=SystemPorts())
    wizard.hub.keep.setCurrentIndex(1)
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    picture(wizard, "1-review")
    texts = widget_texts(wizard.review)
    assert "/var/ASCIoTAgent" in texts
    assert "Administrator rights are required" in texts
    assert "You are asked for them once" in texts
    return wizard, wizard.write()


def test_write_restart_and_undo(open_wizard: OpenWizard) -> None:
    wizard, report = written(open_wizard)
    picture(wizard, "2-written")
    assert report.result is Result.OK, report.error
    assert {file.elevated for file in report.files} == {True}

    panel = wizard.check.restart
    wizard.until(panel.button.isVisible)
    wizard.click(panel.button)
    wizard.until(lambda: panel.button.isEnabled() and "Waiting" not in panel.words.text())
    picture(wizard, "3-restarted")
    assert panel.words.text() == "The agent is running and has connected."
    assert "ASC for IoT Agent initialized!" in panel.messages.text()

    undo = wizard.check.changes_panel.undo_button
    assert undo is not None
    wizard.click(undo)
    wizard.until(lambda: wizard.check.changes_panel.undo_button is None)
    picture(wizard, "4-undone")
    assert not panel.words.isVisible(), "it was said of the files before"


def test_refused(open_wizard: OpenWizard) -> None:
    wizard, report = written(open_wizard)
    picture(wizard, "5-refused")
    assert report.error is not None
    assert report.error.variant == "rights_refused"
    ticked = [one for one in wizard.check.findChildren(StepGroup) if one.is_ticked]
    assert [one.accessibleName() for one in ticked] == ["Hub and device"]
