"""The live check: what the agent will do at its start, done now, from the same files."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from wizard.core.connection_string import parse_host
from wizard.core.credentials import DPS_HOST, Assignment, CertificateFile, Proof
from wizard.core.errors import (
    CheckError,
    Code,
    ConnectionStringError,
    FilesError,
    Param,
    SetupError,
)
from wizard.core.explaining import Explain, FailureContext, as_it_is
from wizard.core.judgement import Judgement, Verdict
from wizard.core.model import (
    AgentFlavour,
    AgentSettings,
    HubAddress,
    Identity,
    Method,
    Network,
)
from wizard.core.plan import also, left_out
from wizard.core.ports import AgentFiles, AgentFormat, ModuleLink, Ports
from wizard.core.report import Problem, StepId
from wizard.core.retry import to_end
from wizard.core.secret import Secret
from wizard.core.steps import StepRunner
from wizard.core.twin_finding import TwinFinding
from wizard.core.twin_rules import judge_twin, obey_twin, twin_warnings

T = TypeVar("T")

_log: Final = logging.getLogger(__name__)

LIMIT: Final = 30.0
"""Seconds that the whole check may take."""

_TIMEOUT_LOGGED: Final = {
    StepId.CHECK_DPS: "Authentication / Other",
    StepId.CHECK_HUB_REST: "Authentication / Other",
    StepId.CHECK_CONNECT: "Remote Configuration / Timeout",
    StepId.CHECK_TWIN: "Remote Configuration / Timeout",
}


class LiveCheck:
    """One check of one folder. What it has found stands in ``settings``, ``flavour``, ``target``.

    ``target`` is the hub and the device, from the configuration or the provisioning service.
    """

    def __init__(
        self,
        directory: Path,
        formats: Mapping[AgentFlavour, AgentFormat],
        ports: Ports,
        network: Network,
        runner: StepRunner,
        explain: Explain = as_it_is,
    ) -> None:
        self._explain = explain
        self._directory = directory
        self._formats = formats
        self._files = ports.files
        self._certificates = ports.certificates
        self._probe = ports.open_probe(network)
        self._network = network
        self._runner = runner
        self._proof: Proof | None = None
        self._module_key: Secret | None = None
        self._link: ModuleLink | None = None
        self.settings: AgentSettings | None = None
        self.flavour: AgentFlavour | None = None
        self.target: Assignment | None = None
        self.warnings: list[Problem] = []
        self.twin: tuple[TwinFinding, ...] = ()

    async def run(self) -> None:
        """Do the steps in the agent's order. Raises the SetupError of the first that fails."""
        self._deadline = asyncio.get_running_loop().time() + LIMIT
        await self._step(StepId.CHECK_READ_CONFIG, self._read_config)
        identity = self._known(self.settings).identity
        if StepId.CHECK_DPS in also(identity):
            await self._step(StepId.CHECK_DPS, self._dps)
        if StepId.CHECK_HUB_REST in left_out(identity):
            self._runner.skip(StepId.CHECK_HUB_REST)
        else:
            await self._step(StepId.CHECK_HUB_REST, self._hub_rest)
        try:
            await self._step(StepId.CHECK_CONNECT, self._connect)
            await self._step(StepId.CHECK_TWIN, self._twin)
        finally:
            if self._link is not None:
                await to_end(self._link.close())

    async def _step(self, step: StepId, work: Callable[[], Awaitable[None]]) -> None:
        async def within_limit() -> None:
            try:
                async with asyncio.timeout_at(self._deadline):
                    await work()
            except SetupError as error:
                raise await self._explained(step, error) from None
            except TimeoutError:
                raise CheckError(
                    Code.CHECK_TIMEOUT, agent_error=_TIMEOUT_LOGGED.get(step), seconds=round(LIMIT)
                ) from None

        await self._runner.run(step, within_limit)

    async def _explained(self, step: StepId, error: SetupError) -> SetupError:
        """The one place where a failure becomes what the user is told."""
        problem = Problem.of(error)
        context = FailureContext(
            step,
            self._network,
            self.flavour,
            self.settings,
            self._proof,
            self._module_key,
            self.target,
        )
        try:
            async with asyncio.timeout_at(self._deadline):
                problem = await self._explain(problem, context)
        except Exception:  # whatever hinders the explanation: the failure itself stands
            _log.exception("a failure could not be explained")
        params: dict[str, Any] = dict(problem.params)
        return CheckError(problem.code, problem.variant, agent_error=problem.agent_error, **params)

    async def _read_config(self) -> None:
        self.flavour, found = await judge_folder(self._files, self._directory, self._formats)
        if found.verdict is not Verdict.ACCEPTED or found.settings is None:
            raise rejected(Code.CHECK_BAD_CONFIG, found)
        self.settings, self._proof = found.settings, found.secret
        if found.settings.host_name:
            self.target = Assignment(address_of(found.settings), found.settings.device_id)
        if found.settings.method is Method.SELF_SIGNED_CERTIFICATE:
            path = self._directory / found.settings.secret_path
            self._proof = await self._certificates.load(CertificateFile(path))
        elif found.settings.identity is Identity.SECURITY_MODULE:
            self._module_key = found.secret

    async def _dps(self) -> None:
        settings = self._known(self.settings)
        host = self._network.dps_host
        if host != DPS_HOST:
            self.warnings.append(Problem(Code.DPS_HOST_IS_BUILT_IN, "", (("host", host),)))
        self.target = await self._probe.register(
            settings.id_scope, settings.registration_id, self._need_proof()
        )

    async def _hub_rest(self) -> None:
        target = self._known(self.target)
        self._module_key = await self._probe.fetch_module_key(
            target.address,
            target.device_id,
            self._known(self.settings).module_id,
            self._need_proof(),
        )

    async def _connect(self) -> None:
        target = self._known(self.target)
        self._link = await self._probe.connect(
            target.address,
            target.device_id,
            self._known(self.settings).module_id,
            self._known(self._module_key),
        )

    async def _twin(self) -> None:
        twin = await self._known(self._link).read_twin()
        self.twin = judge_twin(twin, self._known(self.flavour))
        self.warnings.extend(twin_warnings(self.twin))
        obey_twin(self.twin)

    def _need_proof(self) -> Proof:
        if self._proof is None:
            raise RuntimeError("the agent's secret was not read")
        return self._proof

    def _known(self, value: T | None) -> T:
        """What an earlier step has found."""
        if value is None:
            raise RuntimeError("a step was left out")
        return value


