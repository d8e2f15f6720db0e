"""A failure names its cause: each one met for real, with the demo hub or a server that is so."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.conftest import Job, toml
from tests.fakes.registry import new_key
from tests.infra.servers import Authority, answer, closed_port, over_tls, serve
from tests.pairs import make_pair
from tests.patience import until
from wizard import compose
from wizard.check.run import CheckRun
from wizard.demo.faults import faults
from wizard.demo.hub import DemoHub
from wizard.demo.registry.records import Credential, Keys, Module
from wizard.domain.errors import Code
from wizard.domain.hub.connection_string import parse_connection_string
from wizard.domain.hub.model import MODULE_ID, AuthType, HubAccess, Network
from wizard.domain.hub.transport import Transport
from wizard.domain.report import Report, Result
from wizard.domain.secret import LIVING_SECRETS, Secret
from wizard.text.lookup import template_of, text_of

MakeJob = Callable[..., Job]
Arrange = Callable[[Job, DemoHub], object]
MODULE, DEVICE = "SecurityModule", "Device"
REAL_NAME = "contoso-plant.azure-devices.net"
PAGE = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html>sign in"


@pytest.fixture
def hub() -> Iterator[DemoHub]:
    """A hub of the test's own: it changes what is in it."""
    with DemoHub() as running:
        yield running


def credentials(hub: DemoHub, policy: str = "registryRead") -> HubAccess:
    return parse_connection_string(hub.connection_string(policy).reveal())


def checked(job: Job, known: HubAccess | None = None) -> Report:
    """The check of the job's folder, with what ``--hub-from`` would give."""
    network = Network(job.hub.ca_file, {**job.hub.ports, **job.ports}, job.hub.dps_host)
    run = CheckRun(job.agent, compose.real(), network, lambda _: None, None, known)
    return asyncio.run(run.run())


def cause(report: Report) -> tuple[str, str]:
    """The failure's code with its variant, and what is shown of it."""
    error = report.error
    assert error is not None, "nothing failed"
    text = text_of(error)
    assert "…" not in text.cause + text.remedy, "a gap in the sentence"
    for secret in LIVING_SECRETS.longest_first():
        assert len(secret) < 8 or secret.reveal() not in text.cause + text.remedy
    return f"{error.code}/{error.variant}", f"{text.cause} {text.remedy}"


def written(job: MakeJob, **values: Any) -> Job:
    """A folder that was set up and is fine."""
    setup = job(**values)
    assert setup.apply()["result"] == "ok"
    return setup


def put_key(setup: Job, key: Secret) -> None:
    setup.key_path.write_text(key.reveal() + "\n", encoding="ascii", newline="\n")


def keys_of(hub: DemoHub, device: str, module: str | None = None) -> Keys:
    found = hub.store.get(device, module)
    assert found is not None
    assert found.auth.keys is not None
    return found.auth.keys


def module_x509(hub: DemoHub) -> None:
    hub.store.add(Module("cam-01", MODULE_ID, Credential(AuthType.SELF_SIGNED)))


def switch(name: str) -> Arrange:
    return lambda _job, hub: setattr(hub.faults, name, True)


@pytest.mark.parametrize(
    ("identity", "arrange", "found", "words"),
    [
        (
            MODULE,
            lambda job, hub: put_key(job, keys_of(hub, "cam-01").primary),
            "check.unauthorized/key_of_device",
            "is the key of the device cam-01 itself",
        ),
        (
            DEVICE,
            lambda job, hub: put_key(job, keys_of(hub, "cam-01", MODULE_ID).primary),
            "check.unauthorized/key_of_module",
            "is the key of the module azureiotsecurity",
        ),
        (
            MODULE,
            lambda job, hub: hub.store.remove("cam-01"),
            "check.not_found/identity",
            "has no security module for cam-01",
        ),
        (
            DEVICE,
            lambda job, hub: hub.store.remove("cam-01"),
            "check.not_found/device_gone",
            "has no device cam-01",
        ),
        (
            DEVICE,
            lambda job, hub: hub.store.remove("cam-01", MODULE_ID),
            "check.not_found/module_gone",
            "has no module azureiotsecurity",
        ),
        (
            DEVICE,
            lambda job, hub: hub.store.disable("cam-01", MODULE_ID),
            "check.link_refused/",
            "The module or its device is disabled",
        ),
        (
            DEVICE,
            switch("disable_module_sas"),
            "check.unauthorized/hub_gave_key",
            "does not allow keys for modules",
        ),
        (
            MODULE,
            lambda job, hub: setattr(hub.faults, "clock_offset", 3 * 3600),
            "hub.clock_skew/behind",
            "180 minutes slow",
        ),
        (
            DEVICE,
            lambda job, hub: setattr(hub.faults, "clock_offset", 3 * 3600),
            "hub.clock_skew/behind",
            "180 minutes slow",
        ),
    ],
)
def test_with_nothing_but_what_the_agent_has(
    job: MakeJob, hub: DemoHub, identity: str, arrange: Arrange, found: str, words: str
) -> None:
    setup = written(job, identity=identity)
    arrange(setup, hub)
    report = checked(setup)
    code, said = cause(report)
    assert (code, words in said) == (found, True), said
    until(lambda: hub.sessions == ())


