"""``check --offline``, ``repair`` and ``undo``: an agent's folder, and no network."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.agents.builders import GENERAL as GENERAL_VALUES
from tests.agents.builders import INTERFACE as INTERFACE_VALUES
from tests.agents.builders import KEY, authentication, c_config, pem, pfx, section
from tests.end2end.conftest import Job
from wizard.__main__ import main
from wizard.domain.agent.model import AgentFlavour

CONFIG, AUTH = "LocalConfiguration.json", "Authentication.config"
COMMON = {"result", "exit_code", "hub", "device", "identity", "method", "agent", "error"}


@dataclass
class Folder:
    """An agent's folder, and the commands that work on it."""

    path: Path
    capsys: pytest.CaptureFixture[str]

    def put(self, name: str, content: bytes) -> Path:
        self.path.mkdir(exist_ok=True)
        (self.path / name).write_bytes(content)
        return self.path / name

    def c(self, secret: bytes = f"{KEY}\n".encode(), name: str = "k.key", **more: Any) -> None:
        """A C agent; ``more`` are settings of its Authentication."""
        path = str(self.put(name, secret))
        changes = {f"Authentication.{key}": value for key, value in more.items()}
        self.put(CONFIG, c_config({"Authentication.FilePath": path} | changes))

    def csharp(self, secret: bytes = f"{KEY}\n".encode(), name: str = "k.key", **more: Any) -> None:
        """A C# agent; ``more`` are settings of its Authentication.config."""
        path = str(self.put(name, secret))
        self.put(AUTH, authentication({"filePath": path} | more))
        self.put("General.config", section("General", GENERAL_VALUES))
        self.put("SecurityIotInterface.config", section("ExternalInterface", INTERFACE_VALUES))

    def offline(self, *options: str) -> dict[str, Any]:
        return self.json("check", "--offline", *options)

    def json(self, command: str, *options: str) -> dict[str, Any]:
        """Run with ``--json``; the exit code must be the one it tells."""
        exit_code = main([command, "--agent-dir", str(self.path), "--json", *options])
        found: dict[str, Any] = json.loads(self.capsys.readouterr().out)
        assert found["exit_code"] == exit_code
        assert set(found) >= COMMON
        return found

    def text(self, command: str, *options: str) -> tuple[int, str]:
        exit_code = main([command, "--agent-dir", str(self.path), *options])
        return exit_code, self.capsys.readouterr().out

    def contents(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.path.iterdir()}


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Folder:
    return Folder(tmp_path / "agent", capsys)


def test_an_accepted_configuration(folder: Folder) -> None:
    folder.c()
    before = folder.contents()
    found = folder.offline()
    assert (found["result"], found["exit_code"], found["error"]) == ("ok", 0, None)
    assert (found["agent_verdict"], found["agent_error"], found["findings"]) == (
        *("accepted", None),
        [],
    )
    assert (found["hub"], found["device"]) == ("hub.azure-devices.net", "dev1")
    assert (found["identity"], found["method"]) == ("SecurityModule", "SymmetricKey")
    assert found["agent"]["flavour"] == "c"
    assert [(step["id"], step["status"]) for step in found["steps"]] == [
        ("check.read_config", "ok")
    ]
    assert folder.contents() == before


def test_a_certificate_behind_dps(folder: Folder) -> None:
    dps = {"identity": "DPS", "idScope": "0ne", "registrationId": "r", "deviceId": ""}
    location = {"type": "SelfSignedCertificate", "certificateLocationKind": "LocalFile"}
    folder.csharp(pfx(), "agent.pfx", **dps, **location)
    found = folder.offline()
    assert (found["agent_verdict"], found["hub"], found["device"]) == ("accepted", None, None)
    assert (found["identity"], found["method"]) == ("DPS", "SelfSignedCertificate")
    assert found["agent"]["flavour"] == "csharp"


