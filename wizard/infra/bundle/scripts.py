"""Filling in the script and the README of a bundle, which lie in ``resources/bundle``."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Final

from wizard.domain.agent.model import AgentFlavour
from wizard.domain.agent.target_folder import TargetFolder, TargetSystem
from wizard.domain.printable import printable
from wizard.domain.resources import resource

_MARK: Final = "#@settings@\n"
"""Stands in a script where its settings belong."""

_STEPS: Final = {
    TargetSystem.LINUX: (
        "1. Unpack the bundle on the computer that the agent runs on, into a folder of its own.\n"
        "2. In that folder:  sh ./install.sh --dry-run    says what would be done.\n"
        "3.                  sudo sh ./install.sh         does it.\n"
        "4.                  sudo sh ./install.sh --undo  puts back what it replaced."
    ),
    TargetSystem.WINDOWS: (
        "1. Unpack the bundle on the computer that the agent runs on, into a folder of its own.\n"
        '2. Start PowerShell with "Run as administrator" and go to that folder.\n'
        "3. powershell -ExecutionPolicy Bypass -File .\\install.ps1\n"
        "4. The same with -DryRun says what would be done, with -Undo puts back what it replaced."
    ),
}


@dataclass(frozen=True, slots=True)
class InstalledFile:
    """A file of the agent: its name in the bundle, and its place on the agent's computer."""

    name: str
    place: str
    secret: bool
    reader_group: str = ""

    @property
    def kind(self) -> str:
        """As the scripts call it."""
        return "secret" if self.secret else "configuration"


@dataclass(frozen=True, slots=True)
class Installation:
    """What a script is to do. ``device`` is the device's id, or that of its registration."""

    flavour: AgentFlavour
    device: str
    folder: TargetFolder
    files: tuple[InstalledFile, ...]


def script(name: str, installation: Installation) -> bytes:
    """The script of this name, with its settings."""
    template = resource("bundle", name).read_text(encoding="utf-8")
    if installation.folder.system is TargetSystem.WINDOWS:
        filled = template.replace(_MARK, _for_powershell(installation))
        # Windows PowerShell reads a script without a mark as the system's code page.
        return filled.replace("\n", "\r\n").encode("utf-8-sig")
    return template.replace(_MARK, _for_sh(installation)).encode()


def readme(script_name: str, installation: Installation) -> bytes:
    """What the bundle is, and what to do with it."""
    agent, device = installation.flavour.name, printable(installation.device)
    lines = [f"  {one.name}  ->  {one.place}" for one in installation.files]
    text = resource("bundle", "README.txt").read_text(encoding="utf-8")
    text = text.format(
        agent=agent,
        device=device,
        underline="=" * len(f"{agent}, device {device}"),
        files="\n".join(lines),
        script=script_name,
        steps=_STEPS[installation.folder.system],
    )
    is_windows = installation.folder.system is TargetSystem.WINDOWS
    return (text.replace("\n", "\r\n") if is_windows else text).encode()


def _for_sh(installation: Installation) -> str:
    flavour = installation.flavour
    group = next((one.reader_group for one in installation.files if one.reader_group), "")
    values = {
        "AGENT": flavour.name,
        "DEVICE": printable(installation.device),
        "DIRECTORY": str(installation.folder.path),
        "SERVICE": flavour.linux.service,
        "LOG_NAME": flavour.linux.log_name,
        "KEY_GROUP": group,
    }
    lines = [f"{name}={shlex.quote(value)}\n" for name, value in values.items()]
    calls = [
        f'    "$1" {one.kind} {shlex.quote(one.name)} {shlex.quote(one.place)}\n'
        for one in installation.files
    ]
    return "".join((*lines, "each_file() {\n", *calls, "}\n"))


def _for_powershell(installation: Installation) -> str:
    of_windows = installation.flavour.installation(windows=True)
    values = {
        "Agent": installation.flavour.name,
        "Device": printable(installation.device),
        "Directory": str(installation.folder.path),
        "Service": of_windows.service,
        "LogName": of_windows.log_name,
    }
    lines = [f"${name} = {_quoted(value)}\n" for name, value in values.items()]
    files = [
        f"    @{{ Kind = '{one.kind}'; Name = {_quoted(one.name)}; "
        f"Place = {_quoted(one.place)} }}\n"
        for one in installation.files
    ]
    return "".join((*lines, "$Files = @(\n", *files, ")\n"))


def _quoted(text: str) -> str:
    """A string of PowerShell in which nothing is expanded; it takes curly quotes for quotes too."""
    for quote in "'\u2018\u2019\u201a\u201b":
        text = text.replace(quote, quote * 2)
    return f"'{text}'"
