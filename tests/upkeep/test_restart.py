"""Restarting an agent, and what is made of what it logs then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes.service import FakeService
from tests.fakes.world import AGENT, World
from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.agent_log import ERROR_VARIANTS, LogEvent
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import Code, Exit, ServiceError
from wizard.domain.ports.service import ServiceFault, ServiceState, ServiceStatus
from wizard.domain.report import Report, Result, StepId, StepStatus
from wizard.setup.engine import SetupRun
from wizard.text.lookup import text_of, text_of_entry
from wizard.upkeep.restart import run_restart

C_ERROR = "ASC for IoT agent encounterd an error! Error in: {}, reason: {}, extra details: x"
CSHARP_ERROR = (
    "11/26/2026 9:20:32 PM | CorrelationId: 1 | Fatal: ASC for IoT agent encountered an error! "
    "Error in: {}, reason: {}, extra details: x"
)
CONNECTED = {
    C: "ASC for IoT Agent initialized!",
    CSHARP: "11/26/2026 9:20:32 PM | CorrelationId: 1 | Information: Agent is initialized!",
}


async def restarted(
    service: FakeService, flavour: AgentFlavour = C, patience: float = 0.0
) -> Report:
    """A run against this service."""
    ports = replace(World().ports(), service=service)
    return await run_restart(AGENT, flavour, ports, lambda _event: None, patience)


@pytest.mark.parametrize("flavour", [C, CSHARP])
async def test_an_agent_that_says_so_has_connected(flavour: AgentFlavour) -> None:
    report = await restarted(FakeService(logs=[("Starting", CONNECTED[flavour])]), flavour)

    assert (report.result, report.error, report.warnings) == (Result.OK, None, ())
    assert [step.status for step in report.steps] == [StepStatus.OK, StepStatus.OK]
    assert report.agent_log[-1].event is LogEvent.CONNECTED


async def test_waits_for_the_agents_word() -> None:
    service = FakeService(logs=[(), ("Starting",), ("Starting", CONNECTED[C])])

    report = await restarted(service, patience=60)

    assert report.result is Result.OK
    assert service.calls == ["restart", "log", "log", "log"]


@pytest.mark.parametrize("error", ERROR_VARIANTS)
@pytest.mark.parametrize("template", [C_ERROR, CSHARP_ERROR])
async def test_every_error_of_the_agents_is_explained(error: str, template: str) -> None:
    message = template.format(*error.split(" / "))
    flavour = C if template is C_ERROR else CSHARP

    report = await restarted(FakeService(logs=[(message,)]), flavour)

    assert report.error is not None
    assert (report.error.code, report.exit_code) == (Code.AGENT_KEEPS_RESTARTING, Exit.CHECK)
    assert (report.failed_step, report.error.agent_error) == (StepId.AGENT_LOG, error)
    assert report.error.variant == ERROR_VARIANTS[error]
    (entry,) = report.agent_log
    assert text_of_entry(entry) == text_of(report.error)


async def test_an_unknown_error_is_shown_as_it_stands() -> None:
    report = await restarted(FakeService(logs=[(C_ERROR.format("Sun", "Spot"),)]))

    assert report.error is not None
    assert report.error.variant == "unknown_error"
    assert "Sun" in text_of(report.error).cause


@pytest.mark.parametrize(
    "after",
    [
        ServiceStatus(ServiceState.FAILED),
        ServiceStatus(ServiceState.STOPPED),
        ServiceStatus(ServiceState.RESTARTING, restarts=2),
    ],
)
async def test_an_agent_that_ends_without_a_word(after: ServiceStatus) -> None:
    report = await restarted(FakeService(after=after))

    assert report.error is not None
    assert (report.error.code, report.error.variant) == (Code.AGENT_KEEPS_RESTARTING, "no_reason")


@pytest.mark.parametrize("fault", ServiceFault)
async def test_how_its_program_ended_is_told_at_once(fault: ServiceFault) -> None:
    after = ServiceStatus(ServiceState.RESTARTING, words="203/EXEC", fault=fault)

    report = await restarted(FakeService(after=after))

    assert report.error is not None
    assert (report.error.code, report.error.variant) == (Code.AGENT_KEEPS_RESTARTING, fault.value)
    assert "203/EXEC" in text_of(report.error).cause


async def test_an_agent_that_ended_before_and_has_connected_now_is_fine() -> None:
    log = (C_ERROR.format("Remote Configuration", "Timeout"), CONNECTED[C])

    report = await restarted(FakeService(logs=[log]))

    assert report.result is Result.OK


async def test_silence_is_no_failure_and_is_said() -> None:
    report = await restarted(FakeService())

    assert report.result is Result.OK
    assert [warning.code for warning in report.warnings] == [Code.AGENT_SILENT]


async def test_a_log_that_may_not_be_read_is_said_and_not_waited_for() -> None:
    failing = {"log": ServiceError(Code.AGENT_LOG_UNREADABLE, "no_rights", name="ASCIoTAgent")}

    report = await restarted(FakeService(failing=failing), patience=3600)

    assert report.result is Result.OK
    assert [warning.code for warning in report.warnings] == [Code.AGENT_LOG_UNREADABLE]


async def test_a_service_that_is_not_there_is_not_restarted() -> None:
    service = FakeService(before=ServiceStatus(ServiceState.NOT_INSTALLED))

    report = await restarted(service)

    assert report.error is not None
    assert report.error.code is Code.AGENT_NOT_INSTALLED
    assert service.calls == []


async def test_the_service_of_another_folder_is_not_restarted(tmp_path: Path) -> None:
    service = FakeService.in_folder(tmp_path)

    report = await restarted(service)

    assert report.error is not None
    assert (report.error.code, report.error.variant) == (Code.AGENT_NOT_INSTALLED, "elsewhere")
    assert service.calls == []


async def test_what_the_manager_says_is_told() -> None:
    failing = {"restart": ServiceError(Code.AGENT_RESTART_FAILED, service="s", words="Job failed")}

    report = await restarted(FakeService(failing=failing))

    assert report.failed_step is StepId.AGENT_RESTART
    assert report.error is not None
    assert "Job failed" in text_of(report.error).cause


async def test_a_set_up_restarts_the_agent_last_and_only_where_that_is_wanted() -> None:
    for wanted in (False, True):
        world = World()
        service = FakeService(logs=[(CONNECTED[C],)])
        ports = replace(world.ports(), service=service)
        run = SetupRun(world.state(restart_agent=wanted), ports, lambda _event: None)

        report = await run.run()

        assert report.result is Result.OK
        steps = [step.step for step in report.steps]
        assert (steps[-2:] == [StepId.AGENT_RESTART, StepId.AGENT_LOG]) is wanted
        assert ("restart" in service.calls) is wanted
        assert bool(report.agent_log) is wanted


async def test_a_failed_restart_leaves_the_files_written() -> None:
    world = World()
    failing = {"restart": ServiceError(Code.AGENT_RESTART_FAILED, "no_rights", service="s")}
    ports = replace(world.ports(), service=FakeService(failing=failing))

    report = await SetupRun(world.state(restart_agent=True), ports, lambda _event: None).run()

    assert (report.exit_code, report.written) == (Exit.CHECK, True)
    assert report.failed_step is StepId.AGENT_RESTART


def test_no_secret_of_a_message_is_repeated() -> None:
    message = "HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey=AAECAwQFBgcICQoLDA0ODxAREhM="
    for agent in AGENTS.values():
        (entry,) = agent.explain_log((message,))
        assert "AAECAwQFBgcICQoLDA0ODxAREhM=" not in entry.text
