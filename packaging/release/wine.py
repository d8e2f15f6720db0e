"""A Windows of its own under Wine, made from the test bench's (tests/winbench)."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from release.project import ROOT, BuildError, run, say

BENCH = ROOT / "tests" / "winbench"
STAND_INS = ("bcryptprimitives", "icuuc", "mscms")
MACHINE_ENVIRONMENT = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
USER_ENVIRONMENT = r"HKCU\Environment"
LIMIT = 3600
"""Seconds: only ends what hangs."""
WINE = ("wine",)
FULL_DISK = ("sh", "-c", """trap '' XFSZ; ulimit -f 8192; exec wine "$@" """, "sh")
"""Starts a program that can write no file of more than 4 MiB (in blocks of 512 bytes)."""
ATTEMPTS = 3
"""Wine 8's server aborts now and then in sock_poll_event, an assertion of its own."""

Result = TypeVar("Result")


def bench() -> Path:
    """The bench, made where it is not there; see tests/winbench/README.md."""
    folder = ROOT / "build" / "winbench"
    run(["bash", BENCH / "setup.sh", folder])
    return folder


def windows_path(path: Path) -> str:
    """A path below ``drive_c`` as Windows says it."""
    return "C:" + str(path).partition("drive_c")[2].replace("/", "\\")


class WineCrashedError(BuildError):
    """Wine's server has ended: a fault of its own, and the Windows that it served is gone."""


def again_after_crash(attempt: Callable[[], Result], name: str) -> Result:
    """What ``attempt`` gives, which makes a Windows of its own; begun again where Wine's server
    has crashed. Raises WineCrashedError where that has happened `ATTEMPTS` times."""
    for _ in range(1, ATTEMPTS):
        try:
            return attempt()
        except WineCrashedError as error:
            say(f"{error}\n{name}: once more from the beginning, on a new Windows")
    return attempt()


def _read_until_end(
    process: subprocess.Popen[bytes], output: int, is_served: Callable[[], bool]
) -> bytes:
    """What the program has printed when it ends. Its pipe may stay open: those parts of Wine that
    it has started hold it too."""
    said, ended, until = b"", False, time.monotonic() + LIMIT
    while True:
        if select.select([output], [], [], 0 if ended else 0.2)[0]:
            if not (more := os.read(output, 65536)):
                return said
            said += more
        elif ended:
            return said
        elif not is_served():
            process.kill()
            raise WineCrashedError(f"Wine's server has crashed; the program said: {said!r}")
        elif time.monotonic() > until:
            process.kill()
            raise BuildError(f"After {LIMIT} s the program still runs; it has said: {said!r}")
        else:
            ended = process.poll() is not None


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
        self._screen: subprocess.Popen[bytes] | None = None
        self._server: subprocess.Popen[bytes] | None = None

    def make(self, bench: Path) -> None:
        """Copy the bench's prefix; the stand-ins go where Windows has the real DLLs.

        Screen and server stay up between programs, as a Windows does: without them each start
        would wait for both.
        """
        shutil.copytree(bench / "prefix", self.prefix, symlinks=True)
        for name in STAND_INS:
            library = bench / "py" / f"{name}.dll"
            shutil.copyfile(library, self.drive / "windows/system32" / library.name)
        self._environment["DISPLAY"] = self._open_screen()
        self._server = subprocess.Popen(["wineserver", "-f", "-p"], env=self._environment)

    def _open_screen(self) -> str:
        """An X server; the name of its display. Without -noreset the first program that leaves
        would take the others' windows along."""
        reading, writing = os.pipe()
        options = ["-screen", "0", "1280x1024x24", "-noreset", "-nolisten", "tcp"]
        self._screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), *options],
            pass_fds=[writing],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as answer:
            if not (number := answer.readline().strip()):
                raise BuildError("Xvfb did not start")
        return f":{number}"

    def start(
        self, command: Sequence[str], launcher: Sequence[str] = WINE
    ) -> subprocess.Popen[bytes]:
        """A program. Its streams are pipes, as Wine's consoles are not those of Windows."""
        return subprocess.Popen(
            [*launcher, *command],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(
        self, command: Sequence[str], given: bytes = b"", launcher: Sequence[str] = WINE
    ) -> tuple[int, str]:
        """Exit code and output."""
        with self.start(command, launcher) as process:
            if process.stdin is None or process.stdout is None:
                raise BuildError("Wine has no standard streams")
            process.stdin.write(given)
            process.stdin.close()
            output = process.stdout.fileno()
            said = _read_until_end(process, output, self._is_served).decode("utf-8", "replace")
            process.stdout.close()
        return process.returncode, said.replace("\r\n", "\n")

    def _is_served(self) -> bool:
        return self._server is None or self._server.poll() is None

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

    def default_value(self, key: str) -> str:
        """That of a key of the registry; empty where there is none."""
        code, said = self.run(["reg", "query", key, "/ve"])
        found = [line for line in said.splitlines() if "REG_SZ" in line]
        return found[0].partition("REG_SZ")[2].strip() if code == 0 and found else ""

    def end(self) -> None:
        """Let all of it end, and remove it."""
        subprocess.run(["wineserver", "-k", "-w"], env=self._environment, check=False)
        if self._server is not None:
            self._server.wait()
        if self._screen is not None:
            self._screen.terminate()
            self._screen.wait()
