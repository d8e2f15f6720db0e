"""The wizard's window: the five pages, the map beside them, and what its buttons say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget, QWizard

from wizard.core.errors import Exit
from wizard.core.flow import PageId, route
from wizard.core.model import Identity, SetupState
from wizard.core.session import Session
from wizard.ui.icons import app_icon
from wizard.ui.labels import repolish
from wizard.ui.page import Page
from wizard.ui.pages.hub import HubPage, HubStart
from wizard.ui.side_panel import MapStep, SidePanel
from wizard.ui.tasks import Tasks
from wizard.ui.theme import BLOCK, MEDIUM, SMALL
from wizard.ui.words import auth_word, flavour_word, identity_word

if TYPE_CHECKING:
    from wizard.ui.later_pages import LaterPages
    from wizard.ui.pages.authentication import AuthenticationPage
    from wizard.ui.pages.check import CheckPage

_Button = QWizard.WizardButton
_EMPTY_HUB: Final = HubStart()


class Window(QWizard):
    """The wizard itself. It never blocks: what takes time runs in `tasks`."""

    seen = Signal()
    """The first page has been painted: there is time for everything else."""

    def __init__(self, session: Session, tasks: Tasks, start: HubStart = _EMPTY_HUB) -> None:
        super().__init__()
        self._session = session
        self._tasks = tasks
        self.hub_page = HubPage(session, tasks, start)
        self._pages: dict[PageId, Page] = {PageId.HUB: self.hub_page}
        self._later: LaterPages | None = None
        # Qt does not keep the Python side of it alive: another widget would turn up in its place.
        self._panel = SidePanel(self.tr("IoT Agent Setup"))
        self._dress()
        self.setPage(PageId.HUB, self.hub_page)
        self._current: PageId | None = None
        self._passing = False
        self._painted = False
        self.currentIdChanged.connect(self._turned)
        self._unsubscribe: Callable[[], None] | None = session.subscribe(self._draw_map)

    def add_pages(self) -> LaterPages:
        """Make the pages behind the first: once that is seen, and when they are asked for."""
        if self._later is None:
            from wizard.ui.later_pages import LaterPages

            self._later = LaterPages(self._session, self._tasks)
            for page_id, page in self._later.by_id().items():
                self._pages[page_id] = page
                self.setPage(page_id, page)
            self._later.check.changed.connect(self._refresh)
            self._later.check.another_device.connect(self._another_device)
        return self._later

    @property
    def check_page(self) -> CheckPage:
        """The last page."""
        return self.add_pages().check

    @property
    def authentication_page(self) -> AuthenticationPage:
        """The third page."""
        return self.add_pages().authentication

    @property
    def pages(self) -> Mapping[PageId, Page]:
        """All five."""
        return {PageId.HUB: self.hub_page, **self.add_pages().by_id()}

    @property
    def panel(self) -> SidePanel:
        """The map."""
        return self._panel

    @property
    def outcome(self) -> Exit:
        """How it ended, as the command line's exit code: cancelled where nothing was run."""
        report = self._later.check.report if self._later else None
        return report.exit_code if report else Exit.CANCELLED

    def go_back_to(self, target: PageId) -> None:
        """Go back, page by page as Back would, without drawing or entering those between."""
        self.setUpdatesEnabled(False)
        self._passing = True
        try:
            while self.currentId() > target:
                before = self.currentId()
                self.back()
                if self.currentId() == before:
                    break
        finally:
            self._passing = False
            self.setUpdatesEnabled(True)
        self._arrive()

    def validateCurrentPage(self) -> bool:
        self.add_pages()  # however fast Next was pressed
        return super().validateCurrentPage()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.seen.emit)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        _space(self._panel)

    def done(self, result: int) -> None:
        if self._unsubscribe is not None:  # a window that is closed already may be told again
            self._unsubscribe()
            self._unsubscribe = None
        super().done(result)

    def _dress(self) -> None:
        self.setWindowIcon(app_icon())
        self.setWizardStyle(QWizard.WizardStyle.ModernStyle)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        self.setSideWidget(self._panel)
        self.setMinimumSize(720, 520)
        self.resize(900, 600)

    def _turned(self, page_id: int) -> None:
        if page_id < 0:
            return
        former, self._current = self._current, PageId(page_id)
        if self._passing:
            return
        if former is PageId.CHECK and self._current is PageId.REVIEW:
            from wizard.ui.fixing import page_to_fix

            error = self.check_page.error
            target = page_to_fix(error, self._session.state)
            if target is not PageId.REVIEW:
                self.go_back_to(target)
                if error is not None and self._current is not None:
                    self._pages[self._current].explain(error)
                return
        self._arrive()

    def _arrive(self) -> None:
        if self._current is None:
            return
        self._pages[self._current].enter()
        self._refresh()
        # Qt gives the focus to a button once this signal has been dealt with.
        QTimer.singleShot(0, self, self._focus_first)

    def _focus_first(self) -> None:
        if self._current is None:
            return
        first = self._pages[self._current].first_field()
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _refresh(self) -> None:
        self._name_buttons()
        self._draw_map(self._session.state)

    def _name_buttons(self) -> None:
        if self._current is PageId.CHECK:
            self.setButtonLayout([_Button.Stretch, _Button.BackButton, _Button.CancelButton])
        else:
            self.setButtonLayout(
                [_Button.Stretch, _Button.BackButton, _Button.NextButton, _Button.CancelButton]
            )
        check = self.check_page if self._current is PageId.CHECK else None
        fixing = check is not None and not check.is_proven and not check.is_running
        self.setButtonText(
            _Button.BackButton, self.tr("&Back to fix it") if fixing else self.tr("&Back")
        )
        writing = self._current is PageId.REVIEW
        self.setButtonText(
            _Button.NextButton, self.tr("&Write configuration") if writing else self.tr("&Next")
        )
        closing = check is not None and (check.committed or not check.is_running)
        self.setButtonText(
            _Button.CancelButton, self.tr("&Close") if closing else self.tr("Cancel")
        )
        self._set_primary(_Button.NextButton, check is None)
        self._set_primary(_Button.CancelButton, check is not None and check.is_proven)

    def _set_primary(self, which: QWizard.WizardButton, primary: bool) -> None:
        button = self.button(which)
        if bool(button.property("primary")) != primary:
            button.setProperty("primary", primary)
            repolish(button)

    def _another_device(self) -> None:
        self._session.next_device()
        if self._session.state.credentials is not None:
            self.go_back_to(PageId.DEVICE)
        elif self._session.state.own is None:
            self.authentication_page.start_anew()
            self.go_back_to(PageId.AUTHENTICATION)
        else:
            self.hub_page.start_anew()
            self.go_back_to(PageId.HUB)

    def _draw_map(self, state: SetupState) -> None:
        current = self._current if self._current is not None else PageId.HUB
        names = {
            PageId.HUB: self.tr("Hub"),
            PageId.DEVICE: self.tr("Device"),
            PageId.AUTHENTICATION: self.tr("Authentication"),
            PageId.REVIEW: self.tr("Review"),
            PageId.CHECK: self.tr("Check"),
        }
        proven = current is PageId.CHECK and self.check_page.is_proven
        pages = route(state)
        self._panel.show_steps(
            tuple(
                MapStep(
                    names[page],
                    chosen=_chosen(page, state) if page < current else "",
                    done=page < current or (page is PageId.CHECK and proven),
                    current=page is current,
                )
                for page in pages
            )
        )
        step = self.tr("Step {number} of {count}: {name}").format(
            number=pages.index(current) + 1, count=len(pages), name=names[current]
        )
        self.setWindowTitle(self.tr("IoT Agent Setup"))
        self._pages[current].setAccessibleName(step)


