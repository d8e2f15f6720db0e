"""An agent that is new: the whole command line works with it, and only its own folder knows it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.end2end.conftest import Job
from tests.third_agent.agent import FILE
from tests.third_agent.facts import THIRD
from tests.third_agent.row import plug_in
from wizard.demo.hub import DemoHub
from wizard.domain.hub.model import MODULE_ID

DEVICE = "cam-01"


@pytest.fixture
def job(job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch) -> Job:
    plug_in(monkeypatch)
    found = job()
    found.device, found.flavour = DEVICE, THIRD.id
    return found


@pytest.fixture(autouse=True)
def module_of_its_own(hub: DemoHub) -> None:
    """The device has the other agents' module, and not this one's."""
    if hub.store.get(DEVICE, THIRD.module_id) is not None:
        hub.store.remove(DEVICE, THIRD.module_id)
    assert hub.store.get(DEVICE, MODULE_ID) is not None


@pytest.mark.parametrize("identity", ["SecurityModule", "Device"])
def test_apply_and_check(job: Job, hub: DemoHub, identity: str) -> None:
    job.identity, job.create_module = identity, True
    report = job.apply()
    assert report["result"] == "ok", report["error"]
    [change] = report["hub_changes"]
    assert THIRD.module_id in change["message"]
    assert hub.store.get(DEVICE, THIRD.module_id) is not None
    written = json.loads((job.agent / FILE).read_bytes())
    assert (written["device"], written["hub"]) == (DEVICE, hub.host_name)
    assert (job.agent / written["key"]).is_file()
    checked = job.check("--offline")
    assert (checked["result"], checked["agent_verdict"]) == ("ok", "accepted")
    assert job.check()["result"] == "ok"


def test_only_its_own_module_counts(job: Job, hub: DemoHub) -> None:
    report = job.apply()
    assert (report["result"], report["error"]["code"]) == ("failed", "module.missing")
    assert THIRD.module_id in report["error"]["message"]
    assert not (job.agent / FILE).exists()


def test_its_faults_are_told_in_its_words(job: Job) -> None:
    job.agent.mkdir()
    (job.agent / FILE).write_text(json.dumps({"as": "device", "hub": "a.b"}))
    checked = job.check("--offline")
    assert (checked["result"], checked["agent_verdict"]) == ("failed", "rejected")
    assert checked["agent_error"] == "third: bad configuration"
    assert "device" in checked["error"]["message"]


def test_its_limits_are_told_with_its_name(job: Job, hub: DemoHub) -> None:
    job.device = "mixer;2"
    report = job.apply()
    assert report["error"]["code"] == "device.id_not_usable"
    assert THIRD.name in report["error"]["message"]
