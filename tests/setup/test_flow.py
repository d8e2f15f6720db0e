"""Which page comes next, and what each still needs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from wizard.agents.c.facts import C
from wizard.domain.agent.model import AgentTarget, AuthChoice, Identity, Method
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import (
    MODULE_ID,
    AuthType,
    DeviceIdentity,
    ModuleIdentity,
    PolicyAccess,
)
from wizard.domain.proof import CertificateFile, DpsRegistration, NewCertificate, OwnIdentity
from wizard.domain.secret import Secret
from wizard.domain.state import SetupState
from wizard.setup.flow import device_id_problem, next_page, problems, route
from wizard.setup.page_id import PageField, PageId

KEY = Secret("a2V5")
HUB = HubAddress("plant.azure-devices.net")
FOLDER = Path.cwd() / "agent"
DEVICE = DeviceIdentity("cam-01", True, AuthType.SAS, KEY)
FULL = SetupState(
    credentials=PolicyAccess(HUB, "registryRead", KEY),
    device_id="cam-01",
    device=DEVICE,
    module=ModuleIdentity("cam-01", MODULE_ID, AuthType.SAS, primary_key=KEY),
    agent=AgentTarget(C, FOLDER),
)
OWN = SetupState(
    own=OwnIdentity(HUB, "cam-01", MODULE_ID, KEY), device_id="cam-01", agent=FULL.agent
)
DPS = SetupState(
    auth=AuthChoice(Identity.DPS),
    dps=DpsRegistration("0ne1", "cam-01", KEY),
    agent=FULL.agent,
)


def fields(page: PageId, state: SetupState) -> list[PageField]:
    return [found.field for found in problems(page, state)]


def test_a_complete_state_walks_all_pages() -> None:
    page: PageId | None = PageId.HUB
    walked = []
    while page is not None:
        walked.append(page)
        page = next_page(page, FULL)
    assert walked == list(PageId)


@pytest.mark.parametrize("state", [OWN, DPS])
def test_without_the_hub_there_is_no_device_to_pick(state: SetupState) -> None:
    assert next_page(PageId.HUB, state) is PageId.AUTHENTICATION
    assert next_page(PageId.AUTHENTICATION, state) is PageId.REVIEW


@pytest.mark.parametrize(("state", "count"), [(SetupState(), 5), (FULL, 5), (OWN, 4), (DPS, 4)])
def test_the_map_shows_the_pages_of_this_set_up(state: SetupState, count: int) -> None:
    assert len(route(state)) == count
    assert (PageId.DEVICE in route(state)) is (count == 5)


def test_an_empty_state_lacks_access_to_a_hub() -> None:
    assert fields(PageId.HUB, SetupState()) == [PageField.CONNECTION_STRING]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (replace(FULL, device=None), [PageField.DEVICE_ID]),
        (replace(FULL, device_id=""), [PageField.DEVICE_ID]),
        (replace(FULL, device_id="cam-02"), [PageField.DEVICE_ID]),
        (replace(FULL, device_id="a b"), [PageField.DEVICE_ID]),
        (FULL, []),
    ],
)
def test_the_device_page(state: SetupState, expected: list[PageField]) -> None:
    assert fields(PageId.DEVICE, state) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (FULL, []),
        (replace(FULL, agent=None), [PageField.FOLDER]),
        (replace(FULL, agent=AgentTarget(C, Path("agent"))), [PageField.FOLDER]),
        (replace(FULL, module=None), [PageField.IDENTITY]),
        (replace(FULL, module=None, create_module=True), []),
        (
            replace(DPS, dps=None),
            [PageField.ID_SCOPE, PageField.REGISTRATION_ID, PageField.DPS_KEY],
        ),
        (replace(DPS, dps=DpsRegistration("0ne1", "c", Secret("no key"))), [PageField.DPS_KEY]),
        (
            replace(DPS, auth=AuthChoice(Identity.DPS, Method.SELF_SIGNED_CERTIFICATE)),
            [PageField.CERTIFICATE],
        ),
        (replace(OWN, auth=AuthChoice(Identity.DEVICE)), [PageField.IDENTITY]),
    ],
)
def test_the_authentication_page(state: SetupState, expected: list[PageField]) -> None:
    assert fields(PageId.AUTHENTICATION, state) == expected


@pytest.mark.parametrize("source", [CertificateFile(Path("camera.pem")), NewCertificate()])
def test_a_certificate_is_asked_for(source: CertificateFile | NewCertificate) -> None:
    device = replace(DEVICE, auth=AuthType.SELF_SIGNED, primary_key=None)
    choice = AuthChoice(Identity.DEVICE, Method.SELF_SIGNED_CERTIFICATE)
    state = replace(FULL, device=device, auth=choice)
    assert fields(PageId.AUTHENTICATION, state) == [PageField.CERTIFICATE]
    assert fields(PageId.AUTHENTICATION, replace(state, certificate=source)) == []


@pytest.mark.parametrize(("text", "is_id"), [("cam-01", True), ("", False), ("a b", False)])
def test_what_may_be_a_device_id(text: str, is_id: bool) -> None:
    assert (device_id_problem(text) is None) is is_id
