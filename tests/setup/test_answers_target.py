"""The answers file's other computer: its paths are that computer's, whatever this one is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.setup.test_answers import LEAST, parse, refusal
from wizard.domain.agent.target_folder import OtherComputer, TargetKind, TargetSystem
from wizard.domain.hub.connection_string import parse_connection_string
from wizard.setup.agent_config import agent_settings, new_agent_id
from wizard.setup.answers.secret_source import read_at_hand
from wizard.setup.answers.table import SecretSource

HUB = "HostName=h.azure-devices.net;SharedAccessKeyName=p;SharedAccessKey=a2V5"


def answers(**agent: str) -> str:
    """The least file, with these keys in ``[agent]`` instead of its own, as TOML values."""
    values = {"flavour": '"c"', "directory": '"/var/ASCIoTAgent"'} | agent
    lines = "\n".join(f"{key} = {value}" for key, value in values.items() if value)
    return LEAST.partition("[agent]")[0] + f"[agent]\n{lines}\n"


def target(base: Path, **agent: str) -> tuple[OtherComputer, Path]:
    found = parse(answers(**agent), base).state.agent
    assert found is not None
    assert found.elsewhere is not None
    return found.elsewhere, found.directory


def secret_path(base: Path, **agent: str) -> tuple[str | None, Path | None]:
    """What the file says, and where the key is written."""
    state = parse(answers(**agent), base).state
    return state.secret_path_on_target(), state.secret_path()


def test_a_stage_is_written_here_and_the_folder_is_there(tmp_path: Path) -> None:
    other, written = target(tmp_path, stage='"out/cam-03"')
    assert written == tmp_path / "out" / "cam-03"
    assert (str(other.directory), other.system) == ("/var/ASCIoTAgent", TargetSystem.LINUX)
    assert other.kind is TargetKind.COMPUTER
    said, here = secret_path(tmp_path, stage='"out/cam-03"')
    assert (said, here) == (
        "/var/ASCIoTAgent/azureiotsecurity.key",
        written / "azureiotsecurity.key",
    )


def test_a_folder_of_windows_makes_the_other_computer_one(tmp_path: Path) -> None:
    windows = {"flavour": '"csharp"', "directory": r"'C:\Program Files\ASC\'", "stage": '"out"'}
    other, _ = target(tmp_path, **windows)
    assert (str(other.directory), other.system) == (r"C:\Program Files\ASC", TargetSystem.WINDOWS)
    said, here = secret_path(tmp_path, **windows, key_file=r"'keys\a.key'")
    assert (said, here) == (r"C:\Program Files\ASC\keys\a.key", tmp_path / "out" / "keys" / "a.key")


def test_a_key_outside_the_folder_is_written_beside_the_rest(tmp_path: Path) -> None:
    said, here = secret_path(tmp_path, stage='"out"', key_file='"/etc/keys/a.key"')
    assert (said, here) == ("/etc/keys/a.key", tmp_path / "out" / "a.key")


def test_without_a_stage_the_agent_is_on_this_computer(tmp_path: Path) -> None:
    for agent in ({}, {"target": '"computer"'}):
        found = parse(answers(**agent), tmp_path).state.agent
        assert found is not None
        assert found.elsewhere is None


@pytest.mark.parametrize(
    ("agent", "key", "variant"),
    [
        ({"directory": '"var/ASC"', "stage": '"o"'}, "agent.directory", "not_absolute"),
        (
            {"flavour": '"csharp"', "directory": '"/ASC"', "os": '"windows"', "stage": '"o"'},
            "agent.directory",
            "not_absolute_windows",
        ),
        (
            {"directory": r"'C:\ASC'", "os": '"linux"', "stage": '"o"'},
            "agent.directory",
            "not_absolute",
        ),
        ({"directory": '"~/ASC"', "stage": '"o"'}, "agent.directory", "home_elsewhere"),
        ({"directory": r'"C:\temp"', "stage": '"o"'}, "agent.directory", "path_escape"),
        ({"key_file": '"~/a.key"', "stage": '"o"'}, "agent.key_file", "home_elsewhere"),
        ({"key_file": r"'k\a.key'", "stage": '"o"'}, "agent.key_file", "key_file"),
        ({"restart": "true", "stage": '"o"'}, "agent.restart", "restart_elsewhere"),
        ({"os": '"windows"', "stage": '"o"'}, "agent.os", "os_flavour"),
        ({"bundle": '"a.zip"'}, "agent.bundle", "only_bundle"),
        ({"bundle_passphrase": '{ env = "P" }'}, "agent.bundle_passphrase", "only_bundle"),
        ({"ssh": '"pi@cam"'}, "agent.ssh", "only_ssh"),
    ],
)
def test_what_does_not_fit_is_refused(agent: dict[str, str], key: str, variant: str) -> None:
    error = refusal(answers(**agent))
    assert (error.params["key"], error.variant) == (key, variant)


def test_another_system_needs_a_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wizard.setup.answers.target.THIS_SYSTEM", TargetSystem.LINUX)
    error = refusal(answers(flavour='"csharp"', os='"windows"'))
    assert (error.params["key"], error.variant) == ("agent.os", "os_needs_stage")


def test_the_agent_id_is_the_target_s_not_the_stage_s(tmp_path: Path) -> None:
    def made(base: Path, **agent: str) -> str:
        text = answers(**agent).replace(
            "connection_string = { stdin = true }", 'connection_string = { file = "hub" }'
        )
        (base / "hub").write_text(HUB)
        found = parse(text, base)
        assert found.sources == {"hub.connection_string": SecretSource("file", str(base / "hub"))}
        assert read_at_hand(found)["hub.connection_string"].reveal() == HUB
        state = replace(found.state, credentials=parse_connection_string(HUB))
        assert agent_settings(state).secret_path == "/var/ASCIoTAgent/azureiotsecurity.key"
        return new_agent_id(state)

    assert made(tmp_path, stage='"a"') == made(tmp_path, stage='"b"')
