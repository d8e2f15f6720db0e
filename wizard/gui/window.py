"""The wizard's window: the five pages, the map beside them, and what its buttons say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWizard

from wizard.gui.frame.buttons import dress_buttons, lay_out_frame, name_buttons
from wizard.gui.frame.keyboard import Keyboard
from wizard.gui.frame.leaving import what_would_be_lost
from wizard.gui.frame.navigation import Navigation
from wizard.gui.frame.page_names import page_name
from wizard.gui.frame.window_dialogs import WindowDialogs
from wizard.gui.side_panel import MapStep, SidePanel
from wizard.gui.splash import SplashPage
from wizard.gui.style.icons import app_icon
from wizard.gui.style.window_size import set_first_size
from wizard.setup.page_id import PageId
from wizard.text.language import _

if TYPE_CHECKING:
    from wizard.domain.errors import Exit
    from wizard.domain.state import SetupState
    from wizard.gui.later_pages import LaterPages
    from wizard.gui.page import Page
    from wizard.gui.pages.authentication.page import AuthenticationPage
    from wizard.gui.pages.check.page import CheckPage
    from wizard.gui.pages.hub.page import HubPage
    from wizard.gui.pages.hub.start import HubStart
    from wizard.gui.tasks import Tasks
    from wizard.setup.session import Session

_OPENING: Final = len(PageId)


class Window(QWizard):
    """The wizard itself. It never blocks: what takes time runs in `tasks`."""

    seen = Signal()
    """The first page has been painted: there is time for everything else."""

    def __init__(self) -> None:
        """Nothing but the frame, the map and a heading: quickly made, and seen until `begin`."""
        super().__init__()
        self._session: Session
        self._tasks: Tasks
        self.hub_page: HubPage
        self._pages: dict[PageId, Page] = {}
        self._later: LaterPages | None = None
        self.navigation = Navigation(self, self._pages)
        self.navigation.arrived.connect(self._refresh)
        self._painted = False
        self._unsubscribe: Callable[[], None] | None = None
        # Qt does not keep the Python side of it alive: another widget would turn up in its place.
        self._panel = SidePanel("IoT Agent Setup")
        self._panel.show_steps(
            tuple(MapStep(page_name(page), current=page is PageId.HUB) for page in PageId)
        )
        self._dress()
        self.setPage(_OPENING, SplashPage())
        self._name_buttons()
        self.dialogs = WindowDialogs(self)
        self._fill_menu()
        self._keyboard = Keyboard(self, self.leave, self.dialogs.show_help)

    def begin(self, session: Session, tasks: Tasks, start: HubStart | None = None) -> None:
        """Go on to the first page."""
        from wizard.gui.pages.hub.page import HubPage
        from wizard.gui.pages.hub.start import HubStart

        self._session = session
        self._tasks = tasks
        self.navigation.begin(session)
        self.hub_page = HubPage(session, tasks, start or HubStart())
        self._pages[PageId.HUB] = self.hub_page
        self._panel.menu.add_languages(tasks)
        if start is not None and start.demonstration is not None:
            self._panel.menu.add_faults(start.demonstration)
        self.setPage(PageId.HUB, self.hub_page)
        self.setStartId(PageId.HUB)
        self._unsubscribe = session.subscribe(self._refresh)
        if self.isVisible():
            self.restart()
        self.removePage(_OPENING)

    @staticmethod
    def import_pages() -> None:
        """For a thread, while the first page is used: `add_pages` then takes no time."""
        import wizard.gui.later_pages  # noqa: F401

    def add_pages(self) -> LaterPages:
        """Make the pages behind the first: once they are imported, or when they are asked for."""
        if self._later is None:
            from wizard.gui.later_pages import LaterPages

            self._later = LaterPages(self._session, self._tasks)
            for page_id, page in self._later.by_id().items():
                self._pages[page_id] = page
                self.setPage(page_id, page)
            self._later.check.changed.connect(self._refresh)
            self._later.check.another_device.connect(self._another_device)
            self._later.review.change.connect(self.navigation.change)
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
        from wizard.domain.errors import Exit

        report = self._later.check.report if self._later else None
        return report.exit_code if report else Exit.CANCELLED

    def go_back_to(self, target: PageId) -> None:
        """Go back as Back would, without drawing or entering the pages between."""
        self.navigation.back_to(target)

    def leave(self) -> None:
        """Leave as Cancel does, but ask first where something would be lost."""
        loss = ""
        if self._pages:
            check = self.check_page if self.navigation.current is PageId.CHECK else None
            typed = self.hub_page.is_filled_by_hand
            loss = what_would_be_lost(self._session.state, check, typed=typed)
        self.dialogs.leave(loss)

    def validateCurrentPage(self) -> bool:
        if not self._pages:
            return False
        self.add_pages()  # however fast Next was pressed
        may_leave = super().validateCurrentPage()
        if may_leave:
            self.navigation.let_go()
        return may_leave

    def cleanupPage(self, page_id: int) -> None:
        self.navigation.let_go()
        super().cleanupPage(page_id)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.seen.emit)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        lay_out_frame(self._panel)

    def done(self, result: int) -> None:
        if self._unsubscribe is not None:  # a window that is closed already may be told again
            self._unsubscribe()
            self._unsubscribe = None
        super().done(result)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._pages:
            for page in self._pages.values():
                page.say_again()
            self._refresh()

    def _dress(self) -> None:
        self.setWindowIcon(app_icon())
        self.setWizardStyle(QWizard.WizardStyle.ModernStyle)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        dress_buttons(self)
        self.setSideWidget(self._panel)
        self._panel.picked.connect(self._picked)
        self.setWindowTitle("IoT Agent Setup")
        set_first_size(self)

    def _refresh(self, _state: SetupState | None = None) -> None:
        self._name_buttons()
        self._draw_map(self._session.state)

    def _name_buttons(self) -> None:
        check = self.check_page if self.navigation.current is PageId.CHECK else None
        name_buttons(self, self._session.state if self._pages else None, check)

    def _fill_menu(self) -> None:
        menu = self._panel.menu
        menu.add(_("&Help for this page"), self.dialogs.show_help)
        menu.add(_("What is &kept…"), self._show_kept)
        menu.add(_("&Open the log's folder"), self._open_log_folder)
        menu.add(_("&About…"), self.dialogs.show_about)

    def _show_kept(self) -> None:
        if self._pages:
            self.dialogs.show_kept(self._session, self._tasks, self.hub_page.list_hubs)

    def _open_log_folder(self) -> None:
        from wizard import compose
        from wizard.gui.frame.menu import open_folder

        open_folder(compose.log_file().parent)

    def _picked(self, row: int) -> None:
        """A done step of the map was clicked."""
        from wizard.setup.flow import route

        at = self.navigation.current
        is_running = at is PageId.CHECK and self.check_page.is_running
        target = route(self._session.state)[row]
        if at is not None and target < at and not is_running:
            self.go_back_to(target)

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
        from wizard.gui.progress_map import map_steps, place_words

        current = self.navigation.current if self.navigation.current is not None else PageId.HUB
        steps = map_steps(state, current, self.check_page if current is PageId.CHECK else None)
        self._panel.show_steps(steps)
        self._pages[current].setAccessibleName(place_words(steps))
        self.setWindowTitle(f"{place_words(steps)} – IoT Agent Setup")
