"""``apply --check``: a second run over a fleet disturbs no agent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end2end.conftest import Job, statuses
from wizard.demo.faults.faults import Status
from wizard.demo.hub import DemoHub

MakeJob = Callable[..., Job]
Disable = Callable[..., None]


@pytest.fixture(autouse=True)
def nothing_proven(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No other test has had these files checked."""
    monkeypatch.setenv("IOT_AGENT_SETUP_HOME", str(tmp_path / "own"))


def checked(report: dict[str, object]) -> bool:
    return statuses(report)["check.connect"] == "ok"


def test_only_what_was_changed_is_checked(job: MakeJob, hub: DemoHub) -> None:
    setup = job()
    first = setup.apply("--check", "changed")
    assert (first["result"], checked(first)) == ("ok", True)
    second = setup.apply("--check", "changed")
    assert (second["result"], second["exit_code"]) == ("ok", 0)
    assert {file["change"] for file in second["agent"]["files"]} == {"unchanged"}
    skipped = {step for step, status in statuses(second).items() if status == "skipped"}
    assert {step for step in statuses(second) if step.startswith("check.")} <= skipped

    setup.key_path.unlink()
    third = setup.apply("--check", "changed")
    assert (third["result"], checked(third)) == ("ok", True)
    assert checked(setup.apply("--check", "always"))
    assert checked(setup.apply())


def test_a_change_in_the_hub_is_a_change(job: MakeJob, hub: DemoHub) -> None:
    setup = job(device="cam-02", create_module=True)
    setup.apply("--check", "never")
    hub.store.remove("cam-02", "azureiotsecurity")
    assert checked(setup.apply("--check", "changed"))


def test_never_leaves_the_agent_alone(job: MakeJob) -> None:
    setup = job()
    report = setup.apply("--check", "never")
    assert (report["result"], checked(report)) == ("ok", False)
    assert setup.key_path.exists()


def test_what_was_never_proven_is_checked_although_it_is_unchanged(job: MakeJob) -> None:
    setup = job()
    setup.apply("--check", "never")
    assert not checked(setup.apply("--check", "never"))
    report = setup.apply("--check", "changed")
    assert {file["change"] for file in report["agent"]["files"]} == {"unchanged"}
    assert (report["result"], checked(report)) == ("ok", True)
    assert not checked(setup.apply("--check", "changed"))


@pytest.mark.parametrize("first", ["always", "changed"])
def test_a_failed_check_is_repeated_until_it_passes(
    job: MakeJob, hub: DemoHub, disable: Disable, first: str
) -> None:
    setup = job()
    assert setup.apply("--check", "changed")["exit_code"] == 0
    disable("cam-01")
    assert setup.apply("--check", "always")["exit_code"] == 7
    setup.key_path.unlink()
    assert setup.apply("--check", first)["exit_code"] == 7
    again = setup.apply("--check", "changed")
    assert {file["change"] for file in again["agent"]["files"]} == {"unchanged"}
    assert (again["exit_code"], again["error"]["code"]) == (7, "check.link_refused")
    hub.store.enable("cam-01", "azureiotsecurity")
    mended = setup.apply("--check", "changed")
    assert (mended["exit_code"], checked(mended)) == (0, True)
    assert not checked(setup.apply("--check", "changed"))


def test_a_check_that_fails_later_counts_too(job: MakeJob, disable: Disable) -> None:
    """The files are those that were proven once; the last word on them is the failure."""
    setup = job()
    setup.apply()
    disable("cam-01")
    assert setup.apply()["exit_code"] == 7
    assert setup.apply("--check", "changed")["exit_code"] == 7


def test_a_restart_that_has_failed_is_repeated(job: MakeJob) -> None:
    """The agent is not installed here, so its restart fails each time; the check is done."""
    setup = job(agent_keys={"restart": "true"})
    first, second = setup.apply("--check", "changed"), setup.apply("--check", "changed")
    assert (checked(first), checked(second)) == (True, False)
    assert first["exit_code"] == second["exit_code"] != 0
    assert statuses(second)["agent.restart"] == "failed"


@pytest.mark.parametrize(("wish", "code"), [(900, 3), (3, 0)])
def test_a_throttled_device_is_waited_for_as_long_as_patience_says(
    job: MakeJob, hub: DemoHub, wish: int, code: int
) -> None:
    busy = Status(429, retry_after=wish)
    hub.faults.rest.add(busy, times=1, method="GET", path=r"/devices/cam-01$")
    setup = job()
    path = setup.answers()
    text = path.read_text().replace("[hub]", "[hub]\npatience = 600", 1)
    path.write_text(text)
    report = setup.run("apply", str(path), "--json", "--check", "never")
    assert report["exit_code"] == code, report["error"]
    if code:
        assert report["error"]["code"] == "hub.throttled"


def test_files_that_are_staged_in_a_new_folder_are_not_checked_again(
    job: MakeJob, tmp_path: Path, disable: Disable
) -> None:
    """What copies them makes a new one for each run."""

    def stage(name: str) -> dict[str, object]:
        keys = {"directory": '"/var/ASCIoTAgent"', "stage": f"'{tmp_path / name}'"}
        return job(agent_keys=keys, directory=tmp_path / name).apply("--check", "changed")

    assert checked(stage("first"))
    disable("cam-01")
    assert stage("second")["exit_code"] == 0
    assert job(directory=tmp_path / "third").apply("--check", "changed")["exit_code"] == 7
