"""What was proven of each installation: a small file each, in the program's own folder."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Final

from wizard.domain.errors import FilesError
from wizard.domain.ports.check_records import CheckRecord
from wizard.domain.state import FollowUp
from wizard.infra.files.disk import Disk
from wizard.infra.files.errors import writing
from wizard.infra.files.real_paths import real_folder
from wizard.infra.files.records import prepare_state, read_record
from wizard.infra.own_folders import state_folder
from wizard.infra.threads import run_blocking, run_to_end

_FOLDER: Final = "checked"
_log: Final = logging.getLogger(__name__)


class DiskCheckRecords:
    """`CheckRecords` where this account alone can write; what others could have written is none."""

    def __init__(self, state: Path | None = None) -> None:
        """``state`` is the program's own folder; None: the usual one."""
        self._state: Final = state or state_folder()

    async def load(self, name: str) -> CheckRecord | None:
        """What is on record; None where nothing is, or it cannot be trusted."""

        def load() -> CheckRecord | None:
            try:
                with Disk() as disk:
                    found = read_record(self._path(name), disk)
                return None if found is None else _understood(found)
            except (OSError, FilesError, ValueError, KeyError, TypeError, RecursionError) as error:
                _log.warning("a record of a check is passed over: %s", type(error).__name__)
                return None

        return await run_blocking(load)

    async def save(self, name: str, record: CheckRecord) -> None:
        """Keep it, in one step."""
        content = {"content": record.content, "done": sorted(record.done)}

        def save() -> None:
            try:
                with Disk() as disk:
                    prepare_state(self._real_state(), disk)
                    path = self._path(name)
                    prepare_state(path.parent, disk)
                    disk.save(path, json.dumps(content).encode(), private=True)
            except (OSError, FilesError) as error:
                _log.warning("a record of a check is not kept: %s", type(error).__name__)

        await run_to_end(save)

    async def forget(self, name: str) -> None:
        """Remove the record. Raises FilesError ``files.not_writable``."""

        def forget() -> None:
            path = self._path(name)
            if not path.parent.is_dir():
                return
            with Disk() as disk, writing(path):
                if disk.folders.status(path) is not None:
                    disk.remove(path)

        await run_to_end(forget)

    def _real_state(self) -> Path:
        return real_folder(self._state)

    def _path(self, name: str) -> Path:
        return self._real_state() / _FOLDER / f"{name}.json"


def _understood(content: bytes) -> CheckRecord:
    found = json.loads(content)
    return CheckRecord(str(found["content"]), frozenset(map(FollowUp, found["done"])))
