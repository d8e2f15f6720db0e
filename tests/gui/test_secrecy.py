"""No secret in a text of the window, on the clipboard, in the log, in a saved report."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.canary import Haystack, assert_no_canary
from tests.gui.driver import Driver
from tests.gui.widget_texts import widget_texts
from tests.pairs import make_pair
from tests.patience import HANG_LIMIT_MS
from wizard.domain.secret import Secret
from wizard.gui.crash_dialog import FaultReporter
from wizard.setup.page_id import PageId


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
    wizard.check.report_actions.write(str(tmp_path / "report.json"))
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


def test_what_is_asked_for_without_a_hub_stays_behind_dots(
    wizard: Driver, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    found = Haystack()
    caplog.set_level(logging.DEBUG)
    own = wizard.demo_hub.device_connection_string("cam-01")
    key = Secret(own.reveal().rpartition("SharedAccessKey=")[2])
    passphrase = Secret("an open sesame that nobody would guess")
    wizard.hub.string.set_secret(own)
    found.add("hub", widget_texts(wizard.window))
    wizard.click(wizard.hub.access.button)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)
    found.add("authentication", widget_texts(wizard.window))
    wizard.back_to(PageId.HUB)
    wizard.hub.without_hub.open()
    wizard.click(wizard.hub.without_hub.dps_button)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)
    dps = wizard.authentication.identities.dps
    dps.id_scope.setText(wizard.demo_hub.dps_id_scope)
    dps.registration_id.setText("cam-01")
    dps.key.set_secret(key)
    wizard.to_review()
    wizard.write()
    found.add("check", widget_texts(wizard.window))
    wizard.back_to(PageId.REVIEW)
    wizard.back_to(PageId.AUTHENTICATION)
    dps.method.setCurrentIndex(1)
    (tmp_path / "camera.pem").write_bytes(locked_pair(passphrase))
    dps.file.name(tmp_path / "camera.pem")
    wizard.until(lambda: bool(dps.file.passphrase_field.error))
    dps.file.passphrase.set_secret(passphrase)
    wizard.to_review()
    found.add("review", widget_texts(wizard.window))
    found.add("log", caplog.text)
    found.add_object("state", wizard.session.state)

    # The hub's name is said in clear beside the dots; nothing of what follows it is.
    string = own.reveal().partition(";")[2]
    assert key.reveal() in string
    assert_no_canary({"the key": key, "the string": string, "the passphrase": passphrase}, found)


def locked_pair(passphrase: Secret) -> bytes:
    """A certificate, and its key behind a passphrase."""
    pair = make_pair("cam-01")
    lock = BestAvailableEncryption(passphrase.reveal().encode())
    return pair.pem + pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)


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
    qtbot.waitUntil(lambda: reporter.box is None, timeout=HANG_LIMIT_MS)
