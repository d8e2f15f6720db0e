"""The port to what is known about one agent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from wizard.domain.agent.agent_log import LogEntry
from wizard.domain.agent.model import AgentFlavour, AgentSettings
from wizard.domain.agent.twin_finding import TwinFinding
from wizard.domain.ports.files import FileReader

if TYPE_CHECKING:
    # Not before they are needed: the window's first page is painted without them.
    from wizard.domain.agent.assessment import Assessment, RepairPlan


class Agent(Protocol):
    """The configuration files of one agent flavour: pure functions from bytes to bytes."""

    @property
    def flavour(self) -> AgentFlavour:
        """Whose files these are."""
        ...

    @property
    def file_names(self) -> tuple[str, ...]:
        """The files that this program writes, relative to the agent's folder."""
        ...

    def render(
        self, settings: AgentSettings, existing: Mapping[str, bytes | None], new_agent_id: str
    ) -> Mapping[str, bytes]:
        """The whole new content of every file: edited in place where there is one.

        Raises FilesError ``files.unreadable`` for a file that cannot be understood.
        """
        ...

    def assess(self, directory: str, read: FileReader) -> Assessment:
        """What the agent would do at start with the files in ``directory``: the strict reader."""
        ...

    def assess_twin(self, twin: Mapping[str, object], name: str) -> tuple[TwinFinding, ...]:
        """What the agent makes of each setting of its configuration in the module's twin.

        ``name`` is the object's name in the desired properties; nothing where it is not there.
        """
        ...

    def explain_log(self, messages: Sequence[str]) -> tuple[LogEntry, ...]:
        """What each message tells that the agent has logged since its start."""
        ...

    def repair(
        self, directory: str, read: FileReader, new_agent_id: str, transport: str = ""
    ) -> RepairPlan:
        """How to set right what can be: nothing is written, nothing is made up.

        What the agent takes already is not touched. ``new_agent_id`` serves where one is missing.
        ``transport``, one of `AgentFlavour.transport_types`, is set besides.
        """
        ...
