"""What a curious user tries: odd names, odd places, two at once. It works, or it says why not."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end2end.conftest import Job
from tests.end2end.processes import PROGRAM, held_at, run_program
from wizard.demo.hub import DemoHub
from wizard.demo.registry.seed import LONG_ID

MakeJob = Callable[..., Job]
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX names and rights")


@pytest.mark.parametrize("flavour", ["c", "csharp"])
@pytest.mark.parametrize("identity", ["SecurityModule", "Device"])
@pytest.mark.parametrize(
    "name",
    [
        "with a blank",
        pytest.param("  blanks around  ", marks=posix),
        "Überwachung-агент-監視",
        "R&D [lab]",
        pytest.param("R&D <lab>", marks=posix),
        "it's",
        pytest.param('"quoted"', marks=posix),
        pytest.param("back\\slash", marks=posix),
        pytest.param("a:b|c*?", marks=posix),
        "${HOME}%PATH%{0}",
        "#;=",
    ],
)
def test_the_folder_may_have_any_name(
    job: MakeJob, tmp_path: Path, name: str, identity: str, flavour: str
) -> None:
    setup = job(directory=tmp_path / name / "agent", identity=identity, flavour=flavour)
    report = setup.apply()
    assert report["result"] == "ok", report["error"]
    assert setup.check()["result"] == "ok"
    assert setup.key_path.is_file()


@posix
@pytest.mark.parametrize("flavour", ["c", "csharp"])
@pytest.mark.parametrize("name", ["line\nbreak", "tab\there", "\x1b[31mred"])
def test_control_characters_work_or_are_refused(
    job: MakeJob, tmp_path: Path, name: str, flavour: str
) -> None:
    setup = job(directory=tmp_path / name, flavour=flavour)
    report = setup.apply()
    if report["result"] == "ok":
        assert setup.check()["result"] == "ok"
    else:
        assert report["exit_code"] in (2, 6)
        assert not setup.key_path.exists()


def test_the_key_file_may_lie_elsewhere(job: MakeJob, tmp_path: Path) -> None:
    for key_file in (str(tmp_path / "keys" / "deep" / "agent.key"), "../up.key", "sub/agent.key"):
        setup = job(key_file=key_file)
        report = setup.apply()
        assert report["result"] == "ok", report["error"]
        written = Path(report["agent"]["files"][-1]["path"])
        assert os.path.normpath(written) == os.path.normpath(setup.key_path)
        assert written.is_file()
        if os.name == "posix":
            assert stat.S_IMODE(written.stat().st_mode) == 0o600
        assert setup.check()["result"] == "ok"


@pytest.mark.parametrize(
    ("flavour", "name"),
    [
        ("c", "LocalConfiguration.json"),
        ("c", "./x/../LocalConfiguration.json"),
        ("csharp", "Authentication.config"),
        ("csharp", "General.config"),
    ],
)
def test_the_key_file_is_no_configuration_file(
    job: MakeJob, hub: DemoHub, flavour: str, name: str
) -> None:
    assert job(flavour=flavour).apply()["result"] == "ok"
    setup = job(flavour=flavour, key_file=name, device="plc-09", create_module=True)
    before = {path: path.read_bytes() for path in setup.agent.iterdir()}
    report = setup.apply()
    assert report["result"] == "failed"
    assert report["exit_code"] in (2, 6)
    assert "config" in report["error"]["message"].lower()
    assert {path: path.read_bytes() for path in setup.agent.iterdir()} == before
    assert hub.store.module("plc-09", "azureiotsecurity") is None, "known before the hub changes"


@pytest.mark.parametrize("name", [".", "..", "/", "sub/", " x ", "x\x00", ""])
def test_the_key_file_is_a_file(job: MakeJob, name: str) -> None:
    setup = job()
    text = setup.answers().read_text()
    (setup.folder / "answers.toml").write_text(
        text.replace("[secrets]", f"key_file = {json.dumps(name)}\n[secrets]")
    )
    report = setup.run("apply", str(setup.folder / "answers.toml"), "--json")
    assert report["exit_code"] in (2, 6)
    assert report["error"]["code"] != "run.internal_error"
    assert not setup.agent.exists()


@pytest.mark.parametrize(
    "directory",
    # Windows that allows long paths, and Wine, make the last one: three thousand folders.
    ["~no-such-user/agent", "nul\x00", "x" * 300, "", pytest.param("y/" * 3000, marks=posix)],
)
def test_a_folder_that_cannot_be(job: MakeJob, directory: str) -> None:
    setup = job()
    text = setup.answers().read_text()
    text = text.replace(json.dumps(str(setup.agent)), json.dumps(directory))
    (setup.folder / "answers.toml").write_text(text)
    report = setup.run("apply", str(setup.folder / "answers.toml"), "--json")
    assert report["exit_code"] in (2, 6)
    assert report["error"]["code"] != "run.internal_error"


@pytest.mark.parametrize("identity", ["SecurityModule", "Device"])
@pytest.mark.parametrize("flavour", ["c", "csharp"])
def test_the_longest_device_id(job: MakeJob, identity: str, flavour: str) -> None:
    report = job(device=LONG_ID, identity=identity, flavour=flavour).apply()
    assert report["result"] == "ok", report["error"]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (json.dumps("x" * 129), "answers.invalid"),
        ("123", "answers.invalid"),
        ("true", "answers.invalid"),
        ("1979-05-27", "answers.invalid"),
        ('["cam-01"]', "answers.invalid"),
        (json.dumps('say "hi"'), "answers.invalid"),
        (json.dumps("cam 01"), "answers.invalid"),
        (json.dumps(" cam-01"), "answers.invalid"),
        (json.dumps("Kamera-Ü"), "answers.invalid"),
        (json.dumps("cam-01/modules/x"), "answers.invalid"),
        (json.dumps("CAM-01"), "device.not_found"),
        ('"""cam-01"""', None),
        ("'cam-01'", None),
    ],
)
def test_device_ids(job: MakeJob, value: str, code: str | None) -> None:
    setup = job()
    text = setup.answers().read_text().replace('id = "cam-01"', f"id = {value}")
    (setup.folder / "answers.toml").write_text(text, encoding="utf-8")
    report = setup.run("apply", str(setup.folder / "answers.toml"), "--json")
    assert (report["error"]["code"] if report["error"] else None) == code


def test_an_apostrophe_in_the_device_id(job: MakeJob, hub: DemoHub) -> None:
    for flavour in ("c", "csharp"):
        setup = job(
            device="operator's-panel", create_module=True, flavour=flavour, identity="Device"
        )
        report = setup.apply()
        assert report["result"] == "ok", report["error"]
        shutil.rmtree(setup.agent)
    hub.store.remove("operator's-panel", "azureiotsecurity")


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_answers_from_any_editor(job: MakeJob, bom: bytes, line_end: str) -> None:
    setup = job()
    text = setup.answers().read_text().replace("\n", line_end)
    (setup.folder / "answers.toml").write_bytes(bom + text.encode())
    assert setup.run("apply", str(setup.folder / "answers.toml"), "--json")["result"] == "ok"


@pytest.mark.parametrize(
    "content", [b"\xff\xfe[\x00h\x00", b"\x00", b"[hub", b"", b"a = 1\na = 2", "ü = 1".encode()]
)
def test_answers_that_are_none(job: MakeJob, content: bytes) -> None:
    setup = job()
    path = setup.folder / "answers.toml"
    path.write_bytes(content)
    report = setup.run("apply", str(path), "--json")
    assert report["exit_code"] == 2
    assert report["error"]["step"] is None
    assert (setup.run("apply", str(setup.folder), "--json"))["exit_code"] == 2, "a folder"


@pytest.mark.parametrize("ca_file", ["missing.pem", "empty.pem", "key.pem", "."])
def test_a_ca_file_that_is_none(job: MakeJob, ca_file: str) -> None:
    setup = job(ca_file=Path(ca_file))
    (setup.folder / "empty.pem").write_text("")
    (setup.folder / "key.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERT")
    report = setup.apply()
    assert report["result"] == "failed"
    assert report["error"]["code"] != "run.internal_error"
    assert ca_file.strip(".") in report["error"]["message"]


def test_a_host_in_capitals(job: MakeJob) -> None:
    """Names are compared without case by everybody, so capitals reach the resolver as they are."""
    report = job(
        connection_string=(
            "HostName=No-Such-Hub.Azure-Devices.INVALID;SharedAccessKeyName=registryRead;"
            "SharedAccessKey=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
        )
    ).apply()
    assert report["error"]["code"] == "hub.name_not_resolved"
    assert report["hub"] == "No-Such-Hub.Azure-Devices.INVALID"


@pytest.mark.parametrize("host", ["https://127.0.0.1", "127.0.0.1:443:443", " 127.0.0.1", "a_b.c"])
@pytest.mark.parametrize("flavour", ["c", "csharp"])
def test_a_host_in_the_configuration_that_is_none(job: MakeJob, flavour: str, host: str) -> None:
    setup = job(flavour=flavour)
    setup.apply()
    path = Path(setup.apply()["agent"]["files"][0]["path"])
    path.write_text(path.read_text().replace(setup.hub.host_name, host))
    report = setup.check()
    assert report["result"] == "failed"
    assert report["error"]["code"].startswith(("check.", "hub."))


@posix
def test_two_at_once_in_one_folder(job: MakeJob, hub: DemoHub) -> None:
    """The second says who is at work, and does nothing; the first is not disturbed."""
    setup = job()
    answers = setup.answers()
    with held_at("replace:2", setup.folder, "apply", answers, "--json") as (child, let_go):
        second = setup.apply()
        assert (second["error"]["code"], second["exit_code"]) == ("files.busy", 6)
        assert str(child.pid) in second["error"]["message"] + second["error"]["remedy"]
        let_go()
        assert child.end().report()["result"] == "ok"
    assert setup.check()["result"] == "ok"
    assert setup.apply()["result"] == "ok"


@posix
@pytest.mark.parametrize("mode", [0o555, 0o000])
def test_without_rights_to_the_folder(job: MakeJob, hub: DemoHub, mode: int) -> None:
    """Found before the hub is changed."""
    setup = job(device="plc-09", create_module=True)
    setup.agent.mkdir(mode=mode)
    apply = ("apply", setup.answers(), "--json", "--elevate", "never")
    report = run_program(*apply, program=(*without_rights(), *PROGRAM)).report()
    assert report["exit_code"] == 6
    assert report["error"]["code"] in ("files.not_writable", "files.unreadable")
    assert str(setup.agent) in report["error"]["message"]
    assert hub.store.module("plc-09", "azureiotsecurity") is None


def without_rights() -> tuple[str, ...]:
    """What takes from root the right to go everywhere, and leaves others as they are."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root has every right, and setpriv is not installed")
    return ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")


@posix
def test_the_process_is_gone_after_a_signal(job: MakeJob) -> None:
    """A second signal while it ends neither prints twice nor changes the outcome."""
    setup = job()
    with held_at("replace:2", setup.folder, "apply", setup.answers(), "--json") as (child, let_go):
        for _ in range(5):
            child.send(signal.SIGINT)
        let_go()
        for _ in range(5):
            child.send(signal.SIGINT)
        ended = child.end()
    assert ended.out.count(b"\n") <= 1
    if ended.code == 8:
        assert ended.report()["result"] == "cancelled"
    assert not setup.key_path.exists()
