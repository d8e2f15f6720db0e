"""What is shown before it has its place in the page is a window: it flashes up, with a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.gui.driver import Driver
from wizard.domain.ports.asking import Asked, Question
from wizard.gui.frame.question_dialog import QuestionDialog
from wizard.gui.pages.hub.greeting import Greeting
from wizard.gui.pages.hub.start import Demonstration


class ShownWindows(QObject):
    """The kinds of what was shown as a window; lists that open and tool tips are none."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.Show and _is_window(watched):
            self.kinds.add(type(watched).__name__)
        return False


def _is_window(watched: QObject) -> bool:
    kinds = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)
    return isinstance(watched, QWidget) and watched.isWindow() and watched.windowType() not in kinds


@pytest.fixture
def shown(dressed_app: QApplication) -> Iterator[set[str]]:
    watcher = ShownWindows()
    dressed_app.installEventFilter(watcher)
    yield watcher.kinds
    dressed_app.removeEventFilter(watcher)


def test_from_start_to_end_there_is_one_window(
    shown: set[str], open_wizard: Callable[..., Driver]
) -> None:
    wizard = open_wizard()
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    wizard.write()

    assert shown == {"Window"}


def test_the_demos_greeting_is_no_window(shown: set[str], dressed_app: QApplication) -> None:
    page = QWidget()

    greeting = Greeting(Demonstration(41, lambda _fault: None), page)

    assert greeting.is_shown
    assert not greeting.isHidden()
    assert not shown


def test_a_question_is_no_window_before_it_is_asked(shown: set[str]) -> None:
    page = QWidget()

    dialog = QuestionDialog(Question(Asked.PASSWORD, "Password:", "pi@10.0.0.17"), page)

    assert not dialog.edit.isHidden()
    assert not shown
