"""Where the program of a service of systemd lies, by its unit files: systemd need not run."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

UNIT_FOLDERS: Final = tuple(
    Path(folder)
    for folder in (
        *("/etc/systemd/system", "/run/systemd/system"),
        *("/usr/local/lib/systemd/system", "/lib/systemd/system", "/usr/lib/systemd/system"),
    )
)
"""In the order in which systemd looks: the first unit of a name is the one."""
_PREFIXES: Final = "@-:+!"
"""What may stand before the program in ``ExecStart=`` (systemd.service)."""
_MOST_BYTES: Final = 1 << 16


def program_folders(service: str, folders: Sequence[Path] = UNIT_FOLDERS) -> tuple[Path, ...]:
    """The folder of the service's program, and those that other unit files of that name give.

    The first is the one that systemd uses; several are a choice for the user.
    """
    found = (folder for unit in folders for folder in _folders_in(_unit_texts(unit / service)))
    return tuple(dict.fromkeys(found))


def _unit_texts(unit: Path) -> Iterator[str]:
    """The drop-ins, which may replace the program, the last first; then the unit itself."""
    with contextlib.suppress(OSError):
        for path in sorted(unit.with_name(f"{unit.name}.d").glob("*.conf"), reverse=True):
            yield _text(path)
    with contextlib.suppress(OSError):
        yield _text(unit)


def _text(path: Path) -> str:
    with path.open("rb") as stream:
        return stream.read(_MOST_BYTES).decode("utf-8", "replace")


def _folders_in(texts: Iterator[str]) -> Iterator[Path]:
    for text in texts:
        for line in text.splitlines():
            key, _, value = line.partition("=")
            program = _program(value) if key.strip() == "ExecStart" else None
            if program is not None and program.is_absolute():
                yield program.parent


def _program(value: str) -> Path | None:
    try:
        words = shlex.split(value.strip().lstrip(_PREFIXES))
    except ValueError:
        return None
    return Path(words[0]) if words else None
