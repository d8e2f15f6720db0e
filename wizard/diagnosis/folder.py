"""What else lies in the agent's folder: other keys, and earlier configurations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from wizard.domain.errors import FilesError
from wizard.domain.lazy_pattern import LazyPattern
from wizard.domain.ports.agent import Agent
from wizard.domain.ports.files import AgentFiles
from wizard.domain.proof import Assignment
from wizard.domain.secret import Secret

_KEY_NAME: Final = LazyPattern(r".+\.(key|txt)(\.\d{8}T\d{6}Z\.bak)?", re.IGNORECASE)
_LONGEST: Final = 300
"""Characters; the C agent takes no longer key file (agents.md)."""

_MOST: Final = 4
"""Files of each kind that are looked at: every one costs a question to the hub."""

_SHORTEST: Final = 24
"""Characters of a 16-byte key: what is shorter is some other text."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A file that holds a symmetric key."""

    name: str
    key: Secret = field(repr=False)


async def other_keys(files: AgentFiles, directory: Path, own: Path) -> list[KeyFile]:
    """The keys in the folder and beside ``own``, the agent's key file; its key is not among them.

    Keys in use come before those in backups.
    """
    known = {await _key(files, own)}
    found: list[KeyFile] = []
    for folder in dict.fromkeys((own.parent, directory)):
        names = filter(_KEY_NAME.fullmatch, await files.names(folder))
        for name in sorted(names, key=_backups_last):
            key = await _key(files, folder / name)
            if key is not None and key not in known:
                known.add(key)
                found.append(KeyFile(str(folder / name), key))
    return found[:_MOST]


async def former_devices(
    files: AgentFiles, directory: Path, agent: Agent, now: Assignment
) -> list[str]:
    """Other devices of the same hub that backups of the configuration name, the latest first."""
    main = agent.file_names[0]
    backup = re.compile(re.escape(main) + r"\.\d{8}T\d{6}Z\.bak")
    names = sorted(filter(backup.fullmatch, await files.names(directory)), reverse=True)[:_MOST]
    found: dict[str, None] = {}
    for name in names:
        former = (await files.assess(directory, agent, backup=name)).settings
        if former is not None and former.host_name == now.address.host_name:
            found[former.device_id] = None
    found.pop(now.device_id, None)
    return list(found)


async def _key(files: AgentFiles, path: Path) -> Secret | None:
    """The key in the file; None for anything else, or what may not be read."""
    try:
        content = await files.read(path)
    except FilesError:
        return None
    if content is None or not _SHORTEST <= len(content) <= _LONGEST:
        return None
    key = Secret(content.decode("utf-8-sig", "replace").strip())
    return key if key.is_base64() else None


def _backups_last(name: str) -> tuple[bool, str]:
    return name.endswith(".bak"), name
