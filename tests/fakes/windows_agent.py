"""The C# agent as on Windows, for tests that run on Linux too: .NET has no such store there."""

from __future__ import annotations

import sys
from dataclasses import replace

from wizard.agents.csharp.agent import CSharpAgent
from wizard.domain.agent.assessment import Assessment, RepairPlan
from wizard.domain.agent.model import AgentSettings
from wizard.domain.ports.files import FileReader

_DRIVE = "C:"


class OnWindows(CSharpAgent):
    """Judges a folder of Linux as if it lay on a drive of Windows."""

    def assess(self, directory: str, read: FileReader) -> Assessment:
        if sys.platform == "win32":
            return super().assess(directory, read)

        def read_there(path: str) -> bytes | None:
            content = read(path.removeprefix(_DRIVE))
            here, there = f'"{directory}/'.encode(), f'"{_DRIVE}{directory}/'.encode()
            return content.replace(here, there) if content else content

        found = super().assess(_DRIVE + directory, read_there)
        return replace(found, settings=_here(found.settings), configured=_here(found.configured))

    def repair(
        self, directory: str, read: FileReader, new_agent_id: str, transport: str = ""
    ) -> RepairPlan:
        """The tests' folders need none."""
        return RepairPlan((), (), self.assess(directory, read))


def _here(settings: AgentSettings | None) -> AgentSettings | None:
    if settings is None:
        return None
    return replace(settings, secret_path=settings.secret_path.removeprefix(_DRIVE))
