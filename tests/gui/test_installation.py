"""An agent that is there already: what it says is where the wizard begins; its faults are fixed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.fakes.ports import PortsOfTest
from tests.gui.driver import Driver
from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.demo.hub import DemoHub
from wizard.domain.agent.facts import FoundAgent
from wizard.domain.agent.model import Identity
from wizard.domain.hub.model import SavedHub
from wizard.domain.report import Result
from wizard.domain.resources import resource
from wizard.gui.pages.authentication.repair_dialog import RepairDialog
from wizard.gui.pages.hub.access_choice import AccessKind
from wizard.setup.page_id import PageId

OpenWizard = Callable[..., Driver]
CONFIGURATION = "LocalConfiguration.json"


@pytest.fixture
def folder(hub: DemoHub, tmp_path: Path) -> Path:
    """The C agent, set up for cam-04 in device mode by somebody else."""
    folder = tmp_path / "c"
    shutil.copytree(resource("agent-defaults", "c"), folder)
    for path in folder.iterdir():
        path.chmod(0o644)
    change(
        folder,
        Identity="Device",
        AuthenticationMethod="SasToken",
        FilePath=str(folder / "their.key"),
        DeviceId="cam-04",
        HostName=hub.host_name,
    )
    string = hub.device_connection_string("cam-04").reveal()
    key = string.rpartition("SharedAccessKey=")[2]
    (folder / "their.key").write_text(f"{key}\n", encoding="ascii", newline="")
    return folder


def change(folder: Path, **values: str) -> None:
    """Set values of the authentication; the agent's id besides, which only an installer makes."""
    path = folder / CONFIGURATION
    whole: dict[str, Any] = json.loads(path.read_text("utf-8"))
    whole["Configuration"]["AgentId"] = "7aaeef0e-614f-4ff2-97d2-1442186f73fa"
    whole["Configuration"]["Authentication"].update(values)
    path.write_text(json.dumps(whole, indent=4), encoding="utf-8")


def damage(folder: Path) -> None:
    """Two faults: an identity that no agent knows how to spell, and Windows' line ends."""
    change(folder, Identity="device")
    key = folder / "their.key"
    key.write_bytes(key.read_bytes().replace(b"\n", b"\r\n"))


@pytest.fixture
def open_here(open_wizard: OpenWizard, ports: PortsOfTest, folder: Path) -> Callable[[], Driver]:
    """Open the wizard where the agent is installed, and let it look around."""
    agents = (
        FoundAgent(C, folder, installed=True),
        FoundAgent(CSHARP, folder.parent / "csharp", installed=False),
    )

    ports.found = agents

    async def nothing_to_load() -> None:
        """The adapters of a test are loaded already."""

    def open_it() -> Driver:
        driver = open_wizard()
        driver.hub.when_known(nothing_to_load)
        driver.until(lambda: bool(driver.hub.installation.text))
        return driver

    return open_it


def open_dialog(wizard: Driver, notice: Any) -> RepairDialog:
    wizard.click(notice.button)
    dialog: RepairDialog = notice.dialog
    wizard.until(lambda: "Before and after" in wizard.words(dialog))
    return dialog


def test_the_wizard_begins_with_what_the_installed_agent_says(
    open_here: Callable[[], Driver], hub: DemoHub, folder: Path
) -> None:
    wizard = open_here()
    assert f"cam-04 on {hub.host_name}" in wizard.hub.installation.text
    wizard.to_devices()
    assert wizard.device.device_id.text() == "cam-04"
    wizard.next_to(PageId.AUTHENTICATION)
    page = wizard.authentication
    assert page.cards[Identity.DEVICE].isChecked()
    assert page.agent_fields.flavour() is C
    assert page.agent_fields.folder.text() == str(folder)
    wizard.until(lambda: "Currently set up for cam-04" in wizard.words(page.agent_fields))
    wizard.to_review()
    assert "Replaces\nLocalConfiguration.json" in wizard.words(wizard.review)
    assert wizard.write().result is Result.OK


def test_its_hub_is_chosen_among_the_saved_ones(
    open_here: Callable[[], Driver], ports: PortsOfTest, hub: DemoHub
) -> None:
    ports.hubs.add(SavedHub(hub.host_name, "registryRead"))
    ports.hubs.add(SavedHub("other.azure-devices.net", "registryRead"))
    wizard = open_here()

    assert wizard.hub.saved.chosen == SavedHub(hub.host_name, "registryRead")


def test_its_device_is_not_proposed_for_another_hub(
    open_here: Callable[[], Driver], folder: Path
) -> None:
    change(folder, HostName="other.azure-devices.net")
    wizard = open_here()
    wizard.to_devices()

    assert wizard.device.device_id.text() == ""


