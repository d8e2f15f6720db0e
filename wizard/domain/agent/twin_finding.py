"""What an agent makes of one setting in the module's twin."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from wizard.domain.agent.model import AgentFlavour

MISREAD: Final = "misread"
"""The rule of a value that an agent silently takes for no time at all."""


class TwinVerdict(StrEnum):
    """How a setting fares."""

    OK = "ok"
    NOTE = "note"
    """The agent takes it, or passes over it; it may not do what was meant."""
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class TwinFinding:
    """One setting that is in the twin: its name, its value as JSON (shortened) and how it fares.

    ``rule`` is a stable name that `wizard.text.lookup` has a sentence for; "" where all is well.
    ``instead`` is the name that was probably meant; ``agent_error`` what the agent would log.
    """

    setting: str
    value: str
    flavour: AgentFlavour
    verdict: TwinVerdict = TwinVerdict.OK
    rule: str = ""
    instead: str = ""
    agent_error: str | None = None

    @property
    def variant(self) -> str:
        """The rule, and what the agent does where it is broken: stop, or drop its settings."""
        if self.rule == MISREAD:
            return self.rule
        return f"{'stops' if self.flavour.stops_at_bad_twin else 'drops'}_{self.rule}"
