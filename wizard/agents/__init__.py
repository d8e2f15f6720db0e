"""The configuration files of both agents: one `Agent` per flavour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.agents.c.agent import CAgent
from wizard.agents.csharp.agent import CSharpAgent
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.ports.agent import Agent

AGENTS: Final[Mapping[AgentFlavour, Agent]] = {
    AgentFlavour.C: CAgent(),
    AgentFlavour.CSHARP: CSharpAgent(),
}
