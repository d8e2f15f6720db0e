"""The whole program against the demo hub."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from release.windows_parts import NOT_ON_WINDOWS

from tests.infra.ssh.sshd import server as server
from tests.infra.ssh.sshd import sshd as sshd
from tests.shared_hub import SharedHub
from wizard.__main__ import main
from wizard.demo.hub import DemoHub
from wizard.domain.hub.transport import Transport

# About sudo, polkit and a terminal of Unix, whose modules Windows' Python does not have.
collect_ignore = [Path(name).name for name in NOT_ON_WINDOWS] if sys.platform == "win32" else []


@pytest.fixture(scope="session")
def running_hub(own_home: None) -> Iterator[SharedHub]:
    with DemoHub(devices=250) as hub:
        yield SharedHub(hub, devices=250)


@pytest.fixture
def hub(running_hub: SharedHub) -> Iterator[DemoHub]:
    """The demo hub, without the faults and the changes of the test before."""
    with running_hub.for_one_test() as hub:
        yield hub


@pytest.fixture
def disable(hub: DemoHub) -> Iterator[Callable[..., None]]:
    """Disables the security modules of devices until the test ends: who connects is refused."""
    disabled: set[str] = set()

    def disable(*devices: str) -> None:
        disabled.update(devices)
        for device in devices:
            hub.store.disable(device, "azureiotsecurity")

    yield disable
    for device in disabled:
        hub.store.enable(device, "azureiotsecurity")


@dataclass
class Job:
    """An answers file to be, and what running it printed.

    ``source`` is where the connection string is; in an environment variable unless said otherwise.
    """

    hub: DemoHub
    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    device: str = "cam-01"
    identity: str = "SecurityModule"
    flavour: str = "c"
    create_module: bool = False
    policy: str = "registryReadWrite"
    connection_string: str | None = None
    ca_file: Path | None = None
    transport: str | None = None
    ports: dict[Transport, int] = field(default_factory=dict)
    key_file: str | None = None
    source: str = '{ env = "TEST_HUB" }'
    directory: Path | None = None
    secrets: str = "keyring = false"
    agent_keys: dict[str, str] = field(default_factory=dict)
    """More of ``[agent]``, as TOML; also instead of what stands there by itself."""
    stderr: str = field(default="", repr=False)

    @property
    def agent(self) -> Path:
        return self.directory or self.folder / "agent"

    @property
    def key_path(self) -> Path:
        default = "device.key" if self.identity == "Device" else "azureiotsecurity.key"
        return self.agent / (self.key_file or default)

    @property
    def string(self) -> str:
        """The connection string that is applied with."""
        return self.connection_string or self.hub.connection_string(self.policy).reveal()

    def port(self, transport: Transport) -> int:
        """Where this transport is looked for: at the hub, unless the test says otherwise."""
        return self.ports.get(transport, self.hub.ports[transport])

    def answers(self) -> Path:
        if "env" in self.source:
            self.monkeypatch.setenv("TEST_HUB", self.string)
        lines = [
            "[hub]",
            f"connection_string = {self.source}",
            f"ca_file = '{self.ca_file or self.hub.ca_file}'",
            f"amqp_port = {self.port(Transport.AMQP)}",
            f"mqtt_port = {self.port(Transport.MQTT)}",
            "[device]",
            f"id = {toml(self.device)}",
            f"create_module = {str(self.create_module).lower()}",
            "[authentication]",
            f'identity = "{self.identity}"',
            'method = "SymmetricKey"',
            "[agent]",
            *(f"{key} = {value}" for key, value in self._agent().items()),
            "[secrets]",
            self.secrets,
        ]
        path = self.folder / "answers.toml"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    def _agent(self) -> dict[str, str]:
        named = {"flavour": self.flavour, "directory": str(self.agent)}
        named |= {"key_file": self.key_file} if self.key_file else {}
        named |= {"transport": self.transport} if self.transport else {}
        return {key: toml(value) for key, value in named.items()} | self.agent_keys

    def apply(self, *options: str) -> dict[str, Any]:
        """Run ``apply --json``; its exit code must be the one it tells."""
        return self.run("apply", str(self.answers()), "--json", *options)

    def check(self, *options: str) -> dict[str, Any]:
        """Run ``check --json`` on the folder."""
        return self.run(
            "check",
            *("--agent-dir", str(self.agent), "--json"),
            *("--ca-file", str(self.ca_file or self.hub.ca_file)),
            *("--amqp-port", str(self.port(Transport.AMQP))),
            *("--mqtt-port", str(self.port(Transport.MQTT))),
            *(("--transport", self.transport) if self.transport else ()),
            *options,
        )

    def run(self, *arguments: str) -> dict[str, Any]:
        exit_code = main(arguments)
        printed = self.capsys.readouterr()
        self.stderr = printed.err
        found: dict[str, Any] = json.loads(printed.out)
        assert found["exit_code"] == exit_code
        return found


def toml(text: str) -> str:
    """The text as a TOML string."""
    return json.dumps(text, ensure_ascii=False)


@pytest.fixture
def job(
    hub: DemoHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Job]:
    def make(**values: Any) -> Job:
        return Job(hub, tmp_path, monkeypatch, capsys, **values)

    return make


def statuses(report: dict[str, Any]) -> dict[str, str]:
    """The status of every step by its id."""
    return {step["id"]: step["status"] for step in report["steps"]}
