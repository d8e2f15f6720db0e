"""Whether a plan is one that this program makes: an agent's own files, as that agent takes them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from wizard.domain.agent.assessment import Assessment, Verdict
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import FilesError
from wizard.domain.files import FileWrite
from wizard.domain.lazy_pattern import LazyPattern
from wizard.domain.ports.agent import Agent
from wizard.domain.ports.files import FileReader
from wizard.writer.confined_files import confined_reader
from wizard.writer.folders import Folders
from wizard.writer.requests import refuse_plan

_LARGEST_CONFIGURATION: Final = 256 << 10
_LARGEST_SECRET: Final = 64 << 10
_SECRET_NAME: Final = LazyPattern(r"\w[\w. +@()-]{0,99}\.(key|txt|pem|pfx|p12)", re.IGNORECASE)
"""A key or certificate file; the name of no program, no service and no configuration."""
_DEVICE: Final = LazyPattern(r"(con|prn|aux|nul|com\d|lpt\d)\..*", re.IGNORECASE)
"""What Windows takes for a device, whatever comes behind the dot."""
_BACKUP: Final = LazyPattern(r"\.\d{8}T\d{6}Z\.bak")


class Judge:
    """Judges what is asked for. Its methods raise FilesError ``files.plan_refused``."""

    def __init__(self, agents: Mapping[AgentFlavour, Agent], folders: Folders) -> None:
        self._agents: Final = agents
        self._folders: Final = folders
        self._names: Final = {name for agent in agents.values() for name in _public_names(agent)}

    def agent(self, name: str) -> Agent:
        """The agent of this id."""
        for flavour, agent in self._agents.items():
            if flavour.id == name:
                return agent
        return refuse_plan("agent", name)

    def require_folder(self, folder: Path) -> None:
        """Refuse a folder that is none of an agent's."""
        self._folders.require(folder)

    def require_readable(self, path: Path) -> None:
        """Refuse a file that is neither an agent's configuration, nor the key that it names."""
        self._folders.require(path.parent)
        name = _BACKUP.sub("", path.name)
        if name not in self._names and not _is_secret_name(name):
            refuse_plan("name", str(path))

    def require_targets(self, paths: Iterable[Path]) -> None:
        """Refuse places where no plan could write."""
        for path in paths:
            self.require_readable(path)
            if _BACKUP.search(path.name):
                refuse_plan("name", str(path))

    def require_plan(self, folder: Path, writes: Sequence[FileWrite]) -> None:
        """Refuse a plan, whole, unless it is one agent's own files as that agent accepts them."""
        self._folders.require(folder)
        names = [os.path.normcase(write.path) for write in writes]
        if len(set(names)) < len(names):
            refuse_plan("twice", names[0])
        for write in writes:
            self._require_file(folder, write)
        if sum(write.secret for write in writes) > 1:
            refuse_plan("secrets", str(folder))
        if not any(self._is_plan_of(agent, folder, writes) for agent in self._agents.values()):
            refuse_plan("content", str(folder))

    def _require_file(self, folder: Path, write: FileWrite) -> None:
        text = str(write.path)
        if write.path.parent != folder:
            refuse_plan("place", text)
        is_configuration = write.path.name in self._names
        if write.secret is is_configuration:
            refuse_plan("name", text)
        if write.secret and not _is_secret_name(write.path.name):
            refuse_plan("name", text)
        if len(write.content) > (_LARGEST_SECRET if write.secret else _LARGEST_CONFIGURATION):
            refuse_plan("size", text)
        groups = {flavour.reader_group for flavour in self._agents} if write.secret else set()
        if write.reader_group and write.reader_group not in groups:
            refuse_plan("group", text)

    def _is_plan_of(self, agent: Agent, folder: Path, writes: Sequence[FileWrite]) -> bool:
        own = [write for write in writes if not write.secret]
        if any(write.path.name not in _public_names(agent) for write in own):
            return False
        assessment = _assess(agent, folder, writes)
        if assessment is None or assessment.verdict is not Verdict.ACCEPTED:
            return False
        beside = [write for write in own if write.path.name not in agent.file_names]
        secrets = [write for write in writes if write.secret]
        return all(_is_secret_of(assessment, folder, write) for write in secrets) and all(
            _is_store_file_of(agent.flavour, assessment, folder, write) for write in beside
        )


def _public_names(agent: Agent) -> tuple[str, ...]:
    """An agent's own files that hold no secret."""
    store_file = agent.flavour.store_file
    return (*agent.file_names, *([store_file.name] if store_file else []))


def _is_store_file_of(
    flavour: AgentFlavour, assessment: Assessment, folder: Path, write: FileWrite
) -> bool:
    """Whether the configuration names the file, and it refers to a certificate in a store and has
    nothing besides."""
    settings, file = assessment.settings, flavour.store_file
    if settings is None or settings.store is None or file is None:
        return False
    is_named = write.path == folder / settings.secret_path
    return is_named and write.content == file.content(settings.store)


def _is_secret_name(name: str) -> bool:
    return bool(_SECRET_NAME.fullmatch(name)) and not _DEVICE.fullmatch(name)


def _is_secret_of(assessment: Assessment, folder: Path, write: FileWrite) -> bool:
    """Whether the configuration names the file, and it is a key and nothing besides."""
    if assessment.settings is None or write.path != folder / assessment.settings.secret_path:
        return False
    key = assessment.secret  # None with a certificate, which the agent reads whole
    return key is None or write.content.strip() == key.reveal().encode()


def _assess(agent: Agent, folder: Path, writes: Sequence[FileWrite]) -> Assessment | None:
    """What the agent would say to the folder with the plan carried out."""
    try:
        return agent.assess(str(folder), _overlaid(folder, writes))
    except FilesError:
        return None


def _overlaid(folder: Path, writes: Sequence[FileWrite]) -> FileReader:
    planned = {write.path: write.content for write in writes}
    beside = confined_reader(folder)

    def read(path: str) -> bytes | None:
        content = planned.get(Path(os.path.normpath(folder / path)))
        return beside(path) if content is None else content

    return read