def test_the_key_lies_in_another_file(job: MakeJob) -> None:
    setup = written(job)
    other = setup.agent / "module-new.key"
    other.write_bytes(setup.key_path.read_bytes())
    put_key(setup, new_key())
    code, said = cause(checked(setup))
    assert code == "check.unauthorized/key_elsewhere"
    assert str(other) in said


@pytest.mark.parametrize("knows_hub", [False, True])
def test_the_key_is_that_of_the_device_before(job: MakeJob, hub: DemoHub, knows_hub: bool) -> None:
    written(job, identity=DEVICE, device="cam-04")
    setup = written(job, identity=DEVICE, device="cam-01")
    for backup in setup.agent.glob("*.key.*.bak"):
        backup.unlink()
    put_key(setup, keys_of(hub, "cam-04").secondary)
    code, said = cause(checked(setup, credentials(hub) if knows_hub else None))
    assert code == "check.unauthorized/key_of_former"
    assert "belongs to cam-04" in said


@pytest.mark.parametrize(
    ("identity", "arrange", "found", "words"),
    [
        (
            MODULE,
            lambda job, hub: hub.store.rotate("cam-01", MODULE_ID),
            "check.unauthorized/key_rolled",
            "neither the primary nor the secondary key of cam-01/azureiotsecurity",
        ),
        (
            DEVICE,
            lambda job, hub: hub.store.rotate("cam-01"),
            "check.unauthorized/key_rolled",
            "neither the primary nor the secondary key of cam-01:",
        ),
        (
            MODULE,
            lambda job, hub: put_key(job, keys_of(hub, "cam-01").secondary),
            "check.unauthorized/key_of_device",
            "needs the module's",
        ),
        (
            DEVICE,
            lambda job, hub: put_key(job, keys_of(hub, "cam-01", MODULE_ID).secondary),
            "check.unauthorized/key_of_module",
            "needs the device's",
        ),
        (
            MODULE,
            lambda job, hub: hub.store.disable("cam-01", reason="Ticket 4711"),
            "check.link_refused/device_disabled_reason",
            "Ticket 4711",
        ),
        (
            DEVICE,
            lambda job, hub: hub.store.disable("cam-01"),
            "check.unauthorized/device_disabled",
            "cam-01 is disabled",
        ),
        (
            MODULE,
            lambda job, hub: hub.store.disable("cam-01", MODULE_ID),
            "check.link_refused/module_disabled",
            "azureiotsecurity of cam-01 is disabled",
        ),
        (
            DEVICE,
            lambda job, hub: hub.store.disable("cam-01", MODULE_ID),
            "check.link_refused/module_disabled",
            "azureiotsecurity of cam-01 is disabled",
        ),
        (
            MODULE,
            lambda job, hub: hub.store.remove("cam-01", MODULE_ID),
            "check.not_found/module_gone",
            "has no module azureiotsecurity",
        ),
        (
            MODULE,
            lambda job, hub: module_x509(hub),
            "check.unauthorized/module_not_symmetric",
            "without a symmetric key (selfSigned)",
        ),
        (
            MODULE,
            lambda job, hub: hub.store.remove("cam-01"),
            "check.not_found/device_gone",
            "has no device cam-01",
        ),
        (
            DEVICE,
            lambda job, hub: hub.store.add(
                replace(device_of(hub), auth=Credential(AuthType.SELF_SIGNED))
            ),
            "check.unauthorized/device_has_certificate",
            "without a symmetric key (selfSigned)",
        ),
        (
            MODULE,
            switch("disable_module_sas"),
            "check.unauthorized/keys_off_module",
            "does not allow keys for modules",
        ),
        (
            DEVICE,
            switch("disable_module_sas"),
            "check.unauthorized/keys_off_module",
            "does not allow keys for modules",
        ),
        (
            DEVICE,
            switch("disable_device_sas"),
            "check.unauthorized/keys_off_device",
            "does not allow keys for devices",
        ),
    ],
)
def test_with_a_policy_of_the_hub(
    job: MakeJob, hub: DemoHub, identity: str, arrange: Arrange, found: str, words: str
) -> None:
    setup = written(job, identity=identity)
    arrange(setup, hub)
    report = checked(setup, credentials(hub))
    code, said = cause(report)
    assert (code, words in said) == (found, True), said
    assert report.error is not None
    assert report.error.agent_error == {
        Code.CHECK_UNAUTHORIZED: "Authentication / Unauthorized",
        Code.CHECK_NOT_FOUND: "Authentication / Not Found",
        Code.CHECK_LINK_REFUSED: "Authentication / Other",
    }.get(report.error.code)


