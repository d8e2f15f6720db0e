"""``check --watch`` and ``check --hub-from``."""

from __future__ import annotations

import json
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.conftest import Job
from tests.end2end.keyrings import plugged_in
from tests.end2end.processes import run_program, running
from tests.patience import until
from wizard.demo.faults import faults
from wizard.demo.faults.amqp_faults import TokenStatus

MakeJob = Callable[..., Job]
MODULE = "azureiotsecurity"
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


@pytest.fixture
def ready(job: MakeJob) -> Job:
    """A folder that is set up."""
    setup = job()
    assert setup.apply()["result"] == "ok"
    return setup


def command(setup: Job, *options: str) -> list[str | Path]:
    return ["check", *places(setup), "--watch", "1", *options]


def places(setup: Job) -> list[str | Path]:
    hub = setup.hub
    found: list[str | Path] = ["--agent-dir", setup.agent, "--ca-file", hub.ca_file]
    return [*found, "--amqp-port", str(hub.amqp_port)]


@posix
def test_what_changed_is_told_one_object_a_line(ready: Job) -> None:
    with running(*command(ready, "--json")) as child:
        first = json.loads(child.out.readline())
        rule = ready.hub.faults.amqp.add(TokenStatus(401))
        second = json.loads(child.out.readline())
        seen = rule.hits
        until(lambda: rule.hits > seen)
        ready.hub.faults.clear()
        third = json.loads(child.out.readline())
        child.send(signal.SIGINT)
        ended = child.end()
    assert [each["result"] for each in (first, second, third)] == ["ok", "failed", "ok"]
    assert second["error"]["code"] == "check.unauthorized"
    assert all(re.match(r"\d{4}-\d\d-\d\dT", each["time"]) for each in (first, second, third))
    assert (ended.code, ended.out, ended.err) == (0, b"", "")


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_end_has_the_last_ones_exit_code(ready: Job, number: signal.Signals) -> None:
    ready.hub.store.rotate("cam-01", MODULE)
    with running(*command(ready)) as child:
        line = child.out.readline().decode()
        child.send(number)
        ended = child.end()
    assert ended.code == 7
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d  failed  check\.unauth", line)
    assert (ended.out, ended.err) == (b"", "")


@posix
def test_a_check_that_is_cut_short_does_not_count(ready: Job) -> None:
    with running(*command(ready, "--json")) as child:
        child.out.readline()
        rule = ready.hub.faults.amqp.add(faults.Silent())
        until(lambda: rule.hits > 0)
        child.send(signal.SIGINT)
        ended = child.end()
    assert (ended.code, ended.out) == (0, b"")


@posix
def test_it_ends_where_nobody_reads(ready: Job) -> None:
    with running(*command(ready)) as child:
        child.out.readline()
        child.out.close()
        ready.hub.faults.amqp.add(TokenStatus(401))
        ended = child.end()
    assert (ended.code, ended.err) == (7, "")


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's /proc")
def test_nothing_is_left_behind_by_a_round(ready: Job) -> None:
    """Neither files and sockets nor threads; not by those that fail either."""
    with running(*command(ready)) as child:
        child.out.readline()
        before: tuple[int, int] | None = None

        def counts() -> tuple[int, int]:
            files, threads = (Path("/proc", str(child.pid), kind) for kind in ("fd", "task"))
            return len([*files.iterdir()]), len([*threads.iterdir()])

        for _ in range(3):
            ready.hub.faults.amqp.add(TokenStatus(401))
            child.out.readline()
            ready.hub.faults.clear()
            child.out.readline()
            before = before or counts()
        until(lambda: counts() == before)


@posix
def test_the_report_is_that_of_the_last_change(ready: Job) -> None:
    path = ready.folder / "watch.json"
    with running(*command(ready, "--report", str(path))) as child:
        child.out.readline()
        assert json.loads(path.read_text())["result"] == "ok"
        ready.hub.faults.amqp.add(TokenStatus(401))
        child.out.readline()
        assert json.loads(path.read_text())["result"] == "failed"


def keyring_env(setup: Job) -> dict[str, str]:
    return {
        "XDG_CONFIG_HOME": str(setup.folder / "config"),
        **plugged_in("FileKeyring", setup.folder / "keyring.json"),
    }


def check(setup: Job, *options: str) -> dict[str, Any]:
    return run_program("check", *places(setup), "--json", *options, env=keyring_env(setup)).report()


@pytest.mark.parametrize("policy", ["", "/registryReadWrite"])
def test_a_kept_hub_explains_more(job: MakeJob, policy: str) -> None:
    setup = job(secrets="keep_hub = true\nkeep_agent_key = false")
    applied = run_program("apply", setup.answers(), "--json", env=keyring_env(setup)).report()
    assert applied["result"] == "ok"
    host = setup.string.partition("HostName=")[2].partition(";")[0]
    assert check(setup, "--hub-from", f"keyring:{host}{policy}")["result"] == "ok"
    setup.hub.store.rotate("cam-01", MODULE)
    plain = check(setup)["error"]
    explained = check(setup, "--hub-from", f"keyring:{host}{policy}")["error"]
    assert plain["code"] == "check.unauthorized"
    assert explained["message"] != plain["message"]


@pytest.mark.parametrize("name", ["no-such.example.net", "127.0.0.1/nobody"])
def test_a_hub_that_is_not_kept_is_said_before_the_check(job: MakeJob, name: str) -> None:
    report = check(job(), "--hub-from", f"keyring:{name}")
    assert (report["exit_code"], report["error"]["code"]) == (2, "answers.invalid")
    assert name in report["error"]["message"]