def test_an_agent_that_asks_the_provisioning_service_is_set_up_so_again(
    open_here: Callable[[], Driver], hub: DemoHub, folder: Path
) -> None:
    path = folder / CONFIGURATION
    change(folder, Identity="DPS", DeviceId="", HostName="")
    whole = json.loads(path.read_text("utf-8"))
    whole["Configuration"]["Authentication"]["DPS"] = {
        "IDScope": hub.dps_id_scope,
        "RegistrationId": "cam-04",
    }
    path.write_text(json.dumps(whole, indent=4), encoding="utf-8")
    wizard = open_here()
    assert "cam-04" in wizard.hub.installation.text
    wizard.hub.string.line.clear()
    wizard.hub.installation.look(folder, C)
    wizard.until(lambda: wizard.hub.access.kind is AccessKind.DPS)
    wizard.next_to(PageId.AUTHENTICATION)

    dps = wizard.authentication.identities.dps
    assert (dps.id_scope.text(), dps.registration_id.text()) == (hub.dps_id_scope, "cam-04")


def test_problems_are_counted_shown_and_fixed(
    open_here: Callable[[], Driver], folder: Path
) -> None:
    damage(folder)
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    wizard = open_here()
    assert "This installation has 2 problems." in wizard.hub.installation.text
    dialog = open_dialog(wizard, wizard.hub.installation)
    assert CONFIGURATION in wizard.words(dialog)
    assert {path: path.read_bytes() for path in before} == before, "looking is not writing"
    QTest.keyClick(dialog, Qt.Key.Key_Return)

    wizard.until(lambda: "is repaired" in dialog.heading_label.text())
    assert (folder / "their.key").read_bytes() == before[folder / "their.key"].replace(b"\r", b"")
    assert '"Device"' in (folder / CONFIGURATION).read_text("utf-8")
    wizard.until(lambda: "is set up for cam-04" in wizard.hub.installation.text)
    wizard.click(dialog.undo)
    wizard.until(lambda: "previous files" in dialog.heading_label.text())
    assert {path: path.read_bytes() for path in before} == before
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    wizard.until(lambda: wizard.hub.installation.dialog is None)
    wizard.until(lambda: "2 problems" in wizard.hub.installation.text)


def test_a_repair_that_fails_is_told_in_the_dialog(
    open_here: Callable[[], Driver], folder: Path
) -> None:
    damage(folder)
    wizard = open_here()
    dialog = open_dialog(wizard, wizard.hub.installation)
    shutil.rmtree(folder)
    wizard.click(dialog.repair)

    wizard.until(lambda: bool(dialog.notice.text))
    assert dialog.repair.isVisible()
    dialog.reject()


def test_a_folder_that_is_typed_is_looked_into(wizard: Driver, folder: Path) -> None:
    damage(folder)
    wizard.to_devices()
    wizard.choose("cam-01")
    page = wizard.authentication
    page.agent_fields.agent.setCurrentIndex(page.agent_fields.agent.findData(CSHARP.id))
    assert page.agent_fields.folder.text() != str(folder)
    page.agent_fields.folder.setFocus()
    page.agent_fields.folder.selectAll()
    wizard.enter(str(folder))
    wizard.press(Qt.Key.Key_Tab)

    wizard.until(lambda: "2 problems" in page.installation.text)
    assert page.agent_fields.flavour() is C, "the files tell which agent it is"
    assert page.agent_fields.folder.text() == str(folder)
    assert page.cards[Identity.DEVICE].isChecked()
    dialog = open_dialog(wizard, page.installation)
    wizard.click(dialog.repair)
    wizard.until(lambda: "is repaired" in dialog.heading_label.text())
    wizard.click(dialog.close_button)
    wizard.until(lambda: page.installation.dialog is None)
    wizard.until(lambda: not page.installation.isVisible())


def test_a_choice_that_was_made_is_not_changed(wizard: Driver, folder: Path) -> None:
    wizard.to_devices()
    wizard.choose("cam-01")
    page = wizard.authentication
    wizard.until(lambda: page.installation.found is not None)
    assert page.cards[Identity.DEVICE].isChecked()
    wizard.click(page.cards[Identity.SECURITY_MODULE])
    page.agent_fields.folder.setText(str(folder / ".."))
    page.agent_fields.folder.editingFinished.emit()
    page.agent_fields.folder.setText(str(folder))
    page.agent_fields.folder.editingFinished.emit()
    wizard.until(lambda: "Currently set up for cam-04" in wizard.words(page.agent_fields))

    assert page.cards[Identity.SECURITY_MODULE].isChecked()


def test_an_agent_that_waits_to_be_set_up_is_no_installation_with_problems(
    wizard: Driver, tmp_path: Path
) -> None:
    shutil.copytree(resource("agent-defaults", "c"), tmp_path / "c")
    for path in (tmp_path / "c").iterdir():
        path.chmod(0o644)
    wizard.to_devices()
    wizard.choose("cam-01")

    fields = wizard.authentication.agent_fields
    wizard.until(lambda: "cannot start yet" in wizard.words(fields))
    wizard.to_review()
    assert wizard.write().result is Result.OK
