"""Every fault that can be set shows on the wire as it says."""

from __future__ import annotations

import email.utils
import http.client
import json
import socket
import ssl
import time

import pytest

from tests.demo.clients import call, device_path, new_module, policy_token, query, trusting
from tests.patience import until
from wizard.demo.faults.faults import (
    BadJson,
    CertificateKind,
    CreateDelay,
    Delay,
    Drop,
    Half,
    Html,
    LoseAnswer,
    Silent,
    SilentBeforeTls,
    Slow,
    Status,
    WrongCertificate,
)
from wizard.demo.hub import DemoHub
from wizard.domain.hub.model import MODULE_ID

DEVICE = "/devices/cam-01"


def test_late(hub: DemoHub) -> None:
    hub.faults.rest.add(Delay(0.2))
    began = time.monotonic()

    assert call(hub, "GET", DEVICE).status == 200
    assert time.monotonic() - began >= 0.2


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, "IotHubUnauthorizedAccess"),
        (403, "IotHubQuotaExceeded"),
        (404, "DeviceNotFound"),
        (409, "DeviceAlreadyExists"),
        (412, "PreconditionFailed"),
        (429, "ThrottlingBacklogTimeout"),
        (500, "ServerError"),
        (503, "ServiceUnavailable"),
        (418, "ServerError"),
    ],
)
def test_status(hub: DemoHub, status: int, error: str) -> None:
    hub.faults.rest.add(Status(status))
    answer = call(hub, "GET", DEVICE)

    assert (answer.status, answer.error) == (status, error)
    assert answer.json["Message"].startswith(f"ErrorCode:{error};")
    assert "retry-after" not in answer.headers


def test_throttled_with_retry_after(hub: DemoHub) -> None:
    hub.faults.rest.add(Status(429, retry_after=3))
    answer = call(hub, "GET", DEVICE)

    assert answer.headers["retry-after"] == "3"
    assert "Wait 10 seconds and try again" in answer.json["Message"]


def test_a_fault_passes_by_itself(hub: DemoHub) -> None:
    rule = hub.faults.rest.add(Status(500), times=2)

    assert [call(hub, "GET", DEVICE).status for _ in range(3)] == [500, 500, 200]
    assert (rule.hits, rule.left) == (2, 0)


def test_a_fault_can_be_for_some_requests_only(hub: DemoHub) -> None:
    hub.faults.rest.add(Status(500), method="GET", path="/modules/")

    assert call(hub, "GET", DEVICE).status == 200
    assert call(hub, "GET", device_path("cam-01", MODULE_ID)).status == 500
    put = call(hub, "PUT", device_path("cam-02", "m"), body=new_module("cam-02", "m"))
    assert put.status == 200


def test_the_first_fault_that_fits_acts_and_can_be_taken_back(hub: DemoHub) -> None:
    first = hub.faults.rest.add(Status(500))
    hub.faults.rest.add(Status(503))

    assert call(hub, "GET", DEVICE).status == 500
    hub.faults.rest.remove(first)
    assert call(hub, "GET", DEVICE).status == 503
    hub.faults.clear()
    assert call(hub, "GET", DEVICE).status == 200


def test_a_dropped_request_is_not_carried_out(hub: DemoHub) -> None:
    hub.faults.rest.add(Drop(), times=1)
    path = device_path("cam-02", MODULE_ID)

    with pytest.raises(ConnectionResetError):
        call(hub, "PUT", path, body=new_module("cam-02", MODULE_ID))
    assert hub.store.module("cam-02", MODULE_ID) is None
    assert hub.requests[-1].status == 0


def test_a_lost_answer_is_of_a_request_that_was_carried_out(hub: DemoHub) -> None:
    hub.faults.rest.add(LoseAnswer(), times=1)
    path = device_path("cam-02", MODULE_ID)

    with pytest.raises(ConnectionResetError):
        call(hub, "PUT", path, body=new_module("cam-02", MODULE_ID))
    assert hub.store.module("cam-02", MODULE_ID) is not None
    assert call(hub, "PUT", path, body=new_module("cam-02", MODULE_ID)).status == 409


def test_silent_after_tls(hub: DemoHub) -> None:
    hub.faults.rest.add(Silent(), times=1)

    with pytest.raises(TimeoutError):
        call(hub, "GET", DEVICE, timeout=0.2)
    until(lambda: hub.connections == 0)


def test_silent_before_tls(hub: DemoHub) -> None:
    hub.faults.rest.add(SilentBeforeTls(), times=1)

    with pytest.raises(TimeoutError, match="handshake"):
        call(hub, "GET", DEVICE, timeout=0.2)
    until(lambda: hub.connections == 0)
    assert not hub.requests


