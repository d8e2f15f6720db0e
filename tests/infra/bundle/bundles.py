"""Bundles for tests, made as the program makes them, and a computer to install them on."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.patience import HANG_LIMIT
from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.domain.agent.model import (
    AgentFlavour,
    AgentSettings,
    AgentTarget,
    Identity,
    Method,
)
from wizard.domain.agent.target_folder import (
    TARGET_FILE,
    OtherComputer,
    TargetKind,
    TargetSystem,
)
from wizard.domain.files import FileWrite
from wizard.domain.resources import resource
from wizard.domain.secret import Secret
from wizard.infra.bundle.bundle_files import BundleFiles
from wizard.infra.files.agent_files import DiskFiles

KEY = b"a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2U=\n"
AGENT_ID = "5b1e1f9e-6c0a-4f4d-9f0c-2d8c1f6a7e35"


@dataclass
class BundleMaker:
    """A bundle of one agent, for a folder of its computer."""

    bundle: Path
    directory: str
    flavour: AgentFlavour = C
    system: TargetSystem = TargetSystem.LINUX
    key_file: str = "azureiotsecurity.key"
    key: bytes = KEY
    passphrase: Secret | None = None
    device: str = "cam-01"
    files: BundleFiles = field(init=False)

    def __post_init__(self) -> None:
        directory = self.system.path(self.directory)
        other = OtherComputer(
            directory, self.system, TargetKind.BUNDLE, self.bundle, passphrase=self.passphrase
        )
        self.target = AgentTarget(self.flavour, self.bundle, elsewhere=other)
        self.agent = AGENTS[self.flavour]
        state = self.bundle.parent / "state"
        self.files = BundleFiles(self.target, self.agent, DiskFiles(state=state))

    def writes(self) -> list[FileWrite]:
        """What a run would write."""
        folder = self.target.folder
        settings = AgentSettings(
            Identity.SECURITY_MODULE,
            Method.SYMMETRIC_KEY,
            "h.azure-devices.net",
            self.device,
            folder.on_target(self.key_file),
        )
        files = self.agent.render(settings, dict.fromkeys(self.agent.file_names), AGENT_ID)
        key = folder.local(self.key_file)
        return [
            *(FileWrite(self.bundle / name, content) for name, content in files.items()),
            FileWrite(self.bundle / TARGET_FILE, folder.described()),
            FileWrite(key, self.key, secret=True, reader_group=self.flavour.reader_group),
        ]

    async def make(self) -> str:
        """Make the bundle; what was done to it."""
        writes = self.writes()
        await self.files.check_writable([write.path for write in writes])
        unit = await self.files.write(self.bundle, writes)
        await unit.commit()
        return unit.results[0].change.value

    def unpack(self, folder: Path) -> Path:
        """Unpack it as unzip does."""
        with zipfile.ZipFile(self.bundle) as archive:
            archive.extractall(folder)
        return folder


SYSTEMCTL = """#!/bin/sh
echo "$*" >>{calls}
if [ -n "{offline}" ]; then echo "Running in chroot, ignoring command '$1'" >&2; exit; fi
case $1 in
cat) exit {known} ;;
show) printf '%s\n' {shown} ;;
restart)
    [ {restart} = 0 ] || echo 'Job for ASCIoTAgent.service failed.' >&2
    exit {restart} ;;
is-active) exit {active} ;;
esac
"""


@dataclass
class Computer:
    """The agent's computer: its folder, its service manager and its log, as programs on PATH."""

    root: Path
    shell: tuple[str, ...] = ("dash",)
    log: str = "ASC for IoT Agent initialized"
    restart: int = 0
    active: int = 0
    known: int = 0
    """What ``systemctl cat`` ends with: 0 where there is such a unit."""
    program: str = ""
    offline: bool = False
    """As in a chroot: systemctl ignores every command, says so, and ends with 0."""

    @property
    def agent(self) -> Path:
        """The agent's folder."""
        return self.root / "agent"

    @property
    def bin(self) -> Path:
        """Where the programs are that the test has put before the system's."""
        return self.root / "bin"

    def install_agent(self) -> Path:
        """The agent as shipped, installed here."""
        self.agent.mkdir(parents=True)
        shutil.copy(resource("agent-defaults", "c", "LocalConfiguration.json"), self.agent)
        return self.agent

    def put_program(self, name: str, text: str) -> None:
        """Put a program on PATH."""
        self.bin.mkdir(parents=True, exist_ok=True)
        path = self.bin / name
        path.write_text(text)
        path.chmod(0o755)

    def run(self, script: Path, *options: str, wait: str = "0") -> subprocess.CompletedProcess[str]:
        """Run the script as an operator would; its log is not waited for."""
        program = self.program or str(self.agent / "ASCIoTAgent")
        manager = SYSTEMCTL.format(
            shown=shlex.quote(f"ExecStart={{ path={program} ; argv[]={program} ; }}"),
            calls=shlex.quote(str(self.root / "calls")),
            known=self.known,
            restart=self.restart,
            active=self.active,
            offline="yes" if self.offline else "",
        )
        self.put_program("systemctl", manager)
        self.put_program("journalctl", f"#!/bin/sh\ncat <<'END'\n{self.log}\nEND\n")
        return subprocess.run(
            [*self.shell, str(script), "--wait", wait, *options],
            capture_output=True,
            text=True,
            timeout=HANG_LIMIT,
            cwd="/",
            env={
                "PATH": f"{self.bin}:/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME": str(self.root),
                "IOT_AGENT_SETUP_HOME": str(self.root / "home"),
            },
        )

    def restarts(self) -> int:
        """How often the service was restarted."""
        calls = self.root / "calls"
        text = calls.read_text() if calls.exists() else ""
        return sum(line.startswith("restart ") for line in text.splitlines())

    def listing(self) -> dict[str, bytes]:
        """All files of the agent's folder, by their names."""
        return {
            path.relative_to(self.agent).as_posix(): path.read_bytes()
            for path in sorted(self.agent.rglob("*"))
            if path.is_file()
        }


def complaints(script: Path) -> bytes:
    """What ShellCheck has to say."""
    shellcheck = Path(sys.executable).with_name("shellcheck")
    command = [str(shellcheck), "--shell=dash", "--norc", str(script)]
    ended = subprocess.run(command, capture_output=True, timeout=HANG_LIMIT)
    assert ended.stderr == b""
    return ended.stdout


def is_root() -> bool:
    """Whether the tests run as root."""
    return os.name == "posix" and os.geteuid() == 0
