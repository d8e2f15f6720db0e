"""Lets azure-iot-hub load without uamqp, which it imports and the identity registry never uses.

The SDK's registry manager makes an AMQP client in its constructor, for messages to devices. This
program sends none. uamqp has binary wheels for x86-64 Windows and Linux up to Python 3.13 only,
takes a tenth of a second to import and holds 5.6 MB: the names that azure-iot-hub 2.7 touches
while it is imported and constructed stand here, and nothing behind them.
"""

from __future__ import annotations

import sys
from types import ModuleType

NAME = "uamqp"


class TransportType:
    """What the SDK's signatures have as a default."""

    Amqp = 1


class JWTTokenAuth:
    """Takes what the SDK would log in with; nobody asks for it."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def update_token(self) -> None:
        """Signs nothing: there is no connection."""


class SendClient:
    """The client that the SDK makes and this program closes."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def close(self) -> None:
        """Nothing was opened."""


def take_uamqps_place() -> None:
    """Before azure-iot-hub is imported: its ``import uamqp`` then finds this, installed or not."""
    module, authentication = ModuleType(NAME), ModuleType(f"{NAME}.authentication")
    authentication.__dict__["JWTTokenAuth"] = JWTTokenAuth
    module.__dict__.update(
        TransportType=TransportType, SendClient=SendClient, authentication=authentication
    )
    sys.modules.update({NAME: module, authentication.__name__: authentication})
