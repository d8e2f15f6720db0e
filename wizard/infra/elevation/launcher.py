"""Starting the writer: by pkexec or sudo, on Windows by `uac`. The prompt names its folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wizard.domain.errors import Code, FilesError
from wizard.infra.elevation.channel import SocketConnection, WriterChannel, greets

WRITER: Final = "iot-agent-setup-writer"
_PKEXEC_DISMISSED: Final = 126
_NEEDED: Final = (
    *("PATH", "HOME", "LANG", "TERM", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY"),
    *("XDG_RUNTIME_DIR", "XDG_SESSION_ID", "DBUS_SESSION_BUS_ADDRESS", "SUDO_ASKPASS"),
)
"""What pkexec and sudo need to ask the user; other variables, where secrets are kept, stay here."""
_MOST_WORDS: Final = 300


@dataclass(frozen=True, slots=True)
class Elevator:
    """A program that runs another with administrator rights. ``asks``: it can ask somebody."""

    command: tuple[str, ...]
    asks: bool = True


def start_writer(folder: Path | None) -> WriterChannel:
    """Ask for rights and start the writer; waits for as long as the prompt is open.

    Raises FilesError ``files.not_writable``: ``rights_refused``, ``rights_unavailable``, and
    ``rights_windows`` for what that is there.
    """
    if sys.platform == "win32":
        from wizard.infra.elevation.uac import start_by_uac

        return start_by_uac(folder)
    words = ""
    for elevator in _elevators(folder):
        channel, ended, said = _start(elevator, folder)
        if channel is not None:
            return channel
        words = said or words
        if elevator.asks and _was_refused(elevator, ended, said):
            raise FilesError(
                Code.FILES_NOT_WRITABLE, "rights_refused", path=str(folder or ""), words=words
            )
    raise FilesError(
        Code.FILES_NOT_WRITABLE, "rights_unavailable", path=str(folder or ""), words=words
    )


def writer_command() -> tuple[str, ...]:
    """The writer of this installation: beside the program."""
    beside = Path(sys.executable).with_name(WRITER)
    if beside.is_file():
        return (str(beside),)
    return (sys.executable, "-I", "-m", "wizard.writer")


def _elevators(folder: Path | None) -> Iterator[Elevator]:
    pkexec, sudo = shutil.which("pkexec"), shutil.which("sudo")
    is_graphical = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    has_terminal = _has_terminal()
    if pkexec and is_graphical:
        # The desktop's agent asks, or nobody: pkexec's own asks on the terminal, which a program
        # with a window may not have, and where it fails after `ssh -X` it says "Not authorized".
        yield Elevator((pkexec, "--disable-internal-agent"))
    if sudo and os.environ.get("SUDO_ASKPASS"):
        yield Elevator((sudo, "-A", "--"))
    if sudo and has_terminal:
        yield Elevator((sudo, "-p", _prompt(folder), "--"))
    if sudo:
        yield Elevator((sudo, "-n", "--"), asks=False)
    if pkexec and has_terminal:
        yield Elevator((pkexec,))


def _prompt(folder: Path | None) -> str:
    """What sudo asks; it has escapes that begin with a percent sign."""
    place = f" in {folder}" if folder else ""
    what = f"iot-agent-setup needs administrator rights to write the agent's files{place}."
    return f"{what.replace('%', '%%')}\n[sudo] password for %p: "


def _has_terminal() -> bool:
    if sys.platform == "win32":
        return False
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _start(elevator: Elevator, folder: Path | None) -> tuple[WriterChannel | None, int | None, str]:
    """The channel, or the exit code and words of what did not start the writer."""
    ours, theirs = socket.socketpair()
    environment = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    confirmed = ("--folder", str(folder)) if folder else ()
    try:
        process = subprocess.Popen(  # noqa: S603 - what is started is written above
            (*elevator.command, *writer_command(), *confirmed),
            stdin=theirs.fileno(),
            stdout=theirs.fileno(),
            stderr=subprocess.PIPE,
            env=environment,
        )
    except OSError as error:
        ours.close()
        return None, None, error.strerror or ""
    finally:
        theirs.close()
    if greets(ours.recv):
        folders = frozenset((str(folder),) if folder else ())
        return WriterChannel(SocketConnection(ours, process), folders), None, ""
    ours.close()
    _, said = process.communicate()
    return (
        None,
        process.returncode,
        " ".join(said.decode("utf-8", "replace").split())[-_MOST_WORDS:],
    )


def _was_refused(elevator: Elevator, ended: int | None, said: str) -> bool:
    """Whether somebody, or a rule, said no: then nobody else is asked."""
    if "pkexec" in elevator.command[0]:
        return ended == _PKEXEC_DISMISSED or "not authorized" in said.lower()
    return True