def device_of(hub: DemoHub, name: str = "cam-01") -> Any:
    return hub.store.device(name)


def test_a_policy_that_is_refused_itself_leaves_the_other_ways(job: MakeJob, hub: DemoHub) -> None:
    setup = written(job)
    put_key(setup, keys_of(hub, "cam-01").primary)
    code, _ = cause(checked(setup, credentials(hub, "service")))
    assert code == "check.unauthorized/key_of_device"


def test_a_thumbprint_that_is_not_registered(
    job: MakeJob, hub: DemoHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = make_pair("gateway-01")
    setup = job()
    certificate_folder(setup, hub, pair.key_pem + pair.pem, pair.sha256, monkeypatch)
    stored = device_of(hub, "gateway-01")
    hub.store.add(replace(stored, auth=replace(stored.auth, thumbprints=("AB" * 20, None))))
    code, said = cause(checked(setup, credentials(hub)))
    assert code == "check.unauthorized/thumbprint"
    assert pair.sha1 in said
    assert "AB" * 20 in said


def certificate_folder(
    setup: Job, hub: DemoHub, pem: bytes, thumbprint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder set up for gateway-01 with this certificate."""
    stored = device_of(hub, "gateway-01")
    hub.store.add(replace(stored, auth=replace(stored.auth, thumbprints=(thumbprint, None))))
    path = setup.folder / "camera.pem"
    path.write_bytes(pem)
    monkeypatch.setenv("TEST_HUB", hub.connection_string().reveal())
    run_answers(
        setup,
        "[hub]",
        'connection_string = { env = "TEST_HUB" }',
        "[device]",
        'id = "gateway-01"',
        "[authentication]",
        'identity = "Device"',
        'method = "SelfSignedCertificate"',
        f"certificate = {toml(str(path))}",
    )


def run_answers(setup: Job, *lines: str) -> dict[str, Any]:
    path = setup.folder / "answers.toml"
    more = [
        "[agent]",
        'flavour = "c"',
        f"directory = {toml(str(setup.agent))}",
        "[secrets]",
        "keyring = false",
        "[network]",
        f"ca_file = {toml(str(setup.hub.ca_file))}",
        f"amqp_port = {setup.hub.amqp_port}",
    ]
    path.write_text("\n".join([*lines, *more]), encoding="utf-8")
    return setup.run("apply", str(path), "--json")


def provisioned(
    setup: Job, key: Secret, monkeypatch: pytest.MonkeyPatch, scope: str = ""
) -> dict[str, Any]:
    monkeypatch.setenv("TEST_KEY", key.reveal())
    return run_answers(
        setup,
        "[authentication]",
        'identity = "DPS"',
        'method = "SymmetricKey"',
        f'id_scope = "{scope or setup.hub.dps_id_scope}"',
        'registration_id = "cam-01"',
        f'dps_host = "{setup.hub.dps_host}"',
        'key = { env = "TEST_KEY" }',
    )


def test_the_key_of_the_enrolment_group(
    job: MakeJob, hub: DemoHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = new_key()
    raw = hmac.digest(base64.b64decode(group.reveal()), b"cam-01", hashlib.sha256)
    own = Keys(Secret(base64.b64encode(raw).decode()), new_key())
    hub.store.enrol("cam-01", "cam-01", auth=Credential(given=own))
    error = provisioned(job(), group, monkeypatch)["error"]
    assert (error["code"], error["step"]) == ("check.unauthorized", "check.dps")
    assert "that of the enrollment group" in error["message"]


def test_something_that_is_no_id_scope(
    job: MakeJob, hub: DemoHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = provisioned(job(), new_key(), monkeypatch, "One0A1B2C3D")["error"]
    assert error["code"] == "check.not_found"
    assert "One0A1B2C3D is not an ID scope" in error["message"]


def test_assigned_to_another_hub(
    job: MakeJob, hub: DemoHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = job()
    key = keys_of(hub, "cam-01").primary
    assert provisioned(setup, key, monkeypatch)["result"] == "ok"
    hub.store.enrol("cam-01", "cam-01", auth=Credential(given=Keys(key, new_key())))
    hub.store.rotate("cam-01")
    with DemoHub() as expected:
        code, said = cause(checked(setup, credentials(expected)))
        assert code == "check.unauthorized/other_hub"
        assert hub.host_name in said
        assert expected.host_name in said


class Names:
    """A name service that knows some names; all of them are this computer."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.known: set[str] = set()
        self._real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self._look_up)

    def _look_up(self, host: str, *rest: Any, **more: Any) -> Any:
        if host in self.known or host == "127.0.0.1":
            return self._real("127.0.0.1", *rest, **more)
        raise socket.gaierror(socket.EAI_NONAME, "not known")


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ((), "neither was any other name"),
        (("azure-devices.net",), "There is no hub contoso-plant.azure-devices.net"),
        (("global.azure-devices-provisioning.net",), "The name is wrong, or the hub was deleted"),
        (("contoso-plant.azure-devices.us",), "but there is contoso-plant.azure-devices.us"),
    ],
)
def test_names(
    job: MakeJob, monkeypatch: pytest.MonkeyPatch, known: tuple[str, ...], words: str
) -> None:
    Names(monkeypatch).known.update(known)
    error = job(connection_string=string(REAL_NAME)).apply()["error"]
    assert (error["code"], error["step"]) == ("hub.name_not_resolved", "hub.connect")
    assert words in error["message"]


