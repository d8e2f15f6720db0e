"""What is said beside each field that a page still needs, and where a failure is put right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from tests.setup.test_flow import DPS, FOLDER, FULL, OWN
from wizard.agents.c.facts import C
from wizard.domain.agent.model import AgentTarget, AuthChoice, Identity, Method
from wizard.domain.agent.target_folder import OtherComputer, TargetKind, TargetSystem
from wizard.domain.errors import Code, Problem
from wizard.domain.proof import DpsRegistration
from wizard.domain.secret import Secret
from wizard.domain.state import SetupState
from wizard.setup.flow import FieldProblem, device_id_problem, page_to_fix, problems
from wizard.setup.page_id import PageField, PageId


def missing(field: PageField, key: str, variant: str) -> FieldProblem:
    return FieldProblem(field, Problem(Code.ANSWERS_MISSING, variant, (("key", key),)))


def invalid(field: PageField, key: str, variant: str, value: str) -> FieldProblem:
    params = (("key", key), ("value", value))
    return FieldProblem(field, Problem(Code.ANSWERS_INVALID, variant, params))


def elsewhere(other: OtherComputer | None, directory: Path = FOLDER) -> SetupState:
    return replace(FULL, agent=AgentTarget(C, directory, elsewhere=other))


def linux(**more: object) -> OtherComputer:
    found = OtherComputer(PurePosixPath("/var/ASCIoTAgent"), TargetSystem.LINUX)
    return replace(found, **more)  # type: ignore[arg-type]


SSH = TargetKind.SSH
BUNDLE = TargetKind.BUNDLE
HALF = replace(DPS, dps=DpsRegistration("", "", None))


@pytest.mark.parametrize(
    ("page", "state", "expected"),
    [
        (
            PageId.HUB,
            SetupState(),
            [missing(PageField.CONNECTION_STRING, "hub.connection_string", "hub")],
        ),
        (PageId.HUB, FULL, []),
        (PageId.HUB, OWN, []),
        (PageId.HUB, DPS, []),
        (
            PageId.DEVICE,
            replace(FULL, device_id=""),
            [missing(PageField.DEVICE_ID, "device.id", "device_id")],
        ),
        (
            PageId.DEVICE,
            replace(FULL, device=None),
            [missing(PageField.DEVICE_ID, "device.id", "device_id")],
        ),
        (
            PageId.DEVICE,
            replace(FULL, device_id="a b"),
            [invalid(PageField.DEVICE_ID, "device.id", "device_id", "a b")],
        ),
        (
            PageId.AUTHENTICATION,
            HALF,
            [
                missing(PageField.ID_SCOPE, "authentication.id_scope", "id_scope"),
                missing(
                    PageField.REGISTRATION_ID, "authentication.registration_id", "registration_id"
                ),
                missing(PageField.DPS_KEY, "authentication.key", "dps_key"),
            ],
        ),
        (PageId.AUTHENTICATION, DPS, []),
        (
            PageId.AUTHENTICATION,
            replace(DPS, auth=AuthChoice(Identity.DPS, Method.SELF_SIGNED_CERTIFICATE)),
            [missing(PageField.CERTIFICATE, "authentication.certificate", "certificate_field")],
        ),
        (
            PageId.AUTHENTICATION,
            replace(FULL, agent=None),
            [missing(PageField.FOLDER, "agent.directory", "folder")],
        ),
        (
            PageId.AUTHENTICATION,
            elsewhere(None, Path(" ")),
            [missing(PageField.FOLDER, "agent.directory", "folder")],
        ),
        (
            PageId.AUTHENTICATION,
            elsewhere(None, Path("agent")),
            [invalid(PageField.FOLDER, "agent.directory", "not_absolute", "agent")],
        ),
        (
            PageId.AUTHENTICATION,
            elsewhere(linux(directory=PurePosixPath("agent"))),
            [invalid(PageField.FOLDER, "agent.directory", "not_absolute", "agent")],
        ),
        (
            PageId.AUTHENTICATION,
            elsewhere(OtherComputer(PureWindowsPath("agent"), TargetSystem.WINDOWS)),
            [invalid(PageField.FOLDER, "agent.directory", "not_absolute_windows", "agent")],
        ),
        (
            PageId.AUTHENTICATION,
            elsewhere(OtherComputer(PureWindowsPath(r"C:\agent"), TargetSystem.WINDOWS)),
            [],
        ),
        (PageId.AUTHENTICATION, elsewhere(linux()), []),
        (
            PageId.AUTHENTICATION,
            elsewhere(linux(kind=SSH)),
            [missing(PageField.COMPUTER, "agent.ssh", "computer")],
        ),
        (
            PageId.AUTHENTICATION,
            elsewhere(linux(kind=SSH, ssh="-oProxyCommand=x")),
            [invalid(PageField.COMPUTER, "agent.ssh", "ssh_name", "-oProxyCommand=x")],
        ),
        (PageId.AUTHENTICATION, elsewhere(linux(kind=SSH, ssh="pi@10.0.0.17")), []),
        (
            PageId.AUTHENTICATION,
            elsewhere(linux(kind=BUNDLE)),
            [invalid(PageField.BUNDLE, "agent.bundle", "bundle_name", "")],
        ),
        (
            PageId.AUTHENTICATION,
            elsewhere(linux(kind=BUNDLE, bundle=Path("cam.zip"))),
            [invalid(PageField.BUNDLE, "agent.bundle", "bundle_name", "cam.zip")],
        ),
        (
            PageId.AUTHENTICATION,
            elsewhere(linux(kind=BUNDLE, bundle=FOLDER / "cam.txt")),
            [invalid(PageField.BUNDLE, "agent.bundle", "bundle_name", "cam.txt")],
        ),
        (PageId.AUTHENTICATION, elsewhere(linux(kind=BUNDLE, bundle=FOLDER / "cam.ZIP")), []),
        (PageId.REVIEW, SetupState(), []),
        (PageId.CHECK, SetupState(), []),
    ],
)
def test_each_field_says_what_it_needs(
    page: PageId, state: SetupState, expected: list[FieldProblem]
) -> None:
    assert list(problems(page, state)) == expected


def test_a_key_that_is_none_is_said_as_in_an_answers_file() -> None:
    state = replace(DPS, dps=DpsRegistration("0ne1", "cam-01", Secret("no key")))
    (found,) = problems(PageId.AUTHENTICATION, state)
    assert found.field is PageField.DPS_KEY
    assert ("key", "authentication.key") in found.problem.params


def test_what_is_wrong_with_an_id() -> None:
    assert device_id_problem("") == missing(PageField.DEVICE_ID, "device.id", "device_id").problem
    wrong = invalid(PageField.DEVICE_ID, "device.id", "device_id", "ü").problem
    assert device_id_problem("ü") == wrong
    assert device_id_problem("cam-01") is None


PAGES = {
    Code.CS_MALFORMED: PageId.HUB,
    Code.HUB_UNAUTHORIZED: PageId.HUB,
    Code.KEYRING_LOCKED: PageId.HUB,
    Code.DEVICE_DISABLED: PageId.DEVICE,
    Code.MODULE_MISSING: PageId.DEVICE,
    Code.NOT_POSSIBLE: PageId.AUTHENTICATION,
    Code.CERTIFICATE_EXPIRED: PageId.AUTHENTICATION,
    Code.CHECK_DPS_NOT_ASSIGNED: PageId.AUTHENTICATION,
    Code.DPS_NOT_ENROLLED: PageId.AUTHENTICATION,
    Code.FILES_NOT_WRITABLE: PageId.AUTHENTICATION,
    Code.SSH_LOST: PageId.AUTHENTICATION,
    Code.CHECK_UNREACHABLE: PageId.HUB,
    Code.CHECK_TIMEOUT: PageId.HUB,
    Code.CHECK_CONNECTION_LOST: PageId.HUB,
    Code.CHECK_REFUSED: PageId.DEVICE,
    Code.CHECK_UNAUTHORIZED: PageId.DEVICE,
    Code.CHECK_LINK_REFUSED: PageId.DEVICE,
    Code.CHECK_NOT_FOUND: PageId.DEVICE,
    Code.CHECK_TWIN_FAILED: PageId.REVIEW,
}


@pytest.mark.parametrize(("code", "page"), PAGES.items())
def test_where_a_failure_is_put_right(code: Code, page: PageId) -> None:
    assert page_to_fix(Problem(code), FULL) is page


def test_without_the_hub_no_failure_leads_to_a_page_that_is_not_there() -> None:
    refused = Problem(Code.CHECK_REFUSED)
    assert page_to_fix(refused, OWN) is PageId.HUB
    assert page_to_fix(refused, DPS) is PageId.AUTHENTICATION
    assert page_to_fix(None, DPS) is PageId.REVIEW


def test_like_the_last_one_its_settings_are_led_to() -> None:
    like_last = replace(FULL, like_last=True)
    assert page_to_fix(Problem(Code.CHECK_TWIN_FAILED), like_last) is PageId.AUTHENTICATION
