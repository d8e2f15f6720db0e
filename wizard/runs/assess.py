"""Letting the strict reader look at a folder, and making errors of what it finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from wizard.domain.agent.agent_error import NOTHING
from wizard.domain.agent.assessment import FATAL, Assessment, Finding, Verdict
from wizard.domain.agent.model import AgentFlavour, AgentSettings
from wizard.domain.errors import CheckError, Code, ConnectionStringError, FilesError, Param
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.connection_string import parse_host
from wizard.domain.ports.agent import Agent
from wizard.domain.ports.files import AgentFiles

SUCCESSOR_FILE: Final = "connection_string.txt"
"""Of the micro agent, which this program does not set up (hub.md, "State of the services")."""


def only(
    agents: Mapping[AgentFlavour, Agent], flavour: AgentFlavour | None
) -> Mapping[AgentFlavour, Agent]:
    """The formats to look for: that of the flavour which was named, else all."""
    return agents if flavour is None else {flavour: agents[flavour]}


async def assess_folder(
    files: AgentFiles, directory: Path, agents: Mapping[AgentFlavour, Agent]
) -> tuple[AgentFlavour, Assessment]:
    """The judgement of the agent that is configured in ``directory``.

    Raises FilesError ``files.no_agent_here``, with the variant ``two`` where both agents are, and
    ``files.unreadable`` where nothing in the folder may be read.
    """

    here = [
        (flavour, assessment)
        for flavour, agent in agents.items()
        if (assessment := await files.assess(directory, agent)).agent_here
    ]
    if here and all(_is_out_of_reach(assessment) for _, assessment in here):
        raise await _barrier(files, directory, [assessment for _, assessment in here])
    if len(here) != 1:
        variant = "two" if here else ""
        if not here and SUCCESSOR_FILE in await files.names(directory):
            variant = "micro_agent"
        raise FilesError(Code.FILES_NO_AGENT, variant, directory=str(directory))
    return here[0]


def _is_out_of_reach(assessment: Assessment) -> bool:
    """Whether nothing was found but that a file cannot be read."""
    return any(finding.rule == "file.unreadable" for finding in assessment.findings[:1])


async def _barrier(
    files: AgentFiles, directory: Path, assessments: Sequence[Assessment]
) -> FilesError:
    """What keeps the files from being read: a folder in their place, their size, or no right."""
    for assessment in assessments:
        try:
            await files.read(directory / assessment.findings[0].file)
        except FilesError as error:
            if error.variant != "permission":
                return error
    return FilesError(
        Code.FILES_UNREADABLE, "permission", path=str(directory), reason="permission denied"
    )


def rejected(code: Code, assessment: Assessment) -> CheckError:
    """The first finding of a judgement as an error; its rule is the error's variant."""
    if assessment.findings:
        finding = assessment.findings[0]
        return rejected_for(code, finding, assessment.verdict, assessment.agent_error)
    return CheckError(code, agent_error=assessment.agent_error, verdict=assessment.verdict.value)


def rejected_for(
    code: Code, finding: Finding, verdict: Verdict, agent_error: str | None
) -> CheckError:
    """A finding as an error; its rule is the error's variant."""
    params: dict[str, Param] = {"verdict": verdict.value, **dict(finding.params)}
    params |= {"file": finding.file, "line": finding.line or 0, "key": finding.key or ""}
    logged = agent_error or (NOTHING if verdict in FATAL else None)
    return CheckError(code, finding.rule, agent_error=logged, **params)


def require_settings(assessment: Assessment) -> AgentSettings:
    """What the settings say. Raises CheckError ``check.bad_config`` where they would not do."""
    finding = assessment.deciding(about_secret=False)
    if finding is not None:
        raise rejected_for(Code.CHECK_BAD_CONFIG, finding, finding.verdict, finding.agent_error)
    if assessment.configured is None:
        raise rejected(Code.CHECK_BAD_CONFIG, assessment)
    return assessment.configured


def require_secret(assessment: Assessment) -> None:
    """Raise CheckError ``check.bad_config`` where the key or certificate file would not do."""
    finding = assessment.deciding(about_secret=True)
    if finding is not None:
        raise rejected_for(Code.CHECK_BAD_CONFIG, finding, finding.verdict, finding.agent_error)


def address_of(settings: AgentSettings) -> HubAddress:
    """The hub in an agent's configuration. Raises CheckError ``check.bad_config``."""
    try:
        return parse_host(settings.host_name)
    except ConnectionStringError as error:
        raise CheckError(Code.CHECK_BAD_CONFIG, "host", value=settings.host_name) from error
