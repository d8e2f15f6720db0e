"""What an agent would say to the configuration it is given."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from wizard.domain.agent.model import TWIN_OBJECT, AgentSettings
from wizard.domain.errors import Param
from wizard.domain.files import FileWrite
from wizard.domain.hub.transport import Transport
from wizard.domain.secret import Secret


class Verdict(StrEnum):
    """What the agent does at start, in the words of ``check --offline``."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CRASH = "crash"
    UNAUTHENTICABLE = "unauthenticable"
    """It starts, but what it is given can never authenticate."""


FATAL: Final = (Verdict.REJECTED, Verdict.CRASH)
"""With these the agent does not start."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: ``rule`` is a stable name that `wizard.text` has a sentence for.

    ``line`` counts from 1; ``key`` is the setting's name as it stands in that agent's file.
    ``verdict`` and ``agent_error`` are what it alone makes of the configuration.
    """

    rule: str
    file: str
    line: int | None = None
    key: str | None = None
    params: tuple[tuple[str, Param], ...] = ()
    verdict: Verdict = Verdict.REJECTED
    agent_error: str | None = None

    @property
    def is_about_secret(self) -> bool:
        """Whether it is about the key or certificate file, and not about a setting."""
        return self.rule.startswith(("key.", "secret.", "certificate.", "store."))


@dataclass(frozen=True, slots=True)
class Assessment:
    """The verdict, what the agent logs (None where it logs nothing), and why.

    ``settings`` and ``secret`` are what the agent would use: there only when it starts.
    ``configured`` is what the settings say, also where the secret they name keeps it from starting.
    ``transports`` are what the agent tries to reach the hub, in its order, by its configuration;
    none: as it is built (`AgentFlavour.transports`).
    ``twin_object`` is the name of the object in the module's twin that has the agent's settings.
    """

    verdict: Verdict
    agent_error: str | None = None
    findings: tuple[Finding, ...] = ()
    settings: AgentSettings | None = None
    secret: Secret | None = None
    agent_here: bool = True
    """False where the folder has no configuration of this agent at all."""
    configured: AgentSettings | None = None
    transports: tuple[Transport, ...] = ()
    twin_object: str = TWIN_OBJECT
    secret_file: Path | None = None
    """Where the file with the secret lies here, where the agent will read it elsewhere."""

    @property
    def is_silent(self) -> bool:
        """Whether the agent ends at its start and logs nothing."""
        return self.verdict in FATAL and self.agent_error is None

    def deciding(self, *, about_secret: bool) -> Finding | None:
        """The finding that decides, among those about the secret or those about the settings.

        A remark decides only where the secret is out of reach and so is not told.
        """
        found = [one for one in self.findings if one.is_about_secret is about_secret]
        for verdicts in (FATAL, (Verdict.UNAUTHENTICABLE,)):
            if first := next((one for one in found if one.verdict in verdicts), None):
                return first
        unseen = about_secret and self.settings is None and self.configured is not None
        return found[0] if unseen and found else None


@dataclass(frozen=True, slots=True)
class RepairPlan:
    """What can be set right in an agent's folder without a secret that is not there.

    ``after`` is the judgement once ``writes`` are made; its findings are what is left.
    """

    writes: tuple[FileWrite, ...]
    fixed: tuple[Finding, ...]
    after: Assessment
