"""A folder that is not the agent's: said before anything is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.agents.builders import KEY
from tests.fakes.files import FakeFiles
from tests.fakes.ports import PortsOfTest
from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.facts import FoundAgent
from wizard.domain.agent.model import AgentFlavour, AgentSettings, AgentTarget, Identity, Method
from wizard.domain.errors import Code, FilesError, Severity
from wizard.domain.state import SetupState
from wizard.infra.elevation.system_elevation import SystemElevation
from wizard.infra.files.look_alikes import look_alikes
from wizard.runs.assess import assess_folder
from wizard.setup.folder_notes import folder_note, folder_truth
from wizard.text.lookup import text_of


def installed(folder: Path, flavour: AgentFlavour, device: str = "") -> Path:
    """An agent as it is shipped, or set up for ``device``."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = AgentSettings(
        *(Identity.SECURITY_MODULE, Method.SYMMETRIC_KEY, "h.azure-devices.net"),
        *(device or "x", str(folder / "azureiotsecurity.key")),
    )
    agent = AGENTS[flavour]
    nothing = dict.fromkeys(agent.file_names)
    for name, content in agent.render(
        settings, nothing, "9e9b4b8e-0d4e-4a66-9c1c-6a0d6e0f7a11"
    ).items():
        data = content if device else content.replace(b'"x"', b'""')
        (folder / name).write_bytes(data)
    return folder


async def note(
    tmp_path: Path, directory: Path, flavour: AgentFlavour = C, *found: FoundAgent
) -> tuple[str, str]:
    state = SetupState(device_id="pump-7", agent=AgentTarget(flavour, directory))
    problem = await folder_note(state, PortsOfTest(tmp_path, found))
    if problem is None:
        return "", ""
    assert (problem.code, problem.code.severity) == (Code.FILES_FOLDER, Severity.WARNING)
    text = text_of(problem)
    return problem.variant, f"{text.cause} {text.remedy}"


async def test_other_capitals(tmp_path: Path) -> None:
    real = installed(tmp_path / "ASCIoTAgent", C)
    if (tmp_path / "asciotagent").exists():
        pytest.skip("capitals make no difference here")

    variant, said = await note(tmp_path, tmp_path / "ascIotAgent")

    assert variant == "capitals"
    assert str(real) in said
    assert look_alikes(real) == ()


async def test_a_folder_that_is_new_or_empty(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    for name, expected in (("not/there", "missing"), ("empty", "no_agent")):
        variant, said = await note(tmp_path, tmp_path / name)
        assert variant == expected
        assert str(tmp_path / name) in said


async def test_the_agent_is_installed_elsewhere(tmp_path: Path) -> None:
    real = installed(tmp_path / "var" / "agent", C)

    variant, said = await note(tmp_path, tmp_path / "new", C, FoundAgent(C, real, True))

    assert variant == "elsewhere"
    assert str(real) in said
    assert await note(tmp_path, real, C, FoundAgent(C, real, True)) == ("", "")


async def test_the_agent_that_is_installed_is_another_devices(tmp_path: Path) -> None:
    """The next device's files are prepared beside it: nobody has mistaken the folder."""
    real = installed(tmp_path / "var" / "agent", C, "pump-6")

    variant, _said = await note(tmp_path, tmp_path / "pump-7", C, FoundAgent(C, real, True))

    assert variant == "missing"


async def test_the_other_agents_configuration(tmp_path: Path) -> None:
    folder = installed(tmp_path / "agent", CSHARP)

    variant, said = await note(tmp_path, folder, C)

    assert variant == "other_agent"
    assert "C# agent, not of the C agent" in said


@pytest.mark.parametrize("flavour", [C, CSHARP], ids=lambda flavour: flavour.id)
async def test_another_devices_configuration(tmp_path: Path, flavour: AgentFlavour) -> None:
    folder = installed(tmp_path / "agent", flavour, "pump-6")
    (folder / "azureiotsecurity.key").write_text(f"{KEY}\n", "ascii")

    variant, said = await note(tmp_path, folder, flavour)

    assert variant == "other_device"
    assert "pump-6 will no longer have an agent there" in said
    assert await note(tmp_path, installed(folder, flavour, "pump-7"), flavour) == ("", "")


async def test_the_micro_agents_folder(tmp_path: Path) -> None:
    (tmp_path / "connection_string.txt").write_text("HostName=h;DeviceId=d", "ascii")

    variant, said = await note(tmp_path, tmp_path)
    with pytest.raises(FilesError) as caught:
        await assess_folder(PortsOfTest(tmp_path, ()).files, tmp_path, AGENTS)

    assert variant == "micro_agent"
    assert "micro agent" in said
    assert (caught.value.code, caught.value.variant) == (Code.FILES_NO_AGENT, "micro_agent")


async def test_a_file_in_the_folders_place_is_told_before_it_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    state = SetupState(device_id="x", agent=AgentTarget(C, tmp_path / "file"))

    truth = await folder_truth(state, PortsOfTest(tmp_path, ()))

    assert truth.obstacle is not None
    assert "not a folder" in text_of(truth.obstacle).cause
    assert not truth.needs_rights


@pytest.mark.parametrize("allowed", [True, False])
async def test_rights_that_are_lacking_are_told_before_it_is_written(
    tmp_path: Path, allowed: bool
) -> None:
    ports = PortsOfTest(tmp_path, ())
    files = FakeFiles()
    directory = tmp_path / "agent"
    files.failing["check_writable"] = FilesError(
        Code.FILES_NOT_WRITABLE, "permission", path=str(directory), reason=""
    )
    ports.__dict__["elevation"] = SystemElevation(files, allowed=allowed)
    state = SetupState(device_id="x", agent=AgentTarget(C, directory))

    truth = await folder_truth(state, ports)

    assert truth.needs_rights is allowed
    assert (truth.obstacle is None) is allowed


async def test_a_folder_that_cannot_be_read_is_told_when_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    state = SetupState(device_id="x", agent=AgentTarget(C, tmp_path / "file"))

    await folder_note(state, PortsOfTest(tmp_path, ()))
    assert await folder_note(replace(state, agent=None), PortsOfTest(tmp_path, ())) is None
