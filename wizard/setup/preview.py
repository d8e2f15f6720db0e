"""What a run would change: files as diffs in which secrets are masked, keyring entries, the hub."""

from __future__ import annotations

from dataclasses import dataclass, replace

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


async def preview(state: SetupState, ports: Ports) -> Preview:
    """Look, touch nothing. Raises FilesError ``files.unreadable``, and CertificateError."""
    if isinstance(state.certificate, CertificateFile) and state.certificate_read is None:
        state = replace(state, certificate_read=await ports.certificates.load(state.certificate))
    if state.agent is not None:
        ports = ports.for_agent(state.agent)
    changes = announcements(state)
    files = await preview_files(state, ports)
    return Preview(
        files,
        tuple(change for change in changes if isinstance(change, KeyringEntry)),
        tuple(change for change in changes if isinstance(change, HubChange)),
        await ports.elevation.is_needed([file.path for file in files]),
        await planned_transports(state.agent, ports) if state.agent else (),
    )


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
