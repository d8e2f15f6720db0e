"""What the tests of the set-up script share."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "packaging" / "bootstrap.py"

posix_only = pytest.mark.skipif(os.name == "nt", reason="the fakes are shell scripts")


class Recorder:
    """Stands in for what starts programs: notes each command, and answers what it is told to."""

    def __init__(self, code: int = 0, output: str = "", on_call: Callable[[], None] | None = None):
        self.commands: list[list[str]] = []
        self.environments: list[object] = []
        self.code, self.output, self.on_call = code, output, on_call

    def logged(self, _checkout: object, command: Sequence[str]) -> tuple[int, str]:
        self.commands.append(list(command))
        if self.on_call:
            self.on_call()
        return self.code, self.output

    def call(self, command: Sequence[str], **options: object) -> int:
        self.commands.append(list(command))
        self.environments.append(options.get("env"))
        return self.code

    def lines(self) -> list[str]:
        return [" ".join(command) for command in self.commands]


def on_path(folder: Path, name: str, script: str) -> None:
    """A command of this name in ``folder``."""
    command = folder / name
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)
