"""What every build of a package needs to know: version, date, folders, and how to run a tool."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

NAME = "iot-agent-setup"
ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
DIST = ROOT / "dist"
WORK = ROOT / "build" / "packages"


class BuildError(Exception):
    """Ends the build with a message for the releaser."""


class MissingError(BuildError):
    """This machine lacks a tool that one kind of package needs."""


@dataclass(frozen=True)
class Project:
    """``epoch`` (seconds) is the date of every file in the packages: that of the last commit."""

    version: str
    epoch: int

    @property
    def environment(self) -> dict[str, str]:
        """For tools: the same input gives the same bytes."""
        fixed = {"SOURCE_DATE_EPOCH": str(self.epoch), "TZ": "UTC", "LC_ALL": "C.UTF-8"}
        return {**os.environ, **fixed, "PYTHONHASHSEED": "0"}


def say(text: str) -> None:
    """Print at once: the output of child processes must not overtake it."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def make_importable() -> None:
    """The program of this checkout, and no installed one, is what ``import wizard`` gives."""
    if sys.path[0] != str(ROOT):
        sys.path.insert(0, str(ROOT))


def languages() -> tuple[str, ...]:
    """The codes of the languages that the program speaks."""
    make_importable()
    from wizard.text.languages import LANGUAGES

    return tuple(language.code for language in LANGUAGES)


def need(*tools: str, package: str) -> None:
    """Raises MissingError for a tool that is not there, with the Debian package that has it."""
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        raise MissingError(
            f"Missing here: {', '.join(missing)} (Debian: apt-get install {package})"
        )


def need_program(name: str) -> None:
    """Raises MissingError where it is not there, instead of the riddle of an OSError."""
    if shutil.which(name) is None:
        raise MissingError(f"Missing here: {name}")


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    stdin: IO[bytes] | None = None,
) -> None:
    """Run quietly, without a question: what a tool would ask is not seen.

    Raises BuildError with the end of what the tool said.
    """
    words = [str(word) for word in command]
    need_program(words[0])
    done = subprocess.run(
        words,
        cwd=cwd,
        env=env,
        stdin=stdin or subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        said = "\n".join(done.stdout.decode("utf-8", "replace").splitlines()[-25:])
        raise BuildError(f"{said}\n\n{Path(words[0]).name} ended with {done.returncode}.")


def capture(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> str:
    """A tool's standard output. Raises BuildError where it fails."""
    need_program(str(command[0]))
    done = subprocess.run(
        [str(word) for word in command], env=env, capture_output=True, check=False
    )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise BuildError(f"{said}\n\n{command[0]} ended with {done.returncode}.")
    return done.stdout.decode("utf-8")


def capture_any(command: Sequence[str | Path]) -> str:
    """What a tool prints on both streams, however it ends."""
    words = [str(word) for word in command]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.stdout.decode("utf-8", "replace")


def empty_folder(path: Path) -> Path:
    """A new, empty folder in place of what was there."""
    if path.exists():
        shutil.rmtree(path)
    path.mkdir(parents=True)
    return path


def write(path: Path, text: str, mode: int = 0o644) -> None:
    """A file, its folders included; lines end with LF on every platform."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    path.chmod(mode)


def sha256(path: Path) -> str:
    """Of a file, as sha256sum prints it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def set_dates(folder: Path, epoch: int) -> None:
    """Every file and folder gets the build's date."""
    for path in [*folder.rglob("*"), folder]:
        os.utime(path, (epoch, epoch), follow_symlinks=False)
