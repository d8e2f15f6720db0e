"""Keyrings for the program in a child process, which PYTHON_KEYRING_BACKEND names."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class FileKeyring(KeyringBackend):
    """Entries in the JSON file that TEST_KEYRING names: a test can look into it."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return _entries().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        _keep(_entries() | {f"{service} {username}": password})

    def delete_password(self, service: str, username: str) -> None:
        entries = _entries()
        if entries.pop(f"{service} {username}", None) is None:
            raise PasswordDeleteError(service)
        _keep(entries)


class AskingKeyring(KeyringBackend):
    """It asks its user for a password, who does not answer; TEST_KEYRING is made when it asks."""

    priority = 1

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
