"""The settings in the module's twin, judged by the live check."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.end2end.conftest import Job, statuses
from tests.end2end.processes import warnings_of
from wizard.demo.hub import DemoHub
from wizard.domain.agent.model import TWIN_OBJECT

MODULE = "azureiotsecurity"
STOPS = "Remote Configuration / Cant Parse Configuration"


@pytest.fixture
def twin(hub: DemoHub) -> Iterator[Callable[[object], None]]:
    """Write the object of cam-01; afterwards it is as before."""
    former = hub.store.twin("cam-01", MODULE).desired

    def write(found: object) -> None:
        hub.store.set_desired("cam-01", MODULE, {TWIN_OBJECT: found})

    yield write
    hub.store.set_desired("cam-01", MODULE, former)


Write = Callable[[object], None]


@pytest.mark.parametrize(("flavour", "logged"), [("c", None), ("csharp", STOPS)])
def test_a_setting_that_does_not_parse_is_named(
    job: Callable[..., Job], twin: Write, flavour: str, logged: str | None
) -> None:
    twin({"snapshotFrequency": {"value": "PT13H"}, "highPriorityMessageFrequency": {"value": "7"}})
    setup = job(flavour=flavour)
    report = setup.apply()
    assert (report["exit_code"], report["error"]["code"]) == (7, "check.twin_failed")
    assert report["error"]["step"] == "check.twin"
    assert "highPriorityMessageFrequency" in report["error"]["message"]
    assert statuses(report)["check.twin"] == "failed"
    step = report["steps"][-1]
    assert step["agent_error"] == logged
    assert [(each["name"], each["verdict"]) for each in step["settings"]] == [
        ("snapshotFrequency", "ok"),
        ("highPriorityMessageFrequency", "problem"),
    ]
    twin({"highPriorityMessageFrequency": {"value": "PT7M"}})
    assert setup.check()["result"] == "ok"


def test_what_does_no_harm_is_a_warning(job: Callable[..., Job], twin: Write) -> None:
    twin({"maxMessageSizeInBytes": {"value": 300000}, "snapshotFrequenzy": {"value": "PT1H"}})
    report = job().apply()
    assert report["result"] == "ok"
    assert [warning["code"] for warning in warnings_of(report)] == ["twin.setting"] * 2


@pytest.mark.parametrize(
    ("flavour", "file"),
    [("c", "LocalConfiguration.json"), ("csharp", "SecurityIotInterface.config")],
)
def test_the_object_that_the_agent_is_configured_for_is_judged(
    job: Callable[..., Job], twin: Write, flavour: str, file: str
) -> None:
    setup = job(flavour=flavour)
    twin({"snapshotFrequency": {"value": "soon"}})
    assert setup.apply()["exit_code"] == 7
    path = setup.agent / file
    path.write_text(path.read_text("utf-8-sig").replace(TWIN_OBJECT, "another_object"), "utf-8")
    report = setup.check()
    (setting,) = report["steps"][-1]["settings"]
    assert (report["result"], setting["verdict"], setting["name"]) == ("ok", "note", TWIN_OBJECT)
