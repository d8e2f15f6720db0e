"""The facts about a step in words: for whoever looks closer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from wizard.domain.errors import Param
from wizard.domain.report import Detail

_WORDS: Final[Mapping[str, str]] = {
    "addresses": "addresses {}",
    "address": "address {}",
    "port": "port {}",
    "proxy": "through the proxy {}",
    "unanswered": "no answer from {}",
    "tls_version": "{}",
    "issuer": "issued by {}",
    "expires": "valid until {}",
}


_SAME: Final = 3.0
"""Seconds: a server tells its time without fractions, and the answer takes its way."""


def detail_words(detail: Detail) -> Iterator[str]:
    """One short phrase for each fact."""
    for name, value in detail:
        shown = ", ".join(value) if isinstance(value, tuple) else value
        yield _offset(value) if name == "ahead_seconds" else _WORDS[name].format(shown)


def _offset(seconds: Param | tuple[str, ...]) -> str:
    if not isinstance(seconds, (int, float)):
        return ""
    if abs(seconds) < _SAME:
        return "the clocks agree"
    direction = "ahead of" if seconds > 0 else "behind"
    return f"this computer is {abs(seconds):.0f} s {direction} the server"
