"""The C# agent's configuration: three XML files."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.core.judgement import Judgement, RepairPlan
from wizard.core.model import AgentFlavour, AgentSettings
from wizard.core.ports import FileReader
from wizard.formats import csharp_keys as keys


class CSharpAgentFormat:
    """`AgentFormat` of the C# agent."""

    @property
    def flavour(self) -> AgentFlavour:
        """The C# agent."""
        return AgentFlavour.CSHARP

    @property
    def file_names(self) -> tuple[str, ...]:
        """The three files, beside the executable."""
        return tuple(keys.ROOTS)

    def is_here(self, existing: Mapping[str, bytes | None]) -> bool:
        """Whether any of the files is there."""
        return any(existing.get(name) is not None for name in keys.ROOTS)

    def render(
        self, settings: AgentSettings, existing: Mapping[str, bytes | None], new_agent_id: str
    ) -> Mapping[str, bytes]:
        """The new contents. Raises FilesError ``files.unreadable``."""
        from wizard.formats.csharp_writer import render_files

        return render_files(settings, existing, new_agent_id)

    def judge(self, directory: str, read: FileReader) -> Judgement:
        """What the agent would do at start."""
        from wizard.formats.csharp_judge import judge_files

        return judge_files(directory, read)

    def repair(self, directory: str, read: FileReader, new_agent_id: str) -> RepairPlan:
        """How to set right what can be."""
        from wizard.formats.csharp_repair import repair_files

        return repair_files(directory, read, new_agent_id)
