"""``apply --each``: many devices in one process, each with an outcome of its own."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.conftest import Job
from wizard.__main__ import main
from wizard.demo.faults.faults import Status
from wizard.demo.hub import DemoHub

MakeJob = Callable[..., Job]
Disable = Callable[..., None]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
BUNDLES = {"target": '"bundle"', "directory": '"/var/ASCIoTAgent"'}


class Fleet:
    """One answers file and a table, run as often as the test wants."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.answers = job.answers()
        self.table = job.folder / "devices.csv"
        self.code = 0
        self.told = ""

    def run(self, *options: str, table: str = "") -> list[dict[str, Any]]:
        arguments = ["apply", str(self.answers), "--each", table or str(self.table), *options]
        self.code = main(arguments)
        printed = self.job.capsys.readouterr()
        self.told = printed.err
        return [json.loads(line) for line in printed.out.splitlines()]


@pytest.fixture
def fleet(job: MakeJob) -> Fleet:
    made = Fleet(job(device="", agent_keys=BUNDLES))
    text = made.answers.read_text().replace('id = ""\n', "")
    made.answers.write_text(text)
    return made


def rows(*devices: str) -> str:
    return "device.id,agent.bundle\n" + "".join(f"{one},out/{one}.zip\n" for one in devices)


def test_each_device_has_its_line_and_its_bundle(fleet: Fleet) -> None:
    fleet.table.write_text(rows("cam-01", "cam-04", "no-such-device"))
    found = {line["device"]: line for line in fleet.run("--check", "never")}
    assert {name: line["result"] for name, line in found.items()} == {
        "cam-01": "ok",
        "cam-04": "ok",
        "no-such-device": "failed",
    }
    assert found["no-such-device"]["error"]["code"] == "device.not_found"
    assert found["cam-01"]["error"] is None
    assert (fleet.code, found["no-such-device"]["row"]) == (3, 4)
    assert "3 devices: 2 ok, 1 failed" in fleet.told
    assert "1 x device.not_found: no-such-device" in fleet.told
    assert sorted(path.name for path in (fleet.job.folder / "out").iterdir()) == [
        "cam-01.zip",
        "cam-04.zip",
    ]


def test_the_live_check_is_done_for_each(fleet: Fleet, hub: DemoHub) -> None:
    fleet.table.write_text(rows("cam-01", "cam-04"))
    assert [line["result"] for line in fleet.run("--at-once", "2")] == ["ok", "ok"]
    assert fleet.code == 0


def test_the_hub_is_connected_to_once(fleet: Fleet, hub: DemoHub) -> None:
    fleet.table.write_text(rows("cam-01", "cam-04", "gateway-01"))
    hub.requests.clear()
    fleet.run("--check", "never")
    lists = [one for one in hub.requests if one.path.partition("?")[0] == "/devices"]
    assert len(lists) == 1


BARE = ("cam-02", "gateway-02", "sensor-humidity-01", "sensor-pressure-01", "sensor-pressure-02")
"""Devices of the plant without the security module."""


def asks(hub: DemoHub) -> Counter[str]:
    """The requests to the registry: method and kind of path."""
    kinds = (
        (r"^/devices/query\b.*", "query"),
        (r"^/devices/[^/?]+/modules/.*", "module"),
        (r"^/devices/[^/?]+/modules\?.*", "modules"),
        (r"^/devices/[^/?]+\?.*", "device"),
        (r"^/devices\?.*", "devices"),
        (r"^/twins/.*", "rights"),
    )
    found: Counter[str] = Counter()
    for one in hub.requests:
        kind = next(kind for pattern, kind in kinds if re.match(pattern, one.path))
        found[f"{one.method} {kind}"] += 1
    return found


