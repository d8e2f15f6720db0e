"""A Windows of its own under Wine, made from the test bench's (tests/winbench)."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from release.project import ROOT, BuildError, run

BENCH = ROOT / "tests" / "winbench"
STAND_INS = ("bcryptprimitives", "icuuc", "mscms")
LIMIT = 900
"""Seconds: only ends what hangs."""


def bench() -> Path:
    """The bench, made where it is not there; see tests/winbench/README.md."""
    folder = ROOT / "build" / "winbench"
    run(["bash", BENCH / "setup.sh", folder])
    return folder


def windows_path(path: Path) -> str:
    """A path below ``drive_c`` as Windows says it."""
    return "C:" + str(path).partition("drive_c")[2].replace("/", "\\")


class Windows:
    """A Windows of its own, under Wine."""

    def __init__(self, folder: Path) -> None:
        self.prefix = folder / "prefix"
        self.drive = self.prefix / "drive_c"
        self._environment = {
            **os.environ,
            "WINEPREFIX": str(self.prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscms=n,b;mscoree=;mshtml=",
        }

    def make(self, bench: Path) -> None:
        """Copy the bench's prefix; the stand-ins go where Windows has the real DLLs."""
        shutil.copytree(bench / "prefix", self.prefix, symlinks=True)
        for name in STAND_INS:
            library = bench / "py" / f"{name}.dll"
            shutil.copyfile(library, self.drive / "windows/system32" / library.name)

    def start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """A program on a screen of its own. Its standard streams are pipes, as Wine's consoles are
        not those of Windows."""
        screen = ["xvfb-run", "-a", "-s", "-screen 0 1280x1024x24 -noreset"]
        return subprocess.Popen(
            [*screen, "wine", *command],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, command: Sequence[str], given: bytes = b"") -> tuple[int, str]:
        """Exit code and output."""
        process = self.start(command)
        said, _ = process.communicate(given, timeout=LIMIT)
        lines = said.decode("utf-8", "replace").splitlines(keepends=True)
        # What Wine says when its screen ends with the program, and no program said.
        said_by_it = (line for line in lines if not line.startswith("X connection to "))
        return process.returncode, "".join(said_by_it).replace("\r\n", "\n")

    def expect(self, code: int, command: Sequence[str], given: bytes = b"") -> str:
        """The output. Raises BuildError for another exit code."""
        found, said = self.run(command, given)
        if found != code:
            raise BuildError(f"{said[-2000:]}\n\n{' '.join(command)}: {found}, not {code}")
        return said

    def expect_unquoted(self, code: int, line: str) -> str:
        """A command line as it stands: NSIS wants the folder of ``_?=`` with its blanks unquoted,
        and arguments with blanks are quoted on their way here."""
        script = self.drive / "unquoted.bat"
        script.write_text(f"@{line}\r\n@exit /b %errorlevel%\r\n", encoding="ascii")
        return self.expect(code, ["cmd", "/c", windows_path(script)])

    def registry(self, key: str, value: str) -> str:
        """A value of the registry; empty where there is none."""
        code, said = self.run(["reg", "query", key, "/v", value])
        found = [line for line in said.splitlines() if line.strip().startswith(value)]
        return found[0].split(None, 2)[2].strip() if code == 0 and found else ""

    def end(self) -> None:
        """Let all of it end, and remove it."""
        subprocess.run(["wineserver", "-k", "-w"], env=self._environment, check=False)