def test_a_suffix_of_no_cloud(job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch).known.add("global.azure-devices-provisioning.net")
    error = job(connection_string=string("contoso.azure-device.nett")).apply()["error"]
    assert "nothing else under azure-device.nett" in error["message"]


def string(host: str) -> str:
    return f"HostName={host};SharedAccessKeyName=registryRead;SharedAccessKey={new_key().reveal()}"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (faults.CertificateKind.UNTRUSTED, "CN=iot-agent-setup demo hub\\, another CA"),
        (faults.CertificateKind.WRONG_NAME, f"a certificate for {REAL_NAME}"),
        (faults.CertificateKind.EXPIRED, "expired on 20"),
    ],
)
@pytest.mark.parametrize("over", ["rest", "amqp"])
def test_certificates(
    job: MakeJob, hub: DemoHub, fault: faults.CertificateKind, words: str, over: str
) -> None:
    channel: Any = getattr(hub.faults, over)
    channel.add(faults.WrongCertificate(fault))
    error = job().apply()["error"]
    assert error["code"].startswith("hub.tls_")
    assert words in error["message"]
    assert error["step"].startswith("check." if over == "amqp" else "hub.")


@pytest.mark.parametrize("is_azure", [True, False])
def test_a_proxy_that_inspects_tls(
    job: MakeJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_azure: bool
) -> None:
    authority = Authority("Contoso Proxy CA")
    host = REAL_NAME if is_azure else "127.0.0.1"
    Names(monkeypatch).known.add(REAL_NAME)
    inspected = over_tls(authority.server_context(tmp_path, address=host), answer(PAGE))

    def tunnel(connection: socket.socket) -> None:
        asked = b""
        while b"\r\n\r\n" not in asked:
            asked += connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        inspected(connection)

    with serve(tunnel) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        error = job(connection_string=string(f"{host}:8443")).apply()["error"]
    assert (error["code"], error["step"]) == ("hub.tls_untrusted", "hub.connect")
    assert "inspect" in error["message"]
    assert "CN=Contoso Proxy CA" in error["message"]
    assert "CN=Contoso Proxy CA" in error["message"]
    assert "network.ca_file" in error["remedy"]


