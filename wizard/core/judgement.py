"""What an agent would say to the configuration it is given."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wizard.core.errors import Param
from wizard.core.model import AgentSettings, FileWrite
from wizard.core.secret import Secret


class Verdict(StrEnum):
    """What the agent does at start, in the words of ``check --offline``."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CRASH = "crash"
    UNAUTHENTICABLE = "unauthenticable"
    """It starts, but what it is given can never authenticate."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: ``rule`` is a stable name that `wizard.messages` has a sentence for.

    ``line`` counts from 1; ``key`` is the setting's name as it stands in that agent's file.
    """

    rule: str
    file: str
    line: int | None = None
    key: str | None = None
    params: tuple[tuple[str, Param], ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, what the agent logs (None where it logs nothing), and why.

    ``settings`` and ``secret`` are what the agent would use: there only when accepted.
    """

    verdict: Verdict
    agent_error: str | None = None
    findings: tuple[Finding, ...] = ()
    settings: AgentSettings | None = None
    secret: Secret | None = None
    agent_here: bool = True
    """False where the folder has no configuration of this agent at all."""


@dataclass(frozen=True, slots=True)
class RepairPlan:
    """What can be set right in an agent's folder without a secret that is not there.

    ``after`` is the judgement once ``writes`` are made; its findings are what is left.
    """

    writes: tuple[FileWrite, ...]
    fixed: tuple[Finding, ...]
    after: Judgement
