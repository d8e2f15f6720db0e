"""What a run would do to the files, as a diff in which secrets are masked."""

from __future__ import annotations

import codecs
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from wizard.core.changes import FileChanges
from wizard.core.credentials import CertificateFile
from wizard.core.model import Change, FileWrite, SecretRef, SetupState
from wizard.core.plan import (
    IncompleteStateError,
    hub_changes,
    secrets_to_keep,
)
from wizard.core.ports import AgentFiles, Ports
from wizard.core.report import HubChange
from wizard.core.secret import MASK
from wizard.core.secret_file import secret_file

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
    """All that the run would change: files, keyring entries, and what it changes in the hub."""

    files: tuple[FilePreview, ...]
    keyring: tuple[SecretRef, ...]
    hub_changes: tuple[HubChange, ...]


async def preview(state: SetupState, ports: Ports) -> Preview:
    """Look, touch nothing. Raises FilesError ``files.unreadable``, and CertificateError."""
    if isinstance(state.certificate, CertificateFile) and state.certificate_read is None:
        state = replace(state, certificate_read=await ports.certificates.load(state.certificate))
    return Preview(await preview_files(state, ports), secrets_to_keep(state), hub_changes(state))


async def preview_files(state: SetupState, ports: Ports) -> tuple[FilePreview, ...]:
    """Every file of the run, the key or certificate file last, whether it is known or to come."""
    path = state.secret_path()
    if state.agent is None or path is None:
        raise IncompleteStateError
    changes = FileChanges(ports.files, ports.formats[state.agent.flavour], state)
    secret = await secret_file(state, ports.certificates)
    found = await preview_writes(await changes.render(secret), ports.files)
    if secret is None:
        found = (*found, _compare(path, await ports.files.read(path), b"", secret=True))
    return found


async def preview_writes(writes: Sequence[FileWrite], files: AgentFiles) -> tuple[FilePreview, ...]:
    """What writing these files would change."""
    found = []
    for write in writes:
        former = await files.read(write.path)
        found.append(_compare(write.path, former, write.content, secret=write.secret))
    return tuple(found)


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
