"""Letting the strict reader look at a folder, and making errors of what it finds."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from pathlib import Path

from wizard.domain.agent.assessment import Finding, Judgement, Verdict
from wizard.domain.agent.model import AgentFlavour, AgentSettings
from wizard.domain.errors import CheckError, Code, ConnectionStringError, FilesError, Param
from wizard.domain.hub.connection_string import parse_host
from wizard.domain.ports.agent import AgentFormat
from wizard.domain.ports.files import AgentFiles
from wizard.domain.state import HubAddress


def only(
    formats: Mapping[AgentFlavour, AgentFormat], flavour: AgentFlavour | None
) -> Mapping[AgentFlavour, AgentFormat]:
    """The formats to look for: that of the flavour which was named, else all."""
    return formats if flavour is None else {flavour: formats[flavour]}


async def judge_folder(
    files: AgentFiles, directory: Path, formats: Mapping[AgentFlavour, AgentFormat]
) -> tuple[AgentFlavour, Judgement]:
    """The judgement of the agent that is configured in ``directory``.

    Raises FilesError ``files.no_agent_here``, with the variant ``two`` where both agents are, and
    ``files.unreadable`` where nothing in the folder may be read.
    """

    def judge(agent: AgentFormat) -> Awaitable[Judgement]:
        return files.examine(directory, lambda read: agent.judge(str(directory), read))

    here = [
        (flavour, judgement)
        for flavour, agent in formats.items()
        if (judgement := await judge(agent)).agent_here
    ]
    if here and all(_is_out_of_reach(judgement) for _, judgement in here):
        raise FilesError(
            Code.FILES_UNREADABLE, "permission", path=str(directory), reason="permission denied"
        )
    if len(here) != 1:
        variant = "two" if here else ""
        raise FilesError(Code.FILES_NO_AGENT, variant, directory=str(directory))
    return here[0]


def _is_out_of_reach(judgement: Judgement) -> bool:
    """Whether nothing but the lack of a right to read was found."""
    return any(finding.rule == "file.unreadable" for finding in judgement.findings[:1])


def rejected(code: Code, judgement: Judgement) -> CheckError:
    """The first finding of a judgement as an error; its rule is the error's variant."""
    if judgement.findings:
        finding = judgement.findings[0]
        return rejected_for(code, finding, judgement.verdict, judgement.agent_error)
    return CheckError(code, agent_error=judgement.agent_error, verdict=judgement.verdict.value)


def rejected_for(
    code: Code, finding: Finding, verdict: Verdict, agent_error: str | None
) -> CheckError:
    """A finding as an error; its rule is the error's variant."""
    params: dict[str, Param] = {"verdict": verdict.value, **dict(finding.params)}
    params |= {"file": finding.file, "line": finding.line or 0, "key": finding.key or ""}
    return CheckError(code, finding.rule, agent_error=agent_error, **params)


def obey_settings(judgement: Judgement) -> AgentSettings:
    """What the settings say. Raises CheckError ``check.bad_config`` where they would not do."""
    finding = judgement.deciding(about_secret=False)
    if finding is not None:
        raise rejected_for(Code.CHECK_BAD_CONFIG, finding, finding.verdict, finding.agent_error)
    if judgement.configured is None:
        raise rejected(Code.CHECK_BAD_CONFIG, judgement)
    return judgement.configured


def obey_secret(judgement: Judgement) -> None:
    """Raise CheckError ``check.bad_config`` where the key or certificate file would not do."""
    finding = judgement.deciding(about_secret=True)
    if finding is not None:
        raise rejected_for(Code.CHECK_BAD_CONFIG, finding, finding.verdict, finding.agent_error)


def address_of(settings: AgentSettings) -> HubAddress:
    """The hub in an agent's configuration. Raises CheckError ``check.bad_config``."""
    try:
        return parse_host(settings.host_name)
    except ConnectionStringError as error:
        raise CheckError(Code.CHECK_BAD_CONFIG, "host", value=settings.host_name) from error
