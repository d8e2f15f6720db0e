"""What the rules say of a device and a module, whole: code, variant and every parameter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from wizard.agents.c.facts import C
from wizard.domain.agent.model import AgentTarget, AuthChoice, Identity, Method
from wizard.domain.errors import Code, Problem
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import (
    MODULE_ID,
    SUCCESSOR_MODULE_ID,
    AuthType,
    DeviceIdentity,
    ModuleIdentity,
)
from wizard.domain.proof import OwnIdentity
from wizard.domain.secret import Secret
from wizard.domain.state import SetupState
from wizard.setup.auth_rules import (
    AuthOption,
    device_problem,
    id_problem,
    mistaken_module,
    module_problem,
    near_module,
    needs_conversion,
    options_for,
    own_module_problem,
    own_problem,
)

KEY = Secret("a2V5")
DEVICE = DeviceIdentity("cam-01", True, AuthType.SAS, KEY)
MODULE = ModuleIdentity("cam-01", MODULE_ID, AuthType.SAS, primary_key=KEY)
STATE = SetupState(
    device_id="cam-01",
    device=DEVICE,
    module=MODULE,
    agent=AgentTarget(C, Path("/agent")),
)
KEY_MODE = AuthChoice(Identity.DEVICE)
CERTIFICATE_MODE = AuthChoice(Identity.DEVICE, Method.SELF_SIGNED_CERTIFICATE)


def problem(code: Code, variant: str = "", **params: str) -> Problem:
    return Problem(code, variant, (("device", "cam-01"), *params.items()))


@pytest.mark.parametrize(
    ("device", "choice", "expected"),
    [
        (DEVICE, AuthChoice(), None),
        (DEVICE, KEY_MODE, None),
        (DEVICE, CERTIFICATE_MODE, problem(Code.NOT_POSSIBLE, "has_key")),
        (
            replace(DEVICE, primary_key=None),
            KEY_MODE,
            problem(Code.NOT_POSSIBLE, "no_key"),
        ),
        (replace(DEVICE, auth=AuthType.SELF_SIGNED), CERTIFICATE_MODE, None),
        (
            replace(DEVICE, auth=AuthType.SELF_SIGNED),
            KEY_MODE,
            problem(Code.NOT_POSSIBLE, "has_certificate"),
        ),
        (
            replace(DEVICE, auth=AuthType.CA),
            CERTIFICATE_MODE,
            problem(Code.NOT_POSSIBLE, "ca_signed"),
        ),
        (
            replace(DEVICE, auth=AuthType.NONE),
            KEY_MODE,
            problem(Code.NOT_POSSIBLE, "no_authentication"),
        ),
        (
            replace(DEVICE, enabled=False),
            KEY_MODE,
            problem(Code.DEVICE_DISABLED, reason=""),
        ),
        (
            replace(DEVICE, enabled=False, status_reason="stolen"),
            AuthChoice(),
            problem(Code.DEVICE_DISABLED, "reason", reason="stolen"),
        ),
    ],
)
def test_what_a_device_forbids(
    device: DeviceIdentity, choice: AuthChoice, expected: Problem | None
) -> None:
    assert device_problem(device, choice, C) == expected


def test_what_an_agent_cannot_carry_is_named() -> None:
    found = id_problem("press#4", Identity.DEVICE, C)
    params = (("device", "press#4"), ("agent", C.name), ("characters", "#"))
    assert found == Problem(Code.DEVICE_ID_NOT_USABLE, "url", params)
    assert id_problem("press#4", Identity.DEVICE, None) is None
    assert id_problem("press-4", Identity.DEVICE, C) is None
    own = OwnIdentity(HubAddress("a.b"), "press#4", None, KEY)
    assert own_problem(own, KEY_MODE, C) == found


def test_a_module_of_somebody_else_is_named() -> None:
    own = OwnIdentity(HubAddress("a.b"), "cam-01", "another", KEY)
    found = own_module_problem(own, ("one", "two"))
    expected = problem(Code.NOT_POSSIBLE, "own_other_module", module="one / two", other="another")
    assert found == expected
    assert own_module_problem(replace(own, module_id="two"), ("one", "two")) is None
    assert own_module_problem(replace(own, module_id=None), ("one", "two")) is None


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        (MODULE, None),
        (None, problem(Code.MODULE_MISSING, module=MODULE_ID, other="")),
        (replace(MODULE, enabled=False), problem(Code.MODULE_DISABLED, module=MODULE_ID)),
        (
            replace(MODULE, auth=AuthType.CA),
            problem(Code.MODULE_NOT_SYMMETRIC, auth="certificateAuthority", module=MODULE_ID),
        ),
        (
            replace(MODULE, primary_key=None),
            problem(Code.MODULE_NOT_SYMMETRIC, auth="sas", module=MODULE_ID),
        ),
    ],
)
def test_what_a_module_forbids(module: ModuleIdentity | None, expected: Problem | None) -> None:
    state = replace(STATE, module=module)
    assert module_problem(state, create_module=False) == expected
    is_missing = module is None
    assert (module_problem(state, create_module=True) is None) is (expected is None or is_missing)
    if module is not None:
        assert needs_conversion(module) is (
            expected is not None and expected.code is Code.MODULE_NOT_SYMMETRIC
        )


def test_a_module_that_is_to_be_converted_forbids_nothing() -> None:
    state = replace(STATE, module=replace(MODULE, auth=AuthType.CA), convert_module=True)
    assert module_problem(state, create_module=False) is None


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ((), ("", "")),
        (("camera", "edge"), ("", "")),
        (("camera", "AzureIoTSecurity"), ("near", "AzureIoTSecurity")),
        (("azure-iot-security",), ("near", "azure-iot-security")),
        (("azureiotsecurty",), ("near", "azureiotsecurty")),
        (("azureiotsec",), ("", "")),
        (("azureiotsecurty", SUCCESSOR_MODULE_ID), ("successor", SUCCESSOR_MODULE_ID)),
        (("Defender-IoT-Micro-Agent",), ("successor", "Defender-IoT-Micro-Agent")),
    ],
)
def test_a_module_that_was_probably_meant(
    others: tuple[str, ...], expected: tuple[str, str]
) -> None:
    state = replace(STATE, module=None, create_module=True, other_modules=others)
    variant, other = expected
    assert mistaken_module(state) == expected
    warning = near_module(state)
    named = problem(Code.MODULE_NEAR_NAME, variant, module=MODULE_ID, other=other)
    assert warning == (named if variant else None)
    missing = problem(Code.MODULE_MISSING, variant, module=MODULE_ID, other=other)
    assert module_problem(state, create_module=False) == missing
    assert near_module(replace(state, create_module=False)) is None
    assert near_module(replace(state, module=MODULE)) is None


@pytest.mark.parametrize("ratio", [0.84, 0.85])
def test_how_near_a_name_has_to_be(ratio: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("difflib.SequenceMatcher.ratio", lambda _self: ratio)
    state = replace(STATE, module=None, other_modules=("camera",))
    assert mistaken_module(state) == (("near", "camera") if ratio >= 0.85 else ("", ""))


def test_the_options_in_their_order() -> None:
    keyed = AuthOption(AuthChoice(), None)
    assert options_for(STATE) == (
        keyed,
        AuthOption(KEY_MODE, None),
        AuthOption(AuthChoice(Identity.DPS), None),
    )
    assert all(option.possible for option in options_for(STATE))
    without_agent = replace(STATE, agent=None, device=replace(DEVICE, id="press#4"))
    assert all(option.possible for option in options_for(without_agent)), "no agent, no limit"
    assert options_for(SetupState()) == (AuthOption(AuthChoice(Identity.DPS), None),)


def test_a_registration_by_certificate_stays_one() -> None:
    choice = AuthChoice(Identity.DPS, Method.SELF_SIGNED_CERTIFICATE)
    assert options_for(SetupState(auth=choice)) == (AuthOption(choice, None),)
    of_a_device = SetupState(auth=CERTIFICATE_MODE)
    assert options_for(of_a_device) == (AuthOption(AuthChoice(Identity.DPS), None),)


def test_the_options_of_an_own_connection_string() -> None:
    own = OwnIdentity(HubAddress("a.b"), "cam-01", None, KEY)
    module, device = options_for(replace(STATE, own=own))
    assert module.problem == problem(Code.NOT_POSSIBLE, "own_is_device")
    assert (device.choice, device.possible, module.possible) == (KEY_MODE, True, False)
    other = replace(own, module_id="another")
    assert options_for(SetupState(own=other))[0].possible, "no agent, no module of its own"
