"""Setting an agent's configuration right, as one unit with backups."""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from wizard.domain.agent.assessment import Assessment, Finding, RepairPlan, Verdict
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import AnswersError, Code, FilesError, SetupError
from wizard.domain.files import FileResult
from wizard.domain.ports.files import WriteUnit
from wizard.domain.ports.ports import Ports
from wizard.domain.report import Report, StepId
from wizard.runs import outcome
from wizard.runs.assess import assess_folder, only, rejected
from wizard.runs.file_preview import FilePreview, preview_writes
from wizard.runs.outcome import ReportFacts
from wizard.runs.retry import to_end
from wizard.runs.step_runner import Emit, StepRunner
from wizard.runs.store_lookup import look_up
from wizard.upkeep.offline_check import assessment_facts

_log: Final = logging.getLogger(__name__)
_STEPS: Final = (StepId.CHECK_READ_CONFIG, StepId.CONFIG_WRITE, StepId.CONFIG_VERIFY)


@dataclass(frozen=True, slots=True)
class Repairable:
    """An agent's configuration as it is, and what can be done about it."""

    flavour: AgentFlavour
    before: Assessment
    plan: RepairPlan


@dataclass(frozen=True, slots=True)
class RepairOutcome:
    """What a repair has done, or would do: ``previews`` are a dry run's.

    ``assessment`` is the one afterwards: its findings are what is left. None where no agent could
    be assessed: the report says why.
    """

    report: Report
    assessment: Assessment | None = None
    fixed: tuple[Finding, ...] = ()
    previews: tuple[FilePreview, ...] = ()


async def plan_repair(
    directory: Path,
    ports: Ports,
    flavour: AgentFlavour | None = None,
    new_agent_id: str | None = None,
    transport: str = "",
) -> Repairable:
    """Look, touch nothing. ``new_agent_id`` serves where one is missing; None: a random one.
    ``transport``: what the agent's setting for it is to be besides, in the agent's word.

    A certificate in a store of this computer is looked up: CertificateError where it cannot be.
    Raises FilesError ``files.no_agent_here``; with the variant ``two`` where both agents are there
    and none was named. Raises AnswersError where this agent has no such transport to be set.
    """
    found, before = await assess_folder(ports.files, directory, only(ports.agents, flavour))
    if transport:
        _require_transport(found, transport)
    agent, agent_id = ports.agents[found], new_agent_id or str(uuid.uuid4())
    plan = await ports.files.repair(directory, agent, agent_id, transport)
    group = found.reader_group
    writes = tuple(
        replace(write, reader_group=group) if write.secret else write for write in plan.writes
    )
    before, _ = await look_up(before, ports.certificate_store)
    after, _ = await look_up(plan.after, ports.certificate_store)
    return Repairable(found, before, replace(plan, writes=writes, after=after))


async def run_repair(
    directory: Path,
    ports: Ports,
    emit: Emit,
    flavour: AgentFlavour | None = None,
    *,
    dry_run: bool = False,
    new_agent_id: str | None = None,
    transport: str = "",
) -> RepairOutcome:
    """Repair what can be; all or nothing is written. Never raises: the report says how it ended.

    It ends well where the agent accepts its configuration afterwards.
    """
    run = _RepairRun(directory, ports, emit, flavour, dry_run, new_agent_id, transport)
    return await run.run()


