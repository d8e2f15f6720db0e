"""What the five pages share: heading, room, busy bar, and the way from Next to the next page."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QLineEdit,
    QScrollBar,
    QVBoxLayout,
    QWidget,
    QWizardPage,
)

from wizard.domain.errors import Code, HubError, Problem
from wizard.gui.style.theme import BLOCK, LARGE, MARGIN, TINY, Tone
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.busy_bar import BusyBar
from wizard.gui.widgets.field import Field
from wizard.gui.widgets.labels import heading
from wizard.gui.widgets.notice import Notice
from wizard.gui.widgets.page_area import PageArea
from wizard.gui.widgets.sentence import Sentence
from wizard.gui.widgets.spoken_role import speak_as
from wizard.gui.widgets.wrapping_row import WrappingRow
from wizard.setup.flow import next_page
from wizard.setup.page_id import PageField, PageId
from wizard.setup.session import Session
from wizard.text.language import _

_SETTLED_MS: Final = 300
"""Milliseconds in which a nested layout has taken its final size."""


class Page(QWizardPage):
    """A page of the wizard. What is on it is made while the page before is used, or when shown."""

    page_id: ClassVar[PageId]

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__()
        speak_as(self, QAccessible.Role.Pane)
        self.session = session
        self.tasks = tasks
        self._built = False
        self._to_show: QWidget | None = None
        self.is_explaining = False
        """The focus is where something is to be fixed, not in the first field."""

    def heading(self) -> str:
        """The page's question or statement."""
        raise NotImplementedError

    def build(self) -> None:
        """Fill `body`: called once."""
        raise NotImplementedError

    def first_field(self) -> QWidget | None:
        """Where the keyboard focus starts."""
        return None

    def enter(self) -> None:
        """The page is shown, from either side."""

    def explain(self, problem: Problem) -> None:
        """The user came back because of this: said on top, with the focus on the field at fault."""
        self.notice.say_problem(problem, Tone.WARNING)
        self.show_top()
        field = self.field_at_fault(problem)
        self.is_explaining = field is not None
        if field is not None:
            self.reveal(field)

    def field_at_fault(self, _problem: Problem) -> QWidget | None:
        """Where on this page the cause of a failure is put right; None: anywhere."""
        return None

    def field_of(self, _place: PageField) -> QWidget | None:
        """Where this is decided; None: where the focus starts."""
        return self.first_field()

    @property
    def error(self) -> Problem | None:
        """What has failed here: who goes back is led where that is put right."""
        return None

    def search_field(self) -> QLineEdit | None:
        """Where one searches on this page."""
        return None

    def refresh(self) -> None:
        """Read anew what the page shows."""

    def interrupt(self) -> bool:
        """Stop something that takes long and can be left; whether there was anything."""
        return False

    def stop(self) -> None:
        """The page is left: what it waits for is not wanted any more."""

    def ready_to_leave(self) -> bool:
        """Whether the wizard may go on; the page says beside the fields what is missing."""
        return True

    def initializePage(self) -> None:
        """Put on the page what is on it, unless that was done: also before it is shown."""
        if not self._built:
            self._built = True
            self._lay_out()
            self.build()
            self._place_busy()

    def nextId(self) -> int:
        following = next_page(self.page_id, self.session.state)
        return -1 if following is None else following

    def cleanupPage(self) -> None:
        self.stop()

    def validatePage(self) -> bool:
        return self.ready_to_leave()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._built:
            self._place_busy()

    def _place_busy(self) -> None:
        """Along the lower edge, in the page's margin: it comes and goes, and nothing jumps."""
        height = self.busy.sizeHint().height()
        self.busy.setGeometry(0, self.height() - height, self.width(), height)

    def say(self, sentence: str, **bold: str) -> None:
        """The sentence below the heading. ``bold`` fills its braces, emphasized."""
        self.sentence.say(sentence, bold)

    def say_again(self) -> None:
        """The sentence below the heading, in the language that was chosen now."""
        if self._built:
            self.sentence.say_again()

    def spoken(self) -> str:
        """Heading and sentence, as they are read out: without markup."""
        words = self.heading_label.text()
        end = "" if words.endswith(("?", "？", ".", "。")) else "."
        return f"{words}{end} {self.sentence.accessibleName()}".strip()

    def reveal(self, widget: QWidget, below: QWidget | None = None) -> None:
        """Give ``widget`` the focus and scroll so that it is seen, and what is said below it."""
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        # Once the layout has made room for what was said.
        QTimer.singleShot(0, self, partial(self._scroll_to, below, widget))

    def reveal_field(self, field: Field) -> None:
        """Give a field the focus and scroll so that it is seen with what is said about it."""
        self.reveal(field.editor, field.below)

    def show_whole(self, widget: QWidget) -> None:
        """Scroll as little as it takes to see all of ``widget``, also while the layout settles."""
        self._to_show = widget
        QTimer.singleShot(0, self, self._follow)
        QTimer.singleShot(_SETTLED_MS, self, self.stop_showing)

    def stop_showing(self) -> None:
        """What `show_whole` was given may go now."""
        self._to_show = None

    def _follow(self) -> None:
        """The room has grown or shrunk: what was to be seen is still to be seen."""
        self._scroll_to(self._to_show)

    def _scroll_to(self, *widgets: QWidget | None) -> None:
        for widget in filter(None, widgets):
            self._scroll.ensureWidgetVisible(widget, BLOCK, MARGIN)

    def show_top(self) -> None:
        """Scroll to the page's beginning."""
        self._scroll.verticalScrollBar().setValue(0)

    @property
    def scroll_bar(self) -> QScrollBar:
        """What scrolls the page up and down."""
        return self._scroll.verticalScrollBar()

    def scroll_by(self, key: Qt.Key) -> None:
        """Scroll as a key says, where there is more than can be seen."""
        actions = QAbstractSlider.SliderAction
        action = {
            Qt.Key.Key_Up: actions.SliderSingleStepSub,
            Qt.Key.Key_Down: actions.SliderSingleStepAdd,
            Qt.Key.Key_PageUp: actions.SliderPageStepSub,
            Qt.Key.Key_PageDown: actions.SliderPageStepAdd,
            Qt.Key.Key_Home: actions.SliderToMinimum,
            Qt.Key.Key_End: actions.SliderToMaximum,
        }.get(key)
        if action is not None:
            self._scroll.verticalScrollBar().triggerAction(action)

    def on_wait(self, seconds: float, error: HubError) -> None:
        """For the session's operations: the hub is asked again in ``seconds``."""
        words = (
            _("The hub is throttling requests. Trying again in {seconds} s.")
            if error.code is Code.HUB_THROTTLED
            else _("The hub did not answer properly. Trying again in {seconds} s.")
        )
        self.busy.count_down(words, seconds)

    def _lay_out(self) -> None:
        self.heading_label = heading(self.heading())
        self.sentence = Sentence()
        self.notice = Notice()
        self.busy = BusyBar(self)
        inner = QWidget()
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(MARGIN, LARGE, MARGIN, self.busy.sizeHint().height())
        self.body.setSpacing(BLOCK)
        self.body.addWidget(self.heading_label)
        self.body.addWidget(self.sentence)
        self.body.addSpacing(TINY)
        self.body.addWidget(self.notice)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._scroll = PageArea(inner)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._follow)
        outer.addWidget(self._scroll)
        self.footer = WrappingRow()
        outer.addLayout(self.footer)
        self.busy.raise_()
