"""The live check: what the agent will do at its start, done now, from the same files."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final

from wizard.core.connection_string import parse_host
from wizard.core.errors import CheckError, Code, ConnectionStringError, FilesError, Param
from wizard.core.judgement import Judgement, Verdict
from wizard.core.model import AgentFlavour, AgentSettings, HubAddress
from wizard.core.plan import check_steps_left_out
from wizard.core.ports import AgentFiles, AgentFormat, AuthProbe, ModuleLink
from wizard.core.report import StepId
from wizard.core.secret import Secret
from wizard.core.steps import StepRunner

LIMIT: Final = 30.0
"""Seconds that the whole check may take."""

_TIMEOUT_LOGGED: Final = {
    StepId.CHECK_HUB_REST: "Authentication / Other",
    StepId.CHECK_CONNECT: "Remote Configuration / Timeout",
    StepId.CHECK_TWIN: "Remote Configuration / Timeout",
}


class LiveCheck:
    """One check of one folder. ``settings`` are known once the configuration was read."""

    def __init__(
        self,
        directory: Path,
        formats: Mapping[AgentFlavour, AgentFormat],
        files: AgentFiles,
        probe: AuthProbe,
        runner: StepRunner,
    ) -> None:
        self._directory = directory
        self._formats = formats
        self._files = files
        self._probe = probe
        self._runner = runner
        self._key: Secret | None = None
        self.settings: AgentSettings | None = None
        self.flavour: AgentFlavour | None = None

    async def run(self) -> None:
        """Do the steps in the agent's order. Raises the SetupError of the first that fails."""
        self._deadline = asyncio.get_running_loop().time() + LIMIT
        await self._step(StepId.CHECK_READ_CONFIG, self._read_config)
        settings, key = self._ready()
        if StepId.CHECK_HUB_REST in check_steps_left_out(settings.identity):
            self._runner.skip(StepId.CHECK_HUB_REST)
        else:
            await self._step(StepId.CHECK_HUB_REST, lambda: self._hub_rest(settings, key))
        link: list[ModuleLink] = []
        try:
            await self._step(StepId.CHECK_CONNECT, lambda: self._connect(link))
            await self._step(StepId.CHECK_TWIN, lambda: self._twin(link[0]))
        finally:
            for open_link in link:
                await open_link.close()

    async def _step(self, step: StepId, work: Callable[[], Awaitable[None]]) -> None:
        async def within_limit() -> None:
            try:
                async with asyncio.timeout_at(self._deadline):
                    await work()
            except TimeoutError:
                raise CheckError(
                    Code.CHECK_TIMEOUT, agent_error=_TIMEOUT_LOGGED.get(step), seconds=round(LIMIT)
                ) from None

        await self._runner.run(step, within_limit)

    async def _read_config(self) -> None:
        judgement = await judge_folder(self._files, self._directory, self._formats)
        self.flavour, found = judgement
        if found.verdict is not Verdict.ACCEPTED or not (found.settings and found.secret):
            raise rejected(Code.CHECK_BAD_CONFIG, found)
        self.settings, self._key = found.settings, found.secret

    def _ready(self) -> tuple[AgentSettings, Secret]:
        if self.settings is None or self._key is None:
            raise RuntimeError("the configuration was not read")
        return self.settings, self._key

    async def _hub_rest(self, settings: AgentSettings, device_key: Secret) -> None:
        self._key = await self._probe.fetch_module_key(
            address_of(settings), settings.device_id, settings.module_id, device_key
        )

    async def _connect(self, link: list[ModuleLink]) -> None:
        settings, key = self._ready()
        link.append(
            await self._probe.connect(
                address_of(settings), settings.device_id, settings.module_id, key
            )
        )

    async def _twin(self, link: ModuleLink) -> None:
        await link.read_twin()


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
