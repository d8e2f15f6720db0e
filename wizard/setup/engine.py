"""Carrying the plan out: the one engine behind the wizard's last page and ``apply``."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from typing import Final

from wizard.domain.errors import Code, FilesError, Problem, SetupError
from wizard.domain.files import Change, FileResult
from wizard.domain.hub.model import HubInfo
from wizard.domain.ports.ports import Ports
from wizard.domain.ports.registry import Registry
from wizard.domain.proof import fingerprint_of
from wizard.domain.report import Report, StepId
from wizard.domain.state import SetupState
from wizard.runs import outcome
from wizard.runs.file_preview import FilePreview
from wizard.runs.outcome import ReportFacts
from wizard.runs.retry import to_end
from wizard.runs.step_runner import Emit, StepRunner, as_problem
from wizard.setup.agent_config import IncompleteStateError, agent_key
from wizard.setup.changes import FileChanges, SecretChanges
from wizard.setup.hub.creating_ahead import NOTHING, CreatedAhead
from wizard.setup.jobs.job import Job, JobPhase, Run
from wizard.setup.plan import JOBS, planned_steps, reported_steps
from wizard.setup.planned_transports import planned_transports
from wizard.setup.preview import planned_files
from wizard.setup.settled import Settled

_log: Final = logging.getLogger(__name__)


class SetupRun:
    """One run for one complete state. Never raises: the report says how it ended.

    Until the last change is made, everything on this computer is rolled back when a step fails or
    the run is cancelled; what was changed in the hub stays and is reported. ``registry`` is a
    connection to the hub that is open already and stays so; ``hub`` is what is known of a hub that
    an earlier run has connected to: it is not asked again. ``ahead`` was changed there for this
    run before it begins.
    """

    def __init__(
        self,
        state: SetupState,
        ports: Ports,
        emit: Emit,
        *,
        dry_run: bool = False,
        registry: Registry | None = None,
        hub: HubInfo | None = None,
        ahead: CreatedAhead = NOTHING,
    ) -> None:
        if state.agent is None:
            raise IncompleteStateError
        ports = ports.for_agent(state.agent)
        self._dry_run = dry_run
        self._lent_registry = registry
        self._begun: list[Job] = []
        self._run = Run(
            state,
            state.agent,
            ports,
            StepRunner(reported_steps(planned_steps(state, dry_run=dry_run)), emit),
            FileChanges(ports.files, ports.agents[state.agent.flavour], state),
            SecretChanges(ports.secrets, ports.hubs),
            known_hub=hub,
            hub_changes=list(ahead.changes),
            warnings=list(ahead.warnings),
        )
        self._settled = Settled(self._run)
        self.previews: tuple[FilePreview, ...] = ()

    @property
    def ports(self) -> Ports:
        """What the run works with: where its files are, a later check finds them too."""
        return self._run.ports

    @property
    def state(self) -> SetupState:
        """The state with what the run has found in the hub."""
        return self._run.state

    async def run(self) -> Report:
        """Do it all."""
        awake = nullcontext() if self._dry_run else self._run.ports.keep_awake()
        with awake:
            return await outcome.run(self._do, self._run.runner, self._facts, self._roll_back)

    async def _do(self) -> None:
        if not self._dry_run:
            await self._each_change(lambda job: job.begin(self._run))
        async with self._open_registry() as self._run.registry:
            await self._do_jobs(JobPhase.LOOK)
            self._run.transports = await planned_transports(self._run.agent, self._run.ports)
            if self._dry_run:
                self.previews = await self._preview()
                return
            await self._prepare()
            await self._do_jobs(JobPhase.CHANGE)
        self._run.state = replace(self._run.state, settled=await self._settled.load())
        await self._do_jobs(JobPhase.CHECK)

    @asynccontextmanager
    async def _open_registry(self) -> AsyncIterator[Registry | None]:
        credentials, network = self._run.state.credentials, self._run.state.network
        if credentials is None or self._lent_registry is not None:
            yield self._lent_registry
            return
        registry = self._run.ports.open_registry(credentials, network)
        try:
            yield registry
        finally:
            await to_end(registry.close())

    async def _do_jobs(self, phase: JobPhase) -> None:
        """The jobs of this phase that are wanted when their turn comes; with the last change, what
        was written becomes final."""
        jobs = [job for job in JOBS if job.phase is phase]
        for place, job in enumerate(jobs, start=1):
            if job.wanted(self._run.state):
                is_last = not any(later.wanted(self._run.state) for later in jobs[place:])
                await self._do_job(job, commit=is_last and phase is JobPhase.CHANGE)

    async def _do_job(self, job: Job, *, commit: bool) -> None:
        async def work() -> None:
            await job.run(self._run)
            if commit:
                await self._run.files.commit(lambda: self._run.runner.mark_final(job.id))

        self._begun.append(job)
        follow_up = job.follow_up(self._run.state)
        await self._settled.begin(follow_up)
        if job.steps(self._run.state) == (job.id,):
            await self._run.runner.run(job.id, work)
        else:
            await work()
        await self._settled.passed(follow_up)

    async def _prepare(self) -> None:
        await self._each_change(lambda job: job.prepare(self._run))

    async def _each_change(self, ready: Callable[[Job], Awaitable[None]]) -> None:
        # In their order: nobody is asked for administrator rights before the keyring is known to be
        # open. Over SSH, or in a service, nobody can unlock it.
        for job in JOBS:
            if job.phase is JobPhase.CHANGE and job.wanted(self._run.state):
                try:
                    await ready(job)
                except SetupError as error:
                    self._run.runner.fail(job.id, error)
                    raise

    async def _preview(self) -> tuple[FilePreview, ...]:
        try:
            planned = await planned_files(self._run.state, self._run.ports)
        except FilesError as error:
            self._run.runner.fail(StepId.CONFIG_WRITE, error)
            raise
        for path in planned.unread:
            about = (("path", str(path)),)
            self._run.warnings.append(Problem(Code.FILES_NOT_COMPARED, "", about))
        # It is the run's to replace, whatever is in it now.
        unread = (FilePreview(path, Change.UPDATED, "") for path in planned.unread)
        return (*unread, *planned.files)

    async def _roll_back(self) -> None:
        """Undo what was begun, the last first; one that fails does not keep the others from it."""
        for job in reversed(self._begun):
            try:
                await job.undo(self._run)
            except Exception as error:
                if not isinstance(error, SetupError):
                    _log.exception("something could not be rolled back")
                self._run.warnings.append(as_problem(error))

    def _facts(self) -> ReportFacts:
        run, state = self._run, self._run.state
        address = run.target.address if run.target else state.address()
        device_id = state.device_id or (run.target.device_id if run.target else "")
        proof = state.certificate_read or agent_key(state)
        planned = tuple(FileResult(file.path, file.change) for file in self.previews)
        return {
            "hub": address.host_name if address else None,
            "device": device_id or None,
            "identity": state.auth.identity,
            "method": state.auth.method,
            "flavour": run.agent.flavour,
            "directory": run.agent.directory,
            "files": planned or run.files.results,
            "hub_changes": tuple(run.hub_changes),
            "warnings": tuple(run.warnings),
            "twin": run.twin,
            "transports": run.transports,
            "ports": run.found_ports,
            "agent_log": run.agent_log,
            "fingerprint": fingerprint_of(proof) if proof else None,
        }
