"""The one file with a secret in plain text: what the agent itself reads."""

from __future__ import annotations

from wizard.domain.agent.model import Method
from wizard.domain.files import FileWrite
from wizard.domain.ports.certificates import Certificates
from wizard.domain.state import SetupState
from wizard.setup.plan import agent_key, key_file, owned_file


async def secret_file(state: SetupState, certificates: Certificates) -> FileWrite | None:
    """The agent's key or certificate file; None while its content is still to be made."""
    path = state.secret_path()
    if state.auth.method is Method.SYMMETRIC_KEY:
        key = agent_key(state)
        return key_file(state, key) if key else None
    if state.certificate_read is None or path is None:
        return None
    content = await certificates.as_file(state.certificate_read, path.name)
    return owned_file(state, path, content)
