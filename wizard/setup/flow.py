"""The order of the wizard's pages, and what each still needs: free of any toolkit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from wizard.domain.agent.model import Identity, Method
from wizard.domain.agent.target_folder import OtherComputer, TargetKind, TargetSystem, is_ssh_name
from wizard.domain.errors import AnswersError, Code, Param, Problem
from wizard.domain.hub import device_ids
from wizard.domain.hub.connection_string import parse_key
from wizard.domain.secret import Secret
from wizard.domain.state import SetupState
from wizard.setup.auth_rules import options_for
from wizard.setup.page_id import PageField, PageId


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Something that a page still needs, and where."""

    field: PageField
    problem: Problem


def next_page(page: PageId, state: SetupState) -> PageId | None:
    """The page after this one; None after the last. What it still needs is `problems`."""
    return next((other for other in route(state) if other > page), None)


def route(state: SetupState) -> tuple[PageId, ...]:
    """The pages of this set-up.

    Without access to the hub no device is chosen in it; a device that is set up like the last one
    goes from its id to the check.
    """
    left_out: set[PageId] = set()
    if state.credentials is None and _has_access(state):
        left_out.add(PageId.DEVICE)
    if state.like_last:
        left_out |= {PageId.AUTHENTICATION, PageId.REVIEW}
    return tuple(page for page in PageId if page not in left_out)


def problems(page: PageId, state: SetupState) -> tuple[FieldProblem, ...]:
    """What stands in the way of leaving the page forward."""
    match page:
        case PageId.HUB:
            return _missing(PageField.CONNECTION_STRING, not _has_access(state))
        case PageId.DEVICE:
            return _device(state)
        case PageId.AUTHENTICATION:
            return (*_identity(state), *_proof(state), *_agent(state))
        case PageId.REVIEW | PageId.CHECK:
            return ()


def device_id_problem(text: str) -> Problem | None:
    """Whether the text could be a device id at all; blanks around it are the caller's to strip."""
    if not text:
        return _field(Code.ANSWERS_MISSING, "device.id", "device_id")
    if not device_ids.is_legal(text):
        return _field(Code.ANSWERS_INVALID, "device.id", "device_id", value=text)
    return None


def _has_access(state: SetupState) -> bool:
    """A hub, a device's or module's own connection string, or the provisioning service."""
    is_dps = state.auth.identity is Identity.DPS
    return state.credentials is not None or state.own is not None or is_dps


def _device(state: SetupState) -> tuple[FieldProblem, ...]:
    problem = device_id_problem(state.device_id)
    if problem is None and (state.device is None or state.device.id != state.device_id):
        problem = _field(Code.ANSWERS_MISSING, "device.id", "device_id")
    return (FieldProblem(PageField.DEVICE_ID, problem),) if problem else ()


def _identity(state: SetupState) -> tuple[FieldProblem, ...]:
    if state.agent is None:
        return ()
    return tuple(
        FieldProblem(PageField.IDENTITY, option.problem)
        for option in options_for(state)
        if option.identity is state.auth.identity and option.problem is not None
    )


def _proof(state: SetupState) -> tuple[FieldProblem, ...]:
    """The certificate, and what the provisioning service wants to know."""
    needs_certificate = state.auth.method is Method.SELF_SIGNED_CERTIFICATE
    found = list(_missing(PageField.CERTIFICATE, needs_certificate and state.certificate is None))
    if state.auth.identity is Identity.DPS:
        dps = state.dps
        found += _missing(PageField.ID_SCOPE, not (dps and dps.id_scope))
        found += _missing(PageField.REGISTRATION_ID, not (dps and dps.registration_id))
        if not needs_certificate:
            found += _dps_key(dps.key if dps else None)
    return tuple(found)


def _dps_key(key: Secret | None) -> tuple[FieldProblem, ...]:
    if key is None:
        return _missing(PageField.DPS_KEY, True)
    try:
        parse_key(key.reveal(), "authentication.key")
    except AnswersError as error:
        return (FieldProblem(PageField.DPS_KEY, error.problem),)
    return ()


