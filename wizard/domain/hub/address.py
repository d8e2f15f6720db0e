"""A hub's host name, as the agents use it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Final

_HTTPS: Final = 443


@dataclass(frozen=True, slots=True)
class HubAddress:
    """A hub's host name exactly as in ``HostName``: a port, where there is one, belongs to it.

    The agents put this text unchanged into the REST URL and into the token's audience; MQTT uses
    the name without the port.
    """

    host_name: str

    @property
    def name(self) -> str:
        """The host name without the port."""
        return self.host_name.rpartition(":")[0] if ":" in self.host_name else self.host_name

    @property
    def https_port(self) -> int:
        """The port of the REST interface; 443 unless the host name carries one."""
        return int(self.host_name.rpartition(":")[2]) if ":" in self.host_name else _HTTPS

    @property
    def is_demo(self) -> bool:
        """Whether it is that of a demo hub: an address of this computer's own, with a port."""
        if ":" not in self.host_name:
            return False
        try:
            return ipaddress.ip_address(self.name).is_loopback
        except ValueError:
            return False

    def __str__(self) -> str:
        return self.host_name


def names_https_port(host_name: str) -> bool:
    """Whether the port of every hub is written behind a hub's name.

    The agents start with it, and then sign for a hub of the name ``name:443`` (agents.md,
    gatewayHostname). A bare address is no hub's name but that of one made for tests.
    """
    name, _, port = host_name.rpartition(":")
    if not name or not port.isdecimal() or int(port) != _HTTPS:
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return True
    return False
