"""The real program is stopped, or killed, in the middle of its work."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end2end.conftest import Job, statuses
from tests.end2end.keyrings import plugged_in
from tests.end2end.processes import HELD, Child, Ended, held_at, run_program, running, warnings_of
from tests.patience import until
from wizard.demo.faults.faults import CreateDelay, Delay, Silent, Status, TwinSilent
from wizard.demo.hub import DemoHub

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

MakeJob = Callable[..., Job]
SIGNALS = [signal.SIGINT, signal.SIGTERM]


def cancelled(child: Child, number: signal.Signals) -> Ended:
    """A child whose limits are lifted: it ends at the signal, or never."""
    child.send(number)
    ended = child.end()
    report = ended.report()
    assert (report["result"], report["error"]["code"]) == ("cancelled", "run.cancelled")
    assert ended.code == 8
    return ended


def apply(setup: Job) -> tuple[str | Path, ...]:
    return ("apply", setup.answers(), "--json")


@pytest.mark.parametrize(
    ("number", "step"),
    [
        (signal.SIGINT, "hub.connect"),
        (signal.SIGTERM, "hub.connect"),
        (signal.SIGTERM, "device.read"),
        (signal.SIGINT, "module.read"),
    ],
)
def test_while_the_hub_is_silent(
    job: MakeJob, hub: DemoHub, number: signal.Signals, step: str
) -> None:
    path = {"hub.connect": "/devices$|query", "device.read": "cam-01$"}.get(step, "modules")
    rule = hub.faults.rest.add(Silent(), path=path)
    setup = job()
    with running(*apply(setup)) as child:
        until(lambda: rule.hits > 0)
        report = cancelled(child, number).report()
    assert report["error"]["step"] == step
    assert statuses(report)[step] == "failed"
    assert set(statuses(report).values()) <= {"ok", "failed", "skipped"}
    assert not setup.agent.exists()
    until(lambda: hub.connections == 0)


@pytest.mark.parametrize("number", SIGNALS)
def test_while_it_waits_to_try_again(job: MakeJob, hub: DemoHub, number: signal.Signals) -> None:
    rule = hub.faults.rest.add(Status(429, retry_after=10))
    with running(*apply(job())) as child:
        until(lambda: rule.hits > 0)
        cancelled(child, number)


@pytest.mark.parametrize("number", SIGNALS)
def test_while_the_module_is_made(
    job: MakeJob, hub: DemoHub, number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hub makes it and answers a little later: that is waited for, and reported."""
    turn, go_on = asyncio.sleep, threading.Event()

    async def until_then(_seconds: float) -> None:
        while not go_on.is_set():
            await turn(0.002)

    monkeypatch.setattr("wizard.demo.rest.server.asyncio.sleep", until_then)
    rule = hub.faults.rest.add(Delay(1.0), method="PUT")
    setup = job(device="plc-09", create_module=True)
    with running(*apply(setup)) as child:
        until(lambda: rule.hits > 0)
        child.send(number)
        go_on.set()
        report = cancelled(child, number).report()
    assert report["error"]["step"] == "module.create"
    assert report["module_created"]
    assert hub.store.module("plc-09", "azureiotsecurity") is not None
    assert not setup.agent.exists()
    hub.store.remove("plc-09", "azureiotsecurity")


def test_while_the_hub_does_not_say_whether_it_makes_the_module(job: MakeJob, hub: DemoHub) -> None:
    rule = hub.faults.rest.add(Silent(), method="PUT")
    setup = job(device="plc-09", create_module=True)
    env = {"TEST_LIMITS": json.dumps({"wizard.setup.hub.verified_write:GRACE": 0.1})}
    with running(*apply(setup), env=env) as child:
        until(lambda: rule.hits > 0)
        report = cancelled(child, signal.SIGINT).report()
    assert not report["module_created"]
    assert warnings_of(report) == []
    assert not setup.agent.exists()


def test_while_the_new_module_becomes_readable(job: MakeJob, hub: DemoHub) -> None:
    hub.requests.clear()
    hub.faults.create_delay = CreateDelay(seconds=100_000)
    setup = job(device="plc-09", create_module=True)
    with running(*apply(setup)) as child:
        until(lambda: any(seen.method == "PUT" for seen in hub.requests))
        hub.requests.clear()
        until(lambda: len(hub.requests) > 0)
        report = cancelled(child, signal.SIGTERM).report()
    assert report["module_created"]
    hub.faults.clear()
    hub.store.remove("plc-09", "azureiotsecurity")


def files_of(setup: Job) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in setup.agent.rglob("*") if path.is_file()}


def set_up_before(job: MakeJob) -> None:
    """Another device's files, so that there is something to be put back."""
    assert job(device="sensor-temp-02", identity="Device").apply()["result"] == "ok"


