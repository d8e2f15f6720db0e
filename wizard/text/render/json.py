"""A report as the JSON object that ``--json`` promises."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wizard.domain.agent.agent_error import NOTHING
from wizard.domain.agent.agent_log import LogEntry
from wizard.domain.agent.twin_finding import TwinFinding
from wizard.domain.errors import Param, Problem
from wizard.domain.files import FileResult
from wizard.domain.hub.port_found import PortFound
from wizard.domain.printable import printable
from wizard.domain.redaction import redact
from wizard.domain.report import HubChange, HubChangeKind, Report, StepDone, StepId
from wizard.runs.file_preview import FilePreview
from wizard.text.catalogue.hub_changes import hub_change_text
from wizard.text.catalogue.steps import step_outcome
from wizard.text.catalogue.transports import port_text
from wizard.text.catalogue.twin import twin_text
from wizard.text.language import in_english
from wizard.text.lookup import text_of, text_of_entry


@in_english
def report_as_json(report: Report, previews: tuple[FilePreview, ...] = ()) -> dict[str, Any]:
    """One object for ``apply`` and ``check`` alike; the README describes it.

    A dry run's ``previews`` add the diffs, in which secrets are masked.
    """
    diffs = {preview.path: preview.diff for preview in previews}
    found: dict[str, Any] = _safe(
        {
            "result": report.result.value,
            "exit_code": int(report.exit_code),
            "hub": report.hub,
            "device": report.device,
            "identity": report.identity and report.identity.value,
            "method": report.method and report.method.value,
            "agent": {
                "flavour": report.flavour and report.flavour.id,
                "directory": report.directory and str(report.directory),
                "files": [_file(file, diffs) for file in report.files],
            },
            "module_created": any(
                change.kind is HubChangeKind.MODULE_CREATED for change in report.hub_changes
            ),
            "hub_changes": [_hub_change(change) for change in report.hub_changes],
            "error": _error(report),
            "warnings": [_warning(problem) for problem in report.warnings],
            "transports": [transport.value for transport in report.transports],
            "ports": [_port(found, report) for found in report.ports],
            "steps": [_step(step, report) for step in report.steps],
        }
    )
    return found


def _safe(value: Any) -> Any:
    """The value without control characters, and without a secret that stands in the wrong place:
    a connection string that was typed as the folder, for example."""
    match value:
        case str():
            return printable(redact(value))
        case list():
            return [_safe(item) for item in value]
        case dict():
            return {name: _safe(item) for name, item in value.items()}
    return value


def _file(file: FileResult, diffs: Mapping[Path, str]) -> dict[str, Any]:
    backup = str(file.backup) if file.backup else None
    found = {"path": str(file.path), "change": file.change.value, "backup": backup}
    rights = {"elevated": file.elevated}
    readers = {"readers": list(file.readers)} if file.readers else {}
    diff = {"diff": diffs[file.path]} if file.path in diffs else {}
    return found | rights | readers | diff


def _hub_change(change: HubChange) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "device": change.device_id,
        "thumbprint": change.thumbprint or None,
        "slot": change.slot and change.slot.value,
        "message": hub_change_text(change),
    }


def _port(found: PortFound, report: Report) -> dict[str, Any]:
    agent = report.flavour.name if report.flavour else ""
    return {
        "port": found.port,
        "transport": found.transport.value,
        "state": found.state.value,
        "role": found.role.value,
        "message": port_text(found, agent),
    }


def _error(report: Report) -> dict[str, Any] | None:
    if report.error is None:
        return None
    text = text_of(report.error)
    return {
        "code": report.error.code.value,
        "step": report.failed_step and report.failed_step.value,
        "message": text.cause,
        "remedy": text.remedy,
    }


def _warning(problem: Problem) -> dict[str, Any]:
    text = text_of(problem)
    return {"code": problem.code.value, "message": f"{text.cause} {text.remedy}"}


def _step(step: StepDone, report: Report) -> dict[str, Any]:
    text = text_of(step.problem) if step.problem else None
    found = report.twin if step.step is StepId.CHECK_TWIN else ()
    settings = [_setting(finding) for finding in found]
    logged = report.agent_log if step.step is StepId.AGENT_LOG else ()
    agent_error = step.problem.agent_error if step.problem else None
    return {
        "id": step.step.value,
        "status": step.status.value,
        "ms": step.ms,
        "code": step.problem.code.value if step.problem else None,
        "message": text.cause if text else step_outcome(step.step, step.status),
        "remedy": text.remedy if text else None,
        "agent_error": None if agent_error == NOTHING else agent_error,
        "agent_silent": agent_error == NOTHING,
        "detail": {name: _plain(value) for name, value in step.detail},
        **({"settings": settings} if settings else {}),
        **({"log": [_log_entry(entry) for entry in logged]} if logged else {}),
    }


def _plain(value: Param | tuple[str, ...]) -> Param | list[str]:
    return list(value) if isinstance(value, tuple) else value


def _setting(finding: TwinFinding) -> dict[str, Any]:
    return {
        "name": finding.setting,
        "value": finding.value,
        "verdict": finding.verdict.value,
        "message": twin_text(finding),
    }


def _log_entry(entry: LogEntry) -> dict[str, Any]:
    text = text_of_entry(entry)
    return {
        "line": entry.text,
        "event": entry.event.value,
        "agent_error": entry.agent_error,
        "message": f"{text.cause} {text.remedy}" if text else None,
    }