@pytest.mark.parametrize(
    ("changes", "secret", "verdict", "error", "rule"),
    [
        (
            {"Identity": "Module"},
            *(f"{KEY}\n".encode(), "rejected"),
            *("Local Configuration / Cant Parse Configuration", "setting.unknown_word"),
        ),
        ({"Identity": None}, f"{KEY}\n".encode(), "crash", None, "identity.not_text"),
        ({}, f"{KEY}\r\n".encode(), "unauthenticable", None, "key.crlf"),
    ],
)
def test_what_stands_in_the_way(
    folder: Folder,
    changes: dict[str, Any],
    secret: bytes,
    verdict: str,
    error: str | None,
    rule: str,
) -> None:
    folder.c(secret, **changes)
    found = folder.offline()
    assert (found["agent_verdict"], found["agent_error"]) == (verdict, error)
    assert (found["result"], found["exit_code"]) == ("failed", 7)
    assert (found["error"]["code"], found["error"]["step"]) == (
        *("check.bad_config", "check.read_config"),
    )
    first = found["findings"][0]
    assert set(first) == {"file", "line", "key", "rule", "message", "remedy"}
    assert (first["file"], first["rule"]) == (CONFIG, rule)
    assert isinstance(first["line"], int)
    assert first["message"] and first["remedy"]


def test_no_agent(folder: Folder) -> None:
    for prepare in (lambda: None, lambda: folder.put("other.txt", b"")):
        prepare()
        found = folder.offline()
        assert (found["error"]["code"], found["exit_code"]) == ("files.no_agent_here", 6)
        assert (found["agent_verdict"], found["agent_error"]) == (None, None)
        assert found["findings"] == []


@pytest.mark.parametrize("command", ["check --offline", "check", "repair"])
@pytest.mark.parametrize("size", [0, 2_000_000], ids=["folder", "size"])
def test_what_is_no_configuration_file_is_not_a_lack_of_rights(
    folder: Folder, command: str, size: int
) -> None:
    if size:
        folder.put(CONFIG, bytes(size))
    else:
        (folder.path / CONFIG).mkdir(parents=True)
    error = folder.json(*command.split())["error"]
    assert error["code"] == "files.unreadable"
    assert str(folder.path / CONFIG) in error["message"]
    assert ("larger than" if size else "is a folder or a device") in error["message"]


def test_with_both_agents_one_is_named(folder: Folder) -> None:
    folder.csharp()
    folder.c(f"{KEY}\r\n".encode(), "c.key")
    found = folder.offline()
    assert (found["error"]["code"], found["exit_code"]) == ("files.no_agent_here", 6)
    assert "--flavour" in found["error"]["remedy"]
    assert folder.offline("--flavour", "csharp")["agent_verdict"] == "accepted"
    assert folder.offline("--flavour", "c")["agent_verdict"] == "unauthenticable"


def test_a_flavour_that_is_not_there(folder: Folder) -> None:
    folder.csharp()
    assert folder.offline("--flavour", "c")["exit_code"] == 6


def test_in_words(folder: Folder) -> None:
    folder.c(Identity="device")
    exit_code, said = folder.text("check", "--offline")
    assert exit_code == 7
    for part in ("refuse to start", "Local Configuration / Cant Parse", CONFIG, "SecurityModule"):
        assert part in said
    folder.c()
    exit_code, said = folder.text("check", "--offline")
    assert exit_code == 0
    assert "would start with this configuration" in said


def test_a_secret_in_the_wrong_setting_is_not_repeated(folder: Folder) -> None:
    folder.c(HostName=f"HostName=h.n;SharedAccessKey={KEY}", DeviceId=KEY, Identity=KEY)
    assert KEY not in json.dumps(folder.offline())
    folder.csharp(filePath=KEY)
    assert KEY not in json.dumps(folder.offline("--flavour", "csharp"))


