"""What is spoken with a hub, and so which port is used."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

HTTPS_PORT: Final = 443


class Transport(StrEnum):
    """A protocol and what carries it, in the words of a report."""

    HTTPS = "https"
    MQTT = "mqtt"
    AMQP = "amqp"
    MQTT_WEBSOCKET = "mqtt over websocket"
    AMQP_WEBSOCKET = "amqp over websocket"

    @property
    def is_web(self) -> bool:
        """Whether it goes to the HTTPS port, and through an HTTP proxy where one is set."""
        return self not in (Transport.MQTT, Transport.AMQP)

    @property
    def is_amqp(self) -> bool:
        """Whether AMQP is spoken, whatever carries it."""
        return self in (Transport.AMQP, Transport.AMQP_WEBSOCKET)


DEFAULT_PORTS: Final[Mapping[Transport, int]] = MappingProxyType(
    {Transport.MQTT: 8883, Transport.AMQP: 5671}
)
"""Those of every hub. The others go to the port of the hub's REST interface."""

TRANSPORT_OF_OPTION: Final[Mapping[str, Transport]] = MappingProxyType(
    {
        "amqp": Transport.AMQP,
        "amqp-websocket": Transport.AMQP_WEBSOCKET,
        "mqtt": Transport.MQTT,
        "mqtt-websocket": Transport.MQTT_WEBSOCKET,
    }
)
"""What ``--transport`` takes."""
