"""What Ansible's own tools say of the collection."""

from __future__ import annotations

import json
from pathlib import Path

from tests.fleets.conftest import COLLECTION, Fleet, program, run_tool


def test_ansible_lint_has_nothing_to_say(with_collection: Path) -> None:
    ended = run_tool(
        with_collection,
        *("ansible-lint", "--offline", "--profile", "production", "--strict", "--nocolor"),
        cwd=with_collection / COLLECTION,
    )

    assert ended.returncode == 0, ended.stdout


def test_the_documentation_is_what_ansible_can_show(with_collection: Path) -> None:
    for kind, name in (
        ("module", "authentication"),
        ("role", "authentication"),
        ("filter", "dps_device_key"),
        ("callback", "fleet_report"),
    ):
        ended = run_tool(
            with_collection, "ansible-doc", "--json", "-t", kind, f"iot_agent.setup.{name}"
        )
        assert ended.returncode == 0, ended.stdout
        assert f"iot_agent.setup.{name}" in json.loads(ended.stdout)


def test_the_collection_can_be_built(with_collection: Path) -> None:
    ended = run_tool(
        with_collection,
        *("ansible-galaxy", "collection", "build", "--output-path", str(with_collection)),
        cwd=with_collection / COLLECTION,
    )

    assert ended.returncode == 0, ended.stdout
    assert list(with_collection.glob("iot_agent-setup-*.tar.gz"))


def test_molecule_converges_changes_nothing_the_second_time_and_verifies(fleet: Fleet) -> None:
    devices = {"machine-1": "plant-01", "machine-2": "plant-02", "machine-3": "plant-03"}
    described = {
        "program": program(),
        "folder": str(fleet.folder / "machines"),
        "ca_file": str(fleet.hub.ca_file),
        "amqp_port": fleet.hub.amqp_port,
        "mqtt_port": fleet.hub.mqtt_port,
        "machines": {
            name: {
                "device": device,
                "flavour": "csharp" if name == "machine-3" else "c",
                "connection_string": fleet.module_string(device),
            }
            for name, device in devices.items()
        },
    }
    path = fleet.folder / "fleet.json"
    path.write_text(json.dumps(described))

    ended = run_tool(
        fleet.folder,
        *("molecule", "test"),
        cwd=fleet.folder / COLLECTION / "extensions",
        environment={"IOT_AGENT_FLEET": str(path)},
    )

    assert ended.returncode == 0, ended.stdout
    for action in ("syntax", "converge", "idempotence", "verify"):
        assert action in ended.stdout
