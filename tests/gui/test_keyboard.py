"""What keys do, pressed for real on every page."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QMessageBox,
    QPushButton,
    QToolButton,
    QWidget,
)

from tests.gui.driver import Driver
from wizard.demo.faults.amqp_faults import TokenStatus
from wizard.domain.report import Result
from wizard.setup.page_id import PageId


def leave_question(wizard: Driver) -> QMessageBox | None:
    question = wizard.window.dialogs.question
    return question if question is not None and question.isVisible() else None


def turn_wheel(widget: QWidget) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def press_every_arrow(wizard: Driver, start: QWidget) -> None:
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
        start.setFocus()
        for _ in range(4):
            wizard.press(key)
            assert wizard.focused() is not wizard.cancel_button


def test_enter_presses_the_button_that_has_the_focus(wizard: Driver) -> None:
    wizard.hub.advanced.button.setFocus()
    wizard.press(Qt.Key.Key_Return)
    assert wizard.hub.advanced.port.isVisible()
    assert wizard.at is PageId.HUB
    wizard.hub.string.reveal.setFocus()
    wizard.press(Qt.Key.Key_Enter)
    assert wizard.hub.string.reveal.isChecked()


def test_enter_in_a_field_goes_on(wizard: Driver) -> None:
    wizard.hub.string.line.setFocus()
    wizard.press(Qt.Key.Key_Return)
    wizard.until(lambda: wizard.at is PageId.DEVICE)


def test_enter_presses_the_buttons_of_the_last_page(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    wizard.demo_hub.faults.amqp.add(TokenStatus(401), times=1)
    assert wizard.write().result is Result.FAILED
    wizard.until(lambda: wizard.focused() is wizard.check.again)
    wizard.press(Qt.Key.Key_Return)
    assert wizard.report().result is Result.OK
    undo = wizard.check.changes_panel.undo_button
    assert undo is not None
    undo.setFocus()
    wizard.press(Qt.Key.Key_Return)
    wizard.until(lambda: wizard.check.changes_panel.undo_button is None)
    assert wizard.focused() is wizard.check.again, "the button that was pressed is gone"


def test_escape_empties_the_field_then_asks_then_stays(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.device.device_id.setFocus()
    wizard.enter("cam-0")
    wizard.press(Qt.Key.Key_Escape)
    assert wizard.device.device_id.text() == ""
    assert leave_question(wizard) is None

    wizard.press(Qt.Key.Key_Escape)
    wizard.until(lambda: leave_question(wizard) is not None)
    question = leave_question(wizard)
    assert question is not None
    wizard.until(lambda: wizard.focused() is question.defaultButton())
    wizard.press(Qt.Key.Key_Return)
    assert wizard.window.isVisible(), "the safe answer was the default"
    assert wizard.at is PageId.DEVICE


def test_escape_closes_an_open_list_first(wizard: Driver) -> None:
    wizard.to_devices()
    status = wizard.device.list.filter.status
    status.setFocus()
    status.showPopup()
    wizard.until(lambda: QApplication.activePopupWidget() is not None)
    wizard.press(Qt.Key.Key_Escape)
    wizard.until(lambda: QApplication.activePopupWidget() is None)
    assert wizard.window.isVisible()
    assert leave_question(wizard) is None


def test_escape_leaves_where_nothing_would_be_lost(wizard: Driver) -> None:
    wizard.hub.advanced.button.setFocus()
    wizard.press(Qt.Key.Key_Escape)
    wizard.until(lambda: not wizard.window.isVisible())


def test_arrows_do_not_lead_to_cancel(wizard: Driver) -> None:
    press_every_arrow(wizard, wizard.next_button)
    wizard.to_devices()
    press_every_arrow(wizard, wizard.next_button)
    wizard.choose("cam-01")
    for card in wizard.authentication.cards.values():
        press_every_arrow(wizard, card)
    wizard.to_review()
    press_every_arrow(wizard, wizard.back_button)
    wizard.write()
    for button in wizard.check.findChildren(QPushButton):
        if button.isVisible():
            press_every_arrow(wizard, button)


def test_page_keys_scroll_the_page(wizard: Driver) -> None:
    wizard.window.resize(720, 520)
    wizard.hub.advanced.open()
    wizard.hub.without_hub.open()
    bar = wizard.hub.scroll_bar
    wizard.until(lambda: bar.maximum() > 0)
    wizard.hub.advanced.button.setFocus()
    wizard.press(Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    wizard.press(Qt.Key.Key_Home)
    assert bar.value() == 0
    wizard.hub.string.line.setFocus()
    wizard.press(Qt.Key.Key_PageDown)
    assert bar.value() > 0
    wizard.press(Qt.Key.Key_PageUp)
    assert bar.value() == 0


def test_ctrl_f_searches_and_f5_fetches_again(wizard: Driver) -> None:
    wizard.to_devices()
    wizard.next_button.setFocus()
    wizard.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert wizard.focused() is wizard.device.search_field()
    fetched: list[bool] = []
    wizard.device.list.model.modelReset.connect(lambda: fetched.append(True))
    wizard.press(Qt.Key.Key_F5)
    wizard.until(lambda: bool(fetched) and wizard.device.list.model.rowCount() > 0)


def test_the_wheel_changes_no_list_without_the_focus(wizard: Driver) -> None:
    wizard.hub.string.line.setFocus()
    turn_wheel(wizard.hub.keep)
    assert wizard.hub.keep.currentIndex() == 0
    wizard.to_devices()
    wizard.choose("cam-01")
    agent = wizard.authentication.agent_fields.agent
    wizard.next_button.setFocus()
    turn_wheel(agent)
    assert agent.currentIndex() == 0
    agent.setFocus()
    turn_wheel(agent)
    assert agent.currentIndex() == 1


def test_no_button_in_the_focus_order_is_hidden_or_unnamed(wizard: Driver) -> None:
    def look_around() -> None:
        first = wizard.window.pages[wizard.at]
        widget = first.nextInFocusChain()
        seen = set()
        while widget is not None and id(widget) not in seen:
            seen.add(id(widget))
            if isinstance(widget, (QPushButton, QToolButton, QComboBox)) and widget.isVisible():
                takes_focus = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
                text = "" if isinstance(widget, QComboBox) else widget.text()
                assert not takes_focus or text or widget.accessibleName(), widget
            widget = widget.nextInFocusChain()

    look_around()
    wizard.to_devices()
    look_around()
    wizard.choose("cam-01")
    look_around()
    wizard.to_review()
    look_around()
    wizard.write()
    look_around()
