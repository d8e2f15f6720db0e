"""What a screen reader finds: names and roles in the order of the focus, faults in descriptions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QListView, QTableView, QWidget

from tests.gui.driver import Driver
from tests.gui.test_access import walk
from wizard.domain.report import Result
from wizard.setup.page_id import PageId

_TAB = Qt.FocusPolicy.TabFocus.value


def focus_order(window: QWidget) -> Iterator[QWidget]:
    """Everything that Tab goes to, once around."""
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        takes_tab = bool(widget.focusPolicy().value & _TAB) and widget.focusProxy() is None
        if takes_tab and widget.isVisible() and widget.isEnabled():
            yield widget
        widget = widget.nextInFocusChain()


def test_all_that_tab_goes_to_has_a_name_a_role_and_a_place(wizard: Driver) -> None:
    for page in walk(wizard):
        QApplication.processEvents()
        for widget in focus_order(wizard.window):
            spoken = QAccessible.queryAccessibleInterface(widget)
            assert spoken is not None, f"{page}: {widget}"
            assert spoken.text(QAccessible.Text.Name), f"{page}: {widget} has no name"
            assert spoken.role() is not QAccessible.Role.NoRole, f"{page}: {widget}"
            assert not widget.size().isEmpty(), f"{page}: {widget} has no room"
            for text in (QAccessible.Text.Name, QAccessible.Text.Description):
                assert "<b>" not in spoken.text(text), f"{page}: {widget}"


def test_the_steps_are_a_list_and_the_devices_a_table(wizard: Driver) -> None:
    steps = wizard.window.panel.findChild(QListView)
    assert isinstance(steps, QListView)
    spoken = QAccessible.queryAccessibleInterface(steps)
    assert spoken.role() is QAccessible.Role.List
    assert spoken.text(QAccessible.Text.Name) == "Steps"
    names = [spoken.child(row).text(QAccessible.Text.Name) for row in range(5)]
    assert names[0] == "Step 1 of 5: Hub, current"
    wizard.to_devices()
    table = wizard.device.findChild(QTableView)
    assert isinstance(table, QTableView)
    assert QAccessible.queryAccessibleInterface(table).role() is QAccessible.Role.Table


def test_a_field_at_fault_says_so_in_its_description(wizard: Driver) -> None:
    wizard.hub.string.line.clear()
    wizard.click(wizard.next_button)
    wizard.until(lambda: bool(wizard.hub.string_field.error))
    spoken = QAccessible.queryAccessibleInterface(wizard.hub.string.line)
    assert spoken.text(QAccessible.Text.Description) == wizard.hub.string_field.error
    assert wizard.focused() is wizard.hub.string.line


def test_what_is_announced_of_a_page_and_of_a_green_check(
    wizard: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[tuple[str, bool]] = []

    def remember(_widget: QWidget, text: str, *, politely: bool = False) -> None:
        spoken.append((text, politely))

    for module in ("pages.check.page", "widgets.busy_bar", "frame.navigation"):
        monkeypatch.setattr(f"wizard.gui.{module}.announce", remember)
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    wizard.until(lambda: any("Step 4 of 5: Review" in text for text, _politely in spoken))
    assert all(politely for _text, politely in spoken), "pages and waiting are told politely"
    spoken.clear()
    assert wizard.write().result is Result.OK
    wizard.until(lambda: bool(spoken) and not spoken[-1][1])
    results = [text for text, politely in spoken if not politely]
    assert len(results) == 1
    assert results[0].startswith("cam-01 is set up.")
    assert any(text.startswith("Step 5 of 5: Check") for text, politely in spoken if politely)
    assert wizard.at is PageId.CHECK
