"""The list of the keyring's entries in a JSON file of the user's configuration folder.

It has the names of the entries, no secret: hub and policy, hub and device, proxy.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from wizard.domain.limited_file import ANSWERS_LIMIT, read_limited
from wizard.domain.secret import Secret
from wizard.domain.state import SecretRef
from wizard.infra.files.disk import Disk
from wizard.infra.files.real_paths import real_folder
from wizard.infra.keyring.memory import MemoryStore
from wizard.infra.keyring.store import KeyringStore

FILE_NAME: Final = "kept.json"
_VERSION: Final = 1
_log: Final = logging.getLogger(__name__)


class JsonKeptList:
    """`KeptList` in the file at ``path``; it is made when the first entry is added."""

    def __init__(self, path: Path) -> None:
        self._path: Final = path

    def load(self) -> tuple[SecretRef, ...]:
        """The entries, the last kept first. No file, or a damaged one, is an empty list."""
        try:
            content = json.loads(read_limited(self._path, ANSWERS_LIMIT).decode("utf-8"))
        except (OSError, ValueError, RecursionError):
            return ()
        entries = content.get("entries") if isinstance(content, dict) else None
        found = map(_ref, entries) if isinstance(entries, list) else ()
        return tuple(dict.fromkeys(ref for ref in found if ref is not None))

    def add(self, ref: SecretRef) -> None:
        """Put the entry first."""
        self._write((ref, *(other for other in self.load() if other != ref)))

    def remove(self, ref: SecretRef) -> None:
        """Take the entry out."""
        entries = self.load()
        if ref in entries:
            self._write(other for other in entries if other != ref)

    def _write(self, refs: Iterable[SecretRef]) -> None:
        entries = [{"service": ref.service, "account": ref.account} for ref in refs]
        content = json.dumps({"version": _VERSION, "entries": entries}, indent=2)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            path = real_folder(self._path.parent.absolute()) / self._path.name
            with Disk() as disk:
                disk.save(path, content.encode(), private=True)
        except OSError:
            _log.warning("the list of what is kept cannot be written: %s", self._path)


class ListedKeyringStore(KeyringStore):
    """The keyring, whose entries are noted in a list."""

    def __init__(self, kept: JsonKeptList) -> None:
        super().__init__()
        self._kept: Final = kept

    async def put(self, ref: SecretRef, secret: Secret) -> None:
        """Keep the secret, and note that it is kept."""
        await super().put(ref, secret)
        self._kept.add(ref)

    async def forget(self, ref: SecretRef) -> None:
        """Remove the secret, and its note."""
        await super().forget(ref)
        self._kept.remove(ref)


class ListedMemoryStore(MemoryStore):
    """The demonstration's, whose entries are noted in a list of its own."""

    def __init__(self, name: str, kept: JsonKeptList) -> None:
        super().__init__(name)
        self._kept: Final = kept

    async def put(self, ref: SecretRef, secret: Secret) -> None:
        """Keep the secret, and note that it is kept."""
        await super().put(ref, secret)
        self._kept.add(ref)

    async def forget(self, ref: SecretRef) -> None:
        """Remove the secret, and its note."""
        await super().forget(ref)
        self._kept.remove(ref)


def _ref(entry: object) -> SecretRef | None:
    if not isinstance(entry, dict):
        return None
    service, account = entry.get("service"), entry.get("account")
    if isinstance(service, str) and isinstance(account, str) and service and account:
        return SecretRef(service, account)
    return None