def _chosen(page: PageId, state: SetupState) -> str:
    """What was decided on a page, in a few words."""
    if page is PageId.HUB:
        return _hub_chosen(state)
    if page is PageId.DEVICE and state.device is not None:
        return f"{state.device.id} · {auth_word(state.device.auth)}"
    if page is PageId.AUTHENTICATION and state.agent is not None:
        return f"{identity_word(state.auth.identity)} · {flavour_word(state.agent.flavour)}"
    return ""


def _hub_chosen(state: SetupState) -> str:
    address = state.address()
    if address is None:
        return identity_word(state.auth.identity) if state.auth.identity is Identity.DPS else ""
    if state.own is not None:
        return state.own.device_id
    first = address.name.partition(".")[0]
    return address.host_name if first.isdigit() else first


def _space(side_widget: QWidget) -> None:
    """Bring the side widget to the window's edge and the buttons into our rhythm."""
    holder = side_widget.parentWidget()
    around = holder.layout() if holder else None
    middle = holder.parentWidget() if holder else None
    grid = middle.layout() if middle else None
    if around is None or grid is None:
        return
    around.setContentsMargins(0, 0, 0, 0)
    items = (grid.itemAt(index) for index in range(grid.count()))
    for buttons in filter(None, (item.layout() for item in items if item)):
        buttons.setContentsMargins(MEDIUM, BLOCK, MEDIUM, BLOCK)
        buttons.setSpacing(SMALL)
