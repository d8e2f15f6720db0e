"""A fleet is set up, set up again, loses a key, and is repaired."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from tests.demo.agent import Agent, agent
from tests.fleets.conftest import MODULE_ID, Fleet
from tests.patience import NEVER

MANY = 50

pytestmark = pytest.mark.timeout(3 * NEVER)
"""Some play the role three times for fifty machines, each with Ansible's processes on this one."""


def listening(connected: Agent) -> Agent:
    """The agent, once its hub has let it in."""
    assert connected.expect("connack") == "Success"
    return connected


def queries(fleet: Fleet) -> int:
    """How many queries the hub was asked; it allows 20 a minute a unit."""
    return sum(seen.path.startswith("/devices/query") for seen in fleet.hub.requests)


def test_fifty_machines_with_their_own_secrets_ask_the_hub_nothing(fleet: Fleet) -> None:
    names = [fleet.add_with_secret(f"plant-{number:02}") for number in range(MANY)]

    first = fleet.play()
    assert (first.code, first.results) == (0, {"changed": MANY}), first.text
    assert [fleet.key_file(name) for name in names] == [
        fleet.key(f"plant-{number:02}") for number in range(MANY)
    ]
    assert not fleet.hub.requests

    with agent(fleet.hub, "plant-07") as running:
        listening(running)
        second = fleet.play()
        assert (second.code, second.results) == (0, {"unchanged": MANY}), second.text
        running.ask_twin()
        assert running.client.is_connected()
    assert not fleet.hub.requests


def test_check_mode_touches_nothing_and_shows_no_key(fleet: Fleet) -> None:
    name = fleet.add_with_secret("plant-01")

    looked = fleet.play("--check", "--diff", "-vvv")

    assert (looked.code, looked.results) == (0, {"changed": 1}), looked.text
    assert not Path(fleet.machines[name]["authentication_agent_directory"]).exists()
    assert "LocalConfiguration.json" in looked.text
    assert fleet.key("plant-01") not in looked.text


def test_a_run_that_tells_all_tells_no_key(fleet: Fleet) -> None:
    fleet.add_with_secret("plant-01")

    told = fleet.play("-vvv", "--diff")

    assert told.results == {"changed": 1}, told.text
    assert fleet.key("plant-01") not in told.text


def test_failures_are_grouped_by_their_cause(fleet: Fleet) -> None:
    fine = fleet.add_with_secret("plant-01")
    refused = [fleet.add_with_secret(device) for device in ("plant-02", "plant-03")]
    for device in ("plant-02", "plant-03"):
        fleet.hub.store.roll_key(device, MODULE_ID)

    ended = fleet.play()

    assert ended.code != 0
    assert ended.results == {"changed": 1, "failed": 2}
    assert {ended.rows[name]["code"] for name in refused} == {"check.unauthorized"}
    assert ended.rows[fine]["code"] is None
    assert ended.rows[fine]["device"] == "plant-01"
    assert "check.unauthorized (2): m0001, m0002" in ended.text


def test_one_identity_on_two_machines_is_refused_before_anything_is_done(fleet: Fleet) -> None:
    fleet.add_with_secret("plant-01")
    fleet.add_with_secret("plant-01")

    ended = fleet.play()

    assert ended.code != 0
    assert "plant-01: m0000, m0001" in ended.text
    assert not Path(fleet.machines["m0000"]["authentication_agent_directory"]).exists()


def test_the_controller_finds_each_secret_and_repairs_a_rolled_key(fleet: Fleet) -> None:
    names = [fleet.add_with_policy(f"plant-{number:02}") for number in range(MANY)]

    first = fleet.play()
    assert first.results == {"changed": MANY}, first.text
    assert queries(fleet) <= MANY

    fleet.hub.requests.clear()
    second = fleet.play()
    assert second.results == {"unchanged": MANY}, second.text

    fleet.hub.store.roll_key("plant-07", MODULE_ID)
    third = fleet.play()
    assert third.results == {"changed": 1, "unchanged": MANY - 1}, third.text
    assert third.rows[names[7]]["result"] == "changed"
    assert fleet.key_file(names[7]) == fleet.key("plant-07")
    assert not list(Path(os.environ["XDG_RUNTIME_DIR"]).glob("iot-agent-setup-*"))


@pytest.mark.parametrize("flavour", ["c", "csharp"])
def test_files_that_are_made_on_the_controller_are_copied(fleet: Fleet, flavour: str) -> None:
    name = fleet.add_with_secret(
        "plant-01",
        authentication_files="controller",
        authentication_agent_flavour=flavour,
        authentication_owner="root",
        authentication_group="root",
    )
    folder = Path(fleet.machines[name]["authentication_agent_directory"])

    first = fleet.play("--diff")
    assert first.results == {"changed": 1}, first.text
    assert fleet.key("plant-01") not in first.text
    key = folder / "azureiotsecurity.key"
    assert fleet.key_file(name) == fleet.key("plant-01")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert not (folder / "target.json").exists()
    assert str(key) in "".join(path.read_text("utf-8-sig") for path in folder.glob("*.[cj]*[gn]"))

    with agent(fleet.hub, "plant-01") as running:
        listening(running)
        second = fleet.play()
        assert second.results == {"unchanged": 1}, second.text
        assert running.client.is_connected()


def test_settings_of_a_machine_are_kept_where_files_are_copied(fleet: Fleet) -> None:
    name = fleet.add_with_secret(
        "plant-01", authentication_files="controller", authentication_group="root"
    )
    assert fleet.play().results == {"changed": 1}
    path = Path(fleet.machines[name]["authentication_agent_directory"], "LocalConfiguration.json")
    text = path.read_text(encoding="utf-8").replace("PT2M", "PT5M")
    path.write_text(text.replace('"plant-01"', '"plant-99"'), encoding="utf-8")

    again = fleet.play()

    assert again.results == {"changed": 1}, again.text
    found = json.loads(path.read_text(encoding="utf-8"))["Configuration"]
    assert found["TriggerdEventsInterval"] == "PT5M"
    assert found["Authentication"]["DeviceId"] == "plant-01"
