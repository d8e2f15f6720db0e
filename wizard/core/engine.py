"""Doing what the plan says: the one job behind the wizard's last page and ``apply``."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import partial
from typing import Any, Final

from wizard.core.changes import FileChanges, SecretChanges
from wizard.core.check import LiveCheck
from wizard.core.errors import Code, FilesError, HubError, RuleError, SetupError
from wizard.core.model import MODULE_ID, DeviceIdentity, FileResult, ModuleIdentity, SetupState
from wizard.core.module_creation import ModuleCreation
from wizard.core.plan import IncompleteStateError, agent_key, build_plan, reported_steps
from wizard.core.ports import Ports, Registry
from wizard.core.preview import FilePreview, preview_files
from wizard.core.report import Problem, Report, StepId, result_of
from wizard.core.retry import absorb_cancellation, read_with_retries, to_end, undisturbed
from wizard.core.rules import device_problem, module_problem
from wizard.core.secret import Secret
from wizard.core.steps import Emit, StepRunner, as_problem

_log: Final = logging.getLogger(__name__)


class SetupRun:
    """One run for one complete state. Never raises: the report says how it ended.

    Up to ``config.verify`` everything on this computer is taken back when a step fails or the run
    is cancelled; a module that was created in the hub stays and is reported.
    """

    def __init__(
        self, state: SetupState, ports: Ports, emit: Emit, *, dry_run: bool = False
    ) -> None:
        if state.agent is None or state.credentials is None:
            raise IncompleteStateError
        self._state = state
        self._ports = ports
        self._dry_run = dry_run
        self._plan = build_plan(state, dry_run=dry_run)
        self._runner = StepRunner(reported_steps(self._plan), emit)
        self._agent = state.agent
        self._credentials = state.credentials
        self._secret_changes = SecretChanges(ports.secrets, ports.hubs)
        self._file_changes = FileChanges(ports.files, ports.formats[state.agent.flavour], state)
        self.previews: tuple[FilePreview, ...] = ()
        self._module_created = False
        self._warnings: list[Problem] = []

    @property
    def state(self) -> SetupState:
        """The state with what the run has found in the hub."""
        return self._state

    async def run(self) -> Report:
        """Do it all."""
        problem: Problem | None = None
        try:
            await self._do()
        except (Exception, asyncio.CancelledError) as error:
            if not isinstance(error, (SetupError, asyncio.CancelledError)):
                _log.exception("the run ended unexpectedly")
            problem = as_problem(error)
        if problem is not None and not self._file_changes.is_final:
            await undisturbed(self._take_back())
        absorb_cancellation()
        return self._report(problem)

    async def _do(self) -> None:
        registry = self._ports.open_registry(self._credentials, self._state.network)
        try:
            await self._read_hub(registry)
            if self._dry_run:
                self.previews = await self._preview()
                return
            await self._prepare(registry)
        finally:
            await to_end(registry.close())
        await self._change_this_computer()
        await self._live_check()

    async def _read_hub(self, registry: Registry) -> None:
        await self._runner.run(StepId.HUB_CONNECT, lambda: self._hub_connect(registry))
        await self._runner.run(StepId.DEVICE_READ, lambda: self._device_read(registry))
        await self._runner.run(StepId.MODULE_READ, lambda: self._module_read(registry))

    async def _hub_connect(self, registry: Registry) -> None:
        waiting = self._runner.waiting(StepId.HUB_CONNECT)
        info = await read_with_retries(registry.connect, waiting)
        self._update(hub=info)
        if info.more_rights_than_needed:
            self._warnings.append(
                Problem(
                    Code.HUB_TOO_MANY_RIGHTS,
                    "write" if self._state.create_module else "read",
                    (("policy", self._credentials.policy),),
                )
            )

    async def _device_read(self, registry: Registry) -> None:
        waiting = self._runner.waiting(StepId.DEVICE_READ)

        async def read() -> DeviceIdentity:
            return await registry.device(self._state.device_id)

        device = await read_with_retries(read, waiting)
        self._update(device=device)
        identity = self._state.auth.identity
        self._obey(device_problem(device, identity, self._agent.flavour))

    async def _module_read(self, registry: Registry) -> None:
        waiting = self._runner.waiting(StepId.MODULE_READ)

        async def read() -> ModuleIdentity | None:
            return await registry.module(self._state.device_id, MODULE_ID)

        module = await read_with_retries(read, waiting)
        self._update(module=module)
        self._judge_module(may_be_missing=self._state.create_module)

    async def _preview(self) -> tuple[FilePreview, ...]:
        try:
            return await preview_files(self._state, self._ports)
        except FilesError as error:
            await self._runner.run(StepId.CONFIG_WRITE, partial(_fail, error))
            raise

    async def _prepare(self, registry: Registry) -> None:
        """What must be known to work before anything is changed, then the change in the hub."""
        try:
            await self._file_changes.check_writable()
        except SetupError as error:
            await self._runner.run(StepId.CONFIG_WRITE, partial(_fail, error))
        if self._state.module is None and StepId.MODULE_CREATE in self._plan:
            await self._runner.run(StepId.MODULE_CREATE, lambda: self._create_module(registry))
        else:
            self._runner.skip(StepId.MODULE_CREATE)

    async def _create_module(self, registry: Registry) -> None:
        creation = ModuleCreation(
            registry, self._state.device_id, self._runner.waiting(StepId.MODULE_CREATE)
        )
        try:
            self._update(module=await creation.run())
        finally:
            self._module_created = creation.changed_hub
            if creation.is_uncertain:
                self._warnings.append(
                    Problem(
                        Code.HUB_TIMEOUT,
                        "module_unknown",
                        (("module", MODULE_ID), ("device", self._state.device_id)),
                    )
                )
        self._judge_module(may_be_missing=False)

    async def _change_this_computer(self) -> None:
        key = agent_key(self._state)
        if key is None:
            raise HubError(Code.HUB_BAD_ANSWER)
        if StepId.SECRETS_STORE in self._plan:
            await self._runner.run(
                StepId.SECRETS_STORE, lambda: self._secret_changes.store(self._state)
            )
        else:
            self._runner.skip(StepId.SECRETS_STORE)
        await self._runner.run(StepId.CONFIG_WRITE, lambda: self._file_changes.write(key))
        await self._runner.run(StepId.CONFIG_VERIFY, lambda: self._verify(key))

    async def _verify(self, key: Secret) -> None:
        await self._file_changes.verify(key)
        # From there on the change is meant to last, whatever the live check says.
        await self._file_changes.commit()

    async def _live_check(self) -> None:
        formats = {self._agent.flavour: self._ports.formats[self._agent.flavour]}
        probe = self._ports.open_probe(self._state.network)
        await LiveCheck(
            self._agent.directory, formats, self._ports.files, probe, self._runner
        ).run()

    async def _take_back(self) -> None:
        for undo in (self._file_changes.roll_back, self._secret_changes.roll_back):
            try:
                await undo()
            except Exception as error:
                if not isinstance(error, SetupError):
                    _log.exception("something could not be taken back")
                self._warnings.append(as_problem(error))

    def _update(self, **changes: Any) -> None:
        self._state = replace(self._state, **changes)

    def _judge_module(self, *, may_be_missing: bool) -> None:
        module = self._state.module
        self._obey(module_problem(self._state.device_id, module, create_module=may_be_missing))

    def _obey(self, problem: Problem | None) -> None:
        if problem is not None:
            params: dict[str, Any] = dict(problem.params)
            raise RuleError(problem.code, problem.variant, **params)

    def _files(self) -> tuple[FileResult, ...]:
        planned = tuple(FileResult(file.path, file.change) for file in self.previews)
        return planned or self._file_changes.results

    def _report(self, error: Problem | None) -> Report:
        state = self._state
        steps = self._runner.results()
        result, exit_code = result_of(error, written=self._file_changes.is_final)
        return Report(
            result=result,
            exit_code=exit_code,
            hub=self._credentials.address.host_name,
            device=state.device_id,
            identity=state.auth.identity,
            method=state.auth.method,
            flavour=self._agent.flavour,
            directory=self._agent.directory,
            files=self._files(),
            module_created=self._module_created,
            error=error,
            failed_step=self._runner.failed.step if self._runner.failed else None,
            warnings=tuple(self._warnings),
            steps=steps,
        )


async def _fail(error: SetupError) -> None:
    raise error
