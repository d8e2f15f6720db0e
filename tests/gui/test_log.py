"""The window logs as the command line does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from wizard import compose
from wizard.gui import app as gui
from wizard.gui.window_options import WindowOptions
from wizard.infra.logging import set_up_logging


@pytest.fixture(autouse=True)
def no_log_afterwards() -> Iterator[None]:
    yield
    set_up_logging(None, verbose=False)


def options(log_file: Path | None = None) -> WindowOptions:
    return WindowOptions(log_file=log_file, tour=Path("pictures"))


@pytest.fixture
def no_tour(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    monkeypatch.setattr(gui, "tour", lambda *_args: 0)


def test_into_the_usual_folder(
    no_tour: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "log" / "a.log"
    monkeypatch.setattr(compose, "log_file", lambda: file)
    assert gui.run(options()) == 0
    (started,) = map(json.loads, file.read_text().splitlines())
    assert started["message"] == "started"
    assert started["qt"]


def test_into_the_file_that_was_named(no_tour: None, tmp_path: Path) -> None:
    assert gui.run(options(tmp_path / "mine.log")) == 0
    assert (tmp_path / "mine.log").exists()


def test_a_file_that_cannot_be_written_is_said(
    no_tour: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gui.run(options(tmp_path)) == 2
    assert str(tmp_path) in capsys.readouterr().err
