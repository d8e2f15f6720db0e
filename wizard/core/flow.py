"""The order of the wizard's pages, and what each still needs: free of any toolkit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from pathlib import PurePath

from wizard.core import device_ids
from wizard.core.errors import Code, Param
from wizard.core.model import SetupState
from wizard.core.report import Problem
from wizard.core.rules import options


class PageId(IntEnum):
    """The five steps; the number is the page's id in the window."""

    HUB = 0
    DEVICE = 1
    AUTHENTICATION = 2
    REVIEW = 3
    CHECK = 4


class Field(IntEnum):
    """The field beside which a problem is shown."""

    CONNECTION_STRING = 0
    DEVICE_ID = 1
    IDENTITY = 2
    AGENT = 3
    FOLDER = 4


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Something that a page still needs, and where."""

    field: Field
    problem: Problem


def next_page(page: PageId, state: SetupState) -> PageId | None:
    """The page after this one; this one itself while something is missing; None after the last."""
    if problems(page, state):
        return page
    return PageId(page + 1) if page < PageId.CHECK else None


def problems(page: PageId, state: SetupState) -> tuple[FieldProblem, ...]:
    """What stands in the way of leaving the page forward."""
    match page:
        case PageId.HUB:
            return _missing(Field.CONNECTION_STRING, state.credentials is None)
        case PageId.DEVICE:
            return _device(state)
        case PageId.AUTHENTICATION:
            return (*_identity(state), *_agent(state))
        case PageId.REVIEW | PageId.CHECK:
            return ()


def device_id_problem(text: str) -> Problem | None:
    """Whether the text could be a device id at all; blanks around it are the caller's to strip."""
    if not text:
        return _field(Code.ANSWERS_MISSING, "device.id", "device_id")
    if not device_ids.is_legal(text):
        return _field(Code.ANSWERS_INVALID, "device.id", "device_id", value=text)
    return None


def _device(state: SetupState) -> tuple[FieldProblem, ...]:
    problem = device_id_problem(state.device_id)
    if problem is None and (state.device is None or state.device.id != state.device_id):
        problem = _field(Code.ANSWERS_MISSING, "device.id", "device_id")
    return (FieldProblem(Field.DEVICE_ID, problem),) if problem else ()


def _identity(state: SetupState) -> tuple[FieldProblem, ...]:
    if state.device is None or state.agent is None:
        return ()
    possible = options(
        state.device, state.module, state.agent.flavour, create_module=state.create_module
    )
    return tuple(
        FieldProblem(Field.IDENTITY, option.problem)
        for option in possible
        if option.identity is state.auth.identity and option.problem is not None
    )


def _agent(state: SetupState) -> tuple[FieldProblem, ...]:
    if state.agent is None or not str(state.agent.directory).strip():
        return _missing(Field.FOLDER, True)
    directory: PurePath = state.agent.directory
    if not directory.is_absolute():
        problem = _field(
            Code.ANSWERS_INVALID, "agent.directory", "not_absolute", value=str(directory)
        )
        return (FieldProblem(Field.FOLDER, problem),)
    return ()


_KEYS = {
    Field.CONNECTION_STRING: ("hub.connection_string", "hub"),
    Field.FOLDER: ("agent.directory", "folder"),
}


def _missing(field: Field, is_missing: bool) -> tuple[FieldProblem, ...]:
    key, variant = _KEYS[field]
    problem = _field(Code.ANSWERS_MISSING, key, variant)
    return (FieldProblem(field, problem),) if is_missing else ()


def _field(code: Code, key: str, variant: str, **params: Param) -> Problem:
    return Problem(code, variant, (("key", key), *params.items()))
