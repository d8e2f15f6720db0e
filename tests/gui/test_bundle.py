"""An agent on another computer: what is asked, what is made, and what is to be done with it."""

from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path

import pytest

from tests.gui.driver import Driver
from wizard.domain.agent.target_folder import TargetKind
from wizard.domain.report import Result
from wizard.domain.secret import Secret
from wizard.infra.bundle.archive import read_archive
from wizard.setup.page_id import PageId


def to_authentication(wizard: Driver, device_id: str = "cam-01") -> None:
    wizard.to_devices()
    wizard.choose(device_id)


def choose_bundle(wizard: Driver, bundle: Path) -> None:
    """All that a person chooses for a bundle."""
    fields = wizard.authentication.agent_fields
    fields.where.kind.setCurrentIndex(fields.where.kind.findData(TargetKind.BUNDLE.value))
    fields.bundle.bundle.setText(str(bundle))


def picture(wizard: Driver, name: str) -> None:
    """Keep a picture where a folder for them is named."""
    if folder := os.environ.get("TEST_PICTURES"):
        wizard.window.grab().save(str(Path(folder) / f"{name}.png"))


def test_a_bundle_is_made_checked_and_explained(wizard: Driver, tmp_path: Path) -> None:
    to_authentication(wizard)
    fields, bundle = wizard.authentication.agent_fields, tmp_path / "out" / "cam-01.zip"
    assert not fields.bundle.bundle.isVisible()
    choose_bundle(wizard, bundle)
    assert fields.bundle.bundle.isVisible()
    assert fields.folder.text() == "/var/ASCIoTAgent"
    assert not fields.bundle.system.isVisible(), "the C agent runs on Linux alone"
    below, edit = fields.bundle.bundle_field.below, fields.bundle.bundle
    wizard.until(lambda: below.y() >= edit.y() + edit.height())
    picture(wizard, "bundle-authentication")
    wizard.to_review()
    review = wizard.words(wizard.review)
    assert "On another computer" in review
    assert "not encrypted" in review
    picture(wizard, "bundle-review")
    report = wizard.write()

    assert (report.result, report.written) == (Result.OK, True)
    assert [file.path for file in report.files] == [bundle]
    if os.name == "posix":
        assert stat.S_IMODE(bundle.stat().st_mode) == 0o600
    with zipfile.ZipFile(bundle) as archive:
        assert b"/var/ASCIoTAgent/azureiotsecurity.key" in archive.read("LocalConfiguration.json")
    page = wizard.check
    assert page.bundle.isVisible()
    assert page.bundle.line.text() == "sudo sh ./install.sh"
    assert str(bundle) in page.bundle.words.text()
    assert not page.restart.isVisible()
    assert page.changes_panel.undo_button is None
    assert page.heading_label.text() == "The bundle for cam-01 is ready"
    picture(wizard, "bundle-check")


def test_a_bundle_for_windows_is_asked_for_its_system(wizard: Driver, tmp_path: Path) -> None:
    to_authentication(wizard)
    fields, bundle = wizard.authentication.agent_fields, tmp_path / "cam-01.zip"
    fields.agent.setCurrentIndex(fields.agent.findData("csharp"))
    choose_bundle(wizard, bundle)
    assert fields.bundle.system.isVisible()
    fields.bundle.system.setCurrentIndex(fields.bundle.system.findData("windows"))
    assert fields.folder.text() == "C:\\ASCIoTAgent"
    fields.bundle.bundle.setText(str(bundle))
    fields.bundle.passphrase.line.setText("correct horse")
    picture(wizard, "bundle-windows")
    wizard.to_review()
    report = wizard.write()
    assert report.result is Result.OK
    content = bundle.read_bytes()
    assert read_archive(content) is None
    assert "install.ps1" in (read_archive(content, Secret("correct horse")) or {})


@pytest.mark.parametrize("name", ["cam-01", "out/cam.zip", ""])
def test_a_bundle_without_a_whole_name_is_not_gone_on_with(wizard: Driver, name: str) -> None:
    to_authentication(wizard)
    choose_bundle(wizard, Path(name))
    fields = wizard.authentication.agent_fields
    wizard.click(wizard.next_button)
    wizard.until(lambda: bool(fields.bundle.bundle_field.error))
    assert wizard.at is PageId.AUTHENTICATION
    assert ".zip" in fields.bundle.bundle_field.error


def test_a_bundle_is_named_like_its_device(wizard: Driver, tmp_path: Path) -> None:
    to_authentication(wizard)
    choose_bundle(wizard, tmp_path / "first.zip")
    wizard.back_to(PageId.DEVICE)
    wizard.choose("cam-04")
    bundle = wizard.authentication.agent_fields.bundle.bundle
    assert bundle.text() == str(tmp_path / "cam-04.zip")


def test_back_to_this_computer(wizard: Driver, tmp_path: Path) -> None:
    to_authentication(wizard)
    fields = wizard.authentication.agent_fields
    here = fields.folder.text()
    choose_bundle(wizard, tmp_path / "a.zip")
    fields.where.kind.setCurrentIndex(fields.where.kind.findData(TargetKind.COMPUTER.value))
    assert fields.folder.text() == here
    assert not fields.bundle.bundle.isVisible()
    agent = wizard.authentication.session.state.agent
    assert agent is not None
    assert agent.elsewhere is None
