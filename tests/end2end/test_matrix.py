"""Every way to authenticate × both agents × a fresh folder and an existing configuration."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.conftest import Job, statuses, toml
from tests.end2end.processes import warnings_of
from tests.pairs import make_pair
from wizard.demo.hub import DemoHub
from wizard.domain.resources import resource

MakeJob = Callable[..., Job]
SIGNED = "gateway-01"


class Setup:
    """One answers file, written by its parts, and run."""

    def __init__(self, job: Job, flavour: str) -> None:
        self.job = job
        self.hub = job.hub
        self.folder = job.folder
        job.flavour = flavour
        self.lines: list[str] = []

    def existing(self) -> None:
        """Put the agent's configuration as it ships into the folder, with a trace of a person."""
        shutil.copytree(resource("agent-defaults", self.job.flavour), self.job.agent)
        for path in self.job.agent.iterdir():
            path.chmod(0o644)

    def hub_table(self) -> None:
        self.job.monkeypatch.setenv("TEST_HUB", self.hub.connection_string().reveal())
        self.lines += ["[hub]", 'connection_string = { env = "TEST_HUB" }']

    def device(self, device_id: str) -> None:
        self.lines += ["[device]", f"id = {toml(device_id)}"]

    def authentication(self, identity: str, method: str, *lines: str) -> None:
        self.lines += ["[authentication]", f'identity = "{identity}"', f'method = "{method}"']
        self.lines += lines

    def dps(self, registration_id: str) -> tuple[str, ...]:
        return (
            f'id_scope = "{self.hub.dps_id_scope}"',
            f'registration_id = "{registration_id}"',
            f'dps_host = "{self.hub.dps_host}"',
        )

    def certificate(self, device_id: str) -> str:
        """A certificate that the hub knows for this device, as a PEM file."""
        pair = make_pair(device_id)
        device = self.hub.store.device(device_id)
        assert device is not None
        store_thumbprint(self.hub, device_id, pair.sha256)
        path = self.folder / "camera.pem"
        path.write_bytes(pair.key_pem + pair.pem)
        return f"certificate = {toml(str(path))}"

    def run(self, *options: str) -> dict[str, Any]:
        self.lines += [
            "[agent]",
            f'flavour = "{self.job.flavour}"',
            f"directory = {toml(str(self.job.agent))}",
            "[secrets]",
            "keyring = false",
            "[network]",
            f"ca_file = {toml(str(self.hub.ca_file))}",
            f"amqp_port = {self.hub.amqp_port}",
        ]
        path = self.folder / "answers.toml"
        path.write_text("\n".join(self.lines), encoding="utf-8")
        return self.job.run("apply", str(path), "--json", *options)


def store_thumbprint(hub: DemoHub, device_id: str, thumbprint: str) -> None:
    """Register a thumbprint as the device's primary one, behind the program's back."""
    device = hub.store.device(device_id)
    assert device is not None
    hub.store.add(replace(device, auth=replace(device.auth, thumbprints=(thumbprint, ""))))


@pytest.fixture(params=["c", "csharp"])
def setup(request: pytest.FixtureRequest, job: MakeJob) -> Setup:
    return Setup(job(), request.param)


@pytest.fixture(params=["fresh", "existing"], autouse=True)
def folder(request: pytest.FixtureRequest, setup: Setup) -> str:
    if request.param == "existing":
        setup.existing()
    found: str = request.param
    return found


def proven(report: dict[str, Any], folder: str, checked: dict[str, Any]) -> None:
    """Everything went well, and once more with nothing but the files."""
    assert report["result"] == "ok", report["error"]
    changes = {Path(file["path"]).name: file["change"] for file in report["agent"]["files"]}
    main = next(iter(changes))
    assert changes[main] == ("created" if folder == "fresh" else "updated")
    assert checked["result"] == "ok", checked["error"]


@pytest.mark.parametrize("identity", ["SecurityModule", "Device"])
def test_symmetric_key(setup: Setup, folder: str, identity: str) -> None:
    setup.hub_table()
    setup.device("cam-01")
    setup.authentication(identity, "SymmetricKey")
    proven(setup.run(), folder, setup.job.check())


def test_a_certificate_that_is_there(setup: Setup, folder: str) -> None:
    setup.hub_table()
    setup.device(SIGNED)
    setup.authentication("Device", "SelfSignedCertificate", setup.certificate(SIGNED))
    report = setup.run()
    proven(report, folder, setup.job.check())
    assert statuses(report)["certificate.prepare"] == "ok"
    assert not report["hub_changes"]
    assert (setup.job.agent / "agent.pfx").is_file()


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_certificate_that_is_made(setup: Setup, folder: str, kind: str) -> None:
    setup.hub_table()
    setup.device(SIGNED)
    made = ("[authentication.generate]", f'kind = "{kind}"', 'register = "secondary"')
    setup.authentication("Device", "SelfSignedCertificate", *made)
    report = setup.run()
    proven(report, folder, setup.job.check())
    assert statuses(report)["device.register"] == "ok"
    [change] = report["hub_changes"]
    assert (change["kind"], change["slot"]) == ("thumbprint_registered", "secondary")
    device = setup.hub.store.device(SIGNED)
    assert device is not None
    assert change["thumbprint"] in device.auth.thumbprints


