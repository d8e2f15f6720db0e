"""What the engine needs from the world, as protocols.

Adapters implement them (`wizard.adapters`, `wizard.formats`), tests fake them; each has one
contract suite in ``tests/contracts`` that every implementation passes. All raise SetupErrors only.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from wizard.core.credentials import (
    Assignment,
    Certificate,
    CertificateFile,
    NewCertificate,
    Proof,
    ThumbprintSlot,
)
from wizard.core.model import (
    AgentFlavour,
    AgentSettings,
    DeviceIdentity,
    DevicePage,
    DeviceQuery,
    FileResult,
    FileWrite,
    HubAddress,
    HubCredentials,
    HubInfo,
    ModuleIdentity,
    Network,
    SavedHub,
    SecretRef,
)
from wizard.core.secret import Secret
from wizard.core.signs import Transport, Watch, ignore

if TYPE_CHECKING:
    # Not before they are needed: the window's first page is painted without them.
    from wizard.core.agents import FoundAgent
    from wizard.core.judgement import Judgement, RepairPlan
    from wizard.core.surroundings import Surroundings

T = TypeVar("T")


class Registry(Protocol):
    """A hub's identity registry. One attempt a call: retrying is the engine's (`core.retry`).

    Every method raises HubError: ``.retryable`` where the same call may go through later.
    """

    async def connect(self) -> HubInfo:
        """Prove that the hub is there and the policy may read the registry."""
        ...

    async def device(self, device_id: str) -> DeviceIdentity:
        """The device. Raises HubError ``device.not_found``."""
        ...

    async def module(self, device_id: str, module_id: str) -> ModuleIdentity | None:
        """The module; None where the device exists without it."""
        ...

    async def create_module(self, device_id: str, module_id: str) -> ModuleIdentity | None:
        """Create the module with symmetric keys made by the hub; None: one of that name exists.

        Needs RegistryWrite. A write: never repeated blindly.
        """
        ...

    async def give_symmetric_key(self, module: ModuleIdentity) -> ModuleIdentity:
        """Change the module's authentication to two new symmetric keys, by its ETag.

        Needs RegistryWrite. Raises HubError ``hub.changed_meanwhile`` where the ETag is old.
        """
        ...

    async def register_thumbprint(
        self, device: DeviceIdentity, slot: ThumbprintSlot, thumbprint: str
    ) -> DeviceIdentity:
        """Write one of a self-signed device's thumbprints (empty: free it), by its ETag.

        Everything else about the device stays. Needs RegistryWrite. Raises HubError
        ``hub.changed_meanwhile`` where the ETag is old.
        """
        ...

    async def delete_module(self, module: ModuleIdentity) -> None:
        """Delete the module, by its ETag; one that is gone is no error."""
        ...

    async def devices(self, query: DeviceQuery, continuation: str | None = None) -> DevicePage:
        """One page of the device list, in the hub's order.

        Raises HubError ``hub.unauthorized`` where the policy may not query.
        """
        ...

    async def having_module(self, device_ids: Sequence[str], module_id: str) -> frozenset[str]:
        """Which of these devices have the module: one query."""
        ...

    async def close(self) -> None:
        """Give connections and threads back. Never raises."""
        ...


class SecretStore(Protocol):
    """Where secrets rest. Methods raise KeyringError; ``put`` has read back what it wrote."""

    @property
    def name(self) -> str:
        """The backend's name, to be shown."""
        ...

    async def get(self, ref: SecretRef) -> Secret | None:
        """The secret, or None."""
        ...

    async def put(self, ref: SecretRef, secret: Secret) -> None:
        """Keep the secret, replacing a former one."""
        ...

    async def forget(self, ref: SecretRef) -> None:
        """Remove the secret; one that is not there is no error."""
        ...


class HubBook(Protocol):
    """The list of saved hubs, without their secrets: keyring cannot list."""

    def load(self) -> tuple[SavedHub, ...]:
        """The saved hubs, the last used first. A damaged list is an empty one."""
        ...

    def add(self, hub: SavedHub) -> None:
        """Put the hub first."""
        ...

    def remove(self, hub: SavedHub) -> None:
        """Take the hub out."""
        ...


class WriteUnit(Protocol):
    """The files of one run, written and not yet final: exactly one of its methods is called."""

    @property
    def results(self) -> tuple[FileResult, ...]:
        """What was done to each file, in the order asked."""
        ...

    async def commit(self) -> None:
        """Make it final: the journal is removed, the lock released, old key backups deleted."""
        ...

    async def roll_back(self) -> None:
        """Put every file back as it was, byte for byte, and release the lock."""
        ...


class AgentFiles(Protocol):
    """The agent's folder. Methods raise FilesError ``files.not_writable|unreadable|busy``."""

    async def read(self, path: Path) -> bytes | None:
        """The file's bytes; None where there is none."""
        ...

    async def names(self, directory: Path) -> tuple[str, ...]:
        """The names of the files in the folder; none where there is no folder."""
        ...

    async def examine(self, directory: Path, look: Callable[[FileReader], T]) -> T:
        """What ``look`` says, called beside the event loop with a reader for ``directory``.

        A relative path is resolved against ``directory``, the working directory of both services.
        """
        ...

    async def shut_out(self, path: Path, account: str) -> Path | None:
        """What keeps ``account`` from reading ``path``: a folder on the way, or the file itself.

        None where nothing does, and where it cannot be told: on Windows, or where there is no such
        account. Never raises.
        """
        ...

    async def recover(self, directory: Path) -> bool:
        """Finish or take back what a killed run left in the folder; True if there was any."""
        ...

    async def check_writable(self, paths: Sequence[Path]) -> None:
        """Raise now what writing these files would raise, without leaving a trace."""
        ...

    async def write(self, directory: Path, writes: Sequence[FileWrite]) -> WriteUnit:
        """Write all or nothing. A file whose content is the same is left alone."""
        ...

    async def undo(self, directory: Path) -> tuple[FileResult, ...]:
        """Put back what the last run in the folder changed, all or nothing: content, owner, mode.

        Files that it made are removed; what was changed since is kept as a backup. Raises
        FilesError ``files.nothing_to_undo`` where no run is on record, or its backups are gone.
        """
        ...


