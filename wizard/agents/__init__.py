"""Everything that the program knows about the agents, one folder for each.

- `c` and `csharp`: an agent's facts (`facts.py`), its configuration files, the strict reader that
  tells what the agent would do with them (`validator.py`), the writer, the repair, and what it
  makes of its settings in the module's twin. Neither imports the other.
- `shared`: what several agents have in common.

The one idea: an agent is a plug-in behind the port `Agent`. A further one is a folder of its own
and a row in `AGENTS`; nothing outside this package names one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.agents.c.agent import CAgent
from wizard.agents.csharp.agent import CSharpAgent
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.ports.agent import Agent

AGENTS: Final[Mapping[AgentFlavour, Agent]] = {
    agent.flavour: agent for agent in (CAgent(), CSharpAgent())
}