def test_the_modules_that_are_missing_are_created_with_one_request(
    fleet: Fleet, hub: DemoHub
) -> None:
    text = fleet.answers.read_text()
    fleet.answers.write_text(text.replace("create_module = false", "create_module = true"))
    fleet.table.write_text(rows(*BARE, "cam-01", "no-such-device"))
    hub.requests.clear()
    lines = {line["device"]: line for line in fleet.run("--check", "never")}
    assert {name for name, line in lines.items() if line["result"] == "ok"} == {*BARE, "cam-01"}
    assert {name: line.get("hub_changes") for name, line in lines.items()} == {
        **{name: ["module_created"] for name in BARE},
        "cam-01": [],
        "no-such-device": [],
    }
    assert lines["no-such-device"]["error"]["code"] == "device.not_found"
    assert all(hub.store.module(name, "azureiotsecurity") for name in BARE)
    # The first by itself: it looks for the module, for the names of others, creates it and reads
    # it. The others that had none: one query and one write for all of them, and each is read once.
    assert asks(hub) == {
        "GET devices": 1,
        "GET device": len(lines),
        "GET module": len(lines),
        "GET modules": 1,
        "PUT module": 1,
        "POST query": 1,
        "POST devices": 1,
    }
    hub.requests.clear()
    again = fleet.run("--check", "never")
    assert not [one for line in again for one in line.get("hub_changes", ())]
    assert not {"PUT module", "POST devices"} & {*asks(hub)}


def test_it_is_resumed_where_it_stopped(fleet: Fleet, hub: DemoHub) -> None:
    fleet.table.write_text(rows("cam-01", "cam-04", "gateway-01"))
    state = fleet.job.folder / "state.jsonl"
    rule = hub.faults.rest.add(Status(404), path=r"/devices/cam-04")
    first = fleet.run("--check", "never", "--state", str(state))
    assert {line["device"]: line["result"] for line in first}["cam-04"] == "failed"
    hub.faults.rest.remove(rule)
    with state.open("ab") as stream:
        stream.write(b'{"done": "half a li')
    second = fleet.run("--check", "never", "--state", str(state))
    assert {line["device"]: line["result"] for line in second} == {
        "cam-01": "skipped",
        "cam-04": "ok",
        "gateway-01": "skipped",
    }
    assert fleet.code == 0
    key = fleet.job.string.rpartition("=")[0].rpartition("SharedAccessKey=")[2]
    assert key not in state.read_text()
    fleet.answers.write_text(fleet.answers.read_text() + "\n# changed\n")
    third = fleet.run("--check", "never", "--state", str(state))
    assert {line["result"] for line in third} == {"ok"}


def test_a_device_whose_check_failed_is_checked_again(
    fleet: Fleet, hub: DemoHub, disable: Disable
) -> None:
    fleet.table.write_text(rows("cam-01", "cam-04"))
    state = str(fleet.job.folder / "state.jsonl")
    disable("cam-04")
    for options in ((), (), ("--state", state), ("--state", state)):
        lines = fleet.run("--check", "changed", *options)
        assert {line["device"]: line["exit_code"] for line in lines}["cam-04"] == fleet.code == 7
    hub.store.enable("cam-04", "azureiotsecurity")
    assert {line["result"] for line in fleet.run("--check", "changed")} == {"ok"}
    disable("cam-01", "cam-04")  # now nobody can connect
    assert {line["result"] for line in fleet.run("--check", "changed")} == {"ok"}


def test_what_was_done_without_a_check_is_not_done_for_a_run_that_checks(fleet: Fleet) -> None:
    fleet.table.write_text(rows("cam-01"))
    state = str(fleet.job.folder / "state.jsonl")
    told = [
        [line["result"] for line in fleet.run("--check", when, "--state", state)]
        for when in ("never", "never", "changed", "changed", "never")
    ]
    assert told == [["ok"], ["skipped"], ["ok"], ["skipped"], ["skipped"]]


