"""What the findings about the module's twin mean for the check: a failure or warnings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wizard.domain.agent.twin_finding import TwinFinding, TwinVerdict
from wizard.domain.errors import CheckError, Code, Problem


def require_twin(findings: Sequence[TwinFinding]) -> None:
    """Raise CheckError ``check.twin_failed`` for the first setting that does not parse."""
    broken = [finding for finding in findings if finding.verdict is TwinVerdict.PROBLEM]
    if broken:
        first = broken[0]
        raise CheckError(
            Code.CHECK_TWIN_FAILED,
            first.variant,
            agent_error=first.agent_error,
            agent=first.flavour.name,
            setting=first.setting,
            value=first.value,
            settings=", ".join(finding.setting for finding in broken),
        )


def twin_warnings(findings: Sequence[TwinFinding]) -> Iterator[Problem]:
    """What does no harm at the agent's start, but is hardly what was meant."""
    for finding in findings:
        if finding.verdict is TwinVerdict.NOTE:
            params = (
                ("setting", finding.setting),
                ("value", finding.value),
                ("instead", finding.instead),
            )
            yield Problem(Code.TWIN_SETTING, finding.rule, params)