def _agent(state: SetupState) -> tuple[FieldProblem, ...]:
    if state.agent is None or not str(state.agent.directory).strip():
        return _missing(PageField.FOLDER, True)
    other = state.agent.elsewhere
    directory: PurePath = other.directory if other else state.agent.directory
    if not directory.is_absolute():
        is_windows = state.agent.system is TargetSystem.WINDOWS and other is not None
        variant = "not_absolute_windows" if is_windows else "not_absolute"
        problem = _field(Code.ANSWERS_INVALID, "agent.directory", variant, value=str(directory))
        return (FieldProblem(PageField.FOLDER, problem),)
    return _other_computer(other) if other else ()


def _other_computer(other: OtherComputer) -> tuple[FieldProblem, ...]:
    """What is wrong with the name of a computer that is reached over SSH, or with the file that
    the agent's files are packed into."""
    match other.kind:
        case TargetKind.SSH if not other.ssh:
            return _missing(PageField.COMPUTER, True)
        case TargetKind.SSH if not is_ssh_name(other.ssh):
            problem = _field(Code.ANSWERS_INVALID, "agent.ssh", "ssh_name", value=other.ssh)
            return (FieldProblem(PageField.COMPUTER, problem),)
        case TargetKind.BUNDLE if not _is_bundle(other.bundle):
            value = other.bundle.name if other.bundle else ""
            problem = _field(Code.ANSWERS_INVALID, "agent.bundle", "bundle_name", value=value)
            return (FieldProblem(PageField.BUNDLE, problem),)
        case _:
            return ()


def _is_bundle(bundle: Path | None) -> bool:
    return bundle is not None and bundle.suffix.lower() == ".zip" and bundle.is_absolute()


_KEYS = {
    PageField.CONNECTION_STRING: ("hub.connection_string", "hub"),
    PageField.FOLDER: ("agent.directory", "folder"),
    PageField.COMPUTER: ("agent.ssh", "computer"),
    PageField.CERTIFICATE: ("authentication.certificate", "certificate_field"),
    PageField.ID_SCOPE: ("authentication.id_scope", "id_scope"),
    PageField.REGISTRATION_ID: ("authentication.registration_id", "registration_id"),
    PageField.DPS_KEY: ("authentication.key", "dps_key"),
}


def _missing(field: PageField, is_missing: bool) -> tuple[FieldProblem, ...]:
    key, variant = _KEYS[field]
    problem = _field(Code.ANSWERS_MISSING, key, variant)
    return (FieldProblem(field, problem),) if is_missing else ()


def _field(code: Code, key: str, variant: str, **params: Param) -> Problem:
    return Problem(code, variant, (("key", key), *params.items()))


_TO_FIX: Final = {
    "connection_string": PageId.HUB,
    "hub": PageId.HUB,
    "keyring": PageId.HUB,
    "device": PageId.DEVICE,
    "module": PageId.DEVICE,
    "authentication": PageId.AUTHENTICATION,
    "certificate": PageId.AUTHENTICATION,
    "dps": PageId.AUTHENTICATION,
    Code.CHECK_DPS_NOT_ASSIGNED.value: PageId.AUTHENTICATION,
    "files": PageId.AUTHENTICATION,
    "ssh": PageId.AUTHENTICATION,
    # Name, route, port and CA file are the hub's page; whose key it is, the device's.
    Code.CHECK_UNREACHABLE.value: PageId.HUB,
    Code.CHECK_TIMEOUT.value: PageId.HUB,
    Code.CHECK_CONNECTION_LOST.value: PageId.HUB,
    Code.CHECK_REFUSED.value: PageId.DEVICE,
    Code.CHECK_UNAUTHORIZED.value: PageId.DEVICE,
    Code.CHECK_LINK_REFUSED.value: PageId.DEVICE,
    Code.CHECK_NOT_FOUND.value: PageId.DEVICE,
}


def page_to_fix(error: Problem | None, state: SetupState) -> PageId:
    """Where the cause of a failure can be put right."""
    if error is None:
        return PageId.REVIEW
    code = error.code.value
    family = code.partition(".")[0]
    page = _TO_FIX.get(code, _TO_FIX.get(family, PageId.REVIEW))  # PageId.HUB is 0: no `or` here
    if page in route(state):
        return page
    # Whose key it is was said with the connection string, or is the registration's business.
    return PageId.HUB if state.own is not None else PageId.AUTHENTICATION
