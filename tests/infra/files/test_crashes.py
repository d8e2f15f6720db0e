"""A run that is killed between any two file operations leaves the old files or the new ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks, and kills with SIGKILL")

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("scenario", "outcomes"),
    [
        ("update", ["new", "old"]),
        ("update, key apart", ["new", "old"]),
        ("new folder", ["new", "old"]),
        ("new folder, key apart", ["new", "old"]),
        ("update, rolled back", ["old"]),
        ("new folder, rolled back", ["old"]),
        ("undo", ["new", "old"]),
        ("undo, edited, key apart", ["new", "old"]),
        ("undo, new folder, key apart", ["new", "old"]),
    ],
)
def test_all_or_nothing_wherever_it_is_killed(
    scenario: str, outcomes: list[str], tmp_path: Path
) -> None:
    driver = Path(__file__).with_name("crash_driver.py")
    ended = subprocess.run(
        [sys.executable, "-W", "error", str(driver), scenario, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert found["wrong"] == []
    assert found["outcomes"] == outcomes
    assert found["kills"] > 30
    assert found["recoveries"] > 5