class _RepairRun:
    def __init__(
        self,
        directory: Path,
        ports: Ports,
        emit: Emit,
        flavour: AgentFlavour | None,
        dry_run: bool,
        new_agent_id: str | None,
        transport: str,
    ) -> None:
        self._directory = directory
        self._ports = ports
        self._flavour = flavour
        self._dry_run = dry_run
        self._new_agent_id = new_agent_id
        self._transport = transport
        self._runner = StepRunner(_STEPS[:1] if dry_run else _STEPS, emit)
        self._found: Repairable | None = None
        self._unit: WriteUnit | None = None
        self._files: tuple[FileResult, ...] = ()
        self._previews: tuple[FilePreview, ...] = ()

    async def run(self) -> RepairOutcome:
        report = await outcome.run(self._do, self._runner, self._facts, self._roll_back)
        found = self._found
        fixed = found.plan.fixed if found and self._is_done(found) else ()
        return RepairOutcome(report, self._assessment(), fixed, self._previews)

    async def _do(self) -> None:
        await self._runner.run(StepId.CHECK_READ_CONFIG, self._look)
        found = self._known()
        if self._dry_run:
            self._previews = await preview_writes(found.plan.writes, self._ports.files)
            self._files = tuple(FileResult(file.path, file.change) for file in self._previews)
            _require_accepted(found.plan.after)
            return
        if found.plan.writes:
            await self._runner.run(StepId.CONFIG_WRITE, self._write)
        await self._runner.run(StepId.CONFIG_VERIFY, self._verify)

    async def _look(self) -> None:
        if not self._dry_run:
            await to_end(self._ports.files.recover(self._directory))
        self._found = await plan_repair(
            self._directory, self._ports, self._flavour, self._new_agent_id, self._transport
        )

    async def _write(self) -> None:
        writes = self._known().plan.writes
        await to_end(self._ports.files.write(self._directory, writes), self._keep)

    def _keep(self, unit: WriteUnit) -> None:
        self._unit = unit
        self._files = unit.results

    async def _verify(self) -> None:
        """What was promised must have come true; then it stays, even if something is left."""
        found = self._known()
        agent = self._ports.agents[found.flavour]
        judged = await self._ports.files.assess(self._directory, agent)
        now, _ = await look_up(judged, self._ports.certificate_store)
        if now != found.plan.after:
            raise FilesError(Code.FILES_REJECTED, "differs", directory=str(self._directory))
        unit, self._unit = self._unit, None
        if unit is not None:
            await to_end(
                self._commit(unit), lambda _: self._runner.mark_final(StepId.CONFIG_VERIFY)
            )
        _require_accepted(now)

    async def _commit(self, unit: WriteUnit) -> None:
        try:
            await unit.commit()
        except SetupError:
            self._files = ()  # everything was put back
            raise

    async def _roll_back(self) -> None:
        unit, self._unit = self._unit, None
        if unit is None:
            return
        self._files = ()
        try:
            await unit.roll_back()
        except Exception:
            _log.exception("the repair could not be taken back; the next run in the folder does it")

    def _known(self) -> Repairable:
        if self._found is None:
            raise RuntimeError("the configuration was not read")
        return self._found

    def _is_done(self, found: Repairable) -> bool:
        """Whether the files are as the plan has them, or would be after this dry run."""
        return self._dry_run or bool(self._files) or not found.plan.writes

    def _assessment(self) -> Assessment | None:
        if self._found is None:
            return None
        return self._found.plan.after if self._is_done(self._found) else self._found.before

    def _facts(self) -> ReportFacts:
        flavour = self._found.flavour if self._found else self._flavour
        facts = assessment_facts(self._directory, flavour, self._assessment())
        return {**facts, "files": self._files}


def _require_transport(flavour: AgentFlavour, wanted: str) -> None:
    """Raise AnswersError where no file of this agent's can say so."""
    words = ", ".join(flavour.transport_types)
    if wanted not in flavour.transport_types:
        raise AnswersError(
            Code.ANSWERS_INVALID,
            "transport_word" if words else "transport_built_in",
            key="--transport",
            agent=flavour.name,
            value=wanted,
            allowed=words,
        )


def _require_accepted(assessment: Assessment) -> None:
    """Raise CheckError ``check.bad_config`` for what is left."""
    if assessment.verdict is not Verdict.ACCEPTED:
        raise rejected(Code.CHECK_BAD_CONFIG, assessment)
