"""The table of authentication.md, every row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.model import AgentFlavour, AgentTarget, AuthChoice, Identity, Method
from wizard.domain.errors import Code
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.device_ids import is_legal
from wizard.domain.hub.model import MODULE_ID, AuthType, DeviceIdentity, ModuleIdentity
from wizard.domain.proof import OwnIdentity
from wizard.domain.secret import Secret
from wizard.domain.state import SetupState
from wizard.setup.auth_rules import AuthOption, device_problem, options_for, own_problem

KEY = Secret("a2V5")
DEVICE = DeviceIdentity("cam-01", True, AuthType.SAS, KEY)
MODULE = ModuleIdentity("cam-01", MODULE_ID, AuthType.SAS, primary_key=KEY)


def options(
    device: DeviceIdentity, module: ModuleIdentity | None, flavour: AgentFlavour, create: bool
) -> tuple[AuthOption, ...]:
    """Module mode and device mode, assessed."""
    state = SetupState(
        device_id=device.id,
        device=device,
        module=module,
        create_module=create,
        agent=AgentTarget(flavour, Path("/agent")),
    )
    return options_for(state)[:2]


def codes(
    device: DeviceIdentity,
    module: ModuleIdentity | None,
    flavour: AgentFlavour = C,
    create: bool = False,
) -> tuple[str, str]:
    """What stands against module mode and against device mode."""
    found = options(device, module, flavour, create)
    assert [option.identity for option in found] == [Identity.SECURITY_MODULE, Identity.DEVICE]
    module_mode, device_mode = (
        "" if option.problem is None else f"{option.problem.code}/{option.problem.variant}"
        for option in found
    )
    return module_mode, device_mode


@pytest.mark.parametrize(
    ("auth", "device_mode"),
    [
        (AuthType.SAS, ""),
        (AuthType.SELF_SIGNED, ""),
        (AuthType.CA, "authentication.not_possible/ca_signed"),
        (AuthType.NONE, "authentication.not_possible/no_authentication"),
    ],
)
def test_what_the_device_has_decides_device_mode_only(auth: AuthType, device_mode: str) -> None:
    key = KEY if auth is AuthType.SAS else None
    device = replace(DEVICE, auth=auth, primary_key=key)
    assert codes(device, MODULE) == ("", device_mode)


def test_a_self_signed_device_proves_itself_with_its_certificate() -> None:
    device = replace(DEVICE, auth=AuthType.SELF_SIGNED, primary_key=None)
    _, device_mode = options(device, MODULE, C, False)
    assert device_mode.choice.method is Method.SELF_SIGNED_CERTIFICATE
    with_key = device_problem(device, AuthChoice(Identity.DEVICE), C)
    assert with_key is not None
    assert with_key.variant == "has_certificate"


def test_no_certificate_for_the_module() -> None:
    choice = AuthChoice(Identity.SECURITY_MODULE, Method.SELF_SIGNED_CERTIFICATE)
    problem = device_problem(DEVICE, choice, C)
    assert problem is not None
    assert problem.variant == "module_needs_key"


@pytest.mark.parametrize(
    ("module_id", "identity", "variant"),
    [
        (None, Identity.DEVICE, None),
        (None, Identity.SECURITY_MODULE, "own_is_device"),
        (MODULE_ID, Identity.SECURITY_MODULE, None),
        (MODULE_ID, Identity.DEVICE, "own_is_module"),
        ("another", Identity.SECURITY_MODULE, "own_other_module"),
    ],
)
def test_an_own_connection_string_gives_one_mode(
    module_id: str | None, identity: Identity, variant: str | None
) -> None:
    own = OwnIdentity(HubAddress("a.b"), "cam-01", module_id, KEY)
    problem = own_problem(own, AuthChoice(identity), C)
    assert (problem and problem.variant) == variant


def test_a_missing_module_forbids_both_unless_it_is_created() -> None:
    assert codes(DEVICE, None) == ("module.missing/", "module.missing/")
    assert codes(DEVICE, None, create=True) == ("", "")


@pytest.mark.parametrize("auth", [AuthType.SELF_SIGNED, AuthType.CA, AuthType.NONE])
def test_a_module_without_symmetric_key_forbids_both(auth: AuthType) -> None:
    module = replace(MODULE, auth=auth, primary_key=None)
    assert codes(DEVICE, module, create=True) == ("module.not_symmetric/",) * 2


def test_disabled_means_refused() -> None:
    assert codes(replace(DEVICE, enabled=False), MODULE) == ("device.disabled/",) * 2
    assert codes(DEVICE, replace(MODULE, enabled=False)) == ("module.disabled/",) * 2


@pytest.mark.parametrize(
    ("device_id", "flavour", "module_mode", "device_mode"),
    [
        ("press#4", C, "url", "url"),
        ("press#4", CSHARP, None, "device_mode_url"),
        ("mixer;2", C, "connection_string", "connection_string"),
        ("mixer;2", CSHARP, "crash", "crash"),
        ("a;b=c", CSHARP, "crash", "crash"),
        ("a;b=c", C, "connection_string", "connection_string"),
        ("valve?9", C, None, "device_mode_url"),
        ("valve?9", CSHARP, None, "device_mode_url"),
        (".", C, None, "device_mode_dots"),
        ("..", CSHARP, None, "device_mode_dots"),
        ("...", CSHARP, None, None),
        ("line%41", C, "module_mode_escape", "device_mode_escape"),
        ("line%41", CSHARP, None, "device_mode_escape"),
        ("line%4", CSHARP, None, None),
        ("a:b.c+_*!(),=@$'", C, None, None),
        ("x" * 128, CSHARP, None, None),
    ],
)
def test_ids_that_an_agent_cannot_carry(
    device_id: str, flavour: AgentFlavour, module_mode: str | None, device_mode: str | None
) -> None:
    assert is_legal(device_id)
    for identity, expected in (
        (Identity.SECURITY_MODULE, module_mode),
        (Identity.DEVICE, device_mode),
        (Identity.DPS, device_mode),  # what is assigned is used like a device
    ):
        found = flavour.id_limit(identity, device_id)
        assert (found and found.variant) == expected


@pytest.mark.parametrize("device_id", ["", "x" * 129, "a b", "a/b", "ü", "a\n", '"'])
def test_ids_that_no_hub_has(device_id: str) -> None:
    assert not is_legal(device_id)


def test_every_refusal_exits_as_an_identity_problem() -> None:
    for code in (Code.DEVICE_DISABLED, Code.NOT_POSSIBLE, Code.MODULE_MISSING):
        assert code.exit == 4
