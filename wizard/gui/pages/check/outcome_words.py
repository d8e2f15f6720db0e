"""How a run has ended, in a sentence below the heading."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.domain.agent.model import AgentTarget
from wizard.domain.errors import Code, Problem
from wizard.domain.report import Report
from wizard.setup.folder_notes import NEW_FOLDER
from wizard.text.language import _
from wizard.text.lookup import text_of


def success_headline(report: Report, agent: AgentTarget | None) -> str:
    """In a few words; has the brace ``device``."""
    if agent is not None and agent.is_packed:
        return _("The bundle for {device} is ready")
    if report.login is None:
        return _("{device} is written, not connected yet")
    return _("{device} is set up")


def success_words(report: Report) -> str:
    """What was proven, and in which time."""
    proof = report.login
    if proof is None:
        return _(
            "The configuration is written and was checked without connecting. Whether the hub "
            "accepts the agent is known once the agent has started."
        )
    words = _(
        "Connected as the security module in {ms} ms. The hub accepts the agent with the new "
        "configuration.",
    )
    return words.format(ms=f"{proof.ms:.0f}")


def failure_words(*, written: bool) -> str:
    """What stays of a run that failed; has the brace ``step``."""
    if written:
        return _("The configuration was written and stays in place. This step failed: {step}.")
    return _("Nothing was changed on this computer. This step failed: {step}.")


def warnings_of(report: Report) -> tuple[Problem, ...]:
    """What was noticed and not said beside the folder already: that it is a new one."""
    return tuple(
        problem
        for problem in report.warnings
        if problem.code is not Code.FILES_FOLDER or problem.variant not in NEW_FOLDER
    )


def warning_words(warnings: Iterable[Problem]) -> tuple[str, str]:
    """What was noticed, and what to do about it."""
    texts = [text_of(problem) for problem in warnings]
    remedies = dict.fromkeys(text.remedy for text in texts)
    return " ".join(text.cause for text in texts), " ".join(remedies)
