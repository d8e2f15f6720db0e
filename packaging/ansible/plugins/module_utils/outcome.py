"""What iot-agent-setup has reported, as an Ansible module reports it."""

from __future__ import annotations

import json

EXPECTED_WARNINGS = ("hub.not_asked",)
"""Warnings that come with a machine's own secret; in a fleet they would be noise."""


def read_reports(output):
    """The JSON objects that the program has printed, one a line; what is none is left out."""
    found = []
    for line in output.splitlines():
        try:
            report = json.loads(line)
        except ValueError:
            continue
        if isinstance(report, dict):
            found.append(report)
    return found


def files_of(report):
    """The files that the run has written, or would write."""
    return (report.get("agent") or {}).get("files") or []


def is_changed(report):
    """Whether anything was changed on the machine or in the hub, or would be."""
    return bool(
        any(file.get("change") != "unchanged" for file in files_of(report))
        or report.get("hub_changes")
        or report.get("module_created")
    )


def diffs(report):
    """What Ansible shows with ``--diff``; the program has masked the secrets in it."""
    return [
        {"prepared": f"--- {file['path']}\n+++ {file['path']}\n{file['diff']}\n"}
        for file in files_of(report)
        if file.get("diff")
    ]


def warnings_of(report):
    """The warnings as sentences, each with its code; those that a fleet expects are left out."""
    return [
        "{}: {}".format(warning["code"], warning["message"])
        for warning in report.get("warnings") or []
        if warning["code"] not in EXPECTED_WARNINGS
    ]


def failure_of(report):
    """The failure in one sentence: code, cause and remedy."""
    error = report.get("error") or {}
    words = (error.get("message"), error.get("remedy"))
    cause = " ".join(word for word in words if word)
    if error.get("code"):
        return "{}: {}".format(error["code"], cause)
    return cause or "iot-agent-setup ended with exit code {}.".format(report.get("exit_code"))


def code_of(report):
    """The code of the first failure, or None."""
    return (report.get("error") or {}).get("code")


def without_report(program, code, errors):
    """What to say where the program has not reported anything that can be read."""
    last = [line for line in errors.splitlines() if line.strip()][-3:]
    words = " / ".join(last) or "it said nothing"
    return f"{program} ended with exit code {code} and without a report: {words}"
