"""The set-up script, and a checkout for it to work on."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.bootstrap.tools import SCRIPT


@pytest.fixture
def bootstrap() -> ModuleType:
    """The script as a module of its own for each test."""
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with nothing in it but what an environment is made from."""
    (tmp_path / "packaging").mkdir()
    for lock in ("constraints.txt", "requirements.txt", "sdk.txt"):
        (tmp_path / "packaging" / lock).write_text("six==1.17.0\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    return tmp_path
