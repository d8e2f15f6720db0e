"""Whether a host name is one that an agent can ever reach, and that a hub can ever be."""

from __future__ import annotations

from typing import Final

from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.other_services import is_placeholder
from wizard.domain.lazy_pattern import LazyPattern

_HOST: Final = LazyPattern(
    r"(?P<name>[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)(?::(?P<port>[0-9]{1,5}))?"
)


def host_fault(host: str) -> str | None:
    """The rule that the host name breaks, or None. Neither agent works with a port behind it."""
    match = _HOST.fullmatch(host)
    if "://" in host:
        return "host.scheme"
    if host != host.strip() or host.endswith("/"):
        return "host.blank_or_slash"
    if is_placeholder(host):
        return "host.placeholder"
    if match is None or not 0 < int(match["port"] or 1) < 65536:
        return "host.malformed"
    if "." not in match["name"]:
        return "host.no_dot"
    return "host.port" if match["port"] and not is_demo(host) else None


def is_demo(host: str) -> bool:
    """Whether it is the address of a demo hub: one of this computer's own, with a port.

    No hub of Azure is there; the agent is judged as if the hub that it stands for were.
    """
    match = _HOST.fullmatch(host)
    if match is None or not match["port"] or not 0 < int(match["port"]) < 65536:
        return False
    return HubAddress(host).is_demo
