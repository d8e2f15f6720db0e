"""``check --offline``, ``repair`` and ``undo``: an agent's folder, and no network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.formats.builders import GENERAL as GENERAL_VALUES
from tests.formats.builders import INTERFACE as INTERFACE_VALUES
from tests.formats.builders import KEY, authentication, c_config, pfx, section
from wizard.__main__ import main

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
