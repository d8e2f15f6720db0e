"""The log of everything that issue by issue was added, at its loudest: no secret is in it."""

from __future__ import annotations

import json
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)

from tests.canary import assert_no_canary
from tests.end2end import test_canary
from tests.end2end.conftest import Job, toml
from tests.end2end.processes import running
from tests.end2end.test_canary import BUGGY, MODULE, Watched
from tests.pairs import Pair, make_pair
from wizard.demo.faults import faults
from wizard.demo.faults.amqp_faults import TokenStatus
from wizard.demo.hub import DemoHub
from wizard.demo.registry.records import Credential, Device, Keys, Module
from wizard.domain.agent.model import TWIN_OBJECT
from wizard.domain.hub.model import AuthType

canary_hub = test_canary.canary_hub
watched = test_canary.watched

Make = Callable[..., Watched]


def entries(job: Watched) -> list[dict[str, Any]]:
    """The log that was asked for; every line of it is JSON."""
    return [json.loads(line) for line in (job.root / "log.txt").read_text().splitlines()]


def test_the_libraries_tell_all_they_can(watched: Make) -> None:
    job = watched(identity="Device", transport="mqtt")
    assert job.run("apply", "--report", str(job.root / "report.html")).code == 0
    loud = {
        entry["logger"].partition(".")[0] for entry in entries(job) if entry["level"] == "debug"
    }
    assert {"asyncio", "msrest", "paho"} <= loud
    assert {"wizard.runs.step_runner", "wizard.cli.console"} <= {
        entry["logger"] for entry in entries(job)
    }
    job.prove()


def test_the_usual_folder_has_a_log_too(watched: Make) -> None:
    job = watched()
    job.setup.hub.faults.amqp.add(TokenStatus(401))
    (job.root / "own").mkdir(mode=0o700)
    env = job.env() | {"IOT_AGENT_SETUP_HOME": str(job.root / "own")}
    with running("apply", job.setup.answers(), env=env, stdin=subprocess.PIPE) as child:
        child.give(job.setup.string)
        assert child.end().code == 7
    log = job.root / "own" / "log" / "iot-agent-setup.log"
    assert [json.loads(line)["message"] for line in log.read_text().splitlines()][-1] == "ended"
    job.prove()


@pytest.mark.parametrize("fault", [None, faults.Status(401), faults.Html()], ids=repr)
def test_where_the_search_for_a_cause_has_the_hubs_key(
    watched: Make, fault: faults.RestFault | None
) -> None:
    job = watched(policy="registryRead", secrets="keep_hub = true\nkeep_agent_key = false")
    assert job.run("apply").code == 0
    host = job.setup.string.partition("HostName=")[2].partition(";")[0]
    job.setup.hub.store.rotate("canary", MODULE)
    if fault is not None:
        job.setup.hub.faults.rest.add(fault)
    ended = job.run(
        *("check", "--json", "--hub-from", f"keyring:{host}"),
        *("--report", str(job.root / "report.json")),
    )
    assert ended.code == 7
    job.prove()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_where_it_watches(watched: Make) -> None:
    job = watched()
    assert job.run("apply").code == 0
    hub = job.setup.hub
    log = job.root / "watch.txt"
    with running(
        *("--verbose", "--log-file", log, "check", "--agent-dir", job.setup.agent),
        *("--watch", "1", "--ca-file", hub.ca_file, "--amqp-port", str(hub.amqp_port)),
        env=job.env(),
    ) as child:
        child.out.readline()
        hub.store.rotate("canary", MODULE)
        job.haystack.add("stdout", child.out.readline())
        child.send(signal.SIGINT)
        ended = child.end()
    assert ended.code == 7
    job.haystack.add("stderr", ended.err)
    job.prove()


def test_where_the_twin_has_a_setting_that_does_not_parse(watched: Make) -> None:
    job = watched(flavour="csharp")
    store = job.setup.hub.store
    store.set_desired("canary", MODULE, {TWIN_OBJECT: {"snapshotFrequency": {"value": "soon"}}})
    try:
        assert job.run("apply", "--report", str(job.root / "report.html")).code == 7
    finally:
        store.set_desired("canary", MODULE, {})
    assert entries(job)[-1]["code"] == "check.twin_failed"
    job.prove()


@pytest.mark.parametrize("right", [True, False])
def test_a_certificate_with_a_passphrase(
    watched: Make, right: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = watched(device="canary-pair", identity="Device")
    pair, passphrase = make_pair("canary-pair"), secrets.token_urlsafe(30)
    given = passphrase if right else secrets.token_urlsafe(30)
    register(job.setup.hub, "canary-pair", pair.sha256)
    source = job.root / "camera.pem"
    source.write_bytes(locked(pair, passphrase) + pair.pem)
    answers = job.setup.answers()
    text = answers.read_text().replace(
        'method = "SymmetricKey"',
        'method = "SelfSignedCertificate"\n'
        f"certificate = {toml(str(source))}\n"
        'passphrase = { env = "PASSPHRASE" }',
    )
    answers.write_text(text)
    monkeypatch.setattr(Job, "answers", lambda _job: answers)
    ended = job.run("apply", "--json", PASSPHRASE=given)
    assert ended.code == (0 if right else 4), ended.err
    for written in (source, *job.setup.agent.glob("*.pfx")):
        written.unlink()
    job.prove()
    body = "".join(pair.key_pem.decode().splitlines()[1:-1])
    more = {"passphrase": passphrase, "given": given, "private key": body}
    assert_no_canary(more, job.haystack)


def locked(pair: Pair, passphrase: str) -> bytes:
    protection = BestAvailableEncryption(passphrase.encode())
    return pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)


def register(hub: DemoHub, name: str, thumbprint: str) -> None:
    """A device that has this certificate, with its module."""
    if hub.store.device(name) is None:
        hub.store.add(Device(name))
        hub.store.add(Module(name, MODULE, Credential(given=Keys.fresh())))
    device = hub.store.device(name)
    assert device is not None
    auth = Credential(AuthType.SELF_SIGNED, thumbprints=(thumbprint, ""))
    hub.store.add(replace(device, auth=auth))


@pytest.mark.parametrize(
    "at",
    [
        "wizard.agents.c.agent:CAgent.assess_twin",
        "wizard.text.render.html:_body",
        "wizard.compose:save_report",
        "wizard.diagnosis.diagnosis:Diagnosis.explain",
        "wizard.setup.answers.secret_source:with_secrets",
    ],
)
def test_where_the_program_has_a_bug(watched: Make, at: str) -> None:
    job = watched(identity="Device")
    if "diagnosis" in at:
        job.setup.hub.faults.amqp.add(TokenStatus(401))
    job.run("apply", "--json", "--report", str(job.root / "report.html"), program=BUGGY, BUG_AT=at)
    assert any("Traceback" in entry.get("traceback", "") for entry in entries(job))
    job.prove()


def test_the_search_would_find_it(watched: Make) -> None:
    """Without the redaction the same bug tells all."""
    job = watched()
    code = (
        "import wizard.infra.logging as logs; logs.redact = str; import runpy, sys; "
        f"sys.argv[0] = {BUGGY[1]!r}; runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    at = "wizard.infra.probe.probe:NetworkProbe.connect"
    job.run("apply", "--json", program=(sys.executable, "-c", code), BUG_AT=at)
    with pytest.raises(AssertionError, match=r"log\.txt"):
        job.prove()
