"""Without access to the hub: with the device's or the module's own string, or through DPS."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.fakes.registry import new_key
from tests.gui.driver import Driver
from wizard.domain.agent.model import Identity, Method
from wizard.domain.errors import Code
from wizard.domain.report import Report, Result, StepId
from wizard.domain.secret import Secret
from wizard.gui.pages.hub.access_choice import AccessKind
from wizard.setup.page_id import PageId


def own_string(wizard: Driver, identity: Identity, device_id: str = "cam-01") -> Secret:
    hub = wizard.demo_hub
    if identity is Identity.DEVICE:
        return hub.device_connection_string(device_id)
    return hub.module_connection_string(device_id)


def key_of(wizard: Driver, device_id: str) -> Secret:
    string = wizard.demo_hub.device_connection_string(device_id).reveal()
    return Secret(string.rpartition("SharedAccessKey=")[2])


def to_dps(wizard: Driver) -> None:
    wizard.hub.without_hub.open()
    wizard.click(wizard.hub.without_hub.dps_button)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)


@pytest.mark.parametrize("identity", [Identity.DEVICE, Identity.SECURITY_MODULE])
def test_an_own_string_is_recognized_and_sets_up_that_device(
    wizard: Driver, identity: Identity, tmp_path: Path
) -> None:
    wizard.hub.string.set_secret(own_string(wizard, identity))
    assert "device cam-01" in wizard.hub.access.text
    assert "without access to the hub?" in wizard.hub.access.text
    wizard.click(wizard.hub.access.button)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)

    page = wizard.authentication
    assert page.accessibleName() == "Step 2 of 4: Authentication"
    assert page.cards[identity].isChecked()
    [other] = {Identity.DEVICE, Identity.SECURITY_MODULE} - {identity}
    assert not page.cards[other].possible
    assert not page.cards[Identity.DPS].isVisible()
    assert "not known whether cam-01 is enabled" in page.unknown.text()
    wizard.to_review()
    report = wizard.write()

    assert report.result is Result.OK, report.error
    assert (report.device, report.identity) == ("cam-01", identity)
    assert [warning.code for warning in report.warnings] == [Code.HUB_NOT_ASKED]
    assert StepId.HUB_CONNECT not in wizard.check.steps.rows
    assert (tmp_path / "c" / "LocalConfiguration.json").is_file()


def test_the_question_is_answered_with_the_keyboard(wizard: Driver) -> None:
    wizard.hub.string.set_secret(own_string(wizard, Identity.DEVICE))
    wizard.click(wizard.next_button)

    wizard.until(lambda: wizard.focused() is wizard.hub.access.button)
    assert wizard.at is PageId.HUB
    wizard.press(Qt.Key.Key_Space)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)
    wizard.back_to(PageId.HUB)
    assert not wizard.hub.access.is_asking
    wizard.next_to(PageId.AUTHENTICATION)


def test_another_text_takes_the_question_back(wizard: Driver) -> None:
    hub = wizard.hub.string.secret()
    wizard.hub.string.set_secret(own_string(wizard, Identity.DEVICE))
    wizard.click(wizard.hub.access.button)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)
    wizard.back_to(PageId.HUB)
    wizard.hub.string.set_secret(hub)

    assert wizard.hub.access.text == ""
    assert wizard.hub.access.kind is AccessKind.HUB
    wizard.next_to(PageId.DEVICE)
    assert wizard.session.state.own is None
    assert wizard.device.accessibleName() == "Step 2 of 5: Device"


@pytest.mark.parametrize(
    ("string", "words"),
    [
        ("DeviceId=cam-03;SharedAccessKey=a", "base64"),
        ("DeviceId=cam-03;x509=true", "certificate"),
        ("DeviceId=cam-03;ModuleId=historian;SharedAccessKey=a2V5", "historian"),
    ],
)
def test_an_own_string_that_will_not_do_is_explained_beside_the_field(
    wizard: Driver, string: str, words: str
) -> None:
    wizard.hub.string.line.setText(f"HostName=h.azure-devices.net;{string}")
    assert wizard.hub.access.text == ""
    wizard.click(wizard.next_button)

    wizard.until(lambda: words in wizard.hub.string_field.error)
    assert wizard.at is PageId.HUB
    assert wizard.focused() is wizard.hub.string.line
    wizard.hub.string.line.setText("x")
    assert not wizard.hub.string_field.error, "an edit voids what was said"


def test_the_next_own_device_needs_a_string_of_its_own_and_is_proposed_a_folder(
    wizard: Driver, tmp_path: Path
) -> None:
    wizard.hub.string.set_secret(own_string(wizard, Identity.SECURITY_MODULE))
    wizard.click(wizard.hub.access.button)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)
    wizard.to_review()
    wizard.write()
    wizard.click(wizard.check.next_device)

    wizard.until(lambda: wizard.at is PageId.HUB)
    assert not len(wizard.hub.string.secret())
    wizard.hub.string.set_secret(own_string(wizard, Identity.SECURITY_MODULE, "cam-04"))
    wizard.click(wizard.hub.access.button)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)
    assert wizard.authentication.agent_fields.folder.text() == str(tmp_path / "cam-04")
    wizard.to_review()
    report = wizard.write()
    assert (report.device, report.directory) == ("cam-04", tmp_path / "cam-04")
    assert "cam-01" in (tmp_path / "c" / "LocalConfiguration.json").read_text("utf-8")


def test_a_wrong_own_key_is_fixed_where_it_was_pasted(wizard: Driver) -> None:
    host = wizard.demo_hub.host_name
    wizard.hub.string.set_secret(
        Secret(f"HostName={host};DeviceId=cam-01;SharedAccessKey={new_key().reveal()}")
    )
    wizard.click(wizard.hub.access.button)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)
    wizard.to_review()
    report = wizard.write()
    assert report.error is not None
    assert report.error.code is Code.CHECK_UNAUTHORIZED
    wizard.back_to(PageId.HUB)

    assert wizard.hub.notice.text


def test_provisioning_with_a_key(wizard: Driver) -> None:
    to_dps(wizard)
    page = wizard.authentication
    assert page.cards[Identity.DPS].isChecked()
    assert not page.cards[Identity.DEVICE].isVisible()
    dps = page.identities.dps
    for line, text in (
        (dps.id_scope, wizard.demo_hub.dps_id_scope),
        (dps.registration_id, "cam-01"),
        (dps.key.line, key_of(wizard, "cam-01").reveal()),
    ):
        wizard.click(wizard.next_button)  # it says what is missing, and goes there
        assert wizard.focused() is line
        wizard.enter(text)
    wizard.to_review()
    report = wizard.write()

    assert report.result is Result.OK, report.error
    assert report.identity is Identity.DPS
    assert StepId.CHECK_DPS in wizard.check.steps.rows
    assert wizard.window.panel.spoken()[1].startswith("Step 2 of 4: Authentication, done")


def test_the_next_registration_keeps_the_id_scope(wizard: Driver) -> None:
    to_dps(wizard)
    dps = wizard.authentication.identities.dps
    dps.id_scope.setText(wizard.demo_hub.dps_id_scope)
    dps.registration_id.setText("cam-01")
    dps.key.set_secret(key_of(wizard, "cam-01"))
    wizard.to_review()
    wizard.write()
    wizard.click(wizard.check.next_device)

    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)
    assert dps.id_scope.text() == wizard.demo_hub.dps_id_scope
    assert dps.registration_id.text() == ""
    assert not len(dps.key.secret())


def test_the_next_registration_is_proposed_a_folder_that_follows_its_id(
    wizard: Driver, tmp_path: Path
) -> None:
    to_dps(wizard)
    dps, folder = wizard.authentication.identities.dps, wizard.authentication.agent_fields.folder
    dps.id_scope.setText(wizard.demo_hub.dps_id_scope)
    reports: list[Report] = []
    for device_id in ("cam-01", "cam-04"):
        dps.registration_id.setFocus()
        wizard.enter(device_id)
        dps.key.set_secret(key_of(wizard, device_id))
        assert folder.text() == str(tmp_path / ("cam-04" if reports else "c"))
        wizard.to_review()
        reports.append(wizard.write())
        wizard.click(wizard.check.next_device)
        wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)

    assert [(one.result, one.directory) for one in reports] == [
        (Result.OK, tmp_path / "c"),
        (Result.OK, tmp_path / "cam-04"),
    ]
    assert b"cam-01" in (tmp_path / "c" / "LocalConfiguration.json").read_bytes()
    folder.setText(str(tmp_path / "mine"))
    folder.setModified(True)
    dps.registration_id.setText("cam-05")
    assert folder.text() == str(tmp_path / "mine"), "what was typed stays"


def test_a_registration_does_not_take_anothers_folder_unasked(
    wizard: Driver, tmp_path: Path
) -> None:
    to_dps(wizard)
    dps, folder = wizard.authentication.identities.dps, wizard.authentication.agent_fields.folder
    dps.id_scope.setText(wizard.demo_hub.dps_id_scope)
    dps.registration_id.setText("cam-01")
    dps.key.set_secret(key_of(wizard, "cam-01"))
    wizard.to_review()
    wizard.write()
    wizard.click(wizard.check.next_device)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)
    dps.registration_id.setText("cam-04")
    dps.key.set_secret(key_of(wizard, "cam-04"))
    folder.setText(str(tmp_path / "c"))
    wizard.click(wizard.next_button)
    wizard.until(lambda: "cam-01" in wizard.authentication.agent_fields.folder_field.error)
    assert wizard.at is PageId.AUTHENTICATION


def test_a_registration_that_is_not_assigned_is_fixed_on_its_page(wizard: Driver) -> None:
    to_dps(wizard)
    dps = wizard.authentication.identities.dps
    dps.id_scope.setText(wizard.demo_hub.dps_id_scope)
    dps.registration_id.setText("cam-05")
    dps.key.set_secret(key_of(wizard, "cam-05"))
    wizard.to_review()
    report = wizard.write()

    assert report.failed_step is StepId.CHECK_DPS
    wizard.back_to(PageId.AUTHENTICATION)
    assert wizard.authentication.notice.text
    assert dps.registration_id.text() == "cam-05"


def test_back_from_provisioning_to_a_hub(wizard: Driver) -> None:
    hub = wizard.hub.string.secret()
    to_dps(wizard)
    wizard.back_to(PageId.HUB)
    assert "provisioning service" in wizard.hub.access.text
    wizard.next_to(PageId.AUTHENTICATION)
    wizard.back_to(PageId.HUB)
    wizard.hub.string.set_secret(hub)
    wizard.to_devices()
    wizard.choose("cam-01")

    assert wizard.authentication.cards[Identity.SECURITY_MODULE].isChecked()
    wizard.click(wizard.authentication.cards[Identity.DPS])
    dps = wizard.authentication.identities.dps
    assert dps.registration_id.text() == "cam-01", "enrolments mostly have the device's name"
    dps.id_scope.setText(wizard.demo_hub.dps_id_scope)
    wizard.to_review()
    report = wizard.write()
    assert report.result is Result.OK, report.error
    assert (report.identity, report.method) == (Identity.DPS, Method.SYMMETRIC_KEY)
