"""``apply`` with a bundle: made here, checked live from here, unpacked and checked again."""

from __future__ import annotations

import os
import socket
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end2end.conftest import Job, statuses
from wizard.__main__ import main
from wizard.domain.hub.transport import Transport
from wizard.domain.secret import Secret
from wizard.infra.bundle.archive import read_archive

MakeJob = Callable[..., Job]
BUNDLE = {"target": '"bundle"', "bundle": '"out/cam-01.zip"', "directory": '"/var/ASCIoTAgent"'}


@pytest.mark.parametrize("flavour", ["c", "csharp"])
@pytest.mark.parametrize("identity", ["SecurityModule", "Device"])
def test_a_bundle_is_checked_and_says_the_same_unpacked(
    job: MakeJob, tmp_path: Path, identity: str, flavour: str
) -> None:
    setup = job(identity=identity, flavour=flavour, agent_keys=BUNDLE)
    report = setup.apply()
    bundle = tmp_path / "out" / "cam-01.zip"
    assert (report["result"], report["error"]) == ("ok", None), report
    assert statuses(report)["check.twin"] == "ok"
    files = report["agent"]["files"]
    assert [(file["path"], file["change"]) for file in files] == [(str(bundle), "created")]
    if os.name == "posix":
        assert stat.S_IMODE(bundle.stat().st_mode) == 0o600
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path / "unpacked")
    assert not (tmp_path / "agent").exists()

    setup.directory = tmp_path / "unpacked"
    checked = setup.check()
    assert (checked["result"], checked["identity"]) == ("ok", identity)
    again = setup.apply()
    assert [file["change"] for file in again["agent"]["files"]] == ["unchanged"]


def test_its_last_line_says_what_to_do_with_it(job: MakeJob, tmp_path: Path) -> None:
    setup = job(agent_keys=BUNDLE)
    assert main(("apply", str(setup.answers()))) == 0
    last = setup.capsys.readouterr().out.splitlines()[-1]
    assert f"The bundle {tmp_path / 'out' / 'cam-01.zip'} is ready" in last
    assert "unpack it there and follow its README.txt" in last
    assert "Restart" not in last


def test_a_bundle_for_windows_made_anywhere(job: MakeJob, tmp_path: Path) -> None:
    keys = {
        "target": '"bundle"',
        "bundle": '"cam.zip"',
        "os": '"windows"',
        "directory": "'D:\\ASC'",
    }
    report = job(flavour="csharp", agent_keys=keys).apply()
    assert report["result"] == "ok", report
    with zipfile.ZipFile(tmp_path / "cam.zip") as archive:
        assert "install.ps1" in archive.namelist()
        assert rb"D:\ASC\azureiotsecurity.key" in archive.read("Authentication.config")


def test_a_dry_run_makes_none(job: MakeJob, tmp_path: Path) -> None:
    report = job(agent_keys=BUNDLE).apply("--dry-run")
    assert report["result"] == "ok"
    changes = {Path(file["path"]).name: file["change"] for file in report["agent"]["files"]}
    assert changes["LocalConfiguration.json"] == changes["azureiotsecurity.key"] == "created"
    assert not (tmp_path / "out").exists()


def test_an_encrypted_bundle(job: MakeJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_PASSPHRASE", "correct horse")
    keys = BUNDLE | {"bundle_passphrase": '{ env = "TEST_PASSPHRASE" }'}
    report = job(agent_keys=keys).apply()
    assert report["result"] == "ok", report
    content = (tmp_path / "out" / "cam-01.zip").read_bytes()
    assert read_archive(content) is None
    assert "install.sh" in (read_archive(content, Secret("correct horse")) or {})


def test_a_check_that_fails_here_leaves_the_bundle(job: MakeJob, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed: int = server.getsockname()[1]
    ports = {Transport.AMQP: closed, Transport.MQTT: closed}
    report = job(agent_keys=BUNDLE, ports=ports).apply()
    assert (report["exit_code"], report["error"]["code"]) == (7, "check.unreachable")
    assert (tmp_path / "out" / "cam-01.zip").exists()


def test_a_bundle_that_cannot_be_written(job: MakeJob, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    report = job(agent_keys=BUNDLE).apply()
    assert (report["exit_code"], report["error"]["code"]) == (6, "files.not_writable")


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ({"target": '"bundle"'}, "agent.bundle"),
        ({"target": '"bundle"', "bundle": '"cam"'}, '"cam"'),
        (BUNDLE | {"stage": '"x"'}, "agent.stage"),
        (BUNDLE | {"restart": "true"}, "agent.restart"),
        ({"target": '"usb"'}, "agent.target"),
    ],
)
def test_what_does_not_fit_is_refused(job: MakeJob, keys: dict[str, str], named: str) -> None:
    setup = job(agent_keys=keys)
    path = setup.answers()
    report = setup.run("apply", str(path), "--json")
    assert report["exit_code"] == 2
    assert named in report["error"]["message"]