class FileReader(Protocol):
    """How the strict reader gets at the files that the agent would open."""

    def __call__(self, path: str) -> bytes | None:
        """The bytes at ``path`` as the agent would resolve it; None where there is no file.

        Raises FilesError ``files.unreadable`` where it is there and cannot be read.
        """
        ...


class AgentFormat(Protocol):
    """The configuration files of one agent flavour: pure functions from bytes to bytes."""

    @property
    def flavour(self) -> AgentFlavour:
        """Whose files these are."""
        ...

    @property
    def file_names(self) -> tuple[str, ...]:
        """The files that this program writes, relative to the agent's folder."""
        ...

    def is_here(self, existing: Mapping[str, bytes | None]) -> bool:
        """Whether these files (by `file_names`) look like an installed agent of this flavour."""
        ...

    def render(
        self, settings: AgentSettings, existing: Mapping[str, bytes | None], new_agent_id: str
    ) -> Mapping[str, bytes]:
        """The whole new content of every file: edited in place where there is one.

        Raises FilesError ``files.unreadable`` for a file that cannot be understood.
        """
        ...

    def judge(self, directory: str, read: FileReader) -> Judgement:
        """What the agent would do at start with the files in ``directory``: the strict reader."""
        ...

    def repair(self, directory: str, read: FileReader, new_agent_id: str) -> RepairPlan:
        """How to set right what can be: nothing is written, nothing is made up.

        What the agent takes already is not touched. ``new_agent_id`` serves where one is missing.
        """
        ...


class Certificates(Protocol):
    """Reading, making and writing certificates with their private keys."""

    async def load(self, source: CertificateFile) -> Certificate:
        """Read what the user has, in whatever form. Raises CertificateError."""
        ...

    async def make(self, wanted: NewCertificate, common_name: str) -> Certificate:
        """Make a self-signed certificate, for TLS clients, valid from now."""
        ...

    async def as_file(self, certificate: Certificate, name: str) -> bytes:
        """The content of the agent's certificate file, in the form that its name says.

        ``.pfx``: PKCS#12 without password and with MAC, which both agents read; ``.pem``: the
        certificate, then its key, for the C agent.
        """
        ...


class ModuleLink(Protocol):
    """A live connection of the module to the hub."""

    async def read_twin(self) -> Mapping[str, object]:
        """The module's twin. Raises CheckError ``check.twin_failed|timeout|connection_lost``."""
        ...

    async def send(self, message: bytes) -> None:
        """Send a message of the module's, and wait until the hub has it.

        Raises CheckError ``check.telemetry_failed|timeout|connection_lost``.
        """
        ...

    async def close(self) -> None:
        """Disconnect. Never raises."""
        ...


class AuthProbe(Protocol):
    """Does over the network what the agent does at its start. Methods raise SetupErrors.

    One probe for one check. ``watch`` is told how far the connection has come: it is where it fails
    in which a phase has begun last (`core.signs`).
    """

    async def prepare(self, certificate: Certificate | None = None) -> None:
        """Load early what connections will need, those that show ``certificate`` if there is one.

        Raises CertificateError for a certificate that TLS has no use for.
        """
        ...

    async def reach(self, address: HubAddress, transport: Transport, watch: Watch = ignore) -> None:
        """Connect to that port of the host as far as TLS, without credentials, and leave."""
        ...

    async def register(
        self, id_scope: str, registration_id: str, proof: Proof, watch: Watch = ignore
    ) -> Assignment:
        """DPS: ask the provisioning service for the hub and the device, as the agents do.

        The service is `Network.dps_host`, which may carry a port.

        Raises CheckError ``check.dps_not_assigned`` and what else a connection may meet.
        """
        ...

    async def fetch_module_key(
        self,
        address: HubAddress,
        device_id: str,
        module_id: str,
        proof: Proof,
        watch: Watch = ignore,
    ) -> Secret:
        """Device mode's step: the module's primary key, asked for as the device."""
        ...

    async def connect(
        self,
        address: HubAddress,
        device_id: str,
        module_id: str,
        module_key: Secret,
        watch: Watch = ignore,
    ) -> ModuleLink:
        """Connect as the module."""
        ...


async def nobody_runs(_directory: Path) -> bool:
    """No agent runs in any folder: of ports that are for no installed agent."""
    return False


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything that the engine and the session reach the world through."""

    open_registry: Callable[[HubCredentials, Network], Registry]
    open_probe: Callable[[Network], AuthProbe]
    secrets: SecretStore
    hubs: HubBook
    files: AgentFiles
    formats: Mapping[AgentFlavour, AgentFormat]
    certificates: Certificates
    surroundings: Surroundings
    find_agents: Callable[[], tuple[FoundAgent, ...]]
    is_agent_running: Callable[[Path], Coroutine[Any, Any, bool]] = nobody_runs
    """Whether the agent that is installed in this folder runs now as its service. Never raises."""
