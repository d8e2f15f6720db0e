"""The pages behind the first one: imported, with all that is on them, while that one is used."""

from __future__ import annotations

from typing import Final

# The first widget that is restyled makes the 600 members of its enums: not while somebody waits.
from PySide6.QtWidgets import QStyle as QStyle

from wizard.gui.page import Page
from wizard.gui.pages.authentication.page import AuthenticationPage
from wizard.gui.pages.check.page import CheckPage
from wizard.gui.pages.device.page import DevicePage
from wizard.gui.pages.review.page import ReviewPage
from wizard.gui.tasks import Tasks
from wizard.setup.page_id import PageId
from wizard.setup.session import Session


class LaterPages:
    """One of each. What is on them is made later: `Page.initializePage`."""

    def __init__(self, session: Session, tasks: Tasks) -> None:
        self.device: Final = DevicePage(session, tasks)
        self.authentication: Final = AuthenticationPage(session, tasks)
        self.review: Final = ReviewPage(session, tasks)
        self.check: Final = CheckPage(session, tasks)

    def by_id(self) -> dict[PageId, Page]:
        """All of them."""
        return {
            PageId.DEVICE: self.device,
            PageId.AUTHENTICATION: self.authentication,
            PageId.REVIEW: self.review,
            PageId.CHECK: self.check,
        }
