"""What every `Agent` does: the engine and the strict check rely on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pytest

from wizard.agents import AGENTS
from wizard.domain.agent.assessment import Verdict
from wizard.domain.agent.model import AgentFlavour, AgentSettings, Identity, Method
from wizard.domain.errors import Code, FilesError
from wizard.domain.ports.agent import Agent
from wizard.domain.secret import Secret

_KEY: Final = Secret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
_ID: Final = "9e9b4b8e-0d4e-4a66-9c1c-6a0d6e0f7a11"
_OTHER_ID: Final = "00000000-1111-2222-3333-444444444444"


@pytest.fixture(params=list(AGENTS))
def agent(request: pytest.FixtureRequest) -> Agent:
    flavour: AgentFlavour = request.param
    return AGENTS[flavour]


@pytest.fixture(params=["/var/ASCIoTAgent", "C:\\ASC IoT Agent", "\\\\server\\share\\агент"])
def directory(request: pytest.FixtureRequest) -> str:
    folder: str = request.param
    return folder


@pytest.fixture(params=[Identity.SECURITY_MODULE, Identity.DEVICE, Identity.DPS])
def settings(request: pytest.FixtureRequest, directory: str) -> AgentSettings:
    path = _join(directory, "the.key")
    if request.param is Identity.DPS:
        return AgentSettings(
            *(Identity.DPS, Method.SYMMETRIC_KEY, "", "", path),
            id_scope="0ne00AB",
            registration_id="cam-03",
        )
    return AgentSettings(
        request.param, Method.SYMMETRIC_KEY, "hub.azure-devices.net", "cam-03", path
    )


def _join(directory: str, name: str) -> str:
    return directory + ("\\" if "\\" in directory else "/") + name


class _Folder(dict[str, bytes]):
    """Files by their path: what a run has written, and the key file."""

    def __init__(
        self, directory: str, written: Mapping[str, bytes], settings: AgentSettings
    ) -> None:
        super().__init__({_join(directory, name): data for name, data in written.items()})
        self[settings.secret_path] = f"{_KEY.reveal()}\n".encode()

    def read(self, path: str) -> bytes | None:
        """A FileReader."""
        return self.get(path)


def test_knows_its_flavour(agent: Agent) -> None:
    assert AGENTS[agent.flavour] is agent
    assert agent.file_names


def test_what_is_written_is_accepted_and_read_back(
    agent: Agent, settings: AgentSettings, directory: str
) -> None:
    written = agent.render(settings, {}, _ID)
    assessment = agent.assess(directory, _Folder(directory, written, settings).read)
    assert assessment.verdict is Verdict.ACCEPTED
    assert assessment.agent_error is None
    assert assessment.findings == ()
    assert assessment.agent_here
    assert (assessment.settings, assessment.secret) == (settings, _KEY)


def test_every_file_is_written_whole(agent: Agent, settings: AgentSettings) -> None:
    assert set(agent.render(settings, {}, _ID)) == set(agent.file_names)
    nothing = dict.fromkeys(agent.file_names)
    assert agent.render(settings, nothing, _ID) == agent.render(settings, {}, _ID)


def test_writing_the_same_again_changes_nothing(agent: Agent, settings: AgentSettings) -> None:
    written = agent.render(settings, {}, _ID)
    assert agent.render(settings, written, _OTHER_ID) == written


def test_there_and_back_is_the_same(agent: Agent, settings: AgentSettings) -> None:
    written = agent.render(settings, {}, _ID)
    away = agent.render(replace(settings, device_id="other", secret_path="/o"), written, _OTHER_ID)
    assert away != written
    assert agent.render(settings, away, _OTHER_ID) == written


def test_the_agent_keeps_its_id(agent: Agent, settings: AgentSettings) -> None:
    written = agent.render(settings, {}, _ID)
    again = b"".join(agent.render(settings, written, _OTHER_ID).values())
    assert _ID.encode() in again
    assert _OTHER_ID.encode() not in again


def test_an_empty_folder_has_no_agent(agent: Agent, directory: str) -> None:
    assessment = agent.assess(directory, lambda path: None)
    assert not assessment.agent_here
    assert assessment.verdict in (Verdict.REJECTED, Verdict.CRASH)


def test_without_its_key_it_is_refused(
    agent: Agent, settings: AgentSettings, directory: str
) -> None:
    files = _Folder(directory, agent.render(settings, {}, _ID), settings)
    del files[settings.secret_path]
    assessment = agent.assess(directory, files.read)
    assert assessment.verdict is Verdict.REJECTED
    assert assessment.agent_error == "Authentication / File Not Exist"
    assert assessment.settings is None
    assert assessment.secret is None


def test_a_key_that_may_not_be_read(agent: Agent, settings: AgentSettings, directory: str) -> None:
    files = _Folder(directory, agent.render(settings, {}, _ID), settings)

    def read(path: str) -> bytes | None:
        if path == settings.secret_path:
            raise FilesError(Code.FILES_UNREADABLE, "permission", path=path)
        return files.get(path)

    assessment = agent.assess(directory, read)
    assert assessment.agent_error == "Authentication / File Permissions"


def test_what_cannot_be_understood_is_files_unreadable(
    agent: Agent, settings: AgentSettings
) -> None:
    for name in agent.file_names:
        with pytest.raises(FilesError) as caught:
            agent.render(settings, {name: b"\x00\x01 neither JSON nor XML"}, _ID)
        assert caught.value.code is Code.FILES_UNREADABLE
        assert caught.value.params["file"] == name


def test_the_key_shows_in_no_finding_and_no_repr(
    agent: Agent, settings: AgentSettings, directory: str
) -> None:
    files = _Folder(directory, agent.render(settings, {}, _ID), settings)
    for damaged in (f'"{_KEY.reveal()}', f"x{_KEY.reveal()}", _KEY.reveal()):
        files[settings.secret_path] = damaged.encode()
        assert _KEY.reveal()[:-2] not in repr(agent.assess(directory, files.read))
