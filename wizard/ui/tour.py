"""The tour: the real wizard, walked from the first page to the last, a picture of each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtWidgets import QWizard

from wizard.core.errors import Exit
from wizard.core.flow import PageId
from wizard.core.model import Identity
from wizard.core.ports import Ports
from wizard.core.report import Report, StepDone, StepStatus
from wizard.core.session import Session
from wizard.messages import text_of
from wizard.messages.steps import STEPS
from wizard.ui.ending import end
from wizard.ui.page import Page
from wizard.ui.pages.authentication import AuthenticationPage
from wizard.ui.pages.check import CheckPage
from wizard.ui.pages.device import DevicePage
from wizard.ui.pages.hub import HubPage, HubStart
from wizard.ui.pages.review import ReviewPage
from wizard.ui.tasks import Tasks
from wizard.ui.window import Window

_PATIENCE: Final = 30.0
_POLL: Final = 0.02
_SETTLE: Final = 0.3
"""Seconds for a page to be laid out and painted, and for what it looks up by itself."""
_CLOSED_PORT: Final = 1
"""Nothing listens there: the live check fails as it does behind a firewall."""

P = TypeVar("P", bound=Page)
Say = Callable[[str], None]


class TourError(Exception):
    """The wizard did not get where the tour wanted it."""


class Tour:
    """Walks the wizard. Pictures are named ``NN-name.png``."""

    def __init__(self, ports: Ports, start: HubStart, directory: Path, say: Say) -> None:
        self._ports = ports
        self._start = start
        self._directory = directory
        self._say = say
        self._count = 0

    async def walk(self) -> Exit:
        """Take all pictures; Exit.CHECK where a step failed that should pass."""
        self._directory.mkdir(parents=True, exist_ok=True)
        tasks = Tasks(asyncio.get_running_loop())
        session = Session(self._ports)
        self._window = Window(session, tasks, self._start)
        self._window.show()
        try:
            await self._walk()
        except TourError as error:
            self._say(f"The tour stopped: {error}")
            return Exit.CHECK
        finally:
            self._window.reject()
            await end(tasks, session)
        return Exit.OK

    async def _walk(self) -> None:
        await self._hub()
        await self._devices()
        await self._authentication()
        await self._failed_check()
        await self._back_to_fix_it()
        await self._next_device()

    async def _hub(self) -> None:
        page = self._page(PageId.HUB, HubPage)
        await self._picture("hub")
        given = page.string.secret()
        page.string.line.setText("HostName=contoso-plant.azure-devices.net;DeviceId=cam-03")
        self._press_next()
        await self._until(lambda: bool(page.string_field.error), "a wrong string is explained")
        await self._picture("hub-wrong-connection-string")
        page.string.set_secret(given)
        page.advanced.open()
        page.advanced.port.setText(str(_CLOSED_PORT))
        await self._picture("hub-advanced")
        await self._next_to(PageId.DEVICE)

    async def _devices(self) -> None:
        page = self._page(PageId.DEVICE, DevicePage)
        await self._until(lambda: page.list.model.rowCount() > 0, "the devices are listed")
        await self._picture("device")
        page.list.filter.search.setText("press-")
        await self._until(lambda: page.list.model.rowCount() == 0, "nothing matches")
        await self._picture("device-nothing-found")
        page.list.filter.search.setText("cam")
        await self._until(lambda: page.list.model.rowCount() > 0, "the cameras are found")
        page.device_id.setText("cam-02")
        self._press_next()
        await self._until(lambda: bool(page.id_field.error), "the missing module is explained")
        await self._picture("device-without-module")
        page.device_id.setText("cam-03")
        await self._next_to(PageId.AUTHENTICATION)

    async def _authentication(self) -> None:
        await self._picture("authentication-ca-signed")
        self._press_back()
        self._page(PageId.DEVICE, DevicePage).device_id.setText("cam-01")
        await self._next_to(PageId.AUTHENTICATION)
        page = self._page(PageId.AUTHENTICATION, AuthenticationPage)
        page.cards[Identity.DEVICE].click()
        await self._picture("authentication")
        await self._next_to(PageId.REVIEW)
        review = self._page(PageId.REVIEW, ReviewPage)
        await self._until(lambda: review.is_ready, "the review is there")
        await self._picture("review")

    async def _failed_check(self) -> None:
        report = await self._run()
        await self._picture("check-failed")
        self._tell(report)
        if report.failed_step is None or not report.failed_step.is_check:
            raise TourError("the check was to fail, with the port closed")

    async def _back_to_fix_it(self) -> None:
        self._press_back()
        await self._picture("back-to-fix-it")
        self._page(PageId.HUB, HubPage).advanced.port.setText(str(self._start.network.mqtt_port))
        for page in (PageId.DEVICE, PageId.AUTHENTICATION, PageId.REVIEW):
            await self._next_to(page)
        review = self._page(PageId.REVIEW, ReviewPage)
        await self._until(lambda: review.is_ready, "the review is there again")
        report = await self._run()
        await self._picture("check-done")
        self._tell(report)
        if report.error is not None:
            raise TourError(text_of(report.error).cause)

    async def _next_device(self) -> None:
        self._page(PageId.CHECK, CheckPage).next_device.click()
        await self._until(lambda: self._at(PageId.DEVICE), "the next device is asked for")
        await self._picture("next-device")
        self._press_back()
        await self._picture("hub-saved")

    async def _run(self) -> Report:
        page = self._page(PageId.CHECK, CheckPage)
        await self._next_to(PageId.CHECK)
        await self._until(lambda: page.report is not None, "the run has ended")
        assert page.report is not None  # noqa: S101 (just awaited)
        return page.report

    def _tell(self, report: Report) -> None:
        for step in report.steps:
            self._say(f"  {STEPS[step.step].title}: {_words(step)}")

    def _page(self, page_id: PageId, kind: type[P]) -> P:
        page = self._window.pages[page_id]
        if not isinstance(page, kind):
            raise TypeError(page)
        return page

    def _at(self, page: PageId) -> bool:
        return self._window.currentId() == page

    def _press_next(self) -> None:
        self._window.button(QWizard.WizardButton.NextButton).click()

    def _press_back(self) -> None:
        self._window.button(QWizard.WizardButton.BackButton).click()

    async def _next_to(self, page: PageId) -> None:
        self._press_next()
        await self._until(lambda: self._at(page), f"the page {page.name} is reached")

    async def _until(self, condition: Callable[[], bool], what: str) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                while not condition():  # noqa: ASYNC110 (widgets have no events to await)
                    await asyncio.sleep(_POLL)
        except TimeoutError:
            raise TourError(f"it was not seen that {what}") from None

    async def _picture(self, name: str) -> None:
        await asyncio.sleep(_SETTLE)
        self._count += 1
        path = self._directory / f"{self._count:02d}-{name}.png"
        if not self._window.grab().save(str(path)):
            raise TourError(f"{path} cannot be written")
        self._say(str(path))


def _words(step: StepDone) -> str:
    if step.problem is not None:
        return f"failed. {text_of(step.problem).cause}"
    return f"{step.status.value}, {step.ms:.0f} ms" if step.status is StepStatus.OK else "skipped"
