"""The configuration files of both agents: one `AgentFormat` per flavour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.core.model import AgentFlavour
from wizard.core.ports import AgentFormat
from wizard.formats.c_agent import CAgentFormat
from wizard.formats.csharp_agent import CSharpAgentFormat

FORMATS: Final[Mapping[AgentFlavour, AgentFormat]] = {
    AgentFlavour.C: CAgentFormat(),
    AgentFlavour.CSHARP: CSharpAgentFormat(),
}
