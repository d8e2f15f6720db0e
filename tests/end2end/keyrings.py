"""Keyrings for the program in a child process, found as those of any installed package are.

Root obeys no environment variable that names one: so `plugged_in` gives the child a package with an
entry point, and this module offers the class that TEST_KEYRING_CLASS names.
"""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.compat import properties
from keyring.errors import PasswordDeleteError

_HERE = Path(__file__).resolve().parent


def plugged_in(name: str, file: Path) -> dict[str, str]:
    """The child's environment with the class ``name`` of this module and its file."""
    return {
        "PYTHONPATH": os.pathsep.join((str(_HERE / "keyring_plugin"), str(_HERE.parents[1]))),
        "TEST_KEYRING_CLASS": name,
        "TEST_KEYRING": str(file),
    }


class _Chosen(KeyringBackend):
    """There only where the test asks for it."""

    strength = 10.0

    @properties.classproperty
    def priority(cls) -> float:  # noqa: N805 - of the class
        if os.environ.get("TEST_KEYRING_CLASS") != cls.__name__:  # type: ignore[attr-defined]
            raise RuntimeError("not asked for")
        return cls.strength


class FileKeyring(_Chosen):
    """Entries in the JSON file that TEST_KEYRING names: a test can look into it."""

    def get_password(self, service: str, username: str) -> str | None:
        return _entries().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        _keep(_entries() | {f"{service} {username}": password})

    def delete_password(self, service: str, username: str) -> None:
        entries = _entries()
        if entries.pop(f"{service} {username}", None) is None:
            raise PasswordDeleteError(service)
        _keep(entries)


class PlainKeyring(FileKeyring):
    """One that keyring does not recommend."""

    strength = 0.5


class AskingKeyring(_Chosen):
    """It asks its user for a password, who does not answer; TEST_KEYRING is made when it asks."""

    def get_password(self, service: str, username: str) -> str | None:
        _file().touch()
        threading.Event().wait()
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


def _file() -> Path:
    return Path(os.environ["TEST_KEYRING"])


def _entries() -> dict[str, str]:
    return json.loads(_file().read_text()) if _file().exists() else {}


def _keep(entries: dict[str, str]) -> None:
    _file().write_text(json.dumps(entries))
