"""What a set-up writes for the agent: its settings, its AgentId, and its key or certificate file.

Pure, but for the form of a certificate file.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from wizard.domain.agent.model import AgentSettings, Identity, Method
from wizard.domain.files import FileWrite
from wizard.domain.proof import Certificate

if TYPE_CHECKING:
    from wizard.domain.certificate_store import StoreReference
    from wizard.domain.ports.certificates import Certificates
    from wizard.domain.secret import Secret
    from wizard.domain.state import SetupState

_INSTALLATIONS: Final = "5b1e1f9e-6c0a-4f4d-9f0c-2d8c1f6a7e35"
"""The namespace of the GUIDs that this program gives."""


class IncompleteStateError(Exception):
    """The state lacks what a run needs: a fault of the caller, who has `flow.problems` to ask."""


def agent_settings(state: SetupState) -> AgentSettings:
    """What the agent's configuration will say. Raises IncompleteStateError."""
    path, address = state.secret_path_on_target(), state.address()
    if path is None:
        raise IncompleteStateError
    if state.auth.identity is Identity.DPS:
        if state.dps is None:
            raise IncompleteStateError
        return AgentSettings(
            identity=Identity.DPS,
            method=state.auth.method,
            host_name="",
            device_id="",
            secret_path=path,
            module_id=state.module_id,
            id_scope=state.dps.id_scope,
            registration_id=state.dps.registration_id,
        )
    if address is None or not state.device_id:
        raise IncompleteStateError
    return AgentSettings(
        identity=state.auth.identity,
        method=state.auth.method,
        host_name=address.host_name,
        device_id=state.device_id,
        secret_path=path,
        module_id=state.module_id,
        store=state.store,
    )


def installation_id(state: SetupState) -> str:
    """A GUID that stands for one agent of one device in one folder. Raises IncompleteStateError."""
    import uuid  # it asks the system what it is, which takes some milliseconds

    if state.agent is None:
        raise IncompleteStateError
    settings = agent_settings(state)
    owner = (settings.host_name, settings.device_id, settings.id_scope, settings.registration_id)
    installation = (*owner, state.agent.flavour.id, str(state.agent.folder.path))
    return str(uuid.uuid5(uuid.UUID(_INSTALLATIONS), "\n".join(installation)))


def new_agent_id(state: SetupState) -> str:
    """The AgentId of an agent that has none yet: the same each time for the same installation.

    So the review page and a dry run, which may be another process, show what will be written. Any
    GUID will do (agents.md). Raises IncompleteStateError.
    """
    return installation_id(state)


def agent_key(state: SetupState) -> Secret | None:
    """The key that goes into the agent's key file; None with a certificate, and while its module
    is still to be made."""
    if state.auth.method is not Method.SYMMETRIC_KEY:
        return None
    if state.auth.identity is Identity.DPS:
        return state.dps.key if state.dps else None
    if state.own is not None:
        return state.own.key
    owner = state.device if state.auth.identity is Identity.DEVICE else state.module
    return owner.primary_key if owner else None


def key_file(state: SetupState, key: Secret) -> FileWrite:
    """The key file as both agents read it: UTF-8, no BOM, base64, one LF (agents.md)."""
    path = state.secret_path()
    if path is None:
        raise IncompleteStateError
    return owned_file(state, path, key.reveal().encode("ascii") + b"\n")


def owned_file(state: SetupState, path: Path, content: bytes) -> FileWrite:
    """A file with a secret, for those alone who must read it."""
    group = state.agent.flavour.reader_group if state.agent else ""
    return FileWrite(path, content, secret=True, reader_group=group)


def _store_file(state: SetupState, store: StoreReference) -> FileWrite:
    path, file = state.secret_path(), state.agent.flavour.store_file if state.agent else None
    if path is None or file is None:
        raise IncompleteStateError
    return FileWrite(path, file.content(store))


async def secret_file(state: SetupState, certificates: Certificates) -> FileWrite | None:
    """The agent's key or certificate file, the one with a secret in plain text.

    Of a certificate in a store, what names it there, which is no secret. None while its content is
    still to be made.
    """
    path = state.secret_path()
    if state.store is not None:
        return _store_file(state, state.store)
    if state.auth.method is Method.SYMMETRIC_KEY:
        key = agent_key(state)
        return key_file(state, key) if key else None
    if not isinstance(state.certificate_read, Certificate) or path is None:
        return None
    content = await certificates.as_file(state.certificate_read, path.name)
    return owned_file(state, path, content)
