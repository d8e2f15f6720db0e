"""What is in a bundle: the agent's files, the script that installs them, a README, a manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from wizard.domain.agent.model import AgentFlavour, AgentSettings
from wizard.domain.agent.target_folder import TARGET_FILE, TargetFolder, TargetSystem
from wizard.domain.files import FileWrite
from wizard.infra.bundle.scripts import Installation, InstalledFile, readme, script

MANIFEST: Final = "manifest.sha256"
README: Final = "README.txt"
SCRIPTS: Final = {TargetSystem.LINUX: "install.sh", TargetSystem.WINDOWS: "install.ps1"}
OWN_NAMES: Final = frozenset((MANIFEST, README, TARGET_FILE, *SCRIPTS.values()))
"""Names in a bundle that no file of the agent can have."""


@dataclass(frozen=True, slots=True)
class Packed:
    """One file of a bundle; its name has slashes where it lies in a folder."""

    name: str
    content: bytes = field(repr=False)
    mode: int = 0o600


def bundle_contents(
    flavour: AgentFlavour,
    settings: AgentSettings,
    folder: TargetFolder,
    writes: Sequence[FileWrite],
) -> tuple[Packed, ...]:
    """All files of the bundle, in their order; the manifest, which lists all others, is the last.

    ``settings`` are what the written configuration says.
    """
    installation = Installation(
        flavour,
        settings.device_id or settings.registration_id,
        folder,
        tuple(_installed(write, settings, folder) for write in writes if not _is_note(write)),
    )
    packed = [Packed(name_in_bundle(write.path, folder), write.content) for write in writes]
    of_script = SCRIPTS[folder.system]
    packed.append(Packed(of_script, script(of_script, installation), 0o700))
    packed.append(Packed(README, readme(of_script, installation)))
    manifest = "".join(f"{_sum(one.content)}  {one.name}\n" for one in packed)
    return (*packed, Packed(MANIFEST, manifest.encode()))


def name_in_bundle(path: Path, folder: TargetFolder) -> str:
    """The name of a file of the agent's folder in its bundle."""
    return path.relative_to(folder.written).as_posix()


def _is_note(write: FileWrite) -> bool:
    """Whether it is for this program, and not for the agent."""
    return write.path.name == TARGET_FILE


def _installed(write: FileWrite, settings: AgentSettings, folder: TargetFolder) -> InstalledFile:
    name = name_in_bundle(write.path, folder)
    is_named = write.secret and folder.local(settings.secret_path) == write.path
    place = settings.secret_path if is_named else name
    return InstalledFile(name, folder.on_target(place), write.secret, write.reader_group)


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
