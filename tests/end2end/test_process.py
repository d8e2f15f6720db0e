"""The real program from outside: what it prints, where it takes things from, what it imports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end2end.conftest import Job
from tests.end2end.keyrings import plugged_in
from tests.end2end.processes import (
    AS_SHIPPED,
    PROGRAM,
    environment,
    run_program,
    running,
    warnings_of,
)
from wizard import __version__
from wizard.demo.hub import DemoHub
from wizard.domain.hub.transport import Transport
from wizard.domain.report import StepId

MakeJob = Callable[..., Job]
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX")


@pytest.mark.parametrize("source", ["env", "file", "stdin"])
def test_apply_prints_one_json_object(job: MakeJob, source: str) -> None:
    where = {"env": '"TEST_HUB"', "file": '"hub.txt"', "stdin": "true"}[source]
    setup = job(source=f"{{ {source} = {where} }}", identity="Device")
    (setup.folder / "hub.txt").write_text(setup.string + "\r\n", encoding="utf-8-sig")
    stdin = setup.string + "\n" if source == "stdin" else None
    ended = run_program("apply", setup.answers(), "--json", stdin=stdin)
    report = ended.report()
    assert (ended.code, report["result"]) == (0, "ok")
    assert ended.out.count(b"\n") == 1
    assert [step["id"] for step in report["steps"]] == [
        step.value for step in StepId if step.is_always_reported
    ]
    assert "Read the module's twin" in ended.err, "for people, on standard error"


@pytest.mark.parametrize("stdin", [None, "", " \n"])
def test_nothing_on_standard_input_is_said_so(job: MakeJob, stdin: str | None) -> None:
    setup = job(source="{ stdin = true }")
    report = run_program("apply", setup.answers(), "--json", stdin=stdin).report()
    assert (report["error"]["code"], report["exit_code"]) == ("answers.invalid", 2)
    assert "standard input" in report["error"]["message"]


def test_binary_on_standard_input_is_no_traceback(job: MakeJob) -> None:
    setup = job(source="{ stdin = true }")
    command = [*PROGRAM, "apply", str(setup.answers()), "--json"]
    ended = subprocess.run(
        command, input=b"\xff\xfe\x00\x80" * 100, capture_output=True, env=environment()
    )
    assert ended.returncode == 2
    assert json.loads(ended.stdout)["exit_code"] == 2
    assert b"Traceback" not in ended.stderr


def test_without_json_the_lines_are_on_standard_output(job: MakeJob) -> None:
    ended = run_program("apply", job().answers())
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.decode().splitlines()
    assert all(line.startswith("  ") for line in lines)
    assert "can authenticate as cam-01" in lines[-1]


def test_the_answers_are_found_by_a_relative_path(job: MakeJob) -> None:
    """What is relative in them is relative to them."""
    setup = job(source='{ file = "hub.txt" }')
    (setup.folder / "hub.txt").write_text(setup.string)
    text = setup.answers().read_text().replace(json.dumps(str(setup.agent)), '"agent"')
    (setup.folder / "answers.toml").write_text(text)
    (setup.folder / "elsewhere").mkdir()
    report = run_program(
        "apply", "../answers.toml", "--json", cwd=setup.folder / "elsewhere"
    ).report()
    assert report["result"] == "ok"
    assert report["agent"]["directory"] == str(setup.folder / "agent")


@pytest.mark.parametrize("command", [(), ("apply",), ("check",), ("demo-hub",)])
def test_help_and_version_everywhere(command: tuple[str, ...]) -> None:
    shown = run_program(*command, "--help", program=AS_SHIPPED)
    assert (shown.code, shown.err) == (0, "")
    for option in ("--version", "--log-file", "--verbose"):
        assert option.encode() in shown.out
    version = run_program(*command, "--version", program=AS_SHIPPED)
    assert version.out.decode().split()[-1] == __version__


@pytest.mark.parametrize(
    "arguments",
    [
        ("apply",),
        ("check",),
        ("aply", "x"),
        ("check", "--agent-dir", "x", "--mqtt-port", "0"),
        ("check", "--agent-dir", "x", "--mqtt-port", "many"),
        ("apply", "x", "--jso"),
        ("demo-hub", "--devices", "-1"),
    ],
)
def test_a_wrong_command_line_is_said_so(arguments: tuple[str, ...]) -> None:
    ended = run_program(*arguments, program=AS_SHIPPED)
    assert (ended.code, ended.out) == (2, b"")
    assert "Traceback" not in ended.err
    assert "_" not in ended.err.splitlines()[-1], "no name of ours"


def test_check_imports_what_it_needs(job: MakeJob, hub: DemoHub) -> None:
    """Neither the window's toolkit nor the hub's SDK, also when it goes all the way."""
    setup = job(identity="Device")
    setup.apply()
    arguments = [
        *("check", "--agent-dir", str(setup.agent), "--json"),
        *("--ca-file", str(hub.ca_file), "--amqp-port", str(hub.amqp_port)),
    ]
    code = (
        "import sys; from wizard.__main__ import main; "
        f"assert main({arguments!r}) == 0; "
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    imported = set(ended.stderr.splitlines()[-1].split())
    assert "ssl" in imported
    assert not imported & {
        "paho",
        "PySide6",
        "qasync",
        "azure",
        "uamqp",
        "requests",
        "keyring",
        "aiohttp",
    }


def test_a_log_is_written_where_it_is_asked_for(job: MakeJob) -> None:
    setup = job()
    log = setup.folder / "log.txt"
    before = run_program("--log-file", log, "apply", setup.answers(), "--json")
    behind = run_program("apply", setup.answers(), "--json", "--verbose")
    assert before.report()["result"] == behind.report()["result"] == "ok"
    assert log.exists()


def test_a_log_that_cannot_be_written_is_said_before_anything_is_done(job: MakeJob) -> None:
    setup = job()
    for log in (setup.folder, setup.folder / "no" / "such"):
        report = run_program("apply", setup.answers(), "--json", "--log-file", log).report()
        assert (report["error"]["code"], report["exit_code"]) == ("answers.invalid", 2)
        assert str(log) in report["error"]["message"]
    assert not setup.agent.exists()


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_the_job_is_done_when_nobody_reads(job: MakeJob, options: list[str]) -> None:
    """A pipe that was closed early (``| head -1``) does not undo half a configuration."""
    setup = job()
    with running("apply", setup.answers(), *options) as child:
        child.out.close()
        ended = child.end()
    assert (ended.code, "Traceback" in ended.err) == (0, False)
    assert setup.key_path.exists()
    assert setup.check()["result"] == "ok"


@posix
@pytest.mark.parametrize("closed", ["1", "2", "0"])
def test_a_standard_stream_may_be_closed(job: MakeJob, closed: str) -> None:
    setup = job()
    command = ("sh", "-c", f'exec "$@" {closed}>&-', "sh", *PROGRAM)
    ended = run_program("apply", setup.answers(), "--json", program=command)
    assert ended.code == 0
    if closed == "1":
        assert ended.out == b""
    else:
        assert ended.report()["result"] == "ok"


@posix
def test_a_full_disk_behind_standard_output(job: MakeJob) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    setup = job()
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        ended = run_program("apply", setup.answers(), stdout=full)
    assert "Traceback" not in ended.err
    assert "Standard output could not be written: No space left on device." in ended.err
    assert setup.key_path.exists()


@posix
@pytest.mark.parametrize(
    ("arguments", "redirection", "code"),
    [
        (("apply", "--json"), "2>&-", 2),
        (("apply",), "2>&-", 2),
        (("apply",), "2>/dev/full", 2),
        (("--version",), ">/dev/full", 1),
        (("--version",), ">&-", 0),
    ],
)
def test_a_stream_that_takes_nothing_changes_no_exit_code(
    arguments: tuple[str, ...], redirection: str, code: int
) -> None:
    command = ("sh", "-c", f'exec "$@" {redirection}', "sh", *AS_SHIPPED)
    ended = run_program(*arguments, program=command)
    assert (ended.code, "Traceback" in ended.err) == (code, False)
    if "--json" in arguments:
        assert ended.report()["error"]["code"] == "answers.invalid"
    else:
        assert ended.out == b"", "standard output is for what was asked for"


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "utf-16"])
def test_the_terminal_may_know_few_letters(job: MakeJob, tmp_path: Path, encoding: str) -> None:
    setup = job(directory=tmp_path / "Überwachung → агент")
    env = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    if encoding != "utf-16":
        report = run_program("apply", setup.answers(), "--json", env=env).report()
        assert report["agent"]["directory"] == str(setup.agent)
    lines = run_program("apply", setup.answers(), env=env)
    assert lines.code == 0
    assert "can authenticate as cam-01" in lines.out.decode(encoding)


@posix
def test_a_home_is_not_needed(job: MakeJob) -> None:
    answers = str(job().answers())
    all_names = environment()
    bare = {
        name: all_names[name]
        for name in all_names
        if not name.startswith("XDG_") and name != "HOME"
    }
    homes: list[dict[str, str]] = [{}, {"HOME": "/dev/null/nowhere"}, {"HOME": ""}]
    for home in homes:
        ended = subprocess.run(
            [*PROGRAM, "apply", answers, "--json"], env={**bare, **home}, capture_output=True
        )
        assert json.loads(ended.stdout)["result"] == "ok"


def test_a_home_that_cannot_be_written_is_said(job: MakeJob, tmp_path: Path) -> None:
    """The list of saved hubs lies there: without it the keyring's entry could not be found."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "config").write_text("a file")
    setup = job(secrets="keep_hub = true")
    env = {
        "IOT_AGENT_SETUP_HOME": str(tmp_path / "own"),
        **plugged_in("FileKeyring", tmp_path / "keyring.json"),
    }
    report = run_program("apply", setup.answers(), "--json", env=env).report()
    assert (report["error"]["code"], report["exit_code"]) == ("keyring.unavailable", 5)
    assert json.loads((tmp_path / "keyring.json").read_text()) == {}, "taken back"
    assert not setup.agent.exists()


