"""The port to the person in front of the program, while another program waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from wizard.domain.secret import Secret


class Asked(StrEnum):
    """What is asked for."""

    PASSWORD = "password"  # noqa: S105 - the kind of a question
    PASSPHRASE = "passphrase"  # noqa: S105 - the kind of a question
    """Of a private key on this computer."""
    HOST_KEY = "host_key"
    """Whether a computer that is not known yet is the one that is meant."""
    SUDO = "sudo"
    OTHER = "other"
    """A one-time code, for example: the words are the other computer's."""


@dataclass(frozen=True, slots=True)
class Question:
    """``text`` are the words of the program that asks; ``computer`` is whom it connects to.

    ``fingerprint`` is the key that an unknown computer has shown. ``again``: the last answer was
    wrong.
    """

    kind: Asked
    text: str
    computer: str
    fingerprint: str = ""
    again: bool = False


class Asker(Protocol):
    """Asks whoever sits in front of the program."""

    async def ask(self, question: Question) -> Secret | None:
        """The answer; None where nobody can be asked, or the question was dismissed.

        A confirmed host key is answered with ``yes``.
        """
        ...


class NobodyToAsk:
    """`Asker` where nobody can be asked: no terminal, no window."""

    async def ask(self, _question: Question) -> Secret | None:
        """No answer."""
        return None
