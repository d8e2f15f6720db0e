"""Walks the real wizard and takes pictures of it: what the scenes of the tour have in common."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget, QWizard

from wizard.domain.ports.ports import Ports
from wizard.domain.report import Report, StepDone, StepStatus
from wizard.gui.pages.authentication.page import AuthenticationPage
from wizard.gui.pages.check.page import CheckPage
from wizard.gui.pages.device.page import DevicePage
from wizard.gui.pages.hub.page import HubPage
from wizard.gui.pages.hub.start import HubStart
from wizard.gui.pages.review.page import ReviewPage
from wizard.gui.tasks import Tasks
from wizard.gui.window import Window
from wizard.setup.page_id import PageId
from wizard.setup.session import Session
from wizard.text.catalogue.steps import step_title
from wizard.text.lookup import text_of

_PATIENCE: Final = 30.0
_POLL: Final = 0.02
_SETTLE: Final = 0.3
"""Seconds for a page to be laid out and painted, and for what it looks up by itself."""

Say = Callable[[str], None]
Seen = Callable[[str, QWidget], None]
"""Is told the name of each picture, and what it is taken of."""


class TourError(Exception):
    """The wizard did not get where the tour wanted it."""


class TourDriver:
    """One window, driven by its own buttons. Pictures are named ``NN-name.png``."""

    def __init__(
        self,
        ports: Ports,
        start: HubStart,
        pictures: Path,
        say: Say,
        tasks: Tasks,
        seen: Seen | None = None,
    ) -> None:
        self.ports = ports
        self.start = start
        self.say = say
        self.session = Session(ports)
        self.window = Window()
        self.tasks = tasks
        self.window.begin(self.session, tasks, start)
        self._pictures = pictures
        self._seen = seen
        self._count = 0
        self._told_of_folder = False

    @property
    def hub(self) -> HubPage:
        """The first page."""
        return self.window.hub_page

    @property
    def device(self) -> DevicePage:
        """The second page."""
        page = self.window.pages[PageId.DEVICE]
        assert isinstance(page, DevicePage)  # noqa: S101 (for the type)
        return page

    @property
    def authentication(self) -> AuthenticationPage:
        """The third page."""
        return self.window.authentication_page

    @property
    def review(self) -> ReviewPage:
        """The fourth page."""
        page = self.window.pages[PageId.REVIEW]
        assert isinstance(page, ReviewPage)  # noqa: S101 (for the type)
        return page

    @property
    def check(self) -> CheckPage:
        """The last page."""
        return self.window.check_page

    def at(self, page: PageId) -> bool:
        """Whether this page is shown."""
        return self.window.currentId() == page

    def press_next(self) -> None:
        """Press Next."""
        self.window.button(QWizard.WizardButton.NextButton).click()

    def press_back(self) -> None:
        """Press Back."""
        self.window.button(QWizard.WizardButton.BackButton).click()

    async def next_to(self, page: PageId) -> None:
        """Press Next and wait for the page."""
        self.press_next()
        await self.until(lambda: self.at(page), f"the page {page.name} is reached")

    async def choose(self, device_id: str) -> None:
        """From the list of devices to the next page."""
        self.device.device_id.setText(device_id)
        await self.next_to(PageId.AUTHENTICATION)

    async def to_review(self) -> None:
        """From the cards to what will be written; another device's folder is taken on purpose."""
        folder = self.authentication.agent_fields.folder_field
        self.press_next()
        await self.until(lambda: self.at(PageId.REVIEW) or bool(folder.error), "Next is obeyed")
        if folder.error:
            if not self._told_of_folder:
                self._told_of_folder = True
                await self.picture("authentication-folder-of-another-device")
            await self.next_to(PageId.REVIEW)
        await self.until(lambda: self.review.is_ready, "the review is there")

    async def run(self) -> Report:
        """Write and check; tell every step."""
        await self.next_to(PageId.CHECK)
        await self.until(lambda: self.check.report is not None, "the run has ended")
        report = self.check.report
        assert report is not None  # noqa: S101 (just awaited)
        return report

    async def succeed(self, name: str) -> None:
        """Write and check, with a picture. Raises TourError where it fails."""
        report = await self.run()
        await self.picture(name)
        self.tell(report)
        if report.error is not None:
            raise TourError(text_of(report.error).cause)

    def tell(self, report: Report) -> None:
        """Every step with its result."""
        for step in report.steps:
            self.say(f"  {step_title(step.step)}: {_words(step)}")

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until something is to be seen. Raises TourError."""
        try:
            async with asyncio.timeout(_PATIENCE):
                while not condition():  # noqa: ASYNC110 (widgets have no events to await)
                    await asyncio.sleep(_POLL)
        except TimeoutError:
            raise TourError(f"it was not seen that {what}") from None

    async def picture(self, name: str, of: QWidget | None = None) -> None:
        """Take one, of the window unless of something else."""
        await asyncio.sleep(_SETTLE)
        self._count += 1
        path = self._pictures / f"{self._count:02d}-{name}.png"
        shown = of or self.window
        if not shown.grab().save(str(path)):
            raise TourError(f"{path} cannot be written")
        if self._seen is not None:
            self._seen(name, shown)
        self.say(str(path))


def _words(step: StepDone) -> str:
    if step.problem is not None:
        return f"failed. {text_of(step.problem).cause}"
    return f"{step.status.value}, {step.ms:.0f} ms" if step.status is StepStatus.OK else "skipped"
