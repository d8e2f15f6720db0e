"""Which page is shown, and the ways back to where something is decided or put right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWizard

from wizard.gui.widgets.labels import announce
from wizard.setup.page_id import PageId

if TYPE_CHECKING:
    from wizard.domain.errors import Problem
    from wizard.gui.page import Page
    from wizard.setup.page_id import PageField
    from wizard.setup.session import Session


_LOOKED_AT_MS: Final = 150
"""A page that has just come is painted and looked at before the next one is made."""


class Navigation(QObject):
    """Enters each page that is shown, gives it the focus, and has it announced."""

    arrived = Signal()
    """A page is shown and entered."""

    def __init__(self, window: QWizard, pages: Mapping[PageId, Page]) -> None:
        """``pages`` are those that are made already."""
        super().__init__(window)
        self._window = window
        self._pages = pages
        self._session: Session | None = None
        self.current: PageId | None = None
        """The page that is shown; None before the first."""
        self._passing = False
        self._to_explain: tuple[PageId, Problem] | None = None
        window.currentIdChanged.connect(self._turned)

    def begin(self, session: Session) -> None:
        """There is something to work with."""
        self._session = session

    def back_to(self, target: PageId) -> None:
        """Go back as Back would, without drawing or entering the pages between."""
        self._window.setUpdatesEnabled(False)
        self._passing = True
        try:
            while self._window.currentId() > target:
                before = self._window.currentId()
                self._window.back()
                if self._window.currentId() == before:
                    break
        finally:
            self._passing = False
            self._window.setUpdatesEnabled(True)
        self._arrive()

    def let_go(self) -> None:
        """The page will be hidden: its focus must not wander over what happens to come next.

        A screen reader would name each of those on the way to the new page's first field.
        """
        focused = self._window.focusWidget()
        if focused is not None:
            focused.clearFocus()

    def change(self, target: PageId, place: PageField) -> None:
        """Go back to where something is decided, with the focus there."""
        self.back_to(target)
        page = self._pages[target]
        field = page.field_of(place) if self.current is target else None
        if field is not None:
            page.is_explaining = True
            page.reveal(field)

    def _turned(self, page_id: int) -> None:
        if page_id not in self._pages:
            return
        former, self.current = self.current, PageId(page_id)
        if self._passing:
            return
        error = self._pages[former].error if former is not None else None
        if error is not None and former is not None and former > self.current:
            self._go_to_fix(error)
        else:
            self._arrive()

    def _go_to_fix(self, error: Problem) -> None:
        """Go where the cause of a failure can be put right, and say there what it is."""
        from wizard.setup.flow import page_to_fix

        assert self._session is not None  # noqa: S101 (something has failed with it)
        target = page_to_fix(error, self._session.state)
        self._to_explain = (target, error) if target is not PageId.REVIEW else None
        self.back_to(target)
        if self.current is not None and self.current < target:
            # The page was left out because the device was to be like the last: it is not.
            self._session.update(like_last=False)
            QTimer.singleShot(0, self._window, self._window.next)

    def _arrive(self) -> None:
        if self.current is None:
            return
        page = self._pages[self.current]
        page.is_explaining = False
        page.enter()
        self.arrived.emit()
        if self._to_explain is not None and self._to_explain[0] is self.current:
            page.explain(self._to_explain[1])
            self._to_explain = None
        # Qt gives the focus to a button once this signal has been dealt with.
        QTimer.singleShot(0, self, self._focus_first)
        QTimer.singleShot(_LOOKED_AT_MS, self, self.make_next)

    def make_next(self) -> None:
        """Make the page behind the one that is shown: its fields are too many for the moment in
        which it has to appear."""
        following = self._pages[self.current].nextId() if self.current is not None else -1
        if following in self._pages:
            self._pages[PageId(following)].initializePage()

    def _focus_first(self) -> None:
        if self.current is None:
            return
        page = self._pages[self.current]
        first = page.first_field()
        if first is not None and not page.is_explaining:
            first.setFocus(Qt.FocusReason.TabFocusReason)
            if isinstance(first, QLineEdit) and first.echoMode() is QLineEdit.EchoMode.Normal:
                # As Tab does, also where Qt has given it the focus before; no secret is at stake.
                first.selectAll()
        announce(self._window, f"{page.accessibleName()}. {page.spoken()}", politely=True)
