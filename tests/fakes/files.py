"""An agent's folder in memory, for tests of the core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from wizard.domain.agent.assessment import Assessment, RepairPlan
from wizard.domain.agent.prepared_files import folder_reader, local_assessment, local_repair
from wizard.domain.agent.target_folder import TARGET_FILE, TargetFolder, target_folder
from wizard.domain.errors import Code, FilesError
from wizard.domain.files import Change, FileResult, FileWrite
from wizard.domain.ports.agent import Agent

STAMP = "20261123T150405Z"
UNDO_STAMP = "20261123T150406Z"


class FakeFiles:
    """Files in ``contents``.

    ``failing`` maps a method's name (``read``, ``recover``, ``check_writable``, ``write``,
    ``commit``, ``roll_back``, ``undo``) to what it raises; ``left_over`` is what `recover` will
    find.
    """

    def __init__(self) -> None:
        self.contents: dict[Path, bytes] = {}
        self.shut: set[tuple[Path, str]] = set()
        self.failing: dict[str, FilesError] = {}
        self.left_over = False
        self.tried: list[Path] = []
        self.last_run: dict[Path, tuple[bytes | None, Path | None, bytes]] = {}
        """Of each file that the last run changed: what was there, its backup, what was written."""
        self.calls: list[str] = []
        self.units: list[FakeUnit] = []

    async def read(self, path: Path) -> bytes | None:
        self.note("read")
        return self._read(path)

    async def look_alikes(self, directory: Path) -> tuple[Path, ...]:
        wanted, folders = directory.name.casefold(), {path.parent for path in self.contents}
        return tuple(
            sorted(
                folder
                for folder in folders
                if folder.parent == directory.parent
                and folder.name.casefold() == wanted
                and folder != directory
            )
        )

    async def is_there(self, directory: Path) -> bool:
        return any(directory in (path, *path.parents) for path in self.contents)

    async def names(self, directory: Path) -> tuple[str, ...]:
        return tuple(path.name for path in self.contents if path.parent == directory)

    async def read_many(self, paths: Sequence[Path]) -> Mapping[Path, bytes | None]:
        self.note("read")
        return {path: self._read(path) for path in paths}

    async def assess(self, directory: Path, agent: Agent, *, backup: str = "") -> Assessment:
        folder = self._folder(directory)
        read = folder_reader(folder, self._read, agent.file_names[0], backup)
        return local_assessment(agent, folder, read)

    async def repair(
        self, directory: Path, agent: Agent, new_agent_id: str, transport: str = ""
    ) -> RepairPlan:
        folder = self._folder(directory)
        reader = folder_reader(folder, self._read)
        return local_repair(agent, folder, reader, new_agent_id, transport)

    def _folder(self, directory: Path) -> TargetFolder:
        return target_folder(directory, self.contents.get(directory / TARGET_FILE))

    async def access_barrier(self, path: Path, account: str) -> Path | None:
        places = (*reversed(path.parents), path)
        return next((place for place in places if (place, account) in self.shut), None)

    async def recover(self, directory: Path) -> bool:
        self.note("recover")
        found, self.left_over = self.left_over, False
        return found

    async def check_writable(self, paths: Sequence[Path]) -> None:
        self.note("check_writable")
        self.tried = list(paths)

    async def write(self, directory: Path, writes: Sequence[FileWrite]) -> FakeUnit:
        self.note("write")
        if any(unit.is_open for unit in self.units):
            raise FilesError(
                Code.FILES_BUSY, "run", path=str(directory), pid="1", program="fake", since="now"
            )
        if len({write.path for write in writes}) < len(writes):
            raise FilesError(Code.FILES_NOT_WRITABLE, "twice", path=str(writes[-1].path))
        self.units.append(FakeUnit(self, writes))
        return self.units[-1]

    async def undo(self, directory: Path) -> tuple[FileResult, ...]:
        self.note("undo")
        if not self.last_run:
            raise FilesError(Code.FILES_NOTHING_TO_UNDO, directory=str(directory))
        for path, (former, backup, _) in self.last_run.items():
            if former is not None and backup not in self.contents:
                raise FilesError(
                    *(Code.FILES_NOTHING_TO_UNDO, "backup_gone"), path=str(path), backup=str(backup)
                )
        run, self.last_run = self.last_run, {}
        return tuple(self._put_back(path, *how) for path, how in run.items())

    def _put_back(
        self, path: Path, former: bytes | None, backup: Path | None, written: bytes
    ) -> FileResult:
        now = self.contents.pop(path, None)
        kept = None
        if now is not None and now not in (written, former):
            kept = path.with_name(f"{path.name}.{UNDO_STAMP}.bak")
            self.contents[kept] = now
        if backup is not None:
            self.contents.pop(backup)
        if former is not None:
            self.contents[path] = former
            return FileResult(path, Change.RESTORED, kept)
        return FileResult(path, Change.UNCHANGED if now is None else Change.REMOVED, kept)

    def note(self, method: str) -> None:
        self.calls.append(method)
        if method in self.failing:
            raise self.failing[method]

    def _read(self, path: Path) -> bytes | None:
        if any(path in other.parents for other in self.contents):
            raise FilesError(Code.FILES_UNREADABLE, "not_a_file", path=str(path))
        return self.contents.get(path)


class FakeUnit:
    """Files that were written and can be put back."""

    def __init__(self, files: FakeFiles, writes: Sequence[FileWrite]) -> None:
        self._files = files
        self._former = dict(files.contents)
        self.is_open = True
        self.results = tuple(self._write(write) for write in writes)

    async def commit(self) -> None:
        self.is_open = False
        try:
            self._files.note("commit")
        except FilesError:
            self._files.contents = self._former
            raise
        changed = [result for result in self.results if result.change is not Change.UNCHANGED]
        if changed:
            self._files.last_run = {
                file.path: (
                    self._former.get(file.path),
                    file.backup,
                    self._files.contents.get(file.path, b""),
                )
                for file in changed
            }

    async def roll_back(self) -> None:
        self.is_open = False
        self._files.note("roll_back")
        self._files.contents = self._former

    def _write(self, write: FileWrite) -> FileResult:
        contents = self._files.contents
        former = contents.get(write.path)
        if former == write.content:
            return FileResult(write.path, Change.UNCHANGED)
        contents[write.path] = write.content
        if former is None:
            return FileResult(write.path, Change.CREATED)
        backup = write.path.with_name(f"{write.path.name}.{STAMP}.bak")
        contents[backup] = former
        return FileResult(write.path, Change.UPDATED, backup)
