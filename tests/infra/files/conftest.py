"""What the tests of the agent's files share."""

from __future__ import annotations

import os

import pytest


def let_others_run(_file: int) -> None:
    """What `os.fsync` does besides waiting for the disk: other processes run meanwhile."""
    if yield_processor := getattr(os, "sched_yield", None):
        yield_processor()


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of writes, each of which waits for the disk several times, take minutes.

    Every process sees what is written at once, on the disk or not; that the files are synced, and
    in which order, is test_write_faults.py's.
    """
    monkeypatch.setattr(os, "fsync", let_others_run)
