"""Doing what the plan says: the one job behind the wizard's last page and ``apply``."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Final

from wizard.check.live_check import LiveCheck
from wizard.diagnosis.diagnosis import Diagnosis
from wizard.domain.agent.twin_finding import TwinFinding
from wizard.domain.certificate_rules import certificate_problem, obey_certificate
from wizard.domain.errors import Code, FilesError, HubError, Problem, SetupError
from wizard.domain.files import FileResult, FileWrite
from wizard.domain.ports.ports import Ports
from wizard.domain.ports.registry import Registry
from wizard.domain.proof import Assignment, NewCertificate, fingerprint_of
from wizard.domain.report import HubChange, Report, StepId, result_of
from wizard.domain.state import SetupState
from wizard.runs.file_preview import FilePreview
from wizard.runs.retry import absorb_cancellation, to_end, undisturbed
from wizard.runs.step_runner import Emit, StepRunner, as_problem
from wizard.setup.changes import FileChanges, SecretChanges
from wizard.setup.hub_reading import HubReading, check_without_hub
from wizard.setup.hub_writing import HubWriting
from wizard.setup.plan import (
    IncompleteStateError,
    agent_key,
    build_plan,
    reported_steps,
    secret_file,
)
from wizard.setup.preview import preview_files

_log: Final = logging.getLogger(__name__)


class SetupRun:
    """One run for one complete state. Never raises: the report says how it ended.

    Up to ``device.register`` everything on this computer is taken back when a step fails or the run
    is cancelled; what was changed in the hub stays and is reported.
    """

    def __init__(
        self, state: SetupState, ports: Ports, emit: Emit, *, dry_run: bool = False
    ) -> None:
        if state.agent is None:
            raise IncompleteStateError
        self._state = state
        self._ports = ports
        self._dry_run = dry_run
        self._plan = build_plan(state, dry_run=dry_run)
        self._runner = StepRunner(reported_steps(self._plan), emit)
        self._agent = state.agent
        self._secret_changes = SecretChanges(ports.secrets, ports.hubs)
        self._file_changes = FileChanges(ports.files, ports.agents[state.agent.flavour], state)
        self._hub_changes: list[HubChange] = []
        self._warnings: list[Problem] = []
        self._twin: tuple[TwinFinding, ...] = ()
        self._target: Assignment | None = None
        self.previews: tuple[FilePreview, ...] = ()

    @property
    def state(self) -> SetupState:
        """The state with what the run has found in the hub."""
        return self._state

    async def run(self) -> Report:
        """Do it all."""
        problem: Problem | None = None
        try:
            problem = await self._do()
        except (Exception, asyncio.CancelledError) as error:
            if not isinstance(error, (SetupError, asyncio.CancelledError)):
                _log.exception("the run ended unexpectedly")
            problem = as_problem(error)
        if problem is not None and not self._file_changes.is_final:
            await undisturbed(self._take_back())
        absorb_cancellation()
        return self._report(problem)

    async def _do(self) -> Problem | None:
        async with self._open_registry() as registry:
            await self._look(registry)
            if self._dry_run:
                self.previews = await self._preview()
                return None
            await self._change(registry)
        return await self._live_check()

    @asynccontextmanager
    async def _open_registry(self) -> AsyncIterator[Registry | None]:
        if self._state.credentials is None:
            yield None
            return
        registry = self._ports.open_registry(self._state.credentials, self._state.network)
        try:
            yield registry
        finally:
            await to_end(registry.close())

    async def _preview(self) -> tuple[FilePreview, ...]:
        try:
            return await preview_files(self._state, self._ports)
        except FilesError as error:
            await self._runner.run(StepId.CONFIG_WRITE, partial(_fail, error))
            raise

    async def _look(self, registry: Registry | None) -> None:
        """Everything that only reads."""
        flavour = self._agent.flavour
        if registry is not None:
            reading = HubReading(registry, self._runner, self._warnings, self._ports.survey)
            self._state = await reading.read(self._state, flavour)
        else:
            await self._look_without_hub()
        if StepId.CERTIFICATE_PREPARE in self._plan:
            await self._runner.run(StepId.CERTIFICATE_PREPARE, self._prepare_certificate)

    async def _look_without_hub(self) -> None:
        try:
            warning = check_without_hub(self._state, self._agent.flavour)
        except SetupError as error:
            await self._runner.run(StepId.DEVICE_READ, partial(_fail, error))
        else:
            self._warnings.extend([warning] if warning else [])

    async def _prepare_certificate(self) -> None:
        source = self._state.certificate
        if source is None:
            raise IncompleteStateError
        certificates = self._ports.certificates
        if isinstance(source, NewCertificate):
            # In a dry run too, so that its thumbprint can be shown; it is thrown away then.
            certificate = await certificates.make(source, self._state.device_id)
            device = None
        else:
            certificate = await certificates.load(source)
            device = self._state.device
        obey_certificate(certificate_problem(certificate, device, datetime.now(UTC)))
        self._state = replace(self._state, certificate_read=certificate)

    async def _change(self, registry: Registry | None) -> None:
        """Everything that changes something, up to where it is meant to last."""
        try:
            await self._file_changes.check_writable()
        except SetupError as error:
            await self._runner.run(StepId.CONFIG_WRITE, partial(_fail, error))
        try:
            await self._secret_changes.check_available(self._state)
        except SetupError as error:
            await self._runner.run(StepId.SECRETS_STORE, partial(_fail, error))
        hub = HubWriting(registry, self._runner, self._warnings) if registry else None
        if hub is not None:
            self._hub_changes = hub.changes
            self._state = await hub.prepare_module(self._state)
        secret = await secret_file(self._state, self._ports.certificates)
        if secret is None:
            raise HubError(Code.HUB_BAD_ANSWER)
        await self._write(secret, last=StepId.DEVICE_REGISTER not in self._plan)
        if hub is not None and StepId.DEVICE_REGISTER in self._plan:
            self._state = await hub.register(self._state, self._file_changes.commit)

    async def _write(self, secret: FileWrite, *, last: bool) -> None:
        """The changes on this computer; after the ``last`` step of a run they are meant to stay."""
        run, changes = self._runner.run, self._file_changes

        async def verify() -> None:
            await changes.verify(agent_key(self._state))
            if last:
                await changes.commit()

        if StepId.SECRETS_STORE in self._plan:
            await run(StepId.SECRETS_STORE, lambda: self._secret_changes.store(self._state))
        await run(StepId.CONFIG_WRITE, lambda: changes.write(secret))
        await run(StepId.CONFIG_VERIFY, verify)

    async def _live_check(self) -> Problem | None:
        diagnosis = Diagnosis(self._ports, self._agent.directory, self._state.credentials)
        check = LiveCheck(
            self._agent.directory,
            {self._agent.flavour: self._ports.agents[self._agent.flavour]},
            self._ports,
            self._state.network,
            self._runner,
            diagnosis.explain,
        )
        try:
            problem = await check.run()
            facts = check.facts(StepId.CHECK_TWIN)
            self._warnings.extend(await diagnosis.notes(facts, is_fine=False))
            return problem
        finally:
            self._warnings.extend(check.warnings)
            self._twin = check.twin
            self._target = check.target

    async def _take_back(self) -> None:
        for undo in (self._file_changes.roll_back, self._secret_changes.roll_back):
            try:
                await undo()
            except Exception as error:
                if not isinstance(error, SetupError):
                    _log.exception("something could not be taken back")
                self._warnings.append(as_problem(error))

    def _files(self) -> tuple[FileResult, ...]:
        planned = tuple(FileResult(file.path, file.change) for file in self.previews)
        return planned or self._file_changes.results

    def _report(self, error: Problem | None) -> Report:
        state = self._state
        steps = self._runner.results()
        result, exit_code = result_of(error, written=self._file_changes.is_final)
        address = self._target.address if self._target else state.address()
        device_id = state.device_id or (self._target.device_id if self._target else "")
        proof = state.certificate_read or agent_key(state)
        return Report(
            result=result,
            exit_code=exit_code,
            hub=address.host_name if address else None,
            device=device_id or None,
            identity=state.auth.identity,
            method=state.auth.method,
            flavour=self._agent.flavour,
            directory=self._agent.directory,
            files=self._files(),
            hub_changes=tuple(self._hub_changes),
            error=error,
            failed_step=self._runner.failed_with(error),
            warnings=tuple(self._warnings),
            steps=steps,
            twin=self._twin,
            fingerprint=fingerprint_of(proof) if proof else None,
        )


async def _fail(error: SetupError) -> None:
    raise error
