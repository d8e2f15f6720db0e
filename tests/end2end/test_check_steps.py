"""The live check of a folder, step by step, on the demo hub."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.end2end.conftest import Job, statuses
from tests.end2end.processes import warnings_of
from tests.end2end.test_matrix import Setup, store_thumbprint
from tests.pairs import make_pair
from tests.patience import NEVER, longer_and_longer
from wizard.__main__ import main
from wizard.demo.faults import faults
from wizard.demo.faults.amqp_faults import TokenStatus
from wizard.demo.hub import DemoHub
from wizard.domain.agent.model import AgentFlavour
from wizard.infra.certificates.pfx import make_pfx

MakeJob = Callable[..., Job]
MODULE, DEVICE = "SecurityModule", "Device"


def written(job: MakeJob, **values: Any) -> Job:
    setup = job(**values)
    assert setup.apply()["result"] == "ok"
    return setup


def step(report: dict[str, Any], name: str) -> dict[str, Any]:
    return next(found for found in report["steps"] if found["id"] == name)


def error(report: dict[str, Any]) -> tuple[str, str, int]:
    return report["error"]["code"], report["error"]["step"], report["exit_code"]


def warned(report: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in warnings_of(report)]


@pytest.mark.parametrize("identity", [MODULE, DEVICE])
def test_the_way_is_told_in_detail(job: MakeJob, hub: DemoHub, identity: str) -> None:
    report = written(job, identity=identity).check()
    port = hub.https_port if identity == DEVICE else hub.amqp_port
    assert step(report, "check.resolve")["detail"] == {"addresses": ["127.0.0.1"]}
    assert step(report, "check.tcp")["detail"] == {"address": "127.0.0.1", "port": port}
    tls = step(report, "check.tls")["detail"]
    assert tls["tls_version"] == "TLSv1.3"
    assert tls["issuer"]
    assert len(tls["expires"]) == len("2030-01-01")
    clock = step(report, "check.clock")
    assert clock["status"] == ("ok" if identity == DEVICE else "skipped")
    assert all(found["ms"] >= 0 for found in report["steps"])
    assert not warnings_of(report), "a hub with a port of its own has no port 5671"


def test_through_the_provisioning_service(job: MakeJob, hub: DemoHub) -> None:
    setup = Setup(job(), "csharp")
    key = hub.device_connection_string("cam-01").reveal().rpartition("SharedAccessKey=")[2]
    setup.job.monkeypatch.setenv("KEY", key)
    setup.authentication("DPS", "SymmetricKey", *setup.dps("cam-01"), 'key = { env = "KEY" }')
    assert setup.run()["result"] == "ok"
    report = setup.job.check("--dps-host", hub.dps_host)
    assert report["result"] == "ok", report["error"]
    assert set(statuses(report).values()) == {"ok"}
    assert step(report, "check.tcp")["detail"]["port"] == int(hub.dps_host.rpartition(":")[2])
    assert step(report, "check.hub_rest")["detail"]["port"] == hub.https_port
    assert step(report, "check.connect")["detail"]["port"] == hub.amqp_port

    hub.faults.dps.add(faults.WrongCertificate(faults.CertificateKind.WRONG_NAME))
    report = setup.job.check("--dps-host", hub.dps_host)
    assert error(report)[:2] == ("hub.tls_wrong_name", "check.tls")
    assert statuses(report)["check.hub_rest"] == "skipped"


@pytest.mark.parametrize("identity", [MODULE, DEVICE])
def test_without_connecting_nobody_is_cut_off(
    job: MakeJob, hub: DemoHub, identity: str, capsys: pytest.CaptureFixture[str]
) -> None:
    setup = written(job, identity=identity)
    hub.faults.amqp.add(TokenStatus(401))
    report = setup.check("--no-connect")
    assert report["result"] == "ok"
    found = statuses(report)
    assert (found["check.tls"], found["check.connect"], found["check.twin"]) == (
        "ok",
        "skipped",
        "skipped",
    )
    arguments = ["check", "--agent-dir", str(setup.agent), "--no-connect"]
    arguments += ["--ca-file", str(hub.ca_file), "--amqp-port", str(hub.amqp_port)]
    assert main(arguments) == 0
    assert "can authenticate" not in capsys.readouterr().out, "that was not tried"


def test_a_test_message_arrives(job: MakeJob, hub: DemoHub) -> None:
    setup = written(job)
    before = len(hub.messages)
    report = setup.check("--send-test-message")
    assert step(report, "check.telemetry")["status"] == "ok"
    (message,) = hub.messages[before:]
    assert message.topic == "devices/cam-01/modules/azureiotsecurity/messages/events/"
    assert json.loads(message.payload) == {"iot-agent-setup": "test message"}
    assert "check.telemetry" not in statuses(setup.check()), "only where it is asked for"


def test_a_message_and_no_connection_exclude_one_another(job: MakeJob) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "--agent-dir", str(job().agent), "--no-connect", "--send-test-message"])
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("begins", "ends", "code"),
    [
        (timedelta(days=-9), timedelta(days=-1), "certificate.expired"),
        (timedelta(days=1), timedelta(days=9), "certificate.not_yet_valid"),
    ],
)
def test_a_certificate_out_of_its_time(
    job: MakeJob, hub: DemoHub, begins: timedelta, ends: timedelta, code: str
) -> None:
    setup = Setup(job(device="gateway-01", identity=DEVICE), "c")
    setup.hub_table()
    setup.device("gateway-01")
    setup.authentication(DEVICE, "SelfSignedCertificate", setup.certificate("gateway-01"))
    assert setup.run()["result"] == "ok"
    pair = make_pair("gateway-01", begins=begins, ends=ends)
    store_thumbprint(hub, "gateway-01", pair.sha256)
    (setup.job.agent / "agent.pfx").write_bytes(make_pfx(pair.certificate, pair.key))
    report = setup.job.check()
    assert error(report) == (code, "check.secret", 4)
    assert step(report, "check.secret")["agent_error"] == "Authentication / Unauthorized"
    assert statuses(report)["check.tls"] == "ok", "the way does not depend on it"
    assert statuses(report)["check.hub_rest"] == "skipped"


@pytest.mark.parametrize(("offset", "word"), [(-900.0, "fast"), (900.0, "slow")])
def test_a_clock_that_is_off(job: MakeJob, hub: DemoHub, offset: float, word: str) -> None:
    setup = written(job, identity=DEVICE)
    hub.faults.clock_offset = offset
    report = setup.check()
    assert report["result"] == "ok"
    assert warned(report) == ["hub.clock_skew"]
    assert f"15 minutes {word}" in warnings_of(report)[0]["message"]
    assert statuses(report)["check.clock"] == "ok"
    hub.faults.rest.add(faults.Status(401))
    report = setup.check()
    assert error(report)[:2] == ("hub.clock_skew", "check.clock")
    assert word in report["error"]["message"]
    assert statuses(report)["check.hub_rest"] == "failed"


@pytest.mark.skipif(not socket.has_ipv6, reason="a Python without IPv6")
def test_ipv6_that_does_not_work_is_said(
    job: MakeJob, hub: DemoHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = written(job)

    def both(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", port, 0, 0)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)),
        ]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    report = setup.check()
    assert report["result"] == "ok"
    assert warned(report) == ["check.address_unreachable"]
    assert "IPv6 to 127.0.0.1 does not work" in warnings_of(report)[0]["message"]
    (unanswered,) = step(report, "check.tcp")["detail"]["unanswered"]
    assert unanswered.startswith("::1 (")


@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="gives a file away")
def test_the_key_of_a_csharp_agent_must_be_readable_by_its_account(
    job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = written(job, flavour="csharp")
    setup.key_path.chmod(0o600)
    monkeypatch.setattr(AgentFlavour, "key_reader", "nobody")
    report = setup.check()
    assert error(report) == ("check.bad_config", "check.secret", 7)
    assert step(report, "check.secret")["agent_error"] == "Authentication / File Permissions"
    assert "nobody" in report["error"]["message"]
    assert statuses(report)["check.tls"] == "ok"


def test_for_people_the_steps_have_their_facts(
    job: MakeJob, hub: DemoHub, capsys: pytest.CaptureFixture[str]
) -> None:
    setup = written(job, identity=DEVICE)
    arguments = ["check", "--agent-dir", str(setup.agent)]
    arguments += ["--ca-file", str(hub.ca_file), "--amqp-port", str(hub.amqp_port)]
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert "Establish TLS" in printed
    assert "TLSv1.3; issued by" in printed
    assert "the clocks agree" in printed


@pytest.mark.parametrize(
    ("identity", "fault"),
    [
        (MODULE, faults.Silent()),
        (MODULE, faults.Drop()),
        (DEVICE, faults.Silent()),
        (DEVICE, faults.Drop()),
        (DEVICE, faults.Half()),
    ],
)
def test_what_happens_after_tls_belongs_to_the_step(
    job: MakeJob,
    hub: DemoHub,
    monkeypatch: pytest.MonkeyPatch,
    identity: str,
    fault: faults.Silent | faults.Drop | faults.Half,
) -> None:
    setup = written(job, identity=identity)
    if isinstance(fault, faults.Half) or identity == DEVICE:
        hub.faults.rest.add(fault)
    else:
        hub.faults.amqp.add(fault)
    expected = "check.hub_rest" if identity == DEVICE else "check.connect"
    for seconds in longer_and_longer(1.0) if isinstance(fault, faults.Silent) else (NEVER,):
        monkeypatch.setattr("wizard.check.live_check.LIMIT", seconds)
        report = setup.check()
        if report["error"]["step"] == expected:
            break
    assert report["error"]["step"] == expected
    assert statuses(report)["check.tls"] == "ok"


def test_silence_before_tls_belongs_to_tls(
    job: MakeJob, hub: DemoHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = written(job)
    hub.faults.amqp.add(faults.SilentBeforeTls())
    for seconds in longer_and_longer(0.2):
        monkeypatch.setattr("wizard.infra.net.faults.LIMIT", seconds)
        report = setup.check()
        if report["error"]["step"] == "check.tls":
            break
    assert error(report) == ("check.timeout", "check.tls", 7)
    assert statuses(report)["check.connect"] == "skipped"
