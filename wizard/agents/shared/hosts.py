"""Whether a host name is one that an agent can ever reach, and that a hub can ever be."""

from __future__ import annotations

import re
from typing import Final

from wizard.domain.hub.address import names_https_port

_HOST: Final = re.compile(
    r"(?P<name>[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)(?::(?P<port>[0-9]{1,5}))?"
)


def host_fault(host: str) -> str | None:
    """The rule that the host name breaks, or None. A port may stand behind it."""
    match = _HOST.fullmatch(host)
    if "://" in host:
        return "host.scheme"
    if host != host.strip() or host.endswith("/"):
        return "host.blank_or_slash"
    if match is None or not 0 < int(match["port"] or 1) < 65536:
        return "host.malformed"
    if "." not in match["name"]:
        return "host.no_dot"
    return "host.port" if names_https_port(host) else None
