"""What the agent's folder is, said beside the field while it is typed."""

from __future__ import annotations

from pathlib import Path

from tests.gui.driver import Driver
from tests.gui.test_next_device import first_device
from wizard.setup.page_id import PageId


def hint(wizard: Driver) -> str:
    return wizard.authentication.agent_fields.folder.accessibleDescription()


def type_folder(wizard: Driver, folder: Path) -> None:
    """Type it and stay in the field: nothing else is pressed."""
    field = wizard.authentication.agent_fields.folder
    field.setFocus()
    field.selectAll()
    wizard.enter(str(folder))


def to_authentication(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.choose("cam-01")
    page = wizard.authentication
    wizard.until(lambda: wizard.focused() is page.first_field())


def test_a_folder_that_is_missing_is_told_while_one_types(wizard: Driver, tmp_path: Path) -> None:
    to_authentication(wizard)
    type_folder(wizard, tmp_path / "nowhere")
    wizard.until(lambda: "does not exist yet" in hint(wizard))
    assert wizard.focused() is wizard.authentication.agent_fields.folder

    (tmp_path / "empty").mkdir()
    type_folder(wizard, tmp_path / "empty")
    wizard.until(lambda: "There is no C agent in" in hint(wizard))


def test_a_file_is_told_and_one_cannot_go_on_with_it(wizard: Driver, tmp_path: Path) -> None:
    to_authentication(wizard)
    (tmp_path / "file").write_text("no folder", "utf-8")
    type_folder(wizard, tmp_path / "file")
    notice = wizard.authentication.folder_notice
    wizard.until(lambda: "not a folder" in notice.text)

    wizard.click(wizard.next_button)
    field = wizard.authentication.agent_fields.folder_field
    wizard.until(lambda: "not a folder" in field.error)
    assert wizard.at is PageId.AUTHENTICATION

    type_folder(wizard, tmp_path / "c")
    wizard.to_review()


def test_what_a_run_has_written_is_seen_by_who_goes_back(wizard: Driver, tmp_path: Path) -> None:
    to_authentication(wizard)
    type_folder(wizard, tmp_path / "new")
    wizard.until(lambda: "does not exist yet" in hint(wizard))
    wizard.to_review()
    wizard.write()
    wizard.back_to(PageId.REVIEW)
    wizard.back_to(PageId.AUTHENTICATION)
    wizard.until(lambda: "Currently set up for cam-01" in hint(wizard))
    wizard.until(lambda: not wizard.authentication.folder_notice.has_to_look())
    assert "does not exist" not in hint(wizard)


def test_the_next_devices_folder_is_told_beside_its_field(wizard: Driver, tmp_path: Path) -> None:
    first_device(wizard)
    wizard.click(wizard.check.next_device)
    page = wizard.device
    page.device_id.setText("cam-04")
    folder = page.last_settings.folder
    wizard.until(lambda: "does not exist yet" in folder.accessibleDescription())
    folder.setText(str(tmp_path / "c"))
    folder.setModified(True)
    words = "cam-01 will no longer have an agent there"
    wizard.until(lambda: words in folder.accessibleDescription())
