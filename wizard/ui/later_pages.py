"""The pages behind the first one: imported and made once that is seen."""

from __future__ import annotations

from typing import Final

from wizard.core.flow import PageId
from wizard.core.session import Session
from wizard.ui.page import Page
from wizard.ui.pages.authentication import AuthenticationPage
from wizard.ui.pages.check import CheckPage
from wizard.ui.pages.device import DevicePage
from wizard.ui.pages.review import ReviewPage
from wizard.ui.tasks import Tasks


class LaterPages:
    """One of each. What is in them is made when they are first shown."""

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
