"""A person at the wizard: sees widgets, presses keys and buttons, waits for what is to be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget, QWizard
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from tests.patience import HANG_LIMIT_MS
from wizard.demo.hub import DemoHub
from wizard.domain.report import Report
from wizard.gui.page import Page
from wizard.gui.pages.authentication.page import AuthenticationPage
from wizard.gui.pages.check.page import CheckPage
from wizard.gui.pages.device.page import DevicePage
from wizard.gui.pages.hub.page import HubPage
from wizard.gui.pages.review.page import ReviewPage
from wizard.gui.window import Window
from wizard.setup.page_id import PageId
from wizard.setup.session import Session

P = TypeVar("P", bound=Page)
_TURNS_OF_A_LAYOUT: Final = 20
_TURN_MS: Final = 50


@dataclass
class Driver:
    """Drives one window."""

    qtbot: QtBot
    window: Window
    session: Session
    demo_hub: DemoHub
    loop: QEventLoop
    keys: int = 0
    """How many were pressed."""
    clicks: int = 0

    @property
    def hub(self) -> HubPage:
        return self._page(PageId.HUB, HubPage)

    @property
    def device(self) -> DevicePage:
        return self._page(PageId.DEVICE, DevicePage)

    @property
    def authentication(self) -> AuthenticationPage:
        return self._page(PageId.AUTHENTICATION, AuthenticationPage)

    @property
    def review(self) -> ReviewPage:
        return self._page(PageId.REVIEW, ReviewPage)

    @property
    def check(self) -> CheckPage:
        return self._page(PageId.CHECK, CheckPage)

    @property
    def at(self) -> PageId:
        return PageId(self.window.currentId())

    def button(self, which: QWizard.WizardButton) -> QAbstractButton:
        return self.window.button(which)

    @property
    def next_button(self) -> QAbstractButton:
        return self.button(QWizard.WizardButton.NextButton)

    @property
    def back_button(self) -> QAbstractButton:
        return self.button(QWizard.WizardButton.BackButton)

    @property
    def cancel_button(self) -> QAbstractButton:
        return self.button(QWizard.WizardButton.CancelButton)

    def click(self, widget: QWidget) -> None:
        self.clicks += 1
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=HANG_LIMIT_MS)

    def settled(self, is_it: Callable[[], bool]) -> None:
        """Let the layout come to rest, for as long as it is not as it should be.

        A label that wraps asks for its height again once it has its width.
        """
        for _turn in range(_TURNS_OF_A_LAYOUT):
            QApplication.processEvents()
            if is_it():
                return
            QTest.qWait(_TURN_MS)

    def next_to(self, page: PageId) -> None:
        """Press Next and wait for the page."""
        self.click(self.next_button)
        self.until(lambda: self.at is page)

    def back_to(self, page: PageId) -> None:
        """Press Back and wait for the page."""
        self.click(self.back_button)
        self.until(lambda: self.at is page)

    def to_devices(self) -> None:
        """From the first page to the list of devices."""
        self.next_to(PageId.DEVICE)
        self.until(lambda: self.device.list.model.rowCount() > 0)

    def choose(self, device_id: str) -> None:
        """From the list of devices to the next page."""
        self.device.device_id.setText(device_id)
        self.next_to(PageId.AUTHENTICATION)

    def to_review(self) -> None:
        """From the cards to what will be written."""
        self.next_to(PageId.REVIEW)
        self.until(lambda: self.review.is_ready)

    def write(self) -> Report:
        """Write and check; the report of it."""
        self.next_to(PageId.CHECK)
        return self.report()

    def report(self) -> Report:
        """The report of the run under way."""
        self.until(lambda: self.check.report is not None)
        assert self.check.report is not None
        return self.check.report

    def words(self, widget: QWidget) -> str:
        """What can be read there."""
        labels = (label for label in widget.findChildren(QLabel) if label.isVisible())
        return "\n".join(label.text() for label in labels)

    def focused(self) -> QWidget | None:
        return QApplication.focusWidget()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key where the focus is, as the window system would deliver it.

        An open list or menu gets all keys.
        """
        popup = QApplication.activePopupWidget()
        target = popup.focusWidget() or popup if popup is not None else self.focused()
        target = target or self.window
        self.keys += 1
        QTest.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)

    def enter(self, text: str) -> None:
        """Type where the focus is."""
        target = self.focused()
        assert target is not None
        self.keys += len(text)
        QTest.keyClicks(target, text)

    def alt(self, key: Qt.Key) -> None:
        """Press an access key."""
        self.press(key, Qt.KeyboardModifier.AltModifier)

    def _page(self, page_id: PageId, kind: type[P]) -> P:
        page = self.window.pages[page_id]
        assert isinstance(page, kind)
        return page
