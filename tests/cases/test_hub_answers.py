"""What a hub answers and has: its own words, its clock, the modules of a device."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.fakes.world import DEVICE, World, run
from tests.infra.registry.test_http_answers import answer
from wizard.demo.hub import DemoHub
from wizard.domain.errors import Code, HubError
from wizard.domain.hub.connection_string import parse_connection_string
from wizard.domain.hub.model import (
    MODULE_ID,
    Network,
)
from wizard.domain.report import Result
from wizard.infra.net.https_client import Answer
from wizard.infra.registry.azure_registry import AzureRegistry
from wizard.infra.registry.http_answers import raise_for_identity
from wizard.setup.auth_rules import mistaken_module
from wizard.text.lookup import text_of


def message(text: str) -> str:
    return json.dumps({"Message": text, "ExceptionMessage": "Tracking ID:0b1c"})


@pytest.mark.parametrize(
    ("given", "code", "variant", "said"),
    [
        (
            answer(413, message("ErrorCode:TooManyModulesOnDevice;Too many modules on device.")),
            Code.HUB_UNAUTHORIZED,
            "too_many_modules",
            "maximum number of modules",
        ),
        (
            answer(413, iothub_errorcode="TooManyModulesOnDevice"),
            Code.HUB_UNAUTHORIZED,
            "too_many_modules",
            "Delete a module of this device",
        ),
        (
            answer(400, message("ErrorCode:ArgumentInvalid;BadRequest")),
            Code.HUB_BAD_ANSWER,
            "module_refused_words",
            "refused to create the security module: ArgumentInvalid, BadRequest (HTTP 400)",
        ),
        (
            answer(400, iothub_errorcode="InvalidSchemaVersion"),
            Code.HUB_BAD_ANSWER,
            "module_refused",
            "InvalidSchemaVersion (HTTP 400)",
        ),
        (
            answer(413, message("ErrorCode:MessageTooLarge;\x1b[2Jlarge \u202e")),
            Code.HUB_BAD_ANSWER,
            "module_refused_words",
            "MessageTooLarge, [2Jlarge (HTTP 413)",
        ),
        (answer(413), Code.HUB_BAD_ANSWER, "status", "(HTTP 413)"),
    ],
)
def test_the_hubs_own_words_are_told(given: Answer, code: Code, variant: str, said: str) -> None:
    credentials = World().hub.credentials()

    with pytest.raises(HubError) as caught:
        raise_for_identity(given, credentials, DEVICE, refused="module_refused")

    text = text_of(caught.value.problem)
    assert (caught.value.code, caught.value.variant) == (code, variant)
    assert not caught.value.retryable
    assert said in text.cause + text.remedy


@pytest.mark.parametrize(
    ("others", "found"),
    [
        (("AzureIoTSecurity",), ("near", "AzureIoTSecurity")),
        (("azureaiotsecurity",), ("near", "azureaiotsecurity")),
        (("azure-iot-security",), ("near", "azure-iot-security")),
        (("azureiotsecurty",), ("near", "azureiotsecurty")),
        (("camera", "DefenderIotMicroAgent"), ("successor", "DefenderIotMicroAgent")),
        (("defenderiotmicroagent",), ("successor", "defenderiotmicroagent")),
        (("$edgeAgent", "$edgeHub", "camera"), ("", "")),
        ((), ("", "")),
    ],
)
def test_a_module_taken_for_the_agents_own(others: tuple[str, ...], found: tuple[str, str]) -> None:
    assert mistaken_module(replace(World().state(), other_modules=others)) == found


@pytest.mark.parametrize(
    ("other", "variant"), [("AzureIoTSecurity", "near"), ("DefenderIotMicroAgent", "successor")]
)
async def test_the_near_module_is_named_and_warned_of(other: str, variant: str) -> None:
    world = World()
    world.hub.modules.clear()
    world.hub.add_module(DEVICE, other)

    refused = await run(world, replace(world.state(), create_module=False))
    made = await run(world, replace(world.state(), create_module=True))

    assert refused.error is not None
    assert (refused.error.code, refused.error.variant) == (Code.MODULE_MISSING, variant)
    assert other in text_of(refused.error).cause
    assert made.result is Result.OK
    warning = next(one for one in made.warnings if one.code is Code.MODULE_NEAR_NAME)
    assert (warning.variant, MODULE_ID in text_of(warning).cause) == (variant, True)


@pytest.mark.parametrize(
    ("ahead", "variant"),
    [(-7200, "behind_so_far"), (-400, "behind_so_far"), (420, "ahead_so_far")],
)
async def test_a_clock_that_is_off_is_a_warning_in_module_mode_too(
    ahead: float, variant: str
) -> None:
    world = World()
    world.hub.clock_ahead = ahead

    report = await run(world)

    assert report.result is Result.OK
    clock = [one for one in report.warnings if one.code is Code.HUB_CLOCK_SKEW]
    assert [(one.variant, dict(one.params)["minutes"]) for one in clock] == [
        (variant, round(abs(ahead) / 60))
    ]


async def test_a_clock_that_is_right_is_none() -> None:
    world = World()
    world.hub.clock_ahead = 200

    assert Code.HUB_CLOCK_SKEW not in [one.code for one in (await run(world)).warnings]


@pytest.fixture
def hub() -> Iterator[DemoHub]:
    """A hub of the test's own."""
    with DemoHub() as running:
        yield running


async def test_the_registry_lists_modules_and_tells_the_time(hub: DemoHub) -> None:
    hub.faults.clock_offset = -7200
    credentials = parse_connection_string(hub.connection_string("registryRead").reveal())
    registry = AzureRegistry(credentials, Network(hub.ca_file, hub.ports))
    try:
        names = await registry.module_ids("cam-01")
    except HubError as error:
        raise AssertionError(error.problem) from None
    finally:
        await registry.close()

    assert registry.clock_ahead is not None
    assert 7100 < registry.clock_ahead < 7300
    assert names == (MODULE_ID,)
