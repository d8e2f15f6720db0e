"""Certificates: one that is there, one that is made; and a module that lacks its key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)
from PySide6.QtCore import Qt

from tests.gui.driver import Driver
from tests.pairs import Pair, make_pair
from wizard.demo.hub import DemoHub
from wizard.domain.agent.model import Identity, Method
from wizard.domain.hub.model import MODULE_ID, AuthType
from wizard.domain.report import HubChangeKind, Result
from wizard.setup.page_id import PageId

SIGNED = "gateway-01"
Remember = Callable[[str], None]


@pytest.fixture
def pair(hub: DemoHub, as_it_was: Remember) -> Pair:
    """A certificate whose thumbprint the hub knows as the device's secondary one."""
    as_it_was(SIGNED)
    pair = make_pair(SIGNED, ends=timedelta(days=400))
    device = hub.store.device(SIGNED)
    assert device is not None
    prints = (device.auth.thumbprints[0], pair.sha1)
    hub.store.add(replace(device, auth=replace(device.auth, thumbprints=prints)))
    return pair


def to_certificate(wizard: Driver, device_id: str = SIGNED) -> None:
    wizard.to_devices()
    wizard.choose(device_id)
    wizard.click(wizard.authentication.cards[Identity.DEVICE])


def name_file(wizard: Driver, path: Path) -> None:
    """Type the path and leave the field, as one does with Tab."""
    line = wizard.authentication.identities.certificate.file.file
    line.setFocus()
    line.selectAll()
    wizard.enter(str(path))
    wizard.press(Qt.Key.Key_Tab)


def test_a_certificate_that_is_there(wizard: Driver, pair: Pair, tmp_path: Path) -> None:
    to_certificate(wizard)
    path = tmp_path / "camera.pem"
    path.write_bytes(pair.key_pem + pair.pem)
    fields = wizard.authentication.identities.certificate.file
    assert not fields.key.isVisible(), "what few need is asked for when it is needed"
    assert not fields.passphrase.isVisible()
    name_file(wizard, path)

    wizard.until(lambda: bool(fields.summary.text))
    assert f"secondary thumbprint of {SIGNED}" in fields.summary.text
    assert f"CN={SIGNED}" in fields.summary.text
    assert pair.sha1 in fields.summary.text.replace(" ", "")
    wizard.to_review()
    report = wizard.write()
    assert report.result is Result.OK, report.error
    assert report.method is Method.SELF_SIGNED_CERTIFICATE
    assert report.hub_changes == ()
    assert (tmp_path / "c" / "agent.pfx").is_file()


def test_key_and_passphrase_are_asked_for_when_they_are_needed(
    wizard: Driver, pair: Pair, tmp_path: Path
) -> None:
    to_certificate(wizard)
    (tmp_path / "camera.pem").write_bytes(pair.pem)
    locked = pair.key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"open sesame")
    )
    (tmp_path / "camera.key").write_bytes(locked)
    fields = wizard.authentication.identities.certificate.file
    name_file(wizard, tmp_path / "camera.pem")
    wizard.until(lambda: bool(fields.key_field.error))
    fields.key.setFocus()
    wizard.enter(str(tmp_path / "camera.key"))
    wizard.click(wizard.next_button)
    wizard.until(lambda: bool(fields.passphrase_field.error))
    wizard.until(lambda: wizard.focused() is fields.passphrase.line)
    wizard.enter("wrong")
    wizard.click(wizard.next_button)
    wizard.until(lambda: "does not open" in fields.passphrase_field.error)
    assert wizard.at is PageId.AUTHENTICATION
    fields.passphrase.line.setText("open sesame")
    wizard.to_review()

    assert wizard.write().result is Result.OK


def test_another_file_forgets_key_and_passphrase(wizard: Driver, tmp_path: Path) -> None:
    to_certificate(wizard)
    pair = make_pair(SIGNED)
    (tmp_path / "camera.pem").write_bytes(pair.pem)
    fields = wizard.authentication.identities.certificate.file
    name_file(wizard, tmp_path / "camera.pem")
    wizard.until(lambda: fields.key.isVisible())
    name_file(wizard, tmp_path / "other.pem")

    wizard.until(lambda: "other.pem" in fields.file_field.error)
    assert not fields.key.isVisible()


def test_the_certificate_of_another_device_is_refused(wizard: Driver, tmp_path: Path) -> None:
    to_certificate(wizard)
    other = make_pair("another")
    (tmp_path / "other.pem").write_bytes(other.pem + other.key_pem)
    name_file(wizard, tmp_path / "other.pem")
    fields = wizard.authentication.identities.certificate.file

    wizard.until(lambda: "is not registered for" in fields.file_field.error)
    wizard.click(wizard.next_button)
    wizard.until(lambda: wizard.focused() is fields.file)
    assert wizard.at is PageId.AUTHENTICATION
    assert wizard.session.state.certificate is None


