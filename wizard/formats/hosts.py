"""Whether a host name is one that an agent can ever reach, and that a hub can ever be."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

_HOST: Final = re.compile(
    r"(?P<name>[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)(?::(?P<port>[0-9]{1,5}))?"
)
_HTTPS: Final = 443


def host_fault(host: str) -> str | None:
    """The rule that the host name breaks, or None. A port may stand behind it."""
    match = _HOST.fullmatch(host)
    if "://" in host:
        return "host.scheme"
    if host != host.strip() or host.endswith("/"):
        return "host.blank_or_slash"
    if match is None or not 0 < int(match["port"] or _HTTPS) < 65536:
        return "host.malformed"
    if "." not in match["name"]:
        return "host.no_dot"
    if match["port"] and int(match["port"]) == _HTTPS and not _is_address(match["name"]):
        # A hub's own ports need no naming, and this one goes into the token's audience: refused.
        return "host.port"
    return None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
