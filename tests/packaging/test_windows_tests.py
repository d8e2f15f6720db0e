"""`test --windows` as a whole: what runs, and what it says in the end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import windows_tests
from release.windows_parts import LEFT_OUT, PARTS
from release.wine import ATTEMPTS, WineCrashedError

GREEN = """\
...s..                                                                   [100%]
=========================== short test summary info ===========================
SKIPPED [1] tests\\contracts\\test_certificate_store.py:159: Windows has one
SKIPPED [12] tests\\end2end\\test_watch.py: POSIX signals
12 passed, 13 skipped in 23.11s
"""
RED = "FAILED tests/setup/test_flow.py::test_x - assert 2 == 1\n1 failed, 4 passed in 9.10s\n"


def run(
    monkeypatch: pytest.MonkeyPatch, answers: Sequence[tuple[int, str] | Exception]
) -> tuple[int, list[Sequence[str]]]:
    """The exit code of a run of one part that answers so, and what was started for it."""
    left, started = list(answers), list[Sequence[str]]()

    def answer(_folder: Path, files: Sequence[str]) -> tuple[int, str]:
        started.append(files)
        given = left.pop(0)
        if isinstance(given, Exception):
            raise given
        return given

    monkeypatch.setattr(windows_tests, "PARTS", (("tests/writer",),))
    monkeypatch.setattr(windows_tests, "run_on_new_windows", answer)
    return windows_tests.main(), started


def test_a_green_run_counts_and_says_what_was_not_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, started = run(monkeypatch, [(0, GREEN)])
    said = capsys.readouterr().out
    assert (code, started) == (0, [["tests/writer"]])
    assert "  12 x POSIX signals\n" in said
    assert "  1 x Windows has one\n" in said
    assert f"tests/gui: {LEFT_OUT['tests/gui']}\n" in said
    assert "crashed" not in said
    assert said.splitlines()[-1].startswith("Green. 12 passed, 13 skipped, in ")


@pytest.mark.parametrize(
    ("answer", "last"),
    [
        ((1, RED), "FAILED: Part 1 of 1. 1 failed, 4 passed, in "),
        ((0, "no last line"), "FAILED: Part 1 of 1. nothing ran, in "),
        ((3, "Fatal Python error"), "FAILED: Part 1 of 1. nothing ran, in "),
    ],
)
def test_a_red_part_is_shown_and_ends_the_command_with_1(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: tuple[int, str],
    last: str,
) -> None:
    code, _ = run(monkeypatch, [answer])
    said = capsys.readouterr().out
    assert code == 1
    assert answer[1] in said
    assert said.splitlines()[-1].startswith(last)


def test_a_part_whose_wine_crashed_is_begun_again_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, started = run(monkeypatch, [WineCrashedError("crashed"), (0, GREEN)])
    assert (code, len(started)) == (0, 2)
    said = capsys.readouterr().out
    assert "Part 1 of 1: once more from the beginning" in said
    assert "Wine's own server crashed 1 times" in said

    code, started = run(monkeypatch, [WineCrashedError("crashed")] * ATTEMPTS)
    assert (code, len(started)) == (1, ATTEMPTS)
    assert "FAILED" in capsys.readouterr().out.splitlines()[-1]


def test_every_test_runs_or_is_left_out_for_a_reason() -> None:
    left_out = windows_tests.left_out()
    assert "no reason is given" not in left_out.values()
    assert set(left_out) == set(LEFT_OUT)
    running = [file for part in PARTS for file in windows_tests.files_of(part)]
    assert len(running) == len(set(running))
    assert "tests/end2end/test_apply.py" in running
