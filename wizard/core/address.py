"""A hub's host name, as the agents use it."""

from __future__ import annotations

from dataclasses import dataclass


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
        return int(self.host_name.rpartition(":")[2]) if ":" in self.host_name else 443

    def __str__(self) -> str:
        return self.host_name