def test_provisioning_with_a_key(setup: Setup, folder: str) -> None:
    key = setup.hub.device_connection_string("cam-01").reveal().rpartition("SharedAccessKey=")[2]
    setup.job.monkeypatch.setenv("TEST_KEY", key)
    setup.authentication("DPS", "SymmetricKey", *setup.dps("cam-01"), 'key = { env = "TEST_KEY" }')
    report = setup.run()
    proven(report, folder, setup.job.check("--dps-host", setup.hub.dps_host))
    assert statuses(report)["check.dps"] == "ok"
    assert "dps.host_is_built_in" in [warning["code"] for warning in warnings_of(report)]


def test_provisioning_with_a_certificate(setup: Setup, folder: str) -> None:
    setup.authentication(
        "DPS", "SelfSignedCertificate", *setup.dps(SIGNED), setup.certificate(SIGNED)
    )
    report = setup.run()
    proven(report, folder, setup.job.check("--dps-host", setup.hub.dps_host))


@pytest.mark.parametrize("identity", ["SecurityModule", "Device"])
def test_without_rights_on_the_hub(setup: Setup, folder: str, identity: str) -> None:
    hub = setup.hub
    own = hub.device_connection_string if identity == "Device" else hub.module_connection_string
    setup.job.monkeypatch.setenv("TEST_OWN", own("cam-01").reveal())
    setup.lines += ["[device]", 'connection_string = { env = "TEST_OWN" }']
    setup.authentication(identity, "SymmetricKey")
    report = setup.run()
    proven(report, folder, setup.job.check())
    assert statuses(report)["hub.connect"] == "skipped"
    assert [warning["code"] for warning in warnings_of(report)] == ["hub.not_asked"]
    assert report["device"] == "cam-01"


@pytest.mark.parametrize(
    ("device", "identity", "method", "code"),
    [
        ("cam-01", "SecurityModule", "SelfSignedCertificate", "authentication.not_possible"),
        ("cam-03", "Device", "SymmetricKey", "authentication.not_possible"),
        (SIGNED, "Device", "SymmetricKey", "authentication.not_possible"),
    ],
)
def test_the_illegal_ones_are_refused_with_their_reason(
    setup: Setup, device: str, identity: str, method: str, code: str
) -> None:
    setup.hub_table()
    setup.device(device)
    setup.authentication(identity, method)
    report = setup.run()
    assert (report["error"]["code"], report["exit_code"]) == (code, 4)
    assert not setup.job.key_path.exists()


def test_a_certificate_of_another_device_is_refused(setup: Setup) -> None:
    path = setup.folder / "other.pem"
    pair = make_pair("another")
    path.write_bytes(pair.pem + pair.key_pem)
    setup.hub_table()
    setup.device(SIGNED)
    setup.authentication("Device", "SelfSignedCertificate", f"certificate = {toml(str(path))}")
    report = setup.run()
    assert report["error"]["code"] == "certificate.wrong_thumbprint"
    assert report["exit_code"] == 4


@pytest.mark.parametrize("registration", ["cam-05", "cam-06", "cam-07", "cam-08"])
def test_provisioning_that_is_not_assigned(setup: Setup, registration: str) -> None:
    key = setup.hub.device_connection_string(registration).reveal().rpartition("AccessKey=")[2]
    setup.job.monkeypatch.setenv("TEST_KEY", key)
    setup.authentication(
        "DPS", "SymmetricKey", *setup.dps(registration), 'key = { env = "TEST_KEY" }'
    )
    report = setup.run()
    assert (report["error"]["code"], report["error"]["step"]) == (
        "check.dps_not_assigned",
        "check.dps",
    )
    assert report["exit_code"] == 7


def test_a_module_with_a_certificate_is_converted_only_when_asked(setup: Setup) -> None:
    setup.hub_table()
    setup.lines += ["[device]", 'id = "plc-07"', "convert_module = true"]
    setup.authentication("SecurityModule", "SymmetricKey")
    before = setup.hub.store.module("plc-07", "azureiotsecurity")
    assert before is not None
    try:
        report = setup.run()
        assert report["result"] == "ok", report["error"]
        assert [change["kind"] for change in report["hub_changes"]] == ["module_converted"]
    finally:
        setup.hub.store.add(before)
