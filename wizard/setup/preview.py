"""What a run would change: files as diffs in which secrets are masked, keyring entries, the hub."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from wizard.domain.errors import Code, FilesError
from wizard.domain.hub.transport import Transport
from wizard.domain.ports.ports import Ports
from wizard.domain.proof import CertificateFile
from wizard.domain.report import HubChange
from wizard.domain.state import SetupState
from wizard.runs.file_preview import FilePreview, preview_file, preview_writes
from wizard.setup.agent_config import IncompleteStateError, secret_file
from wizard.setup.changes import FileChanges
from wizard.setup.keyring_entries import KeyringEntry
from wizard.setup.plan import announcements
from wizard.setup.planned_transports import planned_transports


@dataclass(frozen=True, slots=True)
class Preview:
    """All that the run would change: files, keyring entries, and what it changes in the hub."""

    files: tuple[FilePreview, ...]
    keyring: tuple[KeyringEntry, ...]
    hub_changes: tuple[HubChange, ...]
    needs_rights: bool = False
    """Whether administrator rights will be asked for."""
    transports: tuple[Transport, ...] = ()
    """What the agent will reach its hub over, in its order."""
    unread: tuple[Path, ...] = ()
    """What this account may not read before rights are given, the configuration for one. Of
    ``files`` there is at most a new key or certificate file then."""


async def preview(state: SetupState, ports: Ports) -> Preview:
    """Look, touch nothing. Raises FilesError ``files.unreadable``, and CertificateError."""
    if isinstance(state.certificate, CertificateFile) and state.certificate_read is None:
        state = replace(state, certificate_read=await ports.certificates.load(state.certificate))
    if state.agent is not None:
        ports = ports.for_agent(state.agent)
    changes = announcements(state)
    planned, paths = await planned_files(state, ports), _paths(state, ports)
    return Preview(
        planned.files,
        tuple(change for change in changes if isinstance(change, KeyringEntry)),
        tuple(change for change in changes if isinstance(change, HubChange)),
        await ports.elevation.is_needed(paths),
        await planned_transports(state.agent, ports) if state.agent else (),
        unread=planned.unread,
    )


@dataclass(frozen=True, slots=True)
class PlannedFiles:
    """The files of a run. ``unread``: those that will be written, and that this account may not
    read, where rights will be asked for; ``files`` are then those that are not there yet."""

    files: tuple[FilePreview, ...] = ()
    unread: tuple[Path, ...] = ()


async def planned_files(state: SetupState, ports: Ports) -> PlannedFiles:
    """The files that a run would write, as far as they can be seen. Raises FilesError."""
    paths = _paths(state, ports)
    try:
        return PlannedFiles(await preview_files(state, ports))
    except FilesError as error:
        is_closed = (error.code, error.variant) == (Code.FILES_UNREADABLE, "permission")
        if not is_closed or not await ports.elevation.is_needed(paths):
            raise
    secret = state.secret_path()
    if secret is None or await ports.files.is_there(secret):
        return PlannedFiles(unread=tuple(paths))
    write = await secret_file(state, ports.certificates)
    content, is_secret = (write.content, write.secret) if write else (b"", True)
    new = preview_file(secret, None, content, secret=is_secret)
    return PlannedFiles((new,), tuple(path for path in paths if path != secret))


def _paths(state: SetupState, ports: Ports) -> list[Path]:
    """Where the run will write."""
    if state.agent is None:
        return []
    names = ports.agents[state.agent.flavour].file_names
    secret = state.secret_path()
    return [*(state.agent.directory / name for name in names), *([secret] if secret else [])]


async def preview_files(state: SetupState, ports: Ports) -> tuple[FilePreview, ...]:
    """Every file of the run, the key or certificate file last, whether it is known or to come."""
    path = state.secret_path()
    if state.agent is None or path is None:
        raise IncompleteStateError
    changes = FileChanges(ports.files, ports.agents[state.agent.flavour], state)
    secret = await secret_file(state, ports.certificates)
    found = await preview_writes(await changes.render(secret), ports.files)
    if secret is None:
        found = (*found, preview_file(path, await ports.files.read(path), b"", secret=True))
    return found