def test_a_gateway_that_inspects_mqtt(job: MakeJob, tmp_path: Path) -> None:
    authority = Authority("Contoso Proxy CA")
    with serve(over_tls(authority.server_context(tmp_path), answer(PAGE))) as port:
        error = job(ports={Transport.AMQP: port}).apply()["error"]
    assert error["code"] == "hub.tls_untrusted"
    assert "CN=Contoso Proxy CA" in error["message"]


def test_mqtt_is_closed_and_https_open(job: MakeJob, hub: DemoHub) -> None:
    port = closed_port()
    error = job(ports={Transport.AMQP: port}).apply()["error"]
    assert error["code"] == "check.unreachable"
    assert f"answers on port {hub.https_port}, but port {port} is closed" in error["message"]


@pytest.mark.parametrize("has_other_name", [True, False])
def test_a_captive_portal(job: MakeJob, hub: DemoHub, tmp_path: Path, has_other_name: bool) -> None:
    """It takes port 443, in a name of its own or as a proxy that is trusted, and drops the rest."""
    setup = written(job)
    authority = Authority("Hotel CA")
    context = authority.server_context(
        tmp_path, address="127.0.0.2" if has_other_name else "127.0.0.1"
    )
    ca_file = tmp_path / "hotel.pem"
    ca_file.write_bytes(authority.pem)
    with serve(over_tls(context, answer(PAGE))) as port:
        configuration = setup.agent / "LocalConfiguration.json"
        moved = configuration.read_text().replace(hub.host_name, f"127.0.0.1:{port}")
        configuration.write_text(moved)
        network = Network(ca_file, {Transport.AMQP: closed_port()})
        run = CheckRun(setup.agent, compose.real(), network, lambda _: None)
        code, said = cause(asyncio.run(run.run()))
    assert code == "check.unreachable/portal"
    assert "sign in" in said


@pytest.mark.parametrize("identity", [MODULE, DEVICE])
def test_a_demo_hub_that_has_ended(job: MakeJob, hub: DemoHub, identity: str) -> None:
    setup = written(job, ports={}, identity=identity)
    place = hub.host_name
    hub.stop()
    network = Network(None, {Transport.AMQP: closed_port()})
    run = CheckRun(setup.agent, compose.real(), network, lambda _: None)
    code, said = cause(asyncio.run(run.run()))
    assert code == "check.unreachable/demo_ended"
    assert f"a demo hub, {place}, that no longer runs" in said
    assert "--demo" in said and "--offline" in said


@pytest.mark.parametrize("identity", [MODULE, DEVICE])
def test_the_secondary_key_is_worth_a_remark(job: MakeJob, hub: DemoHub, identity: str) -> None:
    setup = written(job, identity=identity)
    module = MODULE_ID if identity == MODULE else None
    put_key(setup, keys_of(hub, "cam-01", module).secondary)
    assert checked(setup).warnings == ()
    report = checked(setup, credentials(hub))
    assert report.result is Result.OK
    assert [warning.code for warning in report.warnings] == [Code.CHECK_SECONDARY_KEY]
    assert (
        f"{setup.key_path} contains the secondary key of cam-01"
        in text_of(report.warnings[0]).cause
    )


def test_another_hub_that_works_is_worth_a_remark(
    job: MakeJob, hub: DemoHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = job()
    assert provisioned(setup, keys_of(hub, "cam-01").primary, monkeypatch)["result"] == "ok"
    with DemoHub() as expected:
        host = expected.host_name
        report = checked(setup, credentials(expected))
    assert report.result is Result.OK
    told = {warning.code: text_of(warning).cause for warning in report.warnings}
    assert host in told[Code.CHECK_DPS_OTHER_HUB]


def test_a_sound_folder_needs_no_explanation(job: MakeJob, hub: DemoHub) -> None:
    report = checked(written(job), credentials(hub))
    assert (report.result, report.error) == (Result.OK, None)


def test_a_cause_keeps_its_code() -> None:
    """Programs rely on the codes; only the sentence is the cause's."""
    assert template_of(Code.CHECK_UNAUTHORIZED, "key_rolled") != template_of(
        Code.CHECK_UNAUTHORIZED, ""
    )