def test_the_demo_hub_serves_another_process(job: MakeJob) -> None:
    with running("demo-hub", "--devices", "3") as child:
        found = json.loads(child.out.readline())
        setup = job(
            connection_string=found["connection_strings"]["registryRead"],
            ca_file=Path(found["ca_file"]),
            ports={Transport.AMQP: found["amqp_port"], Transport.MQTT: found["mqtt_port"]},
        )
        assert setup.apply()["result"] == "ok"


def test_the_demo_needs_no_hub(job: MakeJob, tmp_path: Path) -> None:
    setup = job(secrets="keep_hub = true")
    data = tmp_path / "data"
    report = run_program(
        "apply", setup.answers(), "--demo", "--json", env={"XDG_DATA_HOME": str(data)}
    ).report()
    assert report["result"] == "ok"
    assert warnings_of(report) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always one")
def test_without_a_display_the_wizard_says_so() -> None:
    bare = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(AS_SHIPPED, env=bare, capture_output=True, text=True)
    assert done.returncode == 2
    assert "no display" in done.stderr


def test_a_secret_given_as_an_argument_is_not_repeated() -> None:
    secret = "HostName=a.b;SharedAccessKey=c2VjcmV0LWNhbmFyeS12YWx1ZQ=="
    done = subprocess.run(
        [*AS_SHIPPED, "apply", "answers.toml", secret],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "c2VjcmV0" not in done.stderr