def test_the_table_comes_from_standard_input(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    piped = io.TextIOWrapper(io.BytesIO(rows("cam-01").encode()), encoding="latin-1")
    monkeypatch.setattr(sys, "stdin", piped)
    (line,) = fleet.run("--check", "never", "--json", table="-")
    assert (line["device"], line["result"]) == ("cam-01", "ok")


def test_a_dry_run_makes_nothing(fleet: Fleet) -> None:
    fleet.table.write_text(rows("cam-01", "cam-04"))
    state = str(fleet.job.folder / "state.jsonl")
    assert {line["result"] for line in fleet.run("--dry-run", "--state", state)} == {"ok"}
    assert not (fleet.job.folder / "out").exists()
    assert {line["result"] for line in fleet.run("--check", "never", "--state", state)} == {"ok"}
    assert len(list((fleet.job.folder / "out").iterdir())) == 2, "nothing was noted as done"


def test_a_row_that_is_wrong_is_its_own_failure(fleet: Fleet) -> None:
    fleet.table.write_text(rows("cam-01") + "cam 04,out/x.txt\n")
    found = {line["row"]: line for line in fleet.run("--check", "never")}
    assert (found[2]["result"], found[3]["result"]) == ("ok", "failed")
    assert (found[3]["error"]["code"], found[3]["device"]) == ("answers.invalid", "cam 04")
    assert "1 x answers.invalid: cam 04" in fleet.told
    assert fleet.code == 2


def test_it_is_no_remote_executor(fleet: Fleet) -> None:
    text = fleet.answers.read_text().replace('target = "bundle"', 'target = "ssh"')
    fleet.answers.write_text(text)
    fleet.table.write_text("device.id,agent.ssh\ncam-01,pi@10.0.0.17\n")
    (line,) = fleet.run("--check", "never")
    assert (line["result"], line["error"]["code"]) == ("failed", "answers.invalid")
    assert "agent.ssh" in line["error"]["message"]


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ("device.id,agent.bundle\ncam-01,a.zip\ncam-01,b.zip\n", "cam-01"),
        ("device.id,agent.bundle\ncam-01,a.zip\ncam-04,a.zip\n", "a.zip"),
        ("device.colour\nx\n", "device.colour"),
        ("", "device.id"),
    ],
)
def test_a_table_that_is_wrong_is_refused_before_anything_is_done(
    fleet: Fleet, table: str, named: str
) -> None:
    fleet.table.write_text(table)
    (report,) = fleet.run("--json")
    assert fleet.code == report["exit_code"] == 2
    assert named in report["error"]["message"] + report["error"]["remedy"]
    assert not (fleet.job.folder / "out").exists()


def test_a_table_that_is_not_there(fleet: Fleet) -> None:
    (report,) = fleet.run("--json")
    assert (fleet.code, report["error"]["code"]) == (2, "answers.invalid")
    assert f"The table {fleet.table} cannot be read" in report["error"]["message"]


@pytest.mark.parametrize("piped", [False, True])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "cp1252"])
def test_a_table_that_is_no_utf8(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch, encoding: str, piped: bool
) -> None:
    content = rows("kühlhaus").encode(encoding)
    fleet.table.write_bytes(content)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    (report,) = fleet.run("--json", table="-" if piped else "")
    assert (fleet.code, report["error"]["code"]) == (2, "answers.invalid")
    named = "<stdin>" if piped else fleet.table
    assert report["error"]["message"] == f"The table {named} is not UTF-8 text."


def test_a_table_may_be_larger_than_an_answers_file(fleet: Fleet) -> None:
    fleet.table.write_text(rows("cam-01") + "\n" * 1_000_001)
    assert [line["result"] for line in fleet.run("--check", "never")] == ["ok"]


@posix
def test_a_table_that_is_no_file(fleet: Fleet) -> None:
    os.mkfifo(fleet.table)
    (report,) = fleet.run("--json")
    assert (fleet.code, report["error"]["code"]) == (2, "answers.invalid")
    assert "--each -" in report["error"]["remedy"]


def test_a_file_of_something_else_is_no_state_and_stays(fleet: Fleet) -> None:
    fleet.table.write_text(rows("cam-01"))
    before = fleet.answers.read_bytes()
    (report,) = fleet.run("--json", "--check", "never", "--state", str(fleet.answers))
    assert (fleet.code, report["error"]["code"]) == (2, "answers.invalid")
    assert f"{fleet.answers} has something else in it" in report["error"]["message"]
    assert fleet.answers.read_bytes() == before


