"""What the agent in a folder would do at start, without any network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wizard.domain.agent.assessment import Assessment, Verdict
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import Code
from wizard.domain.hub.transport import Transport
from wizard.domain.ports.ports import Ports
from wizard.domain.report import Report, StepId
from wizard.runs import outcome
from wizard.runs.assess import assess_folder, only, rejected
from wizard.runs.outcome import ReportFacts
from wizard.runs.step_runner import Emit, StepRunner
from wizard.runs.store_lookup import look_up


@dataclass(frozen=True, slots=True)
class OfflineCheck:
    """What was found. ``assessment`` is None where none could be made: the report says why."""

    report: Report
    assessment: Assessment | None = None


async def judge_offline(
    directory: Path, ports: Ports, emit: Emit, flavour: AgentFlavour | None = None
) -> OfflineCheck:
    """Judge the configuration in ``directory`` as its agent would.

    The flavour is told from the files; with both agents there it must be named. Never raises: the
    report says how it ended.
    """
    runner = StepRunner((StepId.CHECK_READ_CONFIG,), emit)
    found: tuple[AgentFlavour, Assessment] | None = None

    async def read() -> None:
        nonlocal found
        found = await assess_folder(ports.files, directory, only(ports.agents, flavour))
        judged, _ = await look_up(found[1], ports.certificate_store)
        found = found[0], judged
        if found[1].verdict is not Verdict.ACCEPTED:
            raise rejected(Code.CHECK_BAD_CONFIG, found[1])

    async def work() -> None:
        await runner.run(StepId.CHECK_READ_CONFIG, read)

    def facts() -> ReportFacts:
        return assessment_facts(directory, *(found or (flavour, None)))

    report = await outcome.run(work, runner, facts)
    return OfflineCheck(report, found[1] if found else None)


def assessment_facts(
    directory: Path, flavour: AgentFlavour | None, assessment: Assessment | None
) -> ReportFacts:
    """What a report says of an agent of which only the configuration is known."""
    settings = assessment.settings if assessment else None
    return {
        "hub": settings.host_name or None if settings else None,
        "device": settings.device_id or None if settings else None,
        "identity": settings.identity if settings else None,
        "method": settings.method if settings else None,
        "flavour": flavour,
        "directory": directory,
        "transports": _transports(flavour, assessment),
    }


def _transports(
    flavour: AgentFlavour | None, assessment: Assessment | None
) -> tuple[Transport, ...]:
    """By the configuration, else as the agent is built."""
    if flavour is None or assessment is None or not assessment.agent_here:
        return ()
    return assessment.transports or flavour.transports
