"""Character and entity references in XML text. Only the five predefined entities are known."""

from __future__ import annotations

import re
from typing import Final

from wizard.agents.csharp.xml_faults import XmlFault
from wizard.domain.lazy_pattern import LazyPattern

_REFERENCE: Final = LazyPattern(r"&(?:#(?P<dec>\d+)|#x(?P<hex>[0-9A-Fa-f]+)|(?P<name>[^&;\s<]+));")
_PREDEFINED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MAX_DIGITS: Final = 9


class EntityError(Exception):
    """A reference that the agent's reader refuses: where in the text, and the entity's name."""

    def __init__(self, fault: XmlFault, offset: int, name: str = "") -> None:
        super().__init__(fault.value)
        self.fault: Final = fault
        self.offset: Final = offset
        self.name: Final = name


def decoded(raw: str) -> str:
    """``raw`` with its references replaced, which never makes it longer. Raises EntityError."""
    parts: list[str] = []
    at = 0
    while (ampersand := raw.find("&", at)) >= 0:
        match = _REFERENCE.match(raw, ampersand)
        if match is None:
            raise EntityError(XmlFault.AMPERSAND, ampersand)
        parts += (raw[at:ampersand], _referred(match))
        at = match.end()
    return "".join(parts) + raw[at:]


def _referred(match: re.Match[str]) -> str:
    if name := match["name"]:
        if name not in _PREDEFINED:
            raise EntityError(XmlFault.ENTITY, match.start(), name)
        return _PREDEFINED[name]
    digits, base = (match["dec"], 10) if match["dec"] else (match["hex"], 16)
    code = int(digits, base) if len(digits) <= _MAX_DIGITS else -1
    if not 0 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise EntityError(XmlFault.SYNTAX, match.start())
    return chr(code)
