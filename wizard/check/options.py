"""What the user wants of a check."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from wizard.domain.hub.transport import Transport


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What the user wants of a check.

    ``connect`` False: everything but connecting as the module, which cuts a running agent off for a
    moment. ``transport``: what is spoken as the module, whatever the agent's files say.
    """

    connect: bool = True
    transport: Transport | None = None
    send_test_message: bool = False


AS_THE_AGENT: Final = CheckOptions()

TEST_MESSAGE: Final = json.dumps({"iot-agent-setup": "test message"}).encode()
"""Says what it is to whoever reads the hub's messages."""
