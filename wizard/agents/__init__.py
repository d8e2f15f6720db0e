"""The configuration files of both agents: one `AgentFormat` per flavour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.agents.c.agent import CAgentFormat
from wizard.agents.csharp.agent import CSharpAgentFormat
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.ports.agent import AgentFormat

FORMATS: Final[Mapping[AgentFlavour, AgentFormat]] = {
    AgentFlavour.C: CAgentFormat(),
    AgentFlavour.CSHARP: CSharpAgentFormat(),
}
