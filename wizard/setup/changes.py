"""The changes of a run on this computer, and how to take them back: keyring and files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.domain.agent.assessment import Verdict
from wizard.domain.agent.target_folder import TARGET_FILE
from wizard.domain.errors import Code, FilesError
from wizard.domain.files import FileResult, FileWrite
from wizard.domain.hub.model import SavedHub
from wizard.domain.ports.agent import Agent
from wizard.domain.ports.files import AgentFiles, WriteUnit
from wizard.domain.ports.secrets import SavedHubs, SecretStore
from wizard.domain.secret import Secret
from wizard.domain.state import SecretRef, SetupState
from wizard.runs.assess import rejected
from wizard.runs.retry import to_end
from wizard.setup.agent_config import (
    IncompleteStateError,
    agent_key,
    agent_settings,
    new_agent_id,
)
from wizard.setup.keyring_entries import KeyringKind, entries_to_keep, saved_hub


@dataclass(frozen=True, slots=True)
class _Kept:
    ref: SecretRef
    former: Secret | None


class SecretChanges:
    """Puts the secrets of a run into the keyring and can put back what was there."""

    def __init__(self, secrets: SecretStore, hubs: SavedHubs) -> None:
        self._secrets = secrets
        self._hubs = hubs
        self._kept: list[_Kept] = []
        self._listed: tuple[SavedHub, tuple[SavedHub, ...]] | None = None

    async def store(self, state: SetupState) -> None:
        """Keep what the state asks for. Raises KeyringError."""
        for entry in entries_to_keep(state):
            match entry.kind:
                case KeyringKind.HUB:
                    await self._keep_hub(state, entry.ref)
                case KeyringKind.AGENT_KEY:
                    if (key := agent_key(state)) is None:
                        raise IncompleteStateError
                    await self._put(entry.ref, key)

    async def _keep_hub(self, state: SetupState, ref: SecretRef) -> None:
        if state.credentials is None:
            raise IncompleteStateError
        await self._put(ref, state.credentials.connection_string())
        hub = saved_hub(state)
        self._listed = hub, self._hubs.load()
        self._hubs.add(hub)

    async def require_keyring(self) -> None:
        """Raise now where there is no keyring at all: nobody is asked for anything yet."""
        await self._secrets.require()

    async def check_available(self, state: SetupState) -> None:
        """Raise now what `store` would raise where there is no keyring, or it is locked."""
        for entry in entries_to_keep(state):
            await self._secrets.get(entry.ref)

    async def roll_back(self) -> None:
        """Put back every entry; one that resists does not keep the others from it."""
        errors: list[Exception] = []
        for kept in reversed(self._kept):
            try:
                if kept.former is None:
                    await self._secrets.forget(kept.ref)
                else:
                    await self._secrets.put(kept.ref, kept.former)
            except Exception as error:
                errors.append(error)
        self._restore_list()
        if errors:
            raise errors[0]

    def _restore_list(self) -> None:
        if self._listed is None:
            return
        hub, former = self._listed
        if hub not in former:
            self._hubs.remove(hub)
        elif hub != former[0]:
            for other in reversed(former):
                self._hubs.add(other)

    async def _put(self, ref: SecretRef, secret: Secret) -> None:
        former = await self._secrets.get(ref)
        if former == secret:
            return
        # Noted before it is written: a write that fails half way is taken back too.
        self._kept.append(_Kept(ref, former))
        await to_end(self._secrets.put(ref, secret))


class FileChanges:
    """Writes the agent's files as one unit, has them judged, and can put back what was there."""

    def __init__(self, files: AgentFiles, agent: Agent, state: SetupState) -> None:
        if state.agent is None:
            raise IncompleteStateError
        self._files = files
        self._agent = agent
        self._state = state
        self._directory = state.agent.directory
        self._folder = state.agent.folder
        self._target_file = self._directory / TARGET_FILE
        self._unit: WriteUnit | None = None
        self.results: tuple[FileResult, ...] = ()
        self.digest = ""
        """By what the written files are known again, wherever their folder lies."""

    async def check_writable(self) -> None:
        """Raise now what writing would raise: before anything is changed anywhere."""
        # First: where rights are lacking they are asked for here, and reading may need them too.
        await self._files.check_writable(self._paths())
        await self.render(None)

    def _paths(self) -> list[Path]:
        """Every file of the run. Raises FilesError where the key file is a configuration file."""
        paths = [self._directory / name for name in self._agent.file_names]
        key_path = self._state.secret_path()
        if key_path is not None:
            reserved = {*map(os.path.normpath, paths), os.path.normpath(self._target_file)}
            if os.path.normpath(key_path) in reserved:
                raise FilesError(Code.FILES_NOT_WRITABLE, "twice", path=str(key_path))
            paths.append(key_path)
        if self._folder.is_elsewhere:
            paths.append(self._target_file)
        return paths

    async def render(self, secret: FileWrite | None) -> tuple[FileWrite, ...]:
        """The files with their new content, the key or certificate file last, where it is known."""
        paths = {name: self._directory / name for name in self._agent.file_names}
        found = await self._files.read_many([*paths.values()])
        existing = {name: found[path] for name, path in paths.items()}
        settings, agent_id = agent_settings(self._state), new_agent_id(self._state)
        contents = self._agent.render(settings, existing, agent_id)
        writes = [FileWrite(self._directory / name, data) for name, data in contents.items()]
        if self._folder.is_elsewhere:
            writes.append(FileWrite(self._target_file, self._folder.described()))
        return (*writes, *([secret] if secret else []))

    async def write(self, secret: FileWrite) -> None:
        """Finish what a killed run left, then write all or nothing. Raises FilesError."""
        await to_end(self._files.recover(self._directory))
        writes = await self.render(secret)
        self.digest = _digest(writes)
        await to_end(self._files.write(self._directory, writes), self._keep)

    async def verify(self, key: Secret | None) -> None:
        """Read back as the agent does. Raises CheckError ``files.rejected_by_agent``."""
        assessment = await self._files.assess(self._directory, self._agent)
        if assessment.verdict is not Verdict.ACCEPTED:
            raise rejected(Code.FILES_REJECTED, assessment)
        if (assessment.settings, assessment.secret) != (agent_settings(self._state), key):
            raise FilesError(Code.FILES_REJECTED, "differs", directory=str(self._directory))

    async def commit(self, note: Callable[[], None]) -> None:
        """Make it final, and ``note`` it. Raises FilesError; then everything has been put back."""
        unit, self._unit = self._unit, None
        if unit is not None:
            await to_end(unit.commit(), lambda _: note())

    async def roll_back(self) -> None:
        """Put every file back. Not for after a commit that went through."""
        unit, self._unit = self._unit, None
        self.results = ()
        if unit is not None:
            await unit.roll_back()

    def _keep(self, unit: WriteUnit) -> None:
        self._unit = unit
        self.results = unit.results


def _digest(writes: Sequence[FileWrite]) -> str:
    whole = hashlib.sha256()
    for write in writes:
        whole.update(f"{write.path.name}\n{len(write.content)}\n".encode())
        whole.update(write.content)
    return whole.hexdigest()
