"""Reading, and repairing, an agent's folder through its `TargetFolder`.

The agent's own code is asked with the paths of its own computer; the bytes come from where they are
written here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.domain.agent.target_folder import TargetFolder, TargetSystem

if TYPE_CHECKING:
    from wizard.domain.agent.assessment import Assessment, RepairPlan
    from wizard.domain.files import FileWrite
    from wizard.domain.ports.agent import Agent
    from wizard.domain.ports.files import FileReader


def folder_reader(
    folder: TargetFolder, read: Callable[[Path], bytes | None], main: str = "", backup: str = ""
) -> FileReader:
    """Reads what the agent would open, and ``backup`` where the file ``main`` is asked for."""

    def reader(path: str) -> bytes | None:
        if backup and folder.system.path(path).name == main:
            return read(folder.written / backup)
        return read(folder.local(path))

    return reader


def local_assessment(agent: Agent, folder: TargetFolder, read: FileReader) -> Assessment:
    """What the agent would do at start, and where here the file with its secret is."""
    return _placed(agent.assess(str(folder.path), read), folder)


def local_repair(
    agent: Agent, folder: TargetFolder, read: FileReader, new_agent_id: str, transport: str = ""
) -> RepairPlan:
    """What `Agent.repair` would set right, as files to be written here."""
    plan = agent.repair(str(folder.path), read, new_agent_id, transport)
    if not folder.is_elsewhere:
        return plan
    writes = tuple(_local(write, folder) for write in plan.writes)
    return replace(plan, writes=writes, after=_placed(plan.after, folder))


def _placed(assessment: Assessment, folder: TargetFolder) -> Assessment:
    configured = assessment.configured
    if configured is None or not folder.is_elsewhere:
        return assessment
    return replace(assessment, secret_file=folder.local(configured.secret_path))


def _local(write: FileWrite, folder: TargetFolder) -> FileWrite:
    def local(path: Path) -> Path:
        is_linux = folder.system is TargetSystem.LINUX
        return folder.local(path.as_posix() if is_linux else str(path))

    return replace(write, path=local(write.path), sources=tuple(map(local, write.sources)))
