"""Every code of the table, met for real; up to exit 5 nothing is left behind."""

from __future__ import annotations

import base64
import socket
from collections.abc import Callable
from typing import Any

import pytest

from tests.end2end.conftest import Job, statuses
from tests.patience import longer_and_longer
from wizard.demo.faults import faults
from wizard.demo.hub import DemoHub
from wizard.domain.hub.transport import Transport

MakeJob = Callable[..., Job]
KEY = base64.b64encode(b"wrong" * 6).decode()


def failure(report: dict[str, Any]) -> tuple[str, str | None, int]:
    error = report["error"]
    assert error is not None, report
    assert error["message"]
    assert error["remedy"]
    assert "…" not in error["message"], "a gap in the sentence"
    return error["code"], error["step"], report["exit_code"]


def string(host: str, rest: str = "SharedAccessKeyName=registryRead;SharedAccessKey=" + KEY) -> str:
    return f"HostName={host};{rest}"


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nonsense", "connection_string.malformed"),
        ("HostName=a.b;DeviceId=d;SharedAccessKey=" + KEY, "connection_string.is_for_a_device"),
        (
            "HostName=a.b;DeviceId=d;ModuleId=m;SharedAccessKey=" + KEY,
            "connection_string.is_for_a_module",
        ),
        (string("a.b").replace(KEY, "###"), "connection_string.key_not_base64"),
    ],
)
def test_connection_strings(job: MakeJob, text: str, code: str) -> None:
    setup = job(connection_string=text)
    assert failure(setup.apply()) == (code, "hub.connect", 2)
    assert not setup.agent.exists()


def test_answers(job: MakeJob) -> None:
    setup = job(secrets="keyrng = false")
    assert failure(setup.apply()) == ("answers.unknown_key", None, 2)
    assert failure(job(device="").apply()) == ("answers.missing", None, 2)
    assert failure(job(identity="Nobody").apply()) == ("answers.invalid", None, 2)
    assert failure(setup.run("apply", "no-such.toml", "--json")) == ("answers.invalid", None, 2)


def test_names_and_ports(job: MakeJob, closed_port: int) -> None:
    nowhere = job(connection_string=string("no-such-hub.invalid"))
    assert failure(nowhere.apply()) == ("hub.name_not_resolved", "hub.connect", 3)
    closed = job(connection_string=string(f"127.0.0.1:{closed_port}"))
    assert failure(closed.apply()) == ("hub.unreachable", "hub.connect", 3)


def test_wrong_key(job: MakeJob, hub: DemoHub) -> None:
    setup = job(connection_string=string(hub.host_name))
    assert failure(setup.apply()) == ("hub.unauthorized", "hub.connect", 3)
    assert not setup.agent.exists()


@pytest.mark.parametrize("policy", ["service", "device"])
def test_a_policy_without_the_right(job: MakeJob, policy: str) -> None:
    assert failure(job(policy=policy).apply()) == ("hub.unauthorized", "hub.connect", 3)


def test_registry_read_cannot_create(job: MakeJob) -> None:
    setup = job(policy="registryRead", device="cam-02", create_module=True)
    assert failure(setup.apply()) == ("hub.unauthorized", "module.create", 3)
    assert not setup.agent.exists()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (faults.WrongCertificate(faults.CertificateKind.UNTRUSTED), "hub.tls_untrusted"),
        (faults.WrongCertificate(faults.CertificateKind.EXPIRED), "hub.tls_expired"),
        (faults.WrongCertificate(faults.CertificateKind.WRONG_NAME), "hub.tls_wrong_name"),
        (faults.Html(), "hub.not_a_hub"),
        (faults.BadJson(), "hub.bad_answer"),
    ],
)
def test_what_answers_is_no_proper_hub(
    job: MakeJob, hub: DemoHub, fault: faults.RestFault, code: str
) -> None:
    hub.faults.rest.add(fault)
    setup = job()
    assert failure(setup.apply()) == (code, "hub.connect", 3)
    assert not setup.agent.exists()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (faults.Drop(), "hub.connection_lost"),
        (faults.Status(429), "hub.throttled"),
        (faults.Status(429, retry_after=60), "hub.throttled"),
        (faults.Status(500), "hub.server_error"),
        (faults.Status(503), "hub.server_error"),
        (faults.Silent(), "hub.timeout"),
    ],
)
def test_what_does_not_pass(
    job: MakeJob, hub: DemoHub, monkeypatch: pytest.MonkeyPatch, fault: faults.RestFault, code: str
) -> None:
    hub.faults.rest.add(fault)
    for seconds in longer_and_longer(2.0):
        monkeypatch.setattr("wizard.runs.retry.BUDGET", seconds)
        found = failure(job().apply())
        if found[0] == code:
            break
    assert found == (code, "hub.connect", 3)


def test_the_clock(job: MakeJob, hub: DemoHub) -> None:
    hub.faults.clock_offset = 3 * 3600
    assert failure(job().apply()) == ("hub.clock_skew", "hub.connect", 3)


@pytest.mark.parametrize(
    ("values", "code", "step", "exit_code"),
    [
        ({"device": "no-such"}, "device.not_found", "device.read", 3),
        ({"device": "plc-disabled"}, "device.disabled", "device.read", 4),
        ({"device": "mixer;2"}, "device.id_not_usable", "device.read", 4),
        (
            {"device": "valve?9", "identity": "Device", "flavour": "csharp"},
            "device.id_not_usable",
            "device.read",
            4,
        ),
        (
            {"device": "cam-03", "identity": "Device"},
            "authentication.not_possible",
            "device.read",
            4,
        ),
        ({"device": "cam-02"}, "module.missing", "module.read", 4),
        ({"device": "plc-07"}, "module.not_symmetric", "module.read", 4),
        ({"device": "plc-07", "create_module": True}, "module.not_symmetric", "module.read", 4),
    ],
)
def test_devices_and_modules(
    job: MakeJob, values: dict[str, Any], code: str, step: str, exit_code: int
) -> None:
    setup = job(**values)
    assert failure(setup.apply()) == (code, step, exit_code)
    assert not setup.agent.exists()


