"""The third agent before any file is read."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from wizard.domain.agent.model import (
    AgentFlavour,
    AuthChoice,
    Identity,
    IdLimit,
    Installation,
)
from wizard.domain.hub.transport import Transport


def id_limit(_identity: Identity, device_id: str) -> IdLimit | None:
    """It keeps the ids apart by ``;``."""
    return IdLimit("connection_string", ";") if ";" in device_id else None


THIRD: Final = AgentFlavour(
    id="third",
    name="third agent",
    title="Third agent, of the tests",
    linux=Installation(Path("/opt/third-agent"), "third-agent.service"),
    module_id="thirdsecurity",
    transports=(Transport.MQTT,),
    choices=(AuthChoice(), AuthChoice(Identity.DEVICE)),
    id_limit=id_limit,
)
