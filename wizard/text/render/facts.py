"""What every form of a saved report tells: the same facts, in the same order and words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from wizard.domain.agent.model import Identity, Method
from wizard.domain.environment import environment
from wizard.domain.errors import Code, Param, Problem
from wizard.domain.files import FileResult
from wizard.domain.hub.transport import Transport
from wizard.domain.printable import printable
from wizard.domain.redaction import redact, without_names
from wizard.domain.report import Detail, Report, Result, StepDone, StepStatus
from wizard.runs.file_preview import FilePreview
from wizard.setup.folder_notes import NEW_FOLDER
from wizard.text.catalogue.steps import step_outcome, step_title
from wizard.text.catalogue.transports import port_state_words, port_text, transport_words
from wizard.text.language import N_, _
from wizard.text.lookup import text_of
from wizard.text.render.other_computer import computer_fact

_IDENTITIES: Final = {
    Identity.SECURITY_MODULE: N_("the security module"),
    Identity.DEVICE: N_("the device"),
    Identity.DPS: N_("the device, through the provisioning service"),
}
_METHODS: Final = {
    Method.SYMMETRIC_KEY: N_("symmetric key"),
    Method.SELF_SIGNED_CERTIFICATE: N_("self-signed certificate"),
}
_PARTS: Final = {
    "program": N_("Program"),
    "python": "Python",
    "qt": "Qt",
    "system": N_("System"),
}
_NO_PERSONS: Final = ("root", "SYSTEM", "Administrators")
_DISCRETION: Final = N_(
    "This report contains no secrets. A key is identified by the first 8 digits of its "
    "SHA-256 hash."
)
_DETAILS: Final[Mapping[str, str]] = {
    "addresses": N_("addresses {}"),
    "address": N_("address {}"),
    "port": N_("port {}"),
    "proxy": N_("through the proxy {}"),
    "proxy_rule": N_("proxy chosen by {}"),
    "unanswered": N_("no answer from {}"),
    "tls_version": "{}",
    "issuer": N_("issued by {}"),
    "expires": N_("valid until {}"),
    "transport": N_("transport {}"),
    "other_ports": N_("other ports: {}"),
    "stage": N_("stopped at the stage {}"),
    "store": N_("in the certificate store {}"),
    "thumbprint": N_("thumbprint {}"),
}
_SAME_TIME: Final = 3.0
"""Seconds: a server tells its time without fractions, and the answer takes some time to arrive."""


@dataclass(frozen=True, slots=True)
class SavedReport:
    """A report as it is kept: what a run told, when, and where. ``made`` is in UTC.

    ``session`` are the reports of all devices of a session, the last run of each.
    """

    report: Report
    previews: tuple[FilePreview, ...] = ()
    made: datetime = field(default_factory=lambda: datetime.now(UTC))
    environment: Mapping[str, str] = field(default_factory=environment)
    session: tuple[Report, ...] = ()

    @property
    def when(self) -> str:
        """The time in words of ISO 8601, to the second: this computer's, and UTC."""
        here, utc = self.made.astimezone(), self.made.astimezone(UTC)
        in_utc = utc.strftime("%Y-%m-%d %H:%M:%S UTC")
        if here.utcoffset() == utc.utcoffset():
            return in_utc
        return f"{here.isoformat(' ', 'seconds')} ({in_utc})"

    @property
    def discretion(self) -> str:
        """What the reader may rely on."""
        return _(_DISCRETION)


def discreet(text: object) -> str:
    """``text`` without what looks like a secret, and without the names of people."""
    return printable(without_names(redact(str(text))))


def headline(saved: SavedReport) -> str:
    """How it ended, in a few words."""
    report = saved.report
    if saved.previews:
        return _("Preview of the changes")
    if report.result is Result.CANCELLED:
        return _("The run was cancelled")
    if report.error is not None:
        if report.failed_step is None:
            return _("Nothing was done")
        return _("Failed at: {step}").format(step=step_title(report.failed_step))
    if report.login is not None and report.device:
        return _("The agent can authenticate as {device}").format(device=report.device)
    if report.written:
        return _("{device} is written, not connected yet").format(device=report.device or "")
    return _("Done")


