"""No secret in a text of the window, on the clipboard, in the log, in a saved report."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.canary import Haystack, assert_no_canary
from tests.ui.driver import Driver
from tests.widget_texts import widget_texts
from wizard.core.secret import Secret
from wizard.ui.faults import FaultReporter


def test_no_secret_is_shown_said_or_logged(
    wizard: Driver, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    found = Haystack()
    caplog.set_level(logging.DEBUG)

    def look(where: str) -> None:
        found.add(where, widget_texts(wizard.window))

    look("hub")
    wizard.to_devices()
    look("device")
    wizard.choose("cam-01")
    look("authentication")
    wizard.to_review()
    look("review")
    wizard.write()
    look("check")
    wizard.check.write_report(str(tmp_path / "report.json"))
    found.add("report", (tmp_path / "report.json").read_bytes())
    found.add("log", caplog.text)
    found.add("clipboard", QApplication.clipboard().text())
    found.add_object("state", wizard.session.state)

    state = wizard.session.state
    assert state.credentials and state.device and state.device.primary_key
    assert state.module and state.module.primary_key
    assert_no_canary(
        {
            "the hub's key": state.credentials.key,
            "the device's key": state.device.primary_key,
            "the module's key": state.module.primary_key,
        },
        found,
    )


def test_a_fault_is_shown_without_its_words(
    wizard: Driver, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    key = Secret("Y2FuYXJ5/2tleS+Mb25nIGFuZC9yYW5kb20rZW5vdWdoIQ==")
    reporter = FaultReporter(wizard.window, wizard.loop)
    try:
        raise ValueError(key.reveal())
    except ValueError as error:
        reporter.report(error)
        reporter.report(error)  # a second one at the same time only goes to the log

    box = reporter.box
    assert box is not None and box.isVisible()
    found = Haystack()
    found.add("window", widget_texts(box))
    found.add("log", caplog.text)
    assert_no_canary({"the key": key}, found)
    assert "ValueError" in box.text() + box.detailedText()
    box.reject()
    qtbot.waitUntil(lambda: reporter.box is None)
