"""Without a console nothing that the program has to say is lost."""

from __future__ import annotations

import sys

import pytest

from wizard import windowed


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    boxes: list[tuple[str, bool]] = []
    monkeypatch.setattr(windowed, "show", lambda text, failed: boxes.append((text, failed)))
    return boxes


def without_console(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the test itself: between its parts pytest puts streams of its own there."""
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)


def test_a_wrong_option_is_shown(
    shown: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    without_console(monkeypatch)

    assert windowed.main(["--no-such-option"]) == 2

    [(text, failed)] = shown
    assert failed
    assert "--no-such-option" in text


def test_the_version_is_shown_and_no_failure(
    shown: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    without_console(monkeypatch)

    assert windowed.main(["--version"]) == 0

    [(text, failed)] = shown
    assert not failed
    assert text.startswith("iot-agent-setup ")


def test_while_all_is_well_a_librarys_words_open_no_box(
    shown: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    without_console(monkeypatch)

    def noisy() -> int:
        sys.stderr.write("deprecated")
        return 0

    assert windowed.collecting(noisy, windowed.show) == 0
    assert shown == []


def test_with_a_console_it_is_the_program_itself(
    shown: list[tuple[str, bool]], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        windowed.main(["--no-such-option"])

    assert shown == []
    assert "--no-such-option" in capsys.readouterr().err
