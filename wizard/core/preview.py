"""What a run would do to the files, as a diff in which secrets are masked."""

from __future__ import annotations

import codecs
import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wizard.core.changes import FileChanges
from wizard.core.model import Change, SecretRef, SetupState
from wizard.core.plan import (
    IncompleteStateError,
    agent_key,
    hub_change,
    secrets_to_keep,
)
from wizard.core.ports import AgentFiles, Ports
from wizard.core.secret import MASK

_SECRET_PARTS: Final = re.compile(
    r"(?i)(SharedAccessKey=|SharedAccessSignature=|\bsig=)[^;&\"'\s<]+"
)


@dataclass(frozen=True, slots=True)
class FilePreview:
    """A file of the run. ``diff`` has no secret in it; it is empty where nothing changes."""

    path: Path
    change: Change
    diff: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """All that the run would change: files, keyring entries, and the module made in the hub."""

    files: tuple[FilePreview, ...]
    keyring: tuple[SecretRef, ...]
    created_module: str | None


async def preview(state: SetupState, ports: Ports) -> Preview:
    """Look, touch nothing. Raises FilesError ``files.unreadable``."""
    return Preview(await preview_files(state, ports), secrets_to_keep(state), hub_change(state))


async def preview_files(state: SetupState, ports: Ports) -> tuple[FilePreview, ...]:
    """Every file of the run, the key file last, whether its key is known already or not."""
    key_path = state.secret_path()
    if state.agent is None or key_path is None:
        raise IncompleteStateError
    changes = FileChanges(ports.files, ports.formats[state.agent.flavour], state)
    key = agent_key(state)
    found = []
    for write in await changes.render(key):
        former = await ports.files.read(write.path)
        found.append(_compare(write.path, former, write.content, secret=write.secret))
    if key is None:
        found.append(await _key_to_come(ports.files, key_path))
    return tuple(found)


async def _key_to_come(files: AgentFiles, path: Path) -> FilePreview:
    former = await files.read(path)
    return _compare(path, former, b"", secret=True)


def _compare(path: Path, former: bytes | None, content: bytes, *, secret: bool) -> FilePreview:
    if former == content:
        return FilePreview(path, Change.UNCHANGED, "", secret)
    change = Change.CREATED if former is None else Change.UPDATED
    old, new = ([MASK], [MASK]) if secret else (_lines(former or b""), _lines(content))
    diff = list(difflib.unified_diff([] if former is None else old, new, lineterm="", n=3))
    if secret and former is not None:
        diff = ["", "", "@@ -1 +1 @@", f"-{MASK}", f"+{MASK}"]
    return FilePreview(path, change, "\n".join(diff[2:]), secret)


def _lines(content: bytes) -> list[str]:
    utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = content.decode("utf-16" if utf_16 else "utf-8-sig", errors="replace")
    return [_SECRET_PARTS.sub(rf"\1{MASK}", line) for line in text.splitlines()]