def test_a_state_file_that_cannot_be_written(fleet: Fleet, tmp_path: Path) -> None:
    fleet.table.write_text(rows("cam-01"))
    (report,) = fleet.run("--json", "--state", str(tmp_path / "missing" / "state"))
    assert (fleet.code, report["error"]["code"]) == (2, "answers.invalid")


def test_a_hub_that_refuses_is_told_once_and_the_others_are_not_tried(
    fleet: Fleet, hub: DemoHub
) -> None:
    fleet.table.write_text(rows("cam-01", "cam-04", "gateway-01"))
    state = str(fleet.job.folder / "state.jsonl")
    rule = hub.faults.rest.add(Status(401))
    hub.requests.clear()
    lines = fleet.run("--check", "never", "--state", state)
    assert asks(hub)["GET devices"] == 1
    assert [line["result"] for line in lines] == ["failed", "not_tried", "not_tried"]
    assert {line["error"]["code"] for line in lines} == {"hub.unauthorized"}
    assert {line["exit_code"] for line in lines} == {fleet.code} == {3}
    assert fleet.told.count("hub.unauthorized") == 1
    assert "1 failed, 0 cancelled, 0 skipped, 2 not tried" in fleet.told
    assert "refuse these as well, 2: cam-04, gateway-01" in fleet.told
    hub.faults.rest.remove(rule)
    again = fleet.run("--check", "never", "--state", state)
    assert ([line["result"] for line in again], fleet.code) == (["ok"] * 3, 0)
    assert f"noted in {state}; the same command does the others" in fleet.told


FIELDS = ["device", "row", "result", "exit_code", "error", "files", "hub_changes", "warnings"]


def test_every_line_has_every_field(fleet: Fleet) -> None:
    fleet.table.write_text(rows("cam-01", "no-such-device"))
    state = str(fleet.job.folder / "state.jsonl")
    first = fleet.run("--check", "never", "--state", state)
    second = fleet.run("--check", "never", "--state", state)
    again = fleet.run("--check", "never")
    for line in (*first, *second, *again):
        assert sorted(line) == sorted([*FIELDS, "seconds"])
    assert [line["result"] for line in second] == ["skipped", "failed"]
    bundle = str(fleet.job.folder / "out/cam-01.zip")
    assert first[0]["files"] == [{"path": bundle, "change": "created"}]
    assert again[0]["files"] == [{"path": bundle, "change": "unchanged"}]
    assert second[0]["files"] == again[1]["files"] == []


def test_the_summary_names_what_has_changed(fleet: Fleet, hub: DemoHub) -> None:
    fleet.table.write_text(rows("cam-01", "cam-04", "gateway-01"))
    fleet.run("--check", "never", "--dry-run")
    assert "Nothing was changed; a run would do this:" in fleet.told
    assert "Files created for 3: cam-01, cam-04, gateway-01" in fleet.told
    fleet.run("--check", "never")
    assert "Files created for 3: cam-01, cam-04, gateway-01" in fleet.told
    hub.store.roll_key("cam-04", "azureiotsecurity")
    fleet.table.write_text(rows("cam-01", "cam-04", "gateway-01", "cam-02"))
    fleet.run("--check", "never")
    assert "Files changed or repaired for 1: cam-04" in fleet.told
    assert "Files unchanged for 2: cam-01, gateway-01" in fleet.told
    assert "created for" not in fleet.told, "the last one has no module"


def test_a_column_that_is_missing_is_told_with_the_table(fleet: Fleet) -> None:
    fleet.table.write_text("agent.bundle\nout/a.zip\n")
    (line,) = fleet.run("--check", "never")
    message = line["error"]["message"] + line["error"]["remedy"]
    assert (line["exit_code"], line["error"]["code"]) == (2, "answers.missing")
    assert str(fleet.table) in message and "no device.id" in message
    assert "Columns of this table: agent.bundle." in message


def test_without_standard_error_only_json_is_printed(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet.table.write_text(rows("cam-01"))
    monkeypatch.setattr(sys, "stderr", None)
    (line,) = fleet.run("--check", "never")
    assert line["result"] == "ok"
