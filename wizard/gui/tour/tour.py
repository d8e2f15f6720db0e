"""The tour: the real wizard, walked from the first page to the last, a picture of each."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize

from wizard.domain.agent.model import Identity
from wizard.domain.errors import Exit
from wizard.domain.hub.transport import Transport
from wizard.domain.ports.ports import Ports
from wizard.gui.event_loop import end
from wizard.gui.pages.hub.start import HubStart
from wizard.gui.style.window_size import wanted_size
from wizard.gui.tasks import Tasks
from wizard.gui.tour.beside import opened_beside
from wizard.gui.tour.driver import Say, Seen, TourDriver, TourError
from wizard.gui.tour.scenes import existing_agent, other_proofs, without_hub
from wizard.setup.page_id import PageId

_CLOSED_PORT: Final = 1
"""Nothing listens there: the live check fails as it does behind a firewall."""


class Tour:
    """Walks the wizard, with ports to a demo hub and to agents in a folder of the tour's own."""

    def __init__(
        self, ports: Ports, start: HubStart, pictures: Path, say: Say, seen: Seen | None = None
    ) -> None:
        self._ports = ports
        self._start = start
        self._pictures = pictures
        self._say = say
        self._seen = seen

    async def walk(self, size: tuple[int, int] | None = None) -> Exit:
        """Take all pictures, of a window of this size, or as large as it opens on a screen that is
        large enough; Exit.CHECK where a step failed that should pass."""
        self._pictures.mkdir(parents=True, exist_ok=True)
        tasks = Tasks(asyncio.get_running_loop())
        guide = TourDriver(self._ports, self._start, self._pictures, self._say, tasks, self._seen)
        guide.window.setFixedSize(QSize(*size) if size is not None else wanted_size())
        guide.window.show()
        try:
            await self._walk(guide)
        except TourError as error:
            self._say(f"The tour stopped: {error}")
            return Exit.CHECK
        finally:
            guide.window.reject()
            await end(tasks, guide.session)
        return Exit.OK

    async def _walk(self, guide: TourDriver) -> None:
        await _hub(guide)
        await _devices(guide)
        await _authentication(guide)
        await _failed_check(guide)
        await _back_to_fix_it(guide)
        await other_proofs(guide)
        await without_hub(guide)
        await existing_agent(guide)
        await opened_beside(guide)


async def _hub(guide: TourDriver) -> None:
    page = guide.hub
    await guide.picture("hub")
    given = page.string.secret()
    page.string.line.setText("HostName=contoso-plant;SharedAccessKeyName=registryRead")
    guide.press_next()
    await guide.until(lambda: bool(page.string_field.error), "a wrong string is explained")
    await guide.picture("hub-wrong-connection-string")
    page.string.set_secret(given)
    page.advanced.open()
    page.advanced.amqp_port.setText(str(_CLOSED_PORT))
    await guide.picture("hub-advanced")
    await guide.next_to(PageId.DEVICE)


async def _devices(guide: TourDriver) -> None:
    page = guide.device
    await guide.until(lambda: page.list.model.rowCount() > 0, "the devices are listed")
    await guide.picture("device")
    page.list.filter.search.setText("press-")
    await guide.until(lambda: page.list.model.rowCount() == 0, "nothing matches")
    await guide.picture("device-nothing-found")
    page.list.filter.search.setText("cam")
    await guide.until(lambda: page.list.model.rowCount() > 0, "the cameras are found")
    await guide.picture("device-search")
    page.device_id.setText("cam-01")
    await guide.until(lambda: page.list.model.rowCount() == 1, "the one camera is found")
    await guide.picture("device-chosen")
    page.device_id.setText("cam-02")
    guide.press_next()
    await guide.until(lambda: bool(page.id_field.error), "the missing module is explained")
    await guide.picture("device-without-module")
    await guide.choose("cam-03")


async def _authentication(guide: TourDriver) -> None:
    await guide.picture("authentication-ca-signed")
    guide.press_back()
    await guide.choose("cam-01")
    guide.authentication.cards[Identity.DEVICE].click()
    await guide.picture("authentication")
    await guide.to_review()
    await guide.picture("review")
    guide.review.files.open()
    await guide.picture("review-files")


async def _failed_check(guide: TourDriver) -> None:
    report = await guide.run()
    await guide.picture("check-failed")
    guide.tell(report)
    if report.failed_step is None or not report.failed_step.is_check:
        raise TourError("the check was to fail, with the port closed")


async def _back_to_fix_it(guide: TourDriver) -> None:
    guide.press_back()
    await guide.picture("back-to-fix-it")
    ports = guide.start.network.ports
    guide.hub.advanced.amqp_port.setText(str(ports[Transport.AMQP]))
    for page in (PageId.DEVICE, PageId.AUTHENTICATION):
        await guide.next_to(page)
    await guide.to_review()
    await guide.succeed("check-done")
    guide.check.next_device.click()
    await guide.until(lambda: guide.at(PageId.DEVICE), "the next device is asked for")
    guide.device.device_id.setText("cam-04")
    listed = guide.device.list.model
    await guide.until(lambda: listed.row_of("cam-04") == 0, "the next device is found")
    await guide.picture("next-device")
    await guide.next_to(PageId.CHECK)
    await guide.until(lambda: guide.check.report is not None, "the next device is set up")
    await guide.picture("check-next-device")
    panel = guide.check.changes_panel
    if panel.undo_button is not None:
        panel.undo_button.click()
    await guide.until(lambda: panel.undo_button is None, "the files are restored")
    await guide.picture("check-undone")
    guide.check.next_device.click()
    await guide.until(lambda: guide.at(PageId.DEVICE), "one more is asked for")
    guide.session.update(like_last=False)
