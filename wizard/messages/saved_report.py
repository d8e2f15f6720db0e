"""Saving a report: what ``--report`` and the wizard's "Save report" do."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from wizard.core.errors import AnswersError, Code
from wizard.core.saving import check_savable, save_text
from wizard.messages.as_html import report_as_html
from wizard.messages.as_json import report_as_json
from wizard.messages.facts import SavedReport, discreet, readers

KEY: Final = "--report"


def check_report_file(path: Path) -> None:
    """Raise now what `save_report` would raise: a name without a known ending, a folder that
    cannot be written. AnswersError ``answers.invalid``, ``report_file`` or ``report_unwritable``.
    """
    _form(path)
    check_savable(path, KEY)


def save_report(path: Path, saved: SavedReport) -> None:
    """Write it as its name's ending says, atomically. Raises as `check_report_file`."""
    save_text(path, _form(path)(saved), KEY)


def saved_as_json(saved: SavedReport) -> dict[str, Any]:
    """What ``--json`` prints, and when and where it was; discreet as all saved reports."""
    files = tuple(replace(file, readers=readers(file)) for file in saved.report.files)
    found = {
        "made": saved.made.isoformat(timespec="seconds"),
        "environment": dict(saved.environment),
        "key_sha256": saved.report.fingerprint,
        **report_as_json(replace(saved.report, files=files), saved.previews),
    }
    return {name: _discreet(value) for name, value in found.items()}


def _form(path: Path) -> Callable[[SavedReport], str]:
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
