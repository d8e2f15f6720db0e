"""The real parts that a demonstration uses, and its own in place of the others."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wizard.compose.system_ports import SystemPorts

if TYPE_CHECKING:
    from wizard.domain.agent.model import AgentFlavour
    from wizard.domain.ports.certificate_store import CertificateStore
    from wizard.domain.ports.secrets import SavedHubs, SecretStore
    from wizard.domain.ports.service import AgentService
    from wizard.infra.keyring.kept_list import JsonKeptList


class DemoPorts(SystemPorts):
    """The real parts, but no keyring and no installed agent.

    ``own`` is for the lists of hubs and entries; ``agents_in`` has a folder for each agent.
    """

    def __init__(self, own: Path, agents_in: Path) -> None:
        super().__init__(may_elevate=False)
        self._own: Final = own
        self._agents_in: Final = agents_in

    @cached_property
    def secrets(self) -> SecretStore:
        """Memory: what is kept ends with the program."""
        from wizard.infra.keyring.kept_list import ListedMemoryStore

        return ListedMemoryStore("Demo (memory)", self.kept)

    @cached_property
    def hubs(self) -> SavedHubs:
        """A list of the demonstration's own."""
        from wizard.infra.keyring.saved_hubs import JsonSavedHubs

        return JsonSavedHubs(self._own / "hubs.json")

    @cached_property
    def kept(self) -> JsonKeptList:
        """The same for what the memory has."""
        from wizard.infra.keyring.kept_list import JsonKeptList

        return JsonKeptList(self._own / "kept.json")

    @cached_property
    def service(self) -> AgentService:
        """None: no agent is installed in the demonstration's folders."""
        from wizard.infra.service.no_service import NoService

        return NoService()

    @cached_property
    def certificate_store(self) -> CertificateStore:
        """None: a demonstration does not look at this computer's certificates."""
        from wizard.domain.ports.certificate_store import NoCertificateStore

        return NoCertificateStore()

    def folder_of(self, flavour: AgentFlavour) -> Path:
        """Where the demonstration writes."""
        return self._agents_in / flavour.id

    def _folders_of(self, flavour: AgentFlavour) -> tuple[Path, ...]:
        return (self.folder_of(flavour),)

    async def is_agent_running(self, _directory: Path) -> bool:
        """No agent runs in the demonstration's folders."""
        return False
