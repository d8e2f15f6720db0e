"""The third agent's row among the agents."""

from __future__ import annotations

from typing import cast

import pytest

from tests.third_agent.agent import ThirdAgent
from wizard.agents import AGENTS
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.ports.agent import Agent


def plug_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the row for one test."""
    agent: Agent = ThirdAgent()
    monkeypatch.setitem(cast("dict[AgentFlavour, Agent]", AGENTS), agent.flavour, agent)
