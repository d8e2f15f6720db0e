"""What an agent would say to its configuration: as JSON, and as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from wizard.domain.agent.agent_error import NOTHING
from wizard.domain.agent.assessment import Assessment, Finding, Verdict
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import Code
from wizard.domain.report import Report
from wizard.text.catalogue.steps import logged_text
from wizard.text.language import N_, _, in_english
from wizard.text.lookup import text_of_finding
from wizard.text.render.json import report_as_json
from wizard.text.render.terminal import file_lines, nothing_changed, report_lines
from wizard.text.words import padded, status_word
from wizard.upkeep.offline_check import OfflineCheck
from wizard.upkeep.repair import RepairOutcome

_VERDICTS: Final = {
    Verdict.ACCEPTED: N_("The {agent} would start with this configuration."),
    Verdict.REJECTED: N_("The {agent} would refuse to start."),
    Verdict.CRASH: N_("The {agent} would crash at start."),
    Verdict.UNAUTHENTICABLE: N_("The {agent} would start, but could never authenticate."),
}
_FIXED: Final = "This program has set it right."
_FIXABLE: Final = "This program can set it right."
_INDENT: Final = " " * 10


@in_english
def offline_as_json(found: OfflineCheck) -> dict[str, Any]:
    """The object of ``check --offline --json``: the common one and the verdict."""
    return report_as_json(found.report) | judgement_as_json(found.assessment)


@in_english
def repair_as_json(outcome: RepairOutcome) -> dict[str, Any]:
    """The object of ``repair --json``: also what was fixed; ``findings`` are what is left."""
    found = report_as_json(outcome.report, outcome.previews)
    remedy = _FIXABLE if outcome.previews else _FIXED
    fixed = [finding_as_json(finding) | {"remedy": remedy} for finding in outcome.fixed]
    return found | judgement_as_json(outcome.assessment) | {"fixed": fixed}


@in_english
def judgement_as_json(assessment: Assessment | None) -> dict[str, Any]:
    """Verdict, the agent's words or silence, findings; nulls where no agent could be judged."""
    return {
        "agent_verdict": assessment and assessment.verdict.value,
        "agent_error": assessment and assessment.agent_error,
        "agent_silent": assessment is not None and assessment.is_silent,
        "findings": [finding_as_json(finding) for finding in assessment.findings]
        if assessment
        else [],
    }


@in_english
def finding_as_json(finding: Finding) -> dict[str, Any]:
    """One finding with its sentences; line and key are null where they are not known."""
    text = text_of_finding(finding)
    return {
        "file": finding.file,
        "line": finding.line,
        "key": finding.key,
        "rule": finding.rule,
        "message": text.cause,
        "remedy": text.remedy,
    }


def offline_lines(found: OfflineCheck) -> Iterator[str]:
    """The verdict, then each finding with what to do."""
    if found.assessment is None or found.report.flavour is None:
        yield from report_lines(found.report)
        return
    yield verdict_line(found.report.flavour, found.assessment)
    silence = NOTHING if found.assessment.is_silent else None
    if logged := logged_text(found.assessment.agent_error or silence):
        yield f"{_INDENT}{logged}"
    for finding in found.assessment.findings:
        yield from finding_lines(finding)


def repair_lines(outcome: RepairOutcome) -> Iterator[str]:
    """The files, what was fixed, what is left and why."""
    report, assessment = outcome.report, outcome.assessment
    about_agent = report.error is None or report.error.code is Code.CHECK_BAD_CONFIG
    if assessment is None or report.flavour is None or not about_agent:
        yield from report_lines(report)
        return
    yield from file_lines(report, outcome.previews)
    fixed = padded(_("fixed"), 7)
    for finding in outcome.fixed:
        yield f"  {fixed} {text_of_finding(finding).cause}"
    yield verdict_line(report.flavour, assessment)
    for finding in assessment.findings:
        yield from finding_lines(finding)
    if outcome.previews:
        yield nothing_changed()
    elif report.files:
        yield _("Restart the agent's service so that it reads the repaired files.")


def undo_lines(report: Report) -> Iterator[str]:
    """What became of each file, or why nothing did."""
    if report.error is not None:
        yield from report_lines(report)
        return
    yield from file_lines(report)
    yield _("Restart the agent's service so that it reads the restored files.")


def verdict_line(flavour: AgentFlavour, assessment: Assessment) -> str:
    """What the agent would do, in one line."""
    verdict = assessment.verdict
    sentence = _(_VERDICTS[verdict]).format(agent=_(flavour.name))
    return f"  {status_word(verdict.value)}: {sentence}"


def finding_lines(finding: Finding) -> Iterator[str]:
    """Where it is, what is wrong, what to do."""
    text = text_of_finding(finding)
    place = _("{file}, line {line}") if finding.line else "{file}"
    yield f"  - {place.format(file=finding.file, line=finding.line)}"
    yield f"{_INDENT}{text.cause}"
    yield f"{_INDENT}{text.remedy}"
