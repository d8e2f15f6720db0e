"""``apply`` and ``check`` where all goes well: both modes, both agents."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable

import pytest

from tests.end2end.conftest import Job, statuses
from tests.end2end.processes import warnings_of
from tests.patience import until
from wizard.demo.faults.faults import CreateDelay, Drop, LoseAnswer, Status
from wizard.demo.hub import DemoHub
from wizard.domain.report import StepId

MakeJob = Callable[..., Job]
CONFIG = {"c": "LocalConfiguration.json", "csharp": "Authentication.config"}


@pytest.mark.parametrize("flavour", ["c", "csharp"])
@pytest.mark.parametrize("identity", ["SecurityModule", "Device"])
def test_the_four_combinations(job: MakeJob, hub: DemoHub, identity: str, flavour: str) -> None:
    setup = job(identity=identity, flavour=flavour)
    report = setup.apply()
    assert (report["result"], report["error"]) == ("ok", None), report
    assert [step["id"] for step in report["steps"]] == [
        step.value for step in StepId if step.is_always_reported
    ]
    skipped = {step for step, status in statuses(report).items() if status == "skipped"}
    assert skipped == {"module.create", "secrets.store"} | (
        {"check.clock", "check.hub_rest"} if identity == "SecurityModule" else set()
    )
    assert report["hub"] == hub.host_name
    assert (report["device"], report["identity"]) == ("cam-01", identity)
    written = {file["path"]: file["change"] for file in report["agent"]["files"]}
    assert set(written.values()) == {"created"}
    assert str(setup.key_path) in written
    assert str(setup.agent / CONFIG[flavour]) in written
    owner = hub.device_connection_string if identity == "Device" else hub.module_connection_string
    key = owner("cam-01").reveal().rpartition("SharedAccessKey=")[2]
    assert setup.key_path.read_bytes() == key.encode() + b"\n"
    if os.name == "posix":
        assert stat.S_IMODE(setup.key_path.stat().st_mode) == 0o600

    again = setup.apply()
    assert {file["change"] for file in again["agent"]["files"]} == {"unchanged"}
    checked = setup.check()
    assert (checked["result"], checked["identity"]) == ("ok", identity)
    assert checked["agent"]["flavour"] == flavour
    until(lambda: not hub.sessions)


@pytest.mark.parametrize("policy", ["registryRead", "registryReadWrite"])
def test_these_rights_are_enough(job: MakeJob, policy: str) -> None:
    report = job(policy=policy).apply()
    assert (report["result"], warnings_of(report)) == ("ok", [])


def test_more_rights_than_needed_are_told(job: MakeJob) -> None:
    report = job(policy="iothubowner").apply()
    assert report["result"] == "ok"
    assert [warning["code"] for warning in warnings_of(report)] == ["hub.more_rights_than_needed"]


def test_switching_the_mode_edits_the_same_files(job: MakeJob) -> None:
    job(identity="SecurityModule", flavour="csharp").apply()
    report = job(identity="Device", flavour="csharp").apply()
    changes = {file["path"].rpartition(os.sep)[2]: file for file in report["agent"]["files"]}
    assert report["result"] == "ok"
    assert changes["Authentication.config"]["change"] == "updated"
    assert changes["Authentication.config"]["backup"].endswith(".bak")
    assert changes["General.config"]["change"] == "unchanged"
    assert changes["device.key"]["change"] == "created"


@pytest.mark.parametrize("flavour", ["c", "csharp"])
def test_a_missing_module_is_created(job: MakeJob, hub: DemoHub, flavour: str) -> None:
    hub.store.remove("plc-09", "azureiotsecurity") if hub.store.module(
        "plc-09", "azureiotsecurity"
    ) else None
    hub.faults.create_delay = CreateDelay(reads=2)
    report = job(device="plc-09", create_module=True, flavour=flavour).apply()
    assert report["result"] == "ok", report["error"]
    assert report["module_created"]
    assert statuses(report)["module.create"] == "ok"
    hub.store.remove("plc-09", "azureiotsecurity")


@pytest.mark.parametrize("fault", [LoseAnswer(), Drop(), Status(429, retry_after=1), Status(503)])
def test_creating_survives_a_lost_answer(job: MakeJob, hub: DemoHub, fault: object) -> None:
    hub.faults.rest.add(fault, times=1, method="PUT")  # type: ignore[arg-type]
    report = job(device="plc-09", create_module=True).apply()
    assert report["result"] == "ok", report["error"]
    assert report["module_created"]
    hub.store.remove("plc-09", "azureiotsecurity")


def test_a_module_that_is_there_is_not_created(job: MakeJob) -> None:
    report = job(create_module=True).apply()
    assert report["result"] == "ok"
    assert statuses(report)["module.create"] == "skipped"
    assert not report["module_created"]


@pytest.mark.parametrize(
    ("device", "flavour"),
    # What looks percent-encoded the C agent signs for otherwise than it is written.
    [("robot+arm@cell=3", "c"), ("hall.2:dock-1", "c"), ("line%41", "csharp")],
)
def test_odd_but_legal_ids(job: MakeJob, device: str, flavour: str) -> None:
    assert job(device=device, flavour=flavour).apply()["result"] == "ok"


def test_passing_faults_pass(job: MakeJob, hub: DemoHub) -> None:
    for fault in (Status(500), Status(429, retry_after=1), Drop()):
        hub.faults.rest.add(fault, times=1)
    setup = job()
    assert setup.apply()["result"] == "ok"
    assert "Trying again in" in setup.stderr


def test_a_dry_run_touches_nothing(job: MakeJob, hub: DemoHub) -> None:
    setup = job(device="cam-02", create_module=True)
    report = setup.apply("--dry-run")
    assert report["result"] == "ok"
    assert {file["change"] for file in report["agent"]["files"]} == {"created"}
    assert all(file["diff"] for file in report["agent"]["files"])
    assert not setup.agent.exists()
    assert hub.store.module("cam-02", "azureiotsecurity") is None
    assert statuses(report)["config.write"] == "skipped"
