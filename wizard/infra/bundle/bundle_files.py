"""Packing what a run has written for another computer into one zip file."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path

from wizard.domain.agent.model import AgentTarget
from wizard.domain.agent.target_folder import TARGET_FILE
from wizard.domain.errors import Code, FilesError
from wizard.domain.files import Change, FileResult, FileWrite
from wizard.domain.ports.agent import Agent
from wizard.domain.ports.files import AgentFiles
from wizard.domain.secret import Secret
from wizard.infra.bundle.archive import is_archive, make_archive, read_archive
from wizard.infra.bundle.contents import OWN_NAMES, Packed, bundle_contents, name_in_bundle
from wizard.infra.bundle.prepared_files import PreparedFiles
from wizard.infra.files.disk import Disk, missing_folders, remove_folders
from wizard.infra.files.errors import writing
from wizard.infra.files.found_file import find_file
from wizard.infra.files.permissions.readers import readers_of
from wizard.infra.files.real_paths import real_folder
from wizard.infra.threads import run_blocking, run_to_end


class BundleFiles(PreparedFiles):
    """`AgentFiles` whose files end in a bundle, which is written when the run's files are final."""

    def __init__(self, target: AgentTarget, agent: Agent, own: AgentFiles) -> None:
        """``own`` are the files of this computer."""
        super().__init__()
        other = target.elsewhere
        if other is None or other.bundle is None:
            raise ValueError("the agent is not set up by a bundle")
        self._target = target
        self._agent = agent
        self._own = own
        self._bundle = other.bundle
        self._passphrase = other.passphrase

    async def check_writable(self, paths: Sequence[Path]) -> None:
        """Raise now what packing would raise, without leaving a trace."""
        for path in paths:
            name = name_in_bundle(path, self._target.folder)
            if name in OWN_NAMES - {TARGET_FILE}:
                raise FilesError(Code.FILES_NOT_WRITABLE, "own_name", path=str(path))
        await self._own.check_writable([self._bundle])

    async def _deliver(self, directory: Path, writes: Sequence[FileWrite]) -> BundleUnit:
        assessment = await self.assess(directory, self._agent)
        if assessment.configured is None:
            raise FilesError(Code.FILES_REJECTED, "differs", directory=str(directory))
        flavour, folder = self._target.flavour, self._target.folder
        packed = bundle_contents(flavour, assessment.configured, folder, writes)
        unit = BundleUnit(self._bundle, packed, self._passphrase)
        await run_blocking(unit.look)
        return unit


class BundleUnit:
    """A bundle that is packed when the run's files become final; until then nothing is written."""

    def __init__(self, bundle: Path, packed: Sequence[Packed], passphrase: Secret | None) -> None:
        self._bundle = bundle
        self._packed = packed
        self._passphrase = passphrase
        self._result = FileResult(bundle, Change.CREATED)

    @property
    def results(self) -> tuple[FileResult, ...]:
        """What is done to the bundle."""
        return (self._result,)

    async def commit(self) -> None:
        """Write the bundle, whole. Raises FilesError; then the former one is still there."""
        if self._result.change is not Change.UNCHANGED:
            await run_to_end(self._save)

    async def roll_back(self) -> None:
        """Nothing was written."""

    def look(self) -> None:
        """Compare with the bundle that is there. Raises FilesError, also where it is none."""
        with Disk() as disk, writing(self._bundle):
            real = self._real()
            found = find_file(disk.folders, real)
        if found is None:
            return
        if found.content and not is_archive(found.content):
            raise FilesError(Code.FILES_NOT_WRITABLE, "no_bundle", path=str(self._bundle))
        wanted = {file.name: file.content for file in self._packed}
        is_same = read_archive(found.content, self._passphrase) == wanted and _is_private(real)
        change = Change.UNCHANGED if is_same else Change.UPDATED
        self._result = FileResult(self._bundle, change, readers=readers_of(found.access))

    def _save(self) -> None:
        content = make_archive(self._packed, self._passphrase)
        with Disk() as disk, writing(self._bundle):
            real = self._real()
            made = missing_folders(real.parent)
            try:
                for folder in made:
                    with contextlib.suppress(FileExistsError):  # another run has just made it
                        disk.make_folder(folder)
                disk.save(real, content, private=True)
            except BaseException:
                remove_folders(disk, made)
                raise
            written = find_file(disk.folders, real)
        readers = readers_of(written.access) if written else ()
        self._result = FileResult(self._bundle, self._result.change, readers=readers)

    def _real(self) -> Path:
        """Where the bundle lies, behind the links on the way to its folder."""
        return real_folder(self._bundle.parent) / self._bundle.name


def _is_private(path: Path) -> bool:
    return sys.platform == "win32" or not path.lstat().st_mode & 0o077
