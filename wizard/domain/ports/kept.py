"""The port to the list of what this program keeps in the keyring, which cannot list it itself."""

from __future__ import annotations

from typing import Protocol

from wizard.domain.state import SecretRef


class KeptList(Protocol):
    """Where entries are, never what is in them."""

    def load(self) -> tuple[SecretRef, ...]:
        """The entries, the last kept first. A damaged list is an empty one."""
        ...

    def add(self, ref: SecretRef) -> None:
        """An entry was kept. A list that cannot be written is no error: the entry is kept."""
        ...

    def remove(self, ref: SecretRef) -> None:
        """An entry was removed."""
        ...
