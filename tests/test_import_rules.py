"""What a program brings in before it is asked to do anything.

Who may import whom is import-linter's part (pyproject.toml), run by `bootstrap.py test`.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

SLOW = ("PySide6", "qasync", "azure", "uamqp", "paho", "keyring", "aiohttp", "requests")


def loaded_after(statement: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after ``statement``."""
    program = f"import sys; {statement}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return set(ended.stdout.split())


@pytest.mark.parametrize(
    "module", ["wizard.cli.commands", "wizard.__main__", "wizard.setup.engine"]
)
def test_the_command_line_starts_without_what_is_slow(module: str) -> None:
    assert not loaded_after(f"import {module}").intersection(SLOW)


def test_the_window_starts_without_the_hub_sdk_and_the_keyring() -> None:
    loaded = loaded_after("import wizard.gui.app, wizard.compose")

    assert "PySide6" in loaded
    assert not loaded.intersection(("azure", "uamqp", "paho", "keyring", "aiohttp", "requests"))
