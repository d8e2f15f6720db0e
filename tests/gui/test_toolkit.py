"""The parts that pages are made of."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.patience import HANG_LIMIT_MS
from wizard.domain.errors import Code, Problem
from wizard.domain.files import Change
from wizard.domain.report import StepDone, StepId, StepStarted, StepStatus, StepWaiting
from wizard.domain.secret import MASK, Secret
from wizard.gui.pages.check.step_list import StepList
from wizard.gui.pages.check.step_row import StepState
from wizard.gui.pages.review.diff_view import DiffCard, DiffText
from wizard.gui.side_panel import MapStep, SidePanel
from wizard.gui.style.palettes import palette
from wizard.gui.style.theme import Theme, Tone, tone_colour
from wizard.gui.widgets.choice_card import ChoiceCard, DetailedCard
from wizard.gui.widgets.field import Form
from wizard.gui.widgets.labels import Label
from wizard.gui.widgets.notice import Notice
from wizard.gui.widgets.secret_edit import SecretEdit
from wizard.runs.file_preview import FilePreview

pytestmark = pytest.mark.usefixtures("dressed_app")


def shown(widget: QWidget, qtbot: QtBot) -> QWidget:
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget, timeout=HANG_LIMIT_MS)
    widget.activateWindow()
    return widget


class Emitter(QObject):
    happened = Signal(object)


def test_signals_survive_two_thousand_emits() -> None:
    """PySide6 6.12.0 aborts after some 570 on Python 3.11 (desktop.md, Qt)."""
    emitter = Emitter()
    seen: list[object] = []
    emitter.happened.connect(seen.append)

    for number in range(2000):
        emitter.happened.emit(number)

    assert len(seen) == 2000


@pytest.mark.parametrize(
    "pasted",
    ["  HostName=a;Key=b \r\n", "HostName=a;\r\nKey=b", "\ufeffHostName=a;Key=\u2028b\n"],
)
def test_a_pasted_secret_may_have_blanks_and_breaks(pasted: str, qtbot: QtBot) -> None:
    edit = SecretEdit()
    shown(edit, qtbot)
    QApplication.clipboard().setText(pasted)
    edit.line.setFocus()
    QTest.keyClick(edit.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert edit.secret() == Secret("HostName=a;Key=b")


def test_a_secret_shows_dots_until_it_is_revealed(qtbot: QtBot) -> None:
    edit = SecretEdit()
    shown(edit, qtbot)
    edit.set_secret(Secret("geheim"))
    spoken = QAccessible.queryAccessibleInterface(edit.line)
    assert "geheim" not in edit.line.displayText()
    assert "geheim" not in spoken.text(QAccessible.Text.Value)

    QTest.mouseClick(edit.reveal, Qt.MouseButton.LeftButton)
    assert edit.line.displayText() == "geheim"

    edit.hide()
    assert edit.line.echoMode() is QLineEdit.EchoMode.Password


class TwoCards(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.first = ChoiceCard("&First", "What it means.")
        self.second = ChoiceCard("&Second", "What that means.")
        box = QVBoxLayout(self)
        box.addWidget(self.first)
        box.addWidget(self.second)
        self.first.setChecked(True)


@pytest.fixture
def cards(qtbot: QtBot) -> TwoCards:
    both = TwoCards()
    shown(both, qtbot)
    return both


def test_all_of_a_card_clicks(cards: TwoCards, qtbot: QtBot) -> None:
    corner = cards.second.rect().bottomRight() - QPoint(3, 3)
    QTest.mouseClick(cards.second, Qt.MouseButton.LeftButton, pos=corner)

    assert (cards.first.isChecked(), cards.second.isChecked()) == (False, True)


def test_an_impossible_card_takes_the_focus_and_not_the_choice(
    cards: TwoCards, qtbot: QtBot
) -> None:
    cards.second.set_verdict("Not possible: because.", possible=False)
    cards.first.setFocus()
    qtbot.waitUntil(cards.first.hasFocus, timeout=HANG_LIMIT_MS)
    QTest.keyClick(cards.first, Qt.Key.Key_Down)

    qtbot.waitUntil(cards.second.hasFocus, timeout=HANG_LIMIT_MS)
    assert (cards.first.isChecked(), cards.second.isChecked()) == (True, False)


def test_a_card_is_spoken_as_a_radio_button_with_its_reason(cards: TwoCards) -> None:
    cards.second.set_verdict("Not possible: because.", possible=False)
    spoken = QAccessible.queryAccessibleInterface(cards.second)

    assert spoken.role() is QAccessible.Role.RadioButton
    assert spoken.text(QAccessible.Text.Name) == "Second"
    assert "because" in spoken.text(QAccessible.Text.Description)


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_the_fields_of_a_card_begin_where_its_words_begin(
    qtbot: QtBot, direction: Qt.LayoutDirection
) -> None:
    card, line = ChoiceCard("&First", "What it means."), QLineEdit()
    fields = QWidget()
    box = QVBoxLayout(fields)
    box.setContentsMargins(0, 0, 0, 0)
    box.addWidget(line)
    both = DetailedCard(card)
    both.put_details(fields)
    card.setChecked(True)
    both.setLayoutDirection(direction)
    shown(both, qtbot)
    words = next(one for one in card.findChildren(Label) if one.text() == "What it means.")

    def edges(widget: QWidget) -> tuple[int, int]:
        left = widget.mapTo(both, QPoint(0, 0)).x()
        return left, left + widget.width()

    qtbot.waitUntil(lambda: edges(line) == edges(words), timeout=HANG_LIMIT_MS)


def test_the_map_is_spoken_as_a_list(qtbot: QtBot) -> None:
    panel = SidePanel("Wizard")
    shown(panel, qtbot)
    panel.show_steps(
        (MapStep("Hub", "contoso", done=True), MapStep("Device", current=True), MapStep("Check"))
    )

    assert panel.spoken() == (
        "Step 1 of 3: Hub, done (contoso)",
        "Step 2 of 3: Device, current",
        "Step 3 of 3: Check",
    )
    assert not panel.grab().isNull()


def test_a_field_says_what_is_wrong_and_forgets_it(qtbot: QtBot) -> None:
    form, editor = Form(), QLineEdit()
    field = form.add("&Folder", editor, hint="Where the agent is.")
    shown(form, qtbot)
    assert (field.label.buddy(), editor.accessibleName()) == (editor, "Folder")
    assert editor.accessibleDescription() == "Where the agent is."

    field.set_problem(Problem(Code.ANSWERS_MISSING, "folder"))
    assert field.error
    assert editor.accessibleDescription() == field.error

    field.clear_error()
    assert field.error == ""
    assert editor.accessibleDescription() == "Where the agent is."


def test_a_notice_says_cause_and_remedy_and_offers_one_action(qtbot: QtBot) -> None:
    notice = Notice()
    shown(notice, qtbot)
    notice.say("It failed.", "Try again.", action="Again")
    button = notice.findChild(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert button is not None
    assert notice.text == "It failed. Try again."
    with qtbot.waitSignal(notice.action, timeout=HANG_LIMIT_MS):
        notice.button.click()

    notice.clear()
    assert notice.text == ""


def test_steps_are_shown_as_they_happen(qtbot: QtBot) -> None:
    steps = StepList()
    shown(steps, qtbot)
    steps.show_plan({StepId.HUB_CONNECT, StepId.DEVICE_READ, StepId.CHECK_CONNECT})
    rows = steps.rows
    assert list(rows) == [StepId.HUB_CONNECT, StepId.DEVICE_READ, StepId.CHECK_CONNECT]

    steps.take(StepStarted(StepId.HUB_CONNECT))
    assert rows[StepId.HUB_CONNECT].state is StepState.RUNNING
    throttled = Problem(Code.HUB_THROTTLED)
    steps.take(StepWaiting(StepId.HUB_CONNECT, 4.0, throttled))
    assert "Trying again in 4 s." in rows[StepId.HUB_CONNECT].text
    steps.take(StepDone(StepId.HUB_CONNECT, StepStatus.OK, 1234.0))
    assert rows[StepId.HUB_CONNECT].state is StepState.OK
    assert "1.2 s" in rows[StepId.HUB_CONNECT].text
    assert "Trying" not in rows[StepId.HUB_CONNECT].text

    failed = Problem(
        Code.CHECK_UNAUTHORIZED, "", (("device", "cam-01"),), "Authentication / Unauthorized"
    )
    steps.take(StepDone(StepId.DEVICE_READ, StepStatus.FAILED, 7.0, failed))
    assert "The agent would log: Authentication / Unauthorized" in (rows[StepId.DEVICE_READ].text)
    steps.take(StepDone(StepId.CHECK_CONNECT, StepStatus.SKIPPED))
    assert rows[StepId.CHECK_CONNECT].state is StepState.SKIPPED
    steps.take(StepDone(StepId.CHECK_TWIN, StepStatus.OK, 1.0))
    assert StepId.CHECK_TWIN not in rows, "what is not planned is not shown"

    steps.reset([StepId.DEVICE_READ])
    assert rows[StepId.DEVICE_READ].state is StepState.PENDING
    assert "logged" not in rows[StepId.DEVICE_READ].text


def test_a_difference_colours_each_line_by_its_sign(qtbot: QtBot) -> None:
    text = DiffText('@@ -1,3 +1,3 @@\n {\n-  "a" : 1\n+  "a" : 2\n@@ -9 +9 @@\n }')
    shown(text, qtbot)
    lines = text.toPlainText().splitlines()
    assert lines == [" {", '-  "a" : 1', '+  "a" : 2', "⋯", " }"]

    colours = []
    block = text.document().firstBlock()
    while block.isValid():
        colours.append(block.blockFormat().background().style() is not Qt.BrushStyle.NoBrush)
        block = block.next()
    assert colours == [False, True, True, False, False]


def test_a_key_file_shows_no_key(qtbot: QtBot) -> None:

    file = FilePreview(
        Path("/var/agent/device.key"), Change.CREATED, f"@@ -0,0 +1 @@\n+{MASK}", True
    )
    card = DiffCard(file, "The symmetric key.")
    shown(card, qtbot)

    assert card.findChild(DiffText) is None, "its difference would be dots"
    assert "The symmetric key." in [label.text() for label in card.findChildren(Label)]
    assert "created" in card.accessibleName()


def test_a_label_takes_the_colour_of_its_tone_in_every_scheme(
    dressed_app: QApplication, qtbot: QtBot
) -> None:
    label = Label("x", Tone.ERROR)
    shown(label, qtbot)

    def painted() -> QColor:
        return label.palette().color(label.foregroundRole())

    for scheme in (Qt.ColorScheme.Light, Qt.ColorScheme.Dark, Qt.ColorScheme.Light):
        Theme(dressed_app, fixed=scheme)
        for tone in (Tone.SUCCESS, Tone.ERROR, Tone.WARNING, Tone.QUIET):
            label.set_tone(tone)
            assert painted().name() == tone_colour(tone, palette(scheme)).name()
