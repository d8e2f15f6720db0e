"""A report as the text of a file: HTML or JSON, as the file's name says."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from wizard.domain.errors import AnswersError, Code
from wizard.text.language import in_english
from wizard.text.render.facts import SavedReport, discreet, readers
from wizard.text.render.html import report_as_html
from wizard.text.render.json import report_as_json

KEY: Final = "--report"


@in_english
def saved_as_json(saved: SavedReport) -> dict[str, Any]:
    """What ``--json`` prints, and when and where it was; discreet as all saved reports."""
    files = tuple(replace(file, readers=readers(file, saved.report)) for file in saved.report.files)
    found = {
        "made": saved.made.isoformat(timespec="seconds"),
        "environment": dict(saved.environment),
        "key_sha256": saved.report.fingerprint,
        **({"session": _session(saved)} if len(saved.session) > 1 else {}),
        **report_as_json(replace(saved.report, files=files), saved.previews),
    }
    return {name: _discreet(value) for name, value in found.items()}


def _session(saved: SavedReport) -> list[dict[str, Any]]:
    """Every device of the session, in short: its own report tells the rest."""
    return [
        {
            "device": report.device,
            "result": report.result.value,
            "connected": report.login is not None,
            "error": report.error.code.value if report.error else None,
            "directory": str(report.directory) if report.directory else None,
        }
        for report in saved.session
    ]


def report_form(path: Path) -> Callable[[SavedReport], str]:
    """What makes the text of a report for a file of this name, by its ending.

    Raises AnswersError ``answers.invalid``, ``report_file`` where the ending is not known.
    """
    try:
        return _FORMS[path.suffix.lower()]
    except KeyError:
        raise AnswersError(Code.ANSWERS_INVALID, "report_file", key=KEY, path=str(path)) from None


def _json_text(saved: SavedReport) -> str:
    return json.dumps(saved_as_json(saved), indent=2) + "\n"


def _discreet(value: object) -> object:
    match value:
        case str():
            return discreet(value)
        case dict():
            return {name: _discreet(inner) for name, inner in value.items()}
        case list():
            return [_discreet(inner) for inner in value]
        case _:
            return value


_FORMS: Final[Mapping[str, Callable[[SavedReport], str]]] = {
    ".html": report_as_html,
    ".json": _json_text,
}
