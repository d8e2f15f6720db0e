"""The tour's other scenes: certificates, a module without a key, no hub, an agent that is there."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Final

from wizard.domain.agent.model import AgentFlavour, AgentSettings, Identity, Method
from wizard.domain.secret import Secret
from wizard.gui.tour.driver import TourDriver
from wizard.setup.page_id import PageId

_SIGNED: Final = "gateway-01"
_BRING, _MAKE = range(2)
_WINDOWS_ENDS: Final = b"Y2FtLTAxJ3Mga2V5LCBzYXZlZCBvbiBXaW5kb3dz\r\n"


async def other_proofs(guide: TourDriver) -> None:
    """A certificate that is made, then the same one brought; a module that is given a key."""
    await guide.choose(_SIGNED)
    page = guide.authentication
    page.cards[Identity.DEVICE].click()
    page.identities.certificate.way.setCurrentIndex(_MAKE)
    await guide.picture("authentication-new-certificate")
    await guide.to_review()
    await guide.picture("review-hub-change")
    await guide.succeed("check-certificate")
    made = guide.session.state.secret_path() or Path()
    guide.press_back()
    guide.press_back()
    page.identities.certificate.way.setCurrentIndex(_BRING)
    page.identities.certificate.file.name(made)
    await guide.until(
        lambda: bool(page.identities.certificate.file.summary.text), "the certificate is read"
    )
    await guide.picture("authentication-certificate")
    guide.press_back()
    await guide.choose("plc-07")
    page.conversion.box.click()
    await guide.picture("authentication-module-without-key")
    guide.press_back()
    guide.press_back()


async def without_hub(guide: TourDriver) -> None:
    """A device's own connection string, and the provisioning service."""
    page = guide.hub
    page.saved.cards[-1].click()
    page.advanced.button.setChecked(False)
    hub = page.string.secret()
    page.string.set_secret(_own_string(guide))
    await guide.picture("hub-own-connection-string")
    page.access.button.click()
    await guide.until(lambda: guide.at(PageId.AUTHENTICATION), "the device is set up by itself")
    await guide.picture("authentication-without-hub")
    guide.press_back()
    page.without_hub.open()
    await guide.picture("hub-without-access")
    page.without_hub.dps_button.click()
    await guide.until(lambda: guide.at(PageId.AUTHENTICATION), "the service is asked")
    dps = guide.authentication.identities.dps
    dps.id_scope.setText("0ne00DE3A07")
    dps.registration_id.setText("cam-01")
    await guide.picture("authentication-provisioning")
    guide.press_back()
    page.string.set_secret(hub)


async def existing_agent(guide: TourDriver) -> None:
    """An installation with problems: counted, shown before and after, fixed."""
    folder = _damaged_agent(guide)
    notice = guide.hub.installation
    notice.look(folder, _first(guide))
    await guide.until(lambda: bool(notice.text), "the problems are counted")
    await guide.picture("hub-installation-with-problems")
    notice.button.click()
    dialog = notice.dialog
    assert dialog is not None  # noqa: S101 (just opened)
    dialog.resize(guide.window.size())
    await guide.until(lambda: dialog.is_ready, "before and after are shown")
    await guide.picture("repair", dialog)
    dialog.repair.click()
    await guide.until(dialog.undo.isVisible, "the agent is repaired")
    await guide.picture("repair-done", dialog)
    dialog.reject()
    await guide.until(lambda: notice.settings is not None, "the agent is looked at again")
    await guide.picture("hub-installed-agent")


def _own_string(guide: TourDriver) -> Secret:
    credentials = guide.session.state.credentials
    host = credentials.address.host_name if credentials else ""
    return Secret(f"HostName={host};DeviceId=cam-01;SharedAccessKey=Y2FtLTAxJ3Mga2V5")


def _first(guide: TourDriver) -> AgentFlavour:
    return next(iter(guide.ports.agents))


def _damaged_agent(guide: TourDriver) -> Path:
    """The first agent's folder as people leave it: a key from Windows, a word in the wrong case."""
    directory = guide.ports.find_agents()[0].directory.with_name("ASCIoTAgent")
    credentials = guide.session.state.credentials
    settings = AgentSettings(
        identity=Identity.DEVICE,
        method=Method.SYMMETRIC_KEY,
        host_name=credentials.address.host_name if credentials else "contoso.azure-devices.net",
        device_id="cam-01",
        secret_path=str(directory / "device.key"),
    )
    directory.mkdir(parents=True, exist_ok=True)
    agent = guide.ports.agents[_first(guide)]
    for name, content in agent.render(settings, {}, str(uuid.uuid4())).items():
        damaged = content.replace(b'"Device"', b'"device"')
        (directory / name).write_bytes(damaged)
    (directory / "device.key").write_bytes(_WINDOWS_ENDS)
    return directory
