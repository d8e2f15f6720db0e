"""Whether the installed agent is running as its service."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from wizard.domain.agent.facts import LINUX_SERVICE, WINDOWS_SERVICE
from wizard.domain.agent.model import AgentFlavour
from wizard.infra.threads import run_blocking

_SECONDS: Final = 2.0
"""How long the service manager may take to answer."""

_SYSTEMD: Final = Path("/run/systemd/system")
_RUNNING: Final = re.compile(rb":\s*4\s")
"""The state's number in what ``sc query`` prints; the word behind it may be translated."""

_NEEDED: Final = ("PATH", "SYSTEMROOT")
"""All that the child gets of our environment, in which users keep secrets."""


async def is_agent_running(usual_folder: Callable[[AgentFlavour], Path], directory: Path) -> bool:
    """Whether the service runs and ``directory`` is where its agent is. Never raises."""
    return await run_blocking(lambda: _is_usual(usual_folder, directory) and _runs())


def _is_usual(usual_folder: Callable[[AgentFlavour], Path], directory: Path) -> bool:
    here = os.path.normcase(os.path.realpath(directory))
    usual = (os.path.realpath(usual_folder(flavour)) for flavour in AgentFlavour)
    return here in map(os.path.normcase, usual)


def _runs() -> bool:
    if sys.platform == "win32":
        return _RUNNING.search(_output("sc.exe", "query", WINDOWS_SERVICE)) is not None
    if not _SYSTEMD.is_dir():
        return False
    return _output("systemctl", "is-active", LINUX_SERVICE).strip() == b"active"


def _output(program: str, *arguments: str) -> bytes:
    """What the program prints; nothing where it is not there or does not end in time."""
    found = shutil.which(program)
    return _run((found, *arguments)) if found else b""


def _run(command: Sequence[str]) -> bytes:
    environment = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    try:
        ended = subprocess.run(  # noqa: S603 - what is started is written above
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.SubprocessError):
        return b""
    return ended.stdout
