"""What people meant by a value that their agent does not take.

The three vocabularies of agents.md get mixed up, and so do the two agents' ways to write a time.
"""

from __future__ import annotations

import re
from typing import Final

from wizard.agents.shared.hosts import host_fault
from wizard.domain.agent.model import Identity, Method
from wizard.domain.hub.address import names_https_port
from wizard.domain.lazy_pattern import LazyPattern

_IDENTITIES: Final = {
    "securitymodule": Identity.SECURITY_MODULE,
    "module": Identity.SECURITY_MODULE,
    "device": Identity.DEVICE,
    "dps": Identity.DPS,
}
_METHODS: Final = {
    "sastoken": Method.SYMMETRIC_KEY,
    "sas": Method.SYMMETRIC_KEY,
    "symmetrickey": Method.SYMMETRIC_KEY,
    "selfsignedcertificate": Method.SELF_SIGNED_CERTIFICATE,
    "selfsigned": Method.SELF_SIGNED_CERTIFICATE,
    "certificate": Method.SELF_SIGNED_CERTIFICATE,
}
_ISO: Final = LazyPattern(r"(?i)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.ASCII)
_SPAN: Final = LazyPattern(r"(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})", re.ASCII)
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_UNITS: Final = (_DAY, _HOUR, _MINUTE, 1)
_MOST_DIGITS: Final = 9
_LONGEST: Final = 40 * _DAY
"""Seconds; the C agent's milliseconds have 32 bits."""
_AROUND: Final = LazyPattern(r"""^[\s"']+|[\s"']+$""")
_SCHEME: Final = LazyPattern(r"(?i)^[a-z]+://")


def meant_identity(text: str) -> Identity | None:
    """The identity in another spelling or vocabulary."""
    return _IDENTITIES.get(_letters(text))


def meant_method(text: str) -> Method | None:
    """The method in another spelling or vocabulary."""
    return _METHODS.get(_letters(text))


def meant_word(text: str, words: tuple[str, ...]) -> str | None:
    """The word of these that differs in case, blanks, quotes or hyphens only."""
    return next((word for word in words if _letters(word) == _letters(text)), None)


def meant_host(text: str) -> str:
    """The bare host name, where scheme, path, blanks or ``:443`` stand around it; else ``text``."""
    if host_fault(text) is None:
        return text
    host = _SCHEME.sub("", bare(text)).partition("/")[0].strip()
    host = host.rpartition(":")[0] if names_https_port(host) else host
    return host if host_fault(host) is None else text


def meant_seconds(text: str) -> int | None:
    """The time in either agent's way of writing, whatever its case; None for any other."""
    match = _ISO.fullmatch(text.strip()) or _SPAN.fullmatch(text.strip())
    if match is None or any(len(part or "") > _MOST_DIGITS for part in match.groups()):
        return None
    seconds = sum(int(part or 0) * unit for part, unit in zip(match.groups(), _UNITS, strict=True))
    return seconds if 0 < seconds <= _LONGEST else None


def iso_duration(seconds: int) -> str:
    """As the C agent takes it, such as ``PT1H30M``."""
    days, rest = divmod(seconds, _DAY)
    hours, rest = divmod(rest, _HOUR)
    minutes, rest = divmod(rest, _MINUTE)
    time = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (rest, "S")) if n)
    return f"P{f'{days}D' if days else ''}{f'T{time}' if time else ''}"


def time_span(seconds: int) -> str:
    """As the C# agent takes it, such as ``01:30:00``."""
    days, rest = divmod(seconds, _DAY)
    hours, rest = divmod(rest, _HOUR)
    minutes, rest = divmod(rest, _MINUTE)
    return f"{f'{days}.' if days else ''}{hours:02}:{minutes:02}:{rest:02}"


def bare(text: str) -> str:
    """``text`` without blanks and quotes around it."""
    return _AROUND.sub("", text)


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