def test_without_a_certificate_next_says_so(wizard: Driver) -> None:
    to_certificate(wizard)
    wizard.click(wizard.next_button)

    assert wizard.authentication.identities.certificate.file.file_field.error
    assert wizard.at is PageId.AUTHENTICATION


@pytest.mark.parametrize("kind", [0, 1])
def test_a_certificate_that_is_made(
    wizard: Driver, hub: DemoHub, as_it_was: Remember, kind: int
) -> None:
    as_it_was(SIGNED)
    to_certificate(wizard)
    page = wizard.authentication
    page.identities.certificate.way.setCurrentIndex(1)
    page.identities.certificate.new.kind.setCurrentIndex(kind)
    assert (
        "This replaces" in page.identities.certificate.new.slot_field.editor.accessibleDescription()
    )
    wizard.to_review()
    assert f"secondary thumbprint of {SIGNED}" in wizard.words(wizard.review)
    report = wizard.write()

    assert report.result is Result.OK, report.error
    [made] = report.hub_changes
    assert made.kind is HubChangeKind.THUMBPRINT_REGISTERED
    device = hub.store.device(SIGNED)
    assert device is not None
    assert made.thumbprint == device.auth.thumbprints[1]


@pytest.mark.parametrize("days", ["", "0", "x", "20000"])
def test_days_that_cannot_be_are_explained(wizard: Driver, days: str) -> None:
    to_certificate(wizard)
    page = wizard.authentication
    page.identities.certificate.way.setCurrentIndex(1)
    page.identities.certificate.new.days.setText(days)
    wizard.click(wizard.next_button)

    assert "from 1 to" in page.identities.certificate.new.days_field.error
    assert wizard.focused() is page.identities.certificate.new.days
    page.identities.certificate.new.days.setText("30")
    wizard.to_review()


def test_a_made_certificate_is_not_registered_after_going_back_to_the_module(
    wizard: Driver, as_it_was: Remember
) -> None:
    as_it_was(SIGNED)
    to_certificate(wizard)
    page = wizard.authentication
    page.identities.certificate.way.setCurrentIndex(1)
    wizard.to_review()
    wizard.back_to(PageId.AUTHENTICATION)
    wizard.click(page.cards[Identity.SECURITY_MODULE])
    assert not page.identities.certificate.isVisible()
    wizard.to_review()

    assert wizard.write().hub_changes == ()


def test_provisioning_with_a_certificate(wizard: Driver, pair: Pair, tmp_path: Path) -> None:
    (tmp_path / "camera.pem").write_bytes(pair.pem + pair.key_pem)
    wizard.hub.without_hub.open()
    wizard.click(wizard.hub.without_hub.dps_button)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)
    dps = wizard.authentication.identities.dps
    dps.id_scope.setText(wizard.demo_hub.dps_id_scope)
    dps.registration_id.setText(SIGNED)
    dps.method.setCurrentIndex(1)
    assert not dps.key.isVisible()
    dps.file.file.setText(str(tmp_path / "camera.pem"))
    wizard.to_review()

    report = wizard.write()
    assert report.result is Result.OK, report.error
    assert (report.identity, report.method) == (Identity.DPS, Method.SELF_SIGNED_CERTIFICATE)


def test_a_module_without_a_key_gets_one_only_when_it_is_asked_for(
    wizard: Driver, hub: DemoHub, as_it_was: Remember
) -> None:
    as_it_was("plc-07")
    wizard.to_devices()
    wizard.choose("plc-07")
    page = wizard.authentication
    assert page.conversion.isVisible()
    assert not page.conversion.box.isChecked()
    assert not any(page.cards[one].possible for one in (Identity.SECURITY_MODULE, Identity.DEVICE))
    wizard.click(wizard.next_button)
    wizard.until(lambda: wizard.focused() is page.conversion.box)
    wizard.press(Qt.Key.Key_Space)
    assert "will be changed to a symmetric key" in page.cards[Identity.SECURITY_MODULE].verdict
    assert page.cards[Identity.SECURITY_MODULE].isChecked()
    wizard.to_review()
    assert "is changed to a symmetric key" in wizard.words(wizard.review)
    report = wizard.write()

    assert report.result is Result.OK, report.error
    assert [change.kind for change in report.hub_changes] == [HubChangeKind.MODULE_CONVERTED]
    module = hub.store.module("plc-07", MODULE_ID)
    assert module is not None
    assert module.auth.type is AuthType.SAS
