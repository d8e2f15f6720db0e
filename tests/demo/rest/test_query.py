"""Queries: what is understood, what is refused, paging, and ten thousand devices."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pytest

from tests.demo.clients import call, query
from wizard.demo.hub import DemoHub
from wizard.demo.rest.query import QueryError, parse_query
from wizard.domain.hub.model import MODULE_ID


def ids(hub: DemoHub, where: str, source: str = "devices") -> list[str]:
    """The ids of the devices that a condition finds."""
    answer = query(hub, f"SELECT deviceId FROM {source} WHERE {where}")  # noqa: S608 - no SQL
    assert answer.status == 200, answer.text
    return [row["deviceId"] for row in answer.json]


def test_all_devices_as_twins(hub: DemoHub) -> None:
    answer = query(hub, "SELECT * FROM devices")

    first = answer.json[0]
    assert answer.headers["x-ms-item-type"] == "twin"
    assert {"deviceId", "status", "authenticationType", "connectionState"} <= set(first)
    assert "moduleId" not in first
    assert "Key" not in answer.text
    found = [row["deviceId"] for row in answer.json]
    assert found == sorted(found)
    assert len(found) == hub.store.count()


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("deviceId = 'cam-01'", ["cam-01"]),
        ("deviceId='cam-01' OR deviceId = 'cam-03'", ["cam-01", "cam-03"]),
        ("deviceId IN ['cam-03', 'cam-01', 'nope']", ["cam-01", "cam-03"]),
        (
            "STARTSWITH(deviceId, 'cam-0') and authenticationType = 'certificateAuthority'",
            ["cam-03"],
        ),
        ("deviceId = 'operator''s-panel'", ["operator's-panel"]),
        (r"deviceId = 'operator\'s-panel'", ["operator's-panel"]),
        ('deviceId = "press#4"', ["press#4"]),
        ("deviceId = 'line%41'", ["line%41"]),
        ("status = 'disabled'", ["plc-disabled", "plc-spare"]),
        ("status != 'enabled' AND authenticationType = 'certificateAuthority'", ["plc-spare"]),
        (
            "(deviceId = 'cam-01' OR status = 'disabled') AND authenticationType <> 'sas'",
            ["plc-spare"],
        ),
        (
            "deviceId = 'cam-01' OR status = 'disabled' AND authenticationType <> 'sas'",
            ["cam-01", "plc-spare"],
        ),
        ("STARTSWITH(deviceId, 'CAM')", []),
        ("deviceId = 'cam-01' AND deviceId = 'cam-02'", []),
        ("deviceId IN ['cam-01', 'cam-02'] AND deviceId IN ['cam-02']", ["cam-02"]),
        (
            "connectionState = 'Connected' AND STARTSWITH(deviceId, 'gateway')",
            ["gateway-01", "gateway-04"],
        ),
    ],
)
def test_conditions(hub: DemoHub, where: str, found: list[str]) -> None:
    assert ids(hub, where) == found


def test_modules(hub: DemoHub) -> None:
    where = f"moduleId = '{MODULE_ID}' AND deviceId IN ['cam-01', 'cam-02', 'plc-09']"
    twins = query(hub, f"SELECT * FROM devices.modules WHERE {where}").json  # noqa: S608 - no SQL

    assert [(one["deviceId"], one["moduleId"]) for one in twins] == [("cam-01", MODULE_ID)]
    assert ids(hub, "status = 'disabled'", "devices.modules") == ["plc-08"]
    assert ids(hub, "authenticationType = 'selfSigned'", "devices.modules") == ["plc-07"]


def test_several_fields(hub: DemoHub) -> None:
    answer = query(hub, "select deviceId, status from devices where deviceId = 'cam-01'")

    assert answer.json == [{"deviceId": "cam-01", "status": "enabled"}]
    assert answer.headers["x-ms-item-type"] == "raw"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECT",
        "SELECT * FROM",
        "SELECT * FROM jobs",
        "SELECT nothing FROM devices",
        "SELECT * FROM devices WHERE",
        "SELECT * FROM devices WHERE deviceId",
        "SELECT * FROM devices WHERE deviceId = cam",
        "SELECT * FROM devices WHERE deviceId LIKE 'cam%'",
        "SELECT * FROM devices WHERE deviceId IN []",
        "SELECT * FROM devices WHERE deviceId IN ['a'",
        "SELECT * FROM devices WHERE (deviceId = 'a'",
        "SELECT * FROM devices WHERE deviceId = 'open",
        "SELECT * FROM devices WHERE STARTSWITH(deviceId)",
        "SELECT * FROM devices WHERE STARTSWITH(deviceId, 'a'",
        "SELECT * FROM devices WHERE deviceId = 'a' ORDER BY deviceId",
        "SELECT * FROM devices; DROP TABLE devices",
        "DELETE FROM devices",
    ],
)
def test_refuses_what_it_does_not_know(text: str) -> None:
    with pytest.raises(QueryError):
        parse_query(text)


def test_a_query_that_is_not_understood_is_a_bad_request(hub: DemoHub) -> None:
    refused = query(hub, "SELECT * FROM devices WHERE deviceId = 'it's'")

    assert (refused.status, refused.error) == (400, "ArgumentInvalid")
    assert call(hub, "POST", "/devices/query", body={"sql": "x"}).status == 400


def pages(hub: DemoHub, text: str, size: int) -> Iterator[list[str]]:
    """Page after page of ids."""
    token = ""
    while True:
        answer = query(hub, text, x_ms_max_item_count=str(size), x_ms_continuation=token)
        yield [row["deviceId"] for row in answer.json]
        token = answer.headers.get("x-ms-continuation", "")
        if not token:
            return


def test_pages_cover_everything_once() -> None:
    with DemoHub(devices=2_000) as hub:
        text = "SELECT deviceId FROM devices WHERE STARTSWITH(deviceId, 'meter-')"
        found = list(pages(hub, text, 300))

        assert [len(page) for page in found] == [300] * 6 + [200]
        assert list(chain.from_iterable(found)) == [
            f"meter-{number:05d}" for number in range(1, 2_001)
        ]


def test_the_last_full_page_has_no_continuation(hub: DemoHub) -> None:
    text = "SELECT * FROM devices.modules WHERE deviceId = 'plc-09'"

    assert list(pages(hub, text, 1)) == [["plc-09"], ["plc-09"]]
    assert list(pages(hub, text, 2)) == [["plc-09", "plc-09"]]


def test_a_device_removed_between_two_pages_does_no_harm(hub: DemoHub) -> None:
    text = "SELECT deviceId FROM devices WHERE STARTSWITH(deviceId, 'cam-0')"
    walking = pages(hub, text, 2)

    assert next(walking) == ["cam-01", "cam-02"]
    hub.store.remove("cam-02")
    hub.store.remove("cam-03")
    assert next(walking) == ["cam-04", "cam-05"]


def test_paging_refuses_nonsense(hub: DemoHub) -> None:
    text = "SELECT * FROM devices"
    token = query(hub, text, x_ms_max_item_count="1").headers["x-ms-continuation"]

    assert query(hub, text, x_ms_max_item_count="many").status == 400
    assert query(hub, text, x_ms_continuation="???").status == 400
    assert query(hub, text + ".modules", x_ms_continuation=token).status == 400


def test_ten_thousand_devices_are_like_any_others() -> None:
    with DemoHub(devices=10_000) as hub:
        assert hub.store.count() == 10_000 + DemoHub().store.count()
        assert query(hub, "SELECT * FROM devices").headers["x-ms-continuation"]
        assert ids(hub, "deviceId = 'meter-09999'") == ["meter-09999"]
        one = call(hub, "GET", "/devices/meter-00001").json
        assert one == call(hub, "GET", "/devices/meter-00001").json
        hub.store.disable("meter-00001")
        assert call(hub, "GET", "/devices/meter-00001").json["status"] == "disabled"
        assert call(hub, "GET", f"/devices/meter-00001/modules/{MODULE_ID}").status == 200
        hub.store.remove("meter-00002")
        assert ids(hub, "STARTSWITH(deviceId, 'meter-0000')")[:3] == [
            "meter-00001",
            "meter-00003",
            "meter-00004",
        ]
