"""How large the window is on which screen, and that it is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QApplication

from wizard.gui.style.window_size import KeptSize, room_on, set_first_size
from wizard.gui.window import Window


@pytest.mark.parametrize("usable", [QSize(800, 480), QSize(1093, 614), QSize(1920, 1080)])
def test_the_first_window_is_no_larger_than_the_screen(
    dressed_app: QApplication, usable: QSize
) -> None:
    window = Window()
    set_first_size(window, usable)
    room = room_on(usable)
    assert window.width() <= room.width()
    assert window.height() <= room.height()
    assert window.minimumHeight() <= room.height()
    if usable.width() > 1000:
        assert window.width() >= 900
    window.deleteLater()


def test_the_size_is_kept_for_the_next_start(dressed_app: QApplication, tmp_path: Path) -> None:
    path = str(tmp_path / "window.ini")
    first = Window()
    first.resize(811, 577)
    KeptSize(QSettings(path, QSettings.Format.IniFormat)).keep(first)
    later = Window()
    KeptSize(QSettings(path, QSettings.Format.IniFormat)).restore(later)
    assert later.size() == first.size()
    for window in (first, later):
        window.deleteLater()
