"""Where the records of a folder lie, for tests that look at them or tamper with them."""

from __future__ import annotations

from pathlib import Path

from wizard.infra.files.disk import Disk
from wizard.infra.files.real_paths import real_folder
from wizard.infra.files.records import RunRecords
from wizard.infra.own_folders import state_folder


def records_of(folder: Path, state: Path | None = None) -> RunRecords:
    """The records of a folder that is there."""
    return RunRecords(real_folder(folder), state or state_folder(), Disk())


def journal_of(folder: Path) -> Path:
    """Where its journal is, or would be."""
    return records_of(folder).journal


def record_of(folder: Path) -> Path:
    """Where its undo record is, or would be."""
    return records_of(folder).undo
