"""Real Ansible against the demo hub: every machine of the fleet is a folder of this computer.

`packaging/bootstrap.py test --fleets` installs Ansible in an environment of its own and runs these.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from tests.patience import NEVER
from wizard.demo.hub import DemoHub
from wizard.demo.registry.records import Credential, Device, Keys, Module

ROOT: Final = Path(__file__).resolve().parents[2]
TOOLS: Final = Path(os.environ.get("IOT_AGENT_FLEET_TOOLS", ROOT / "build" / "fleets" / "bin"))
COLLECTION: Final = "ansible_collections/iot_agent/setup"
MODULE_ID: Final = "azureiotsecurity"
PLAY: Final = """\
- hosts: all
  gather_facts: false
  roles: [iot_agent.setup.authentication]
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Ansible there is nothing to try."""
    here = Path(__file__).parent
    if not (TOOLS / "ansible-playbook").exists():
        reason = "Ansible is not installed: packaging/bootstrap.py test --fleets"
        for item in items:
            if here in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=reason))


@dataclass
class Played:
    """What a run of Ansible has left."""

    code: int
    text: str
    rows: dict[str, dict[str, Any]]
    """The fleet's report: one object a machine."""

    @property
    def results(self) -> dict[str, int]:
        """How many machines ended how."""
        found: dict[str, int] = {}
        for row in self.rows.values():
            found[row["result"]] = found.get(row["result"], 0) + 1
        return found


@dataclass
class Fleet:
    """Machines, and the hub that knows their devices."""

    hub: DemoHub
    folder: Path
    machines: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, **variables: Any) -> str:
        """A machine with these variables; the result is its name."""
        name = f"m{len(self.machines):04}"
        folder = self.folder / name
        self.machines[name] = {"authentication_agent_directory": str(folder), **variables}
        return name

    def add_with_secret(self, device: str, **variables: Any) -> str:
        """A machine whose inventory has its module's own connection string."""
        string = self.module_string(device)
        return self.add(authentication_device_connection_string=string, **variables)

    def add_with_policy(self, device: str, **variables: Any) -> str:
        """A machine whose secret the controller has to find with a policy."""
        if self.hub.store.device(device) is None:
            self.hub.store.add(Device(device, Credential(given=Keys.fresh())))
        policy = self.hub.connection_string("registryReadWrite").reveal()
        return self.add(
            authentication_device_id=device,
            authentication_device_create_module=True,
            authentication_hub_connection_string=policy,
            **variables,
        )

    def module_string(self, device: str) -> str:
        """Its module's connection string; device and module are made where they are missing."""
        if self.hub.store.device(device) is None:
            self.hub.store.add(Device(device, Credential(given=Keys.fresh())))
        if self.hub.store.module(device, MODULE_ID) is None:
            self.hub.store.add(Module(device, MODULE_ID, Credential(given=Keys.fresh())))
        return (
            f"HostName={self.hub.host_name};DeviceId={device};ModuleId={MODULE_ID};"
            f"SharedAccessKey={self.key(device)}"
        )

    def key(self, device: str) -> str:
        """The primary key of the device's security module."""
        module = self.hub.store.module(device, MODULE_ID)
        assert module is not None
        keys = module.auth.keys
        assert keys is not None
        return keys.primary.reveal()

    def key_file(self, machine: str) -> str:
        """What the machine's agent reads."""
        directory = Path(self.machines[machine]["authentication_agent_directory"])
        return (directory / "azureiotsecurity.key").read_text(encoding="ascii").strip()

    def inventory(self) -> Path:
        """The inventory as a file."""
        common = {
            "ansible_connection": "local",
            "ansible_python_interpreter": sys.executable,
            "authentication_program": program(),
            "authentication_network_ca_file": str(self.hub.ca_file),
            "authentication_network_amqp_port": self.hub.amqp_port,
            "authentication_network_mqtt_port": self.hub.mqtt_port,
            "authentication_agent_flavour": "c",
            "authentication_become": False,
        }
        path = self.folder / "inventory.json"
        path.write_text(json.dumps({"all": {"hosts": self.machines, "vars": common}}))
        return path

    def play(self, *options: str) -> Played:
        """Run the role on all machines."""
        playbook, report = self.folder / "play.yml", self.folder / "report.jsonl"
        playbook.write_text(PLAY)
        report.unlink(missing_ok=True)
        ended = run_tool(
            self.folder,
            *("ansible-playbook", "-i", str(self.inventory()), str(playbook), *options),
            environment={
                "ANSIBLE_CALLBACKS_ENABLED": "iot_agent.setup.fleet_report",
                "IOT_AGENT_FLEET_REPORT": str(report),
            },
        )
        lines = report.read_text(encoding="utf-8").splitlines() if report.exists() else []
        rows = {row["machine"]: row for row in map(json.loads, lines)}
        return Played(ended.returncode, ended.stdout, rows)


def program() -> str:
    """The program as it is installed for the tests."""
    return str(Path(sys.executable).with_name("iot-agent-setup"))


def run_tool(
    folder: Path,
    *command: str,
    environment: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run one of Ansible's programs with the collection that lies in ``folder``."""
    return subprocess.run(
        [str(TOOLS / command[0]), *command[1:]],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=cwd or folder,
        timeout=NEVER,
        env={
            **os.environ,
            "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_COLLECTIONS_PATH": str(folder),
            "ANSIBLE_HOME": str(folder / "ansible-home"),
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_FORKS": "10",
            **(environment or {}),
        },
    )


@pytest.fixture
def with_collection(tmp_path: Path) -> Path:
    """A folder in which Ansible finds the collection."""
    shutil.copytree(ROOT / "packaging" / "ansible", tmp_path / COLLECTION)
    return tmp_path


@pytest.fixture
def hub(own_home: None) -> Iterator[DemoHub]:
    with DemoHub(devices=60) as running:
        yield running


@pytest.fixture
def fleet(hub: DemoHub, with_collection: Path) -> Fleet:
    return Fleet(hub, with_collection)
