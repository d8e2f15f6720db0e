"""The C# agent's configuration: three XML files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wizard.agents.csharp import settings as keys
from wizard.agents.csharp.facts import CONNECTED, CSHARP, STARTING
from wizard.agents.csharp.twin_values import TWIN
from wizard.agents.shared.log_messages import explain
from wizard.agents.shared.twin import assess_twin
from wizard.domain.agent.agent_log import LogEntry
from wizard.domain.agent.assessment import Assessment, RepairPlan
from wizard.domain.agent.model import AgentFlavour, AgentSettings
from wizard.domain.agent.twin_finding import TwinFinding
from wizard.domain.ports.files import FileReader


class CSharpAgent:
    """`Agent` of the C# agent."""

    @property
    def flavour(self) -> AgentFlavour:
        """The C# agent."""
        return CSHARP

    @property
    def file_names(self) -> tuple[str, ...]:
        """The three files, beside the executable."""
        return tuple(keys.ROOTS)

    def render(
        self, settings: AgentSettings, existing: Mapping[str, bytes | None], new_agent_id: str
    ) -> Mapping[str, bytes]:
        """The new contents. Raises FilesError ``files.unreadable``."""
        from wizard.agents.csharp.writer import render_files

        return render_files(settings, existing, new_agent_id)

    def assess(self, directory: str, read: FileReader) -> Assessment:
        """What the agent would do at start."""
        from wizard.agents.csharp.validator import assess_files

        return assess_files(directory, read)

    def assess_twin(self, twin: Mapping[str, object], name: str) -> tuple[TwinFinding, ...]:
        """What the agent makes of its configuration in the module's twin, setting by setting."""
        return assess_twin(twin, self.flavour, TWIN, name)

    def explain_log(self, messages: Sequence[str]) -> tuple[LogEntry, ...]:
        """What each message tells that the agent has logged since its start."""
        return explain(messages, STARTING, CONNECTED)

    def repair(
        self, directory: str, read: FileReader, new_agent_id: str, transport: str = ""
    ) -> RepairPlan:
        """How to set right what can be."""
        from wizard.agents.csharp.repair import repair_files

        return repair_files(directory, read, new_agent_id, transport)
