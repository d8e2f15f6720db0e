"""What is pasted is recognized at once, in clear beside the dots; files are dropped on fields."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from tests.gui.driver import Driver
from wizard.domain.hub.other_services import other_kind
from wizard.gui.widgets.path_edit import PathEdit
from wizard.gui.widgets.typing_rest import TypingRest
from wizard.setup.page_id import PageId

POLICY = "SharedAccessKeyName=registryRead"
KEY = "c2VjcmV0IGtleSBvZiBhIGh1YiwgdmVyeSBsb25nIQ=="


def paste(wizard: Driver, text: str) -> None:
    line = wizard.hub.string.line
    line.clear()
    line.setFocus()
    QApplication.clipboard().setText(text)
    line.paste()


@pytest.mark.parametrize(
    "around",
    ["{}", '{{\n  "connectionString": "{}"\n}}', '  "{}"  ', "export CS={}"],
    ids=["bare", "json", "quoted", "shell"],
)
def test_hub_and_policy_are_shown_in_clear(wizard: Driver, around: str) -> None:
    string = f"HostName=contoso.azure-devices.net;{POLICY};SharedAccessKey={KEY}"
    paste(wizard, around.format(string))
    said = wizard.hub.string.line.accessibleDescription()
    assert said == "Hub contoso.azure-devices.net, policy registryRead."
    assert wizard.hub.string_field.error == ""
    assert KEY not in wizard.words(wizard.hub)


def test_a_devices_string_is_shown_in_clear(wizard: Driver) -> None:
    paste(wizard, f"HostName=contoso.azure-devices.net;DeviceId=cam-01;SharedAccessKey={KEY}")
    said = wizard.hub.string.line.accessibleDescription()
    assert said == "Hub contoso.azure-devices.net, device cam-01."
    assert wizard.hub.access.is_asking


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            f"Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey={KEY}",
            "Event Hubs",
        ),
        (f"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={KEY}", "storage account"),
        (
            f"HostName=x.azure-devices-provisioning.net;SharedAccessKeyName=a;SharedAccessKey={KEY}",
            "provisioning service",
        ),
        ("SharedAccessSignature sr=x.azure-devices.net&sig=abc%3D&se=1900000000", "SAS token"),
        (
            "https://portal.azure.com/#@x.com/resource/subscriptions/1/IotHubs/x",
            "Azure portal",
        ),
        ('{"name": "contoso", "location": "westeurope"}', "JSON"),
        (
            "HostName=contoso.azure-devices.net;SharedAccessKeyName=registryRead",
            "has no SharedAccessKey",
        ),
    ],
)
def test_anything_else_is_named_at_once(wizard: Driver, text: str, said: str) -> None:
    paste(wizard, text)
    assert said in wizard.hub.string_field.error
    assert wizard.focused() is wizard.hub.string.line
    paste(wizard, "Host")
    assert wizard.hub.string_field.error == ""
    assert wizard.at is PageId.HUB


def test_half_a_string_that_is_typed_is_no_fault(wizard: Driver) -> None:
    wizard.hub.string.line.clear()
    wizard.hub.string.line.setFocus()
    wizard.enter("HostName=contoso")
    rest = wizard.hub.fields.findChild(TypingRest)
    assert isinstance(rest, TypingRest)
    wizard.until(lambda: not rest.isActive())
    assert wizard.hub.string_field.error == ""
    wizard.enter("https://portal.azure.com/x")
    wizard.hub.string.line.clear()
    wizard.enter("https://portal.azure.com/x")
    wizard.until(lambda: "Azure portal" in wizard.hub.string_field.error)


def test_addresses_of_the_portal_are_told_from_hosts() -> None:
    for address in (
        "https://portal.azure.com",
        "https://ms.portal.azure.com/#home",
        "https://portal.azure.us/?x=y",
    ):
        assert other_kind(address) == "portal"
    assert other_kind("portal-azure.azure-devices.net") == "host_alone"


def drop(field: PathEdit, path: Path) -> None:
    """Qt hands a drop only to the target of a drag of the window system: the handlers are asked."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(5, 5), copy, data, button, none)
    entered.ignore()
    field.dragEnterEvent(entered)
    assert entered.isAccepted()
    field.dropEvent(QDropEvent(QPointF(5, 5), copy, data, button, none))


def test_files_are_dropped_on_their_fields(wizard: Driver, tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.write_text("", "utf-8")
    wizard.hub.advanced.open()
    former = wizard.hub.advanced.ca_file.text()
    drop(wizard.hub.advanced.ca_file, ca)
    assert Path(wizard.hub.advanced.ca_file.text()) == ca
    wizard.hub.advanced.ca_file.setText(former)
    wizard.to_devices()
    wizard.choose("cam-01")
    drop(wizard.authentication.agent_fields.folder, ca)
    assert Path(wizard.authentication.agent_fields.folder.text()) == tmp_path