@pytest.mark.parametrize(
    ("number", "is_there"),
    [(signal.SIGINT, False), (signal.SIGTERM, True)],
    ids=["new", "update"],
)
@pytest.mark.parametrize("at", ["write:2", "replace:2", "replace:3"])
def test_while_the_files_are_written(
    job: MakeJob, number: signal.Signals, is_there: bool, at: str
) -> None:
    setup = job(identity="Device")
    if is_there:
        set_up_before(job)
    before = files_of(setup)
    with held_at(at, setup.folder, *apply(setup)) as (child, let_go):
        assert files_of(setup) != before
        child.send(number)
        let_go()
        ended = child.end()
    report = ended.report()
    assert (ended.code, report["result"]) == (8, "cancelled")
    assert report["error"]["step"] == "config.write"
    assert report["agent"]["files"] == []
    assert files_of(setup) == before
    assert setup.agent.exists() == is_there


@pytest.mark.parametrize("number", SIGNALS)
def test_while_the_check_waits(job: MakeJob, hub: DemoHub, number: signal.Signals) -> None:
    """What was written and verified stays."""
    rule = hub.faults.amqp.add(TwinSilent())
    setup = job()
    with running(*apply(setup)) as child:
        until(lambda: rule.hits > 0)
        report = cancelled(child, number).report()
    assert report["error"]["step"] == "check.twin"
    assert {file["change"] for file in report["agent"]["files"]} == {"created"}
    until(lambda: not hub.sessions)
    hub.faults.clear()
    assert setup.check()["result"] == "ok"


@pytest.mark.parametrize("number", SIGNALS)
def test_while_it_reads_standard_input(job: MakeJob, number: signal.Signals) -> None:
    setup = job(source="{ stdin = true }")
    with running(*apply(setup), "--log-file", setup.folder / "log", stdin=subprocess.PIPE) as child:
        until((setup.folder / "log").exists)
        cancelled(child, number)


@pytest.mark.parametrize("number", SIGNALS)
def test_while_the_keyring_asks_its_user(job: MakeJob, number: signal.Signals) -> None:
    setup = job(source='{ keyring = "contoso.azure-devices.net/owner" }')
    asked = setup.folder / "asked"
    env = plugged_in("AskingKeyring", asked)
    with running(*apply(setup), env=env) as child:
        until(asked.exists)
        cancelled(child, number)


def test_twice_is_not_more_than_once(job: MakeJob, hub: DemoHub) -> None:
    rule = hub.faults.rest.add(Silent())
    with running(*apply(job())) as child:
        until(lambda: rule.hits > 0)
        for _ in range(3):
            child.send(signal.SIGINT)
        cancelled(child, signal.SIGTERM)


@pytest.mark.parametrize("number", SIGNALS)
def test_the_check_alone(job: MakeJob, hub: DemoHub, number: signal.Signals) -> None:
    setup = job()
    setup.apply()
    rule = hub.faults.amqp.add(Silent())
    command = (
        *("check", "--agent-dir", setup.agent, "--json"),
        *("--ca-file", hub.ca_file, "--amqp-port", str(hub.amqp_port)),
    )
    with running(*command) as child:
        until(lambda: rule.hits > 0)
        report = cancelled(child, number).report()
    assert report["error"]["step"] == "check.connect"


@pytest.mark.parametrize(
    ("at", "is_there"),
    [("write:2", False), ("replace:3", False), ("replace:2", True), ("replace:5", True)],
)
def test_killed_while_the_files_are_written(job: MakeJob, at: str, is_there: bool) -> None:
    """The next run recovers, and leaves nothing of the one that was killed."""
    setup = job(identity="Device")
    if is_there:
        set_up_before(job)
    ended = run_program(*apply(setup), program=HELD, env={"HOLD_AT": at})
    assert ended.code == -signal.SIGKILL
    assert any(path.name.startswith(".") for path in files_of(setup)), "it left its journal"
    report = setup.apply()
    assert report["result"] == "ok", report["error"]
    left = sorted(path.name for path in files_of(setup))
    assert [name for name in left if name.startswith(".")] == []
    backups = [name for name in left if name.endswith(".bak")]
    assert len(backups) <= (2 if is_there else 0), "of each file the one from before"
    assert {name.split(".")[0] for name in left} == {"LocalConfiguration", "device"}


@pytest.mark.parametrize("number", SIGNALS)
def test_the_demo_hub_ends_without_a_trace(
    number: signal.Signals, tmp_path: Path, own_home: None
) -> None:
    with running("demo-hub", "--devices", "3", env={"TMPDIR": str(tmp_path)}) as child:
        found = json.loads(child.out.readline())
        assert set(found["connection_strings"]) >= {"registryRead", "registryReadWrite"}
        assert Path(found["ca_file"]).is_file()
        child.send(number)
        ended = child.end()
    assert (ended.code, ended.out, ended.err) == (0, b"", "")
    assert list(tmp_path.iterdir()) == []


ENDING = """
import atexit, os, signal, sys
from wizard.__main__ import main
for number in (signal.SIGINT, signal.SIGTERM):
    atexit.register(os.kill, os.getpid(), number)
sys.argv = ["iot-agent-setup", "--version"]
sys.exit(main())
"""


def test_an_interruption_while_the_interpreter_ends_leaves_the_exit_code() -> None:
    ended = subprocess.run([sys.executable, "-c", ENDING], capture_output=True)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.startswith(b"iot-agent-setup ")