def test_repairing_a_c_agent(folder: Folder) -> None:
    folder.c(f"{KEY}\r\n".encode(), Identity="Module", HostName="https://hub.azure-devices.net/")
    key, config = (folder.path / name for name in ("k.key", CONFIG))
    key.chmod(0o600)
    before = folder.contents()

    planned = folder.json("repair", "--dry-run")
    assert (planned["exit_code"], planned["agent_verdict"]) == (0, "accepted")
    assert {file["path"]: file["change"] for file in planned["agent"]["files"]} == {
        str(key): "updated",
        str(config): "updated",
    }
    assert all(file["diff"] and KEY not in file["diff"] for file in planned["agent"]["files"])
    assert folder.contents() == before

    found = folder.json("repair")
    assert (found["result"], found["exit_code"], found["findings"]) == ("ok", 0, [])
    assert {fix["rule"] for fix in found["fixed"]} == {
        *("setting.unknown_word", "host.scheme", "key.crlf"),
    }
    assert set(found["fixed"][0]) == {"file", "line", "key", "rule", "message", "remedy"}
    assert [(step["id"], step["status"]) for step in found["steps"]] == [
        ("check.read_config", "ok"),
        ("config.write", "ok"),
        ("config.verify", "ok"),
    ]
    assert key.read_bytes() == f"{KEY}\n".encode()
    backups = {Path(file["path"]).name: file["backup"] for file in found["agent"]["files"]}
    for name, backup in backups.items():
        assert Path(backup).read_bytes() == before[name]
    if os.name == "posix":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert folder.offline()["agent_verdict"] == "accepted"
    again = folder.json("repair")
    assert (again["exit_code"], again["fixed"], again["agent"]["files"]) == (0, [], [])


def test_repairing_a_certificate_of_the_csharp_agent(folder: Folder) -> None:
    folder.csharp(
        pem(),
        "agent.pem",
        identity="Device",
        type="SelfSignedCertificate",
        certificateLocationKind="localfile",
    )
    found = folder.json("repair")
    assert (found["exit_code"], found["method"]) == (0, "SelfSignedCertificate")
    made = folder.path / "agent.pfx"
    assert {file["path"]: file["change"] for file in found["agent"]["files"]} == {
        str(made): "created",
        str(folder.path / AUTH): "updated",
    }
    assert (folder.path / "agent.pem").read_bytes() == pem()
    if os.name == "posix":
        assert not stat.S_IMODE(made.stat().st_mode) & 0o037


def test_what_cannot_be_repaired_is_told(folder: Folder) -> None:
    folder.c(b"no key", Identity="securitymodule")
    found = folder.json("repair")
    assert (found["result"], found["exit_code"]) == ("failed", 7)
    assert (found["error"]["code"], found["error"]["step"]) == (
        *("check.bad_config", "config.verify"),
    )
    assert [left["rule"] for left in found["findings"]] == ["key.not_base64"]
    assert [fix["rule"] for fix in found["fixed"]] == ["setting.unknown_word"]
    assert b'"Identity": "SecurityModule"' in (folder.path / CONFIG).read_bytes()
    assert folder.json("repair", "--dry-run")["exit_code"] == 7


def test_repair_in_words(folder: Folder) -> None:
    folder.c(f" {KEY}".encode(), DeviceId="")
    exit_code, said = folder.text("repair", "--dry-run")
    assert (exit_code, KEY in said) == (7, False)
    folder.c(f" {KEY}".encode())
    exit_code, said = folder.text("repair")
    assert exit_code == 0
    for part in ("spaces around the key", "accepted", "Restart"):
        assert part in said


def test_nothing_to_repair_where_there_is_no_agent(folder: Folder) -> None:
    found = folder.json("repair")
    assert (found["error"]["code"], found["exit_code"]) == ("files.no_agent_here", 6)
    assert (found["agent_verdict"], found["fixed"]) == (None, [])
    exit_code, said = folder.text("repair")
    assert exit_code == 6
    assert "There is no configured agent" in said


