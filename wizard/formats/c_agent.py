"""The C agent's configuration: one JSON file."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.core.judgement import Judgement, RepairPlan
from wizard.core.model import AgentFlavour, AgentSettings
from wizard.core.ports import FileReader
from wizard.formats import c_keys as keys


class CAgentFormat:
    """`AgentFormat` of the C agent."""

    @property
    def flavour(self) -> AgentFlavour:
        """The C agent."""
        return AgentFlavour.C

    @property
    def file_names(self) -> tuple[str, ...]:
        """The one file, beside the executable."""
        return (keys.FILE,)

    def is_here(self, existing: Mapping[str, bytes | None]) -> bool:
        """Whether the file is there."""
        return existing.get(keys.FILE) is not None

    def render(
        self, settings: AgentSettings, existing: Mapping[str, bytes | None], new_agent_id: str
    ) -> Mapping[str, bytes]:
        """The new content. Raises FilesError ``files.unreadable``."""
        from wizard.formats.c_writer import render_local_configuration

        content = render_local_configuration(settings, existing.get(keys.FILE), new_agent_id)
        return {keys.FILE: content}

    def judge(self, directory: str, read: FileReader) -> Judgement:
        """What the agent would do at start."""
        from wizard.formats.c_judge import judge_local_configuration

        return judge_local_configuration(directory, read)

    def repair(self, directory: str, read: FileReader, new_agent_id: str) -> RepairPlan:
        """How to set right what can be."""
        from wizard.formats.c_repair import repair_local_configuration

        return repair_local_configuration(directory, read, new_agent_id)