@pytest.mark.parametrize(
    ("fault", "code", "step", "agent_error"),
    [
        (faults.Connack(5), "check.unauthorized", "check.connect", "Authentication / Unauthorized"),
        (faults.Connack(4), "check.refused", "check.connect", None),
        (faults.Connack(3), "check.unavailable", "check.connect", None),
        (faults.CutAfterConnect(), "check.connection_lost", None, None),
        (faults.RefuseSubscription(), "check.twin_failed", "check.twin", None),
        (faults.TwinStatus(500), "check.twin_failed", "check.twin", None),
        (faults.TwinGarbage(), "check.twin_failed", "check.twin", None),
        (faults.CutOnTwin(), "check.connection_lost", "check.twin", None),
        (
            faults.WrongCertificate(faults.CertificateKind.EXPIRED),
            "hub.tls_expired",
            "check.tls",
            None,
        ),
    ],
)
def test_the_live_check(
    job: MakeJob,
    hub: DemoHub,
    fault: faults.MqttFault,
    code: str,
    step: str | None,
    agent_error: str | None,
) -> None:
    hub.faults.mqtt.add(fault)
    setup = job(transport="mqtt")
    report = setup.apply()
    found = failure(report)
    assert (found[0], found[2]) == (code, 7)
    assert step is None or found[1] == step
    if agent_error:
        failed = next(entry for entry in report["steps"] if entry["status"] == "failed")
        assert failed["agent_error"] == agent_error
    assert setup.key_path.exists(), "a failed check keeps the files"
    hub.faults.clear()
    assert setup.check()["result"] == "ok"


@pytest.mark.parametrize("transport", ["amqp", "mqtt"])
@pytest.mark.parametrize("fault", [faults.Silent(), faults.TwinSilent()])
def test_the_live_check_ends_in_time(
    job: MakeJob,
    hub: DemoHub,
    monkeypatch: pytest.MonkeyPatch,
    fault: faults.Silent | faults.TwinSilent,
    transport: str,
) -> None:
    monkeypatch.setattr("wizard.check.live_check.LIMIT", 1.5)
    hub.faults.mqtt.add(fault)
    hub.faults.amqp.add(fault)
    assert failure(job(transport=transport).apply())[0] == "check.timeout"


def test_the_live_check_meets_a_closed_port(job: MakeJob, closed_port: int) -> None:
    report = job(ports={Transport.AMQP: closed_port}).apply()
    assert failure(report) == ("check.unreachable", "check.tcp", 7)


def test_check_of_a_folder_without_agent(job: MakeJob) -> None:
    setup = job()
    assert failure(setup.check()) == ("files.no_agent_here", "check.read_config", 6)


def test_check_of_a_broken_configuration(job: MakeJob) -> None:
    setup = job()
    setup.apply()
    setup.key_path.write_bytes(b"not base64\n")
    assert failure(setup.check()) == ("check.bad_config", "check.secret", 7)
    setup.key_path.unlink()
    report = setup.check()
    assert failure(report) == ("check.bad_config", "check.secret", 7)
    assert report["steps"][1]["agent_error"] == "Authentication / File Not Exist"
    assert {step["id"]: step["status"] for step in report["steps"]} == {
        "check.read_config": "ok",
        "check.secret": "failed",
        "check.resolve": "ok",
        "check.tcp": "ok",
        "check.tls": "ok",
        "check.clock": "skipped",
        "check.hub_rest": "skipped",
        "check.connect": "skipped",
        "check.twin": "skipped",
    }


def test_check_in_device_mode_with_a_rolled_key(job: MakeJob, hub: DemoHub) -> None:
    setup = job(device="sensor-temp-02", identity="Device")
    assert setup.apply()["result"] == "ok"
    hub.store.rotate("sensor-temp-02")
    report = setup.check()
    assert failure(report) == ("check.unauthorized", "check.hub_rest", 7)


def test_a_file_that_cannot_be_understood_is_left_alone(job: MakeJob) -> None:
    setup = job()
    setup.agent.mkdir()
    broken = setup.agent / "LocalConfiguration.json"
    broken.write_bytes(b'{"Configuration" : ')
    assert failure(setup.apply()) == ("files.unreadable", "config.write", 6)
    assert broken.read_bytes() == b'{"Configuration" : '
    assert not setup.key_path.exists()


def test_a_file_where_the_folder_should_be(job: MakeJob) -> None:
    setup = job()
    setup.agent.write_text("a file")
    report = setup.apply()
    assert failure(report) == ("files.not_writable", "config.write", 6)
    assert setup.agent.read_text() == "a file"


def test_without_a_keyring(job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    # Root heeds no such variable, and other tests have made keyrings in this process.
    monkeypatch.setattr("keyring.backend.get_all_keyring", list)
    setup = job(secrets="keep_hub = true")
    report = setup.apply()
    assert failure(report) == ("keyring.unavailable", "secrets.store", 5)
    assert statuses(report)["hub.connect"] == "skipped", "it is said before anything is connected"
    assert not setup.agent.exists()