@pytest.mark.skipif(sys.platform == "win32", reason="making a link needs a right that users lack")
def test_a_file_that_cannot_be_written_is_a_file_error(folder: Folder) -> None:
    folder.c()
    (folder.path / "real.key").write_bytes(f" {KEY}".encode())
    (folder.path / "k.key").unlink()
    (folder.path / "k.key").symlink_to(folder.path / "real.key")
    found = folder.json("repair")
    assert (found["error"]["code"], found["exit_code"]) == ("files.not_writable", 6)
    assert found["agent"]["files"] == []
    assert found["fixed"] == []


def test_undoing_a_repair(folder: Folder) -> None:
    folder.c(f"{KEY}\r\n".encode(), Identity="Module")
    (folder.path / "k.key").chmod(0o640)
    before = everything(folder.path)
    assert folder.json("repair")["exit_code"] == 0
    found = folder.json("undo")
    assert (found["result"], found["exit_code"], found["error"]) == ("ok", 0, None)
    assert {(Path(file["path"]).name, file["change"]) for file in found["agent"]["files"]} == {
        *(("k.key", "restored"), (CONFIG, "restored"))
    }
    assert [(step["id"], step["status"]) for step in found["steps"]] == [("config.undo", "ok")]
    assert everything(folder.path) == before

    again = folder.json("undo")
    assert (again["error"]["code"], again["error"]["step"], again["exit_code"]) == (
        *("files.nothing_to_undo", "config.undo"),
        6,
    )
    assert again["agent"]["files"] == []


def test_undoing_what_was_edited_since(folder: Folder) -> None:
    folder.c(f"{KEY}\r\n".encode())
    folder.json("repair")
    folder.put("k.key", b"of tomorrow")
    found = folder.json("undo")
    (file,) = found["agent"]["files"]
    assert Path(file["backup"]).read_bytes() == b"of tomorrow"
    assert (folder.path / "k.key").read_bytes() == f"{KEY}\r\n".encode()


def test_undoing_a_set_up_leaves_nothing(job: Callable[..., Job], folder: Folder) -> None:
    setup = job(identity="Device", flavour="csharp")
    assert setup.apply()["result"] == "ok"
    folder.path = setup.agent
    found = folder.json("undo")
    assert {file["change"] for file in found["agent"]["files"]} == {"removed"}
    assert not setup.agent.exists()


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can give files away"
)
def test_the_csharp_agents_account_can_read_its_key(
    job: Callable[..., Job], folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AgentFlavour, "reader_group", "daemon")
    setup = job(flavour="csharp")
    report = setup.apply()
    readers = {Path(file["path"]).name: file.get("readers") for file in report["agent"]["files"]}
    assert readers[setup.key_path.name] == ["root", "daemon"]
    assert readers[AUTH] is None
    assert stat.S_IMODE(setup.key_path.stat().st_mode) == 0o640

    folder.csharp(
        pem(),
        "agent.pem",
        identity="Device",
        type="SelfSignedCertificate",
        certificateLocationKind="LocalFile",
    )
    assert folder.json("repair")["exit_code"] == 0
    made = (folder.path / "agent.pfx").stat()
    assert (made.st_uid, made.st_gid, stat.S_IMODE(made.st_mode)) == (0, 1, 0o640)


def test_undo_in_words(folder: Folder) -> None:
    exit_code, said = folder.text("undo")
    assert exit_code == 6
    assert "There is nothing to undo" in said
    folder.c(f" {KEY}".encode())
    folder.text("repair")
    exit_code, said = folder.text("undo")
    assert exit_code == 0
    assert "restored" in said
    assert "Restart" in said


def everything(path: Path) -> dict[str, tuple[bytes, int, int, int]]:
    """Content, mode, owner and time of every file."""
    return {
        found.name: (
            found.read_bytes(),
            *(found.stat().st_mode, found.stat().st_uid, found.stat().st_mtime_ns),
        )
        for found in path.iterdir()
    }
