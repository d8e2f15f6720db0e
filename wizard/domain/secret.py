"""A value that must not be seen: a key, a connection string, a SAS token."""

from __future__ import annotations

import base64
import binascii
import hashlib
import weakref
from collections import deque
from dataclasses import dataclass, field
from typing import Final

MASK: Final = "••••••••"


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Secret:
    """Text whose ``repr``, ``str`` and ``format`` show nothing; only :meth:`reveal` does.

    Compares by value, so that a key read back can be checked against the one written.
    """

    _value: str = field(repr=False)

    def __post_init__(self) -> None:
        LIVING_SECRETS.add(self)

    def reveal(self) -> str:
        """The text itself. Callers put it on a wire or into the agent's key file, nowhere else."""
        return self._value

    def fingerprint(self) -> str:
        """First 8 hexadecimal digits of the SHA-256 of the text: names a secret in a report."""
        return hashlib.sha256(self._value.encode("utf-8")).hexdigest()[:8]

    def is_base64(self) -> bool:
        """Whether the text is non-empty standard base64 with its padding, as both agents need."""
        try:
            return bool(base64.b64decode(self._value, validate=True))
        except (binascii.Error, ValueError):
            return False

    def __len__(self) -> int:
        return len(self._value)

    def __repr__(self) -> str:
        return "Secret(***)"

    def __str__(self) -> str:
        return "***"

    def __format__(self, spec: str) -> str:
        return format("***", spec)

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a Secret is not pickled")


class LivingSecrets:
    """Every secret in memory now: what the redaction looks for."""

    def __init__(self) -> None:
        self.new: Final[deque[weakref.ref[Secret]]] = deque()
        """Those that came since somebody took them from here."""
        self._secrets: weakref.WeakValueDictionary[int, Secret] = weakref.WeakValueDictionary()

    def __len__(self) -> int:
        return len(self._secrets)

    def add(self, secret: Secret) -> None:
        """From now on it is found."""
        self._secrets[id(secret)] = secret
        self.new.append(weakref.ref(secret))

    def longest_first(self) -> tuple[Secret, ...]:
        """All of them."""
        # References are listed in one go: other threads make secrets meanwhile.
        living = (reference() for reference in self._secrets.valuerefs())
        return tuple(sorted(filter(None, living), key=len, reverse=True))


LIVING_SECRETS: Final = LivingSecrets()
