"""The C agent's configuration: one JSON file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wizard.agents.c import settings as keys
from wizard.agents.c.facts import CONNECTED, STARTING, C
from wizard.agents.c.twin_values import TWIN
from wizard.agents.shared.log_messages import explain
from wizard.agents.shared.twin import assess_twin
from wizard.domain.agent.agent_log import LogEntry
from wizard.domain.agent.assessment import Assessment, RepairPlan
from wizard.domain.agent.model import AgentFlavour, AgentSettings
from wizard.domain.agent.twin_finding import TwinFinding
from wizard.domain.ports.files import FileReader


class CAgent:
    """`Agent` of the C agent."""

    @property
    def flavour(self) -> AgentFlavour:
        """The C agent."""
        return C

    @property
    def file_names(self) -> tuple[str, ...]:
        """The one file, beside the executable."""
        return (keys.FILE,)

    def render(
        self, settings: AgentSettings, existing: Mapping[str, bytes | None], new_agent_id: str
    ) -> Mapping[str, bytes]:
        """The new content. Raises FilesError ``files.unreadable``."""
        from wizard.agents.c.writer import render_local_configuration

        content = render_local_configuration(settings, existing.get(keys.FILE), new_agent_id)
        return {keys.FILE: content}

    def assess(self, directory: str, read: FileReader) -> Assessment:
        """What the agent would do at start."""
        from wizard.agents.c.validator import assess_local_configuration

        return assess_local_configuration(directory, read)

    def assess_twin(self, twin: Mapping[str, object], name: str) -> tuple[TwinFinding, ...]:
        """What the agent makes of its configuration in the module's twin, setting by setting."""
        return assess_twin(twin, self.flavour, TWIN, name)

    def explain_log(self, messages: Sequence[str]) -> tuple[LogEntry, ...]:
        """What each message tells that the agent has logged since its start."""
        return explain(messages, STARTING, CONNECTED)

    def repair(
        self,
        directory: str,
        read: FileReader,
        new_agent_id: str,
        transport: str = "",  # noqa: ARG002 - of agents whose files say so
    ) -> RepairPlan:
        """How to set right what can be. Its transport stands in no file."""
        from wizard.agents.c.repair import repair_local_configuration

        return repair_local_configuration(directory, read, new_agent_id)
