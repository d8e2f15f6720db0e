"""Running the system's own tools: with a time limit, and without what users keep in variables."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_NEEDED: Final = ("PATH", "SYSTEMROOT", "XDG_RUNTIME_DIR")
"""All that the child gets of our environment."""
_MOST_WORDS: Final = 400


@dataclass(frozen=True, slots=True)
class Ended:
    """How a tool ended. ``code`` is None where it is not there, or did not end in time."""

    code: int | None
    out: str = ""
    err: str = ""
    timed_out: bool = False

    @property
    def words(self) -> str:
        """What it said, in one line of a length that can be shown."""
        return " ".join((self.err or self.out).split())[:_MOST_WORDS]


def run_tool(program: str, arguments: Sequence[str], seconds: float) -> Ended:
    """Run it to its end, for at most ``seconds``; it speaks English. Never raises OSError."""
    found = shutil.which(program)
    if found is None:
        return Ended(None)
    environment = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    try:
        ended = subprocess.run(  # noqa: S603 - what is started is written by the callers
            (found, *arguments),
            env=environment | {"LC_ALL": "C.UTF-8", "SYSTEMD_COLORS": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        return Ended(None, timed_out=True)
    except OSError as error:
        return Ended(None, err=error.strerror or "")
    out, err = (text.decode("utf-8", "replace") for text in (ended.stdout, ended.stderr))
    return Ended(ended.returncode, out, err)
