"""What a run asks of the hub: nothing twice, no query, no twin. Queries are throttled by number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import unquote

import pytest

from tests.end2end.conftest import Job
from wizard.demo.hub import DemoHub
from wizard.domain.hub.model import MODULE_ID

MakeJob = Callable[..., Job]

DEVICE = "/devices/cam-01"
MODULE = f"{DEVICE}/modules/{MODULE_ID}"
CONNECTING = ("GET", "/devices")


@pytest.fixture
def hub() -> Iterator[DemoHub]:
    with DemoHub() as running:
        yield running


def asked(hub: DemoHub) -> list[tuple[str, str]]:
    """The method and path of each request since the last time."""
    seen = [(one.method, unquote(one.path.partition("?")[0])) for one in hub.requests]
    hub.requests.clear()
    return seen


@pytest.mark.parametrize("policy", ["registryRead", "registryReadWrite", "iothubowner"])
def test_a_run_as_the_module_asks_three_times(job: MakeJob, hub: DemoHub, policy: str) -> None:
    setup = job(identity="SecurityModule", policy=policy)
    assert setup.apply()["result"] == "ok"
    assert asked(hub) == [CONNECTING, ("GET", DEVICE), ("GET", MODULE)]


def test_a_run_as_the_device_asks_once_more_as_the_agent_does(job: MakeJob, hub: DemoHub) -> None:
    setup = job(identity="Device")
    assert setup.apply()["result"] == "ok"
    assert asked(hub) == [CONNECTING, ("GET", DEVICE), ("GET", MODULE), ("GET", MODULE)]


@pytest.mark.parametrize("policy", ["registryRead", "iothubowner"])
def test_whether_the_module_is_enabled_is_asked_when_it_was_refused(
    job: MakeJob, hub: DemoHub, policy: str
) -> None:
    hub.store.disable("cam-01", MODULE_ID)
    setup = job(identity="SecurityModule", policy=policy)
    assert setup.apply()["result"] == "failed"
    twin, query = ("GET", f"/twins/cam-01/modules/{MODULE_ID}"), ("POST", "/devices/query")
    expected = [twin] if policy == "iothubowner" else [twin, query]
    assert [one for one in asked(hub) if one in (twin, query)] == expected
