"""Files that are written here for an agent on another computer."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end2end.conftest import Job, statuses, toml

MakeJob = Callable[..., Job]

WINDOWS = {"directory": r"'C:\Program Files\ASC'", "stage": '"out/cam-01"'}
LINUX = {"directory": '"/var/ASCIoTAgent"', "stage": '"out/cam-01"'}


@pytest.mark.parametrize(
    ("flavour", "keys", "file", "said"),
    [
        ("c", LINUX, "LocalConfiguration.json", '"FilePath" : "/var/ASCIoTAgent/device.key"'),
        ("csharp", WINDOWS, "Authentication.config", r'"C:\Program Files\ASC\device.key"'),
    ],
)
def test_the_file_says_the_target_s_path(
    job: MakeJob, tmp_path: Path, flavour: str, keys: dict[str, str], file: str, said: str
) -> None:
    stage = tmp_path / "out" / "cam-01"
    setup = job(identity="Device", flavour=flavour, agent_keys=keys, directory=stage)
    report = setup.apply()
    assert (report["result"], report["error"]) == ("ok", None), report
    assert said in (stage / file).read_text(encoding="utf-8-sig").replace("\\\\", "\\")
    assert (stage / "device.key").is_file()
    if os.name == "posix":
        assert stat.S_IMODE((stage / "device.key").stat().st_mode) == 0o600
    assert statuses(report)["check.twin"] == "ok"

    again = setup.apply()
    assert {one["change"] for one in again["agent"]["files"]} == {"unchanged"}
    checked = setup.check()
    assert (checked["result"], checked["error"]) == ("ok", None)
    (stage / "device.key").unlink()
    missing = setup.check()
    assert (missing["exit_code"], missing["error"]["code"]) == (7, "check.bad_config")


def test_a_damaged_stage_is_repaired_for_its_target(job: MakeJob, tmp_path: Path) -> None:
    stage = tmp_path / "out" / "cam-01"
    setup = job(flavour="csharp", agent_keys=WINDOWS, directory=stage)
    setup.apply()
    configuration = stage / "Authentication.config"
    good = configuration.read_bytes()
    configuration.write_bytes(good.replace(b'"Module"', b'"SecurityModule"'))
    assert configuration.read_bytes() != good
    repaired = setup.run("repair", "--agent-dir", str(stage), "--json")
    assert repaired["result"] == "ok", repaired
    assert configuration.read_bytes() == good
    undone = setup.run("undo", "--agent-dir", str(stage), "--json")
    assert undone["result"] == "ok"
    assert configuration.read_bytes() != good


def test_a_description_that_is_no_such_is_refused(job: MakeJob, tmp_path: Path) -> None:
    stage = tmp_path / "out" / "cam-01"
    setup = job(agent_keys=LINUX, directory=stage)
    setup.apply()
    (stage / "target.json").write_text(json.dumps({"directory": "../etc", "os": "linux"}))
    report = setup.check()
    assert report["exit_code"] in (6, 7)
    assert report["error"]["code"] == "files.unreadable"
    assert str(stage / "target.json") in report["error"]["message"]


def test_a_restart_is_the_other_computer_s(job: MakeJob) -> None:
    report = job(agent_keys=LINUX).apply("--restart")
    assert report["exit_code"] == 2
    assert "--restart" in report["error"]["message"]


def test_a_key_of_the_target_s_own_place_is_checked_too(job: MakeJob, tmp_path: Path) -> None:
    keys = LINUX | {"key_file": toml("/etc/keys/agent.key")}
    report = job(agent_keys=keys).apply()
    assert report["result"] == "ok"
    stage = tmp_path / "out" / "cam-01"
    assert (stage / "agent.key").is_file()
    assert '"/etc/keys/agent.key"' in (stage / "LocalConfiguration.json").read_text()