def lasting_warnings(report: Report) -> tuple[Problem, ...]:
    """The warnings that still hold at the end: a folder is not a new one once it is written."""
    return tuple(
        problem
        for problem in report.warnings
        if not (
            report.written and problem.code is Code.FILES_FOLDER and problem.variant in NEW_FOLDER
        )
    )


def configured(report: Report) -> Iterator[tuple[str, str]]:
    """What was configured, or found configured: label and value; only what is known."""
    is_key = report.method is not Method.SELF_SIGNED_CERTIFICATE
    found = {
        _("Hub"): report.hub,
        _("Device"): report.device,
        _("Authenticates as"): report.identity and _(_IDENTITIES[report.identity]),
        _("Method"): report.method and _(_METHODS[report.method]),
        _("Key") if is_key else _("Certificate"): (
            report.fingerprint and f"SHA-256 {report.fingerprint}…"
        ),
        _("Agent"): report.flavour and _(report.flavour.name),
        _("Transport"): transport_words(report.transports),
        _("Folder"): report.directory and discreet(report.directory),
    }
    yield from ((label, value) for label, value in found.items() if value)


def port_words(report: Report) -> Iterator[str]:
    """A sentence for each port that was looked at beside the connection."""
    agent = _(report.flavour.name) if report.flavour else ""
    yield from (port_text(found, agent) for found in report.ports)


def versions(saved: SavedReport) -> Iterator[tuple[str, str]]:
    """Program, system and what else a fault may depend on."""
    for name, value in saved.environment.items():
        yield _(_PARTS.get(name, name)), value


def told(step: StepDone) -> str:
    """What a step has to say for itself, in a sentence."""
    if step.problem is not None:
        return discreet(text_of(step.problem).cause)
    return step_outcome(step.step, step.status)


def details(step: StepDone) -> str:
    """The facts that a step has noted, in one line; empty where it has none."""
    return discreet("; ".join(detail_words(step.detail)))


def readers(file: FileResult, report: Report) -> tuple[str, ...]:
    """Who can read a secret file; the account of a person is not named."""
    no_persons = (*_NO_PERSONS, report.flavour.key_reader) if report.flavour else _NO_PERSONS
    names = (name if name in no_persons else _("another account") for name in file.readers)
    return tuple(dict.fromkeys(names))


def listed(report: Report) -> tuple[StepDone, ...]:
    """The steps that were reached; those that were not say nothing."""
    return tuple(step for step in report.steps if step.status is not StepStatus.SKIPPED)


def detail_words(detail: Detail) -> Iterator[str]:
    """One short phrase for each fact."""
    for name, noted in detail:
        value = _in_words(name, noted)
        shown = ", ".join(value) if isinstance(value, tuple) else value
        if name == "ahead_seconds":
            yield _offset(value)
        else:
            yield computer_fact(name, value) or _(_DETAILS[name]).format(shown)


def _in_words(name: str, value: Param | tuple[str, ...]) -> Param | tuple[str, ...]:
    """What a step has noted in the words of the report's data, for people."""
    if name == "transport":
        return transport_words([Transport(str(value))])
    if name == "other_ports" and isinstance(value, tuple):
        return tuple(map(port_state_words, value))
    return value


def _offset(seconds: Param | tuple[str, ...]) -> str:
    if not isinstance(seconds, (int, float)):
        return ""
    if abs(seconds) < _SAME_TIME:
        return _("the clocks agree")
    sentence = (
        _("this computer is {seconds:.0f} s ahead of the server")
        if seconds > 0
        else _("this computer is {seconds:.0f} s behind the server")
    )
    return sentence.format(seconds=abs(seconds))
