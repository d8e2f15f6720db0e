"""Another computer, with all that the engine does there."""

from __future__ import annotations

from typing import Final

from wizard.domain.agent.model import AgentTarget
from wizard.domain.hub.address import HubAddress
from wizard.domain.ports.asking import Asker
from wizard.domain.ports.computer import ComputerLook
from wizard.infra.ssh.client import SshClient
from wizard.infra.ssh.look import look
from wizard.infra.ssh.remote_files import RemoteFiles
from wizard.infra.ssh.remote_service import RemoteService
from wizard.infra.ssh.remote_shell import RemoteShell
from wizard.infra.threads import run_blocking


class SshComputer:
    """`Computer` over SSH; its connection is made when it is first needed.

    ``options`` are more arguments for ssh.
    """

    def __init__(self, name: str, asker: Asker, options: tuple[str, ...] = ()) -> None:
        self.name: Final = name
        self._client: Final = SshClient(name, asker, options)
        self._shell: Final = RemoteShell(self._client, asker)
        self.files: Final = RemoteFiles(self._shell)
        self.service: Final = RemoteService(self._shell)

    async def look(self, agent: AgentTarget, address: HubAddress | None, port: int) -> ComputerLook:
        """Look at it."""
        return await look(self._shell, agent, address, port)

    async def close(self) -> None:
        """End the connection."""
        await run_blocking(self._client.close)