def test_slow(hub: DemoHub) -> None:
    whole = len(call(hub, "GET", DEVICE).text)
    hub.faults.rest.add(Slow(bytes_per_second=whole * 4))
    began = time.monotonic()

    assert len(call(hub, "GET", DEVICE).text) == whole
    assert time.monotonic() - began >= 0.2


def test_half(hub: DemoHub) -> None:
    hub.faults.rest.add(Half())

    with pytest.raises(http.client.IncompleteRead) as caught:
        call(hub, "GET", DEVICE)
    assert caught.value.partial.startswith(b'{"deviceId"')


def test_html(hub: DemoHub) -> None:
    hub.faults.rest.add(Html())
    answer = call(hub, "GET", DEVICE)

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "<html>" in answer.text


def test_html_behind_a_redirect(hub: DemoHub) -> None:
    hub.faults.rest.add(Html(redirect=True))
    answer = call(hub, "GET", DEVICE)

    assert (answer.status, answer.headers["location"]) == (302, "/portal")
    assert "<html>" in answer.text
    assert call(hub, "GET", "/portal").status == 200


@pytest.mark.parametrize(
    ("path", "number"),
    [("/devices/nope", 404001), ("/devices/cam-02/modules/x", 404010), ("/twins/cam-01", 401002)],
)
def test_newer_hubs_put_json_inside_the_message(hub: DemoHub, path: str, number: int) -> None:
    hub.faults.json_messages = True

    assert json.loads(call(hub, "GET", path).json["Message"])["errorCode"] == number


def test_bad_json(hub: DemoHub) -> None:
    hub.faults.rest.add(BadJson())
    answer = call(hub, "GET", DEVICE)

    assert answer.headers["content-type"].startswith("application/json")
    with pytest.raises(json.JSONDecodeError):
        _ = answer.json


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (CertificateKind.EXPIRED, "expired"),
        (CertificateKind.WRONG_NAME, "IP address mismatch"),
        (CertificateKind.UNTRUSTED, "unable to get local issuer certificate"),
    ],
)
def test_certificates(hub: DemoHub, kind: CertificateKind, reason: str) -> None:
    hub.faults.rest.add(WrongCertificate(kind), times=1)
    hub.faults.mqtt.add(WrongCertificate(kind), times=1)

    for port in (hub.https_port, hub.mqtt_port):
        with (
            socket.create_connection(("127.0.0.1", port)) as raw,
            pytest.raises(ssl.SSLCertVerificationError, match=reason),
        ):
            trusting(hub).wrap_socket(raw, server_hostname="127.0.0.1")
    assert call(hub, "GET", DEVICE).status == 200


def test_the_certificate_stands_up_to_strict_verification(hub: DemoHub) -> None:
    context = trusting(hub)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    for name in ("127.0.0.1", "localhost"):
        with (
            socket.create_connection(("127.0.0.1", hub.https_port)) as raw,
            context.wrap_socket(raw, server_hostname=name) as secured,
        ):
            assert secured.version() in ("TLSv1.2", "TLSv1.3")


def test_the_clock_shows_in_the_date(hub: DemoHub) -> None:
    hub.faults.clock_offset = -3600
    earliest = int(time.time()) - 3600
    answer = call(hub, "GET", DEVICE)

    shown = email.utils.parsedate_to_datetime(answer.headers["date"]).timestamp()
    assert earliest <= shown <= time.time() - 3600


def test_a_new_module_may_take_some_reads(hub: DemoHub) -> None:
    hub.faults.create_delay = CreateDelay(reads=2)
    path = device_path("cam-02", MODULE_ID)
    text = "SELECT * FROM devices.modules WHERE deviceId = 'cam-02'"
    assert call(hub, "PUT", path, body=new_module("cam-02", MODULE_ID)).status == 200

    assert query(hub, text).json == []
    assert call(hub, "GET", "/devices/cam-02/modules").json == []
    assert call(hub, "PUT", path, body=new_module("cam-02", MODULE_ID)).status == 409
    assert [call(hub, "GET", path).status for _ in range(3)] == [404, 404, 200]
    assert len(query(hub, text).json) == 1


def test_a_new_module_may_take_some_seconds(hub: DemoHub) -> None:
    hub.faults.create_delay = CreateDelay(seconds=6000)
    path = device_path("cam-02", MODULE_ID)
    call(hub, "PUT", path, body=new_module("cam-02", MODULE_ID))

    assert call(hub, "GET", path).error == "ModuleNotFound"
    hub.faults.clock_offset = 6001
    assert call(hub, "GET", path, token=policy_token(hub, lives=9000)).status == 200
