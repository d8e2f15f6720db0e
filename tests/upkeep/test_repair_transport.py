"""Setting an agent's transport while its folder is repaired."""

from __future__ import annotations

import pytest

from tests.agents.builders import KEY
from tests.fakes.world import AGENT, DEVICE, World
from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.assessment import Verdict
from wizard.domain.agent.model import AgentFlavour, AgentSettings, Identity, Method
from wizard.domain.errors import Code, Exit
from wizard.domain.hub.transport import Transport
from wizard.domain.report import Event, Result
from wizard.text.render.assessment import repair_as_json, repair_lines
from wizard.upkeep.repair import RepairOutcome, run_repair

INTERFACE = AGENT / "SecurityIotInterface.config"
WANTED = "Amqp_WebSocket_Only"


def quiet(_event: Event) -> None:
    """Nobody watches."""


def set_up(flavour: AgentFlavour) -> World:
    world = World()
    path = str(AGENT / "agent.key")
    module, key = Identity.SECURITY_MODULE, Method.SYMMETRIC_KEY
    settings = AgentSettings(module, key, "fake.azure-devices.net", DEVICE, path)
    agent, new_id = AGENTS[flavour], "0b1f7c06-3c44-4c2b-9a0a-3f6f3a2f2f11"
    files = agent.render(settings, dict.fromkeys(agent.file_names), new_id)
    world.files.contents = {AGENT / name: content for name, content in files.items()}
    world.files.contents[AGENT / "agent.key"] = KEY.encode() + b"\n"
    world.before = world.snapshot()
    return world


async def repair(world: World, transport: str, *, dry_run: bool = False) -> RepairOutcome:
    outcome = await run_repair(AGENT, world.ports(), quiet, dry_run=dry_run, transport=transport)
    assert world.nothing_is_open()
    return outcome


async def test_nothing_but_the_transport_changes() -> None:
    world = set_up(CSHARP)
    former = world.files.contents[INTERFACE]
    outcome = await repair(world, WANTED)
    assert (outcome.report.result, outcome.report.exit_code) == (Result.OK, Exit.OK)
    assert [file.path for file in outcome.report.files] == [INTERFACE]
    assert world.files.contents[INTERFACE] == former.replace(b'"Amqp"', b'"Amqp_WebSocket_Only"')
    assert outcome.assessment is not None
    assert outcome.assessment.transports == (Transport.AMQP_WEBSOCKET,)
    assert outcome.report.transports == (Transport.AMQP_WEBSOCKET,)
    assert any("Amqp_WebSocket_Only was asked for" in line for line in repair_lines(outcome))
    (fixed,) = repair_as_json(outcome)["fixed"]
    assert (fixed["rule"], fixed["key"]) == ("setting.transport", "transportType")


async def test_a_dry_run_only_shows_it() -> None:
    world = set_up(CSHARP)
    outcome = await repair(world, WANTED, dry_run=True)
    assert outcome.report.result is Result.OK
    assert "Amqp_WebSocket_Only" in outcome.previews[0].diff
    assert world.snapshot() == world.before


@pytest.mark.parametrize("same", ["Amqp", "0"])
async def test_what_means_the_same_stays(same: str) -> None:
    world = set_up(CSHARP)
    content = world.files.contents[INTERFACE].replace(b'"Amqp"', f'"{same}"'.encode())
    world.files.contents[INTERFACE] = content
    outcome = await repair(world, "Amqp")
    assert (outcome.report.result, outcome.report.files, outcome.fixed) == (Result.OK, (), ())
    assert world.files.contents[INTERFACE] == content


async def test_other_faults_are_set_right_with_it() -> None:
    world = set_up(CSHARP)
    world.files.contents[AGENT / "agent.key"] = b"!"
    world.files.contents[AGENT / "General.config"] = b""
    outcome = await repair(world, WANTED)
    assert outcome.report.exit_code is Exit.CHECK, "the key is not to be mended"
    rules = {finding.rule for finding in outcome.fixed}
    assert "setting.transport" in rules
    assert len(rules) > 1
    assert b"Amqp_WebSocket_Only" in world.files.contents[INTERFACE]


async def test_a_missing_file_is_written_with_it() -> None:
    world = set_up(CSHARP)
    del world.files.contents[INTERFACE]
    outcome = await repair(world, WANTED)
    assert outcome.report.result is Result.OK
    assert b'"Amqp_WebSocket_Only"' in world.files.contents[INTERFACE]


async def test_the_c_agent_has_no_such_setting() -> None:
    world = set_up(C)
    outcome = await repair(world, WANTED)
    problem = outcome.report.error
    assert problem is not None
    assert (problem.code, problem.variant) == (Code.ANSWERS_INVALID, "transport_built_in")
    assert outcome.report.exit_code is Exit.ANSWERS
    assert "built with its transport" in "\n".join(repair_lines(outcome))
    assert world.snapshot() == world.before


async def test_a_word_that_is_none() -> None:
    world = set_up(CSHARP)
    problem = (await repair(world, "amqp")).report.error
    assert problem is not None
    assert (problem.code, problem.variant) == (Code.ANSWERS_INVALID, "transport_word")
    assert world.snapshot() == world.before


@pytest.mark.parametrize("number", ["7", "-1", "99", "Mqtt, Amqp_Tcp_Only"])
async def test_a_number_without_a_word_ends_the_process(number: str) -> None:
    """.NET parses it and the SDK throws; words joined by commas are or-ed: 4 and 3 make 7."""
    world = set_up(CSHARP)
    content = world.files.contents[INTERFACE].replace(b'"Amqp"', f'"{number}"'.encode())
    world.files.contents[INTERFACE] = content
    found = await run_repair(AGENT, world.ports(), quiet, dry_run=True)
    assert [finding.rule for finding in found.fixed] == ["setting.undefined_number"]
    agent = AGENTS[CSHARP]
    before = await world.ports().files.assess(AGENT, agent)
    assert (before.verdict, before.agent_error) == (Verdict.CRASH, None)
    assert (await repair(world, "")).report.result is Result.OK
    assert b'"Amqp"' in world.files.contents[INTERFACE]