def only(
    formats: Mapping[AgentFlavour, AgentFormat], flavour: AgentFlavour | None
) -> Mapping[AgentFlavour, AgentFormat]:
    """The formats to look for: that of the flavour which was named, else all."""
    return formats if flavour is None else {flavour: formats[flavour]}


async def judge_folder(
    files: AgentFiles, directory: Path, formats: Mapping[AgentFlavour, AgentFormat]
) -> tuple[AgentFlavour, Judgement]:
    """The judgement of the agent that is configured in ``directory``.

    Raises FilesError ``files.no_agent_here``; with the variant ``two`` where both agents are.
    """

    def judge(agent: AgentFormat) -> Awaitable[Judgement]:
        return files.examine(directory, lambda read: agent.judge(str(directory), read))

    here = [
        (flavour, judgement)
        for flavour, agent in formats.items()
        if (judgement := await judge(agent)).agent_here
    ]
    if len(here) != 1:
        variant = "two" if here else ""
        raise FilesError(Code.FILES_NO_AGENT, variant, directory=str(directory))
    return here[0]


def rejected(code: Code, judgement: Judgement) -> CheckError:
    """The first finding of a judgement as an error; its rule is the error's variant."""
    params: dict[str, Param] = {"verdict": judgement.verdict.value}
    rule = ""
    if judgement.findings:
        finding = judgement.findings[0]
        rule = finding.rule
        params |= dict(finding.params)
        params |= {"file": finding.file, "line": finding.line or 0, "key": finding.key or ""}
    return CheckError(code, rule, agent_error=judgement.agent_error, **params)


def address_of(settings: AgentSettings) -> HubAddress:
    """The hub in an agent's configuration. Raises CheckError ``check.bad_config``."""
    try:
        return parse_host(settings.host_name)
    except ConnectionStringError as error:
        raise CheckError(Code.CHECK_BAD_CONFIG, "host", value=settings.host_name) from error
