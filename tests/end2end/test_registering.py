"""Devices that never registered with the provisioning service: registered by the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.conftest import Job, statuses
from wizard.demo.faults.faults import Status
from wizard.demo.hub import DemoHub
from wizard.domain.hub.enrolment_group import derived_key
from wizard.domain.secret import Secret

MakeJob = Callable[..., Job]
NEW = "new-cam-01"
MODULE = "azureiotsecurity"


@pytest.fixture
def hub(hub: DemoHub) -> Iterator[DemoHub]:
    yield hub
    if hub.store.device(NEW) is not None:
        hub.store.remove(NEW)
    hub.store._enrolments.pop(NEW, None)


def apply(job: Job, tmp_path: Path, hub: DemoHub, *options: str, **keys: str) -> dict[str, Any]:
    """``apply`` of a registration by the group's key, with these keys besides."""
    job.monkeypatch.setenv("TEST_GROUP", hub.store.group_key.reveal())
    values = {
        "identity": '"DPS"',
        "id_scope": f'"{hub.dps_id_scope}"',
        "registration_id": f'"{NEW}"',
        "dps_host": f'"{hub.dps_host}"',
        "group_key": '{ env = "TEST_GROUP" }',
        "register": "true",
    } | keys
    lines = "\n".join(f"{key} = {value}" for key, value in values.items() if value)
    path = tmp_path / "dps.toml"
    network = f"ca_file = '{hub.ca_file}'\namqp_port = {hub.amqp_port}\nmqtt_port = {hub.mqtt_port}"
    path.write_text(
        f"[authentication]\n{lines}\n[agent]\nflavour = \"c\"\ndirectory = '{tmp_path / 'agent'}'\n"
        f"[network]\n{network}\n[secrets]\nkeyring = false\n"
    )
    return job.run("apply", str(path), "--json", *options)


def test_a_device_of_a_group_is_registered_with_its_own_key(
    job: MakeJob, hub: DemoHub, tmp_path: Path
) -> None:
    report = apply(job(), tmp_path, hub)
    assert (report["result"], report["error"]) == ("ok", None), report
    assert statuses(report)["dps.register"] == statuses(report)["check.twin"] == "ok"
    kinds = [change["kind"] for change in report["hub_changes"]]
    assert kinds == ["device_registered", "module_created"]
    assert hub.store.module(NEW, MODULE) is not None
    written = (tmp_path / "agent" / "device.key").read_text().strip()
    assert Secret(written) == derived_key(hub.store.group_key, NEW)
    group_key = hub.store.group_key.reveal()
    for path in (tmp_path / "agent").rglob("*"):
        assert group_key not in path.read_text()

    again = apply(job(), tmp_path, hub)
    assert (again["result"], again["hub_changes"]) == ("ok", [])


def test_a_dry_run_registers_nobody(job: MakeJob, hub: DemoHub, tmp_path: Path) -> None:
    report = apply(job(), tmp_path, hub, "--dry-run")
    assert report["result"] == "ok"
    assert hub.store.device(NEW) is None


def test_without_being_asked_nobody_is_registered(
    job: MakeJob, hub: DemoHub, tmp_path: Path
) -> None:
    report = apply(job(), tmp_path, hub, register="false")
    assert (report["exit_code"], report["error"]["code"]) == (7, "check.not_found")
    assert hub.store.device(NEW) is None


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"id_scope": '"0ne00000001"'}, "dps.not_enrolled"),
        ({"registration_id": '"cam-07"', "group_key": "", "key": "cam-07"}, "dps.not_assigned"),
        ({"registration_id": '"cam-08"', "group_key": "", "key": "cam-08"}, "dps.not_assigned"),
        ({"registration_id": '"cam-01"'}, "dps.unauthorized"),
    ],
)
def test_what_the_service_refuses_leaves_everything_as_it_was(
    job: MakeJob, hub: DemoHub, tmp_path: Path, keys: dict[str, str], code: str
) -> None:
    if device := keys.pop("key", None):
        string = hub.device_connection_string(device).reveal()
        job().monkeypatch.setenv("TEST_KEY", string.rpartition("SharedAccessKey=")[2])
        keys["key"] = '{ env = "TEST_KEY" }'
    report = apply(job(), tmp_path, hub, **keys)
    assert (report["exit_code"], report["error"]["code"]) == (4, code)
    assert report["error"]["step"] == "dps.register"
    assert not (tmp_path / "agent").exists()


def test_another_group_s_key(job: MakeJob, hub: DemoHub, tmp_path: Path) -> None:
    setup = job()
    setup.monkeypatch.setenv("OTHER", "b3RoZXIga2V5IG9mIGFub3RoZXIgZ3JvdXAsIDMyIGI=")
    report = apply(setup, tmp_path, hub, group_key='{ env = "OTHER" }')
    assert (report["exit_code"], report["error"]["code"]) == (4, "dps.unauthorized")


def test_a_busy_service_is_waited_for(job: MakeJob, hub: DemoHub, tmp_path: Path) -> None:
    hub.faults.dps.add(Status(429, retry_after=1), times=1, method="PUT")
    report = apply(job(), tmp_path, hub)
    assert report["result"] == "ok", report["error"]


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ({"key": '{ env = "TEST_GROUP" }'}, "authentication.key"),
        ({"identity": '"Device"'}, "authentication.id_scope"),
        ({"register": '"yes"'}, "authentication.register"),
    ],
)
def test_what_does_not_fit_is_refused(
    job: MakeJob, hub: DemoHub, tmp_path: Path, keys: dict[str, str], named: str
) -> None:
    report = apply(job(), tmp_path, hub, **keys)
    assert report["exit_code"] == 2
    assert named in report["error"]["message"]
