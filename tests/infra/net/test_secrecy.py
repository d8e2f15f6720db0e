"""No key and no token in a log, an exception or a repr, whatever happens on the network."""

from __future__ import annotations

import contextlib
import http.client
import logging
import socket
from collections.abc import Awaitable, Callable, Iterator

import pytest

from tests.canary import Haystack, assert_no_canary
from tests.infra.leftovers import shorten_limits
from tests.infra.plant import DEVICE, credentials, fetch, key, registry, twin
from tests.infra.servers import closed_port, serve
from wizard.demo.faults import faults as demo
from wizard.demo.hub import DemoHub
from wizard.domain.errors import SetupError
from wizard.domain.hub.model import MODULE_ID, DeviceQuery
from wizard.domain.secret import Secret
from wizard.text.lookup import text_of

PROXY_PASSWORD = "proxy-password-that-is-long-enough"

FAULTS: list[demo.RestFault] = [
    *(demo.Status(code) for code in (302, 401, 403, 404, 409, 412, 429, 500, 503)),
    demo.Drop(),
    demo.Half(),
    demo.Silent(),
    demo.Html(),
    demo.BadJson(),
    *map(demo.WrongCertificate, demo.CertificateKind),
]
MQTT_FAULTS: list[demo.MqttFault] = [
    demo.Connack(1),
    demo.Connack(5),
    demo.Drop(),
    demo.CutOnTwin(),
    demo.RefuseSubscription(),
    demo.TwinGarbage(),
    demo.TwinStatus(500),
]


@pytest.fixture
def hub() -> Iterator[DemoHub]:
    with DemoHub() as running:
        yield running


async def tell(haystack: Haystack, work: Callable[[], Awaitable[object]]) -> None:
    """Do it, and keep what it shows of itself."""
    try:
        haystack.add("result", repr(await work()))
    except SetupError as error:
        haystack.add_object("error", error)
        haystack.add("sentences", "\n".join(text_of(error.problem)))


async def every_call(haystack: Haystack, hub: DemoHub) -> None:
    async with registry(hub, "iothubowner") as opened:
        haystack.add("registry", f"{opened!r} {vars(opened)!r}")
        for call in (
            opened.connect,
            lambda: opened.device(DEVICE),
            lambda: opened.module(DEVICE, MODULE_ID),
            lambda: opened.create_module("cam-02", MODULE_ID),
            lambda: opened.devices(DeviceQuery()),
            lambda: opened.having_module([DEVICE], MODULE_ID),
        ):
            await tell(haystack, call)
    await tell(haystack, lambda: fetch(hub))


async def test_nothing_shows_a_secret(
    hub: DemoHub,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in logging.root.manager.loggerDict:
        logging.getLogger(name).setLevel(logging.NOTSET)
    haystack = Haystack()
    await every_call(haystack, hub)
    await tell(haystack, lambda: twin(hub))
    for fault in FAULTS:
        hub.faults.rest.add(fault)
        with monkeypatch.context() as patch:
            if isinstance(fault, demo.Silent):
                shorten_limits(patch, 0.2)
            await every_call(haystack, hub)
        hub.faults.clear()
    for mqtt_fault in MQTT_FAULTS:
        hub.faults.mqtt.add(mqtt_fault)
        await tell(haystack, lambda: twin(hub))
        hub.faults.clear()
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:{PROXY_PASSWORD}@127.0.0.1:{closed_port()}")
    await every_call(haystack, hub)
    with serve(refuse_and_repeat) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:{PROXY_PASSWORD}@127.0.0.1:{port}")
        await every_call(haystack, hub)
    haystack.add("log", caplog.text)
    haystack.add("streams", "".join(capfd.readouterr()))
    assert_no_canary(
        {
            "policy's key": credentials(hub, "iothubowner").key,
            "device's key": key(hub),
            "module's key": key(hub, MODULE_ID),
            "created key": created_key(hub),
            "proxy's password": PROXY_PASSWORD,
        },
        haystack,
    )


def created_key(hub: DemoHub) -> Secret:
    module = hub.store.module("cam-02", MODULE_ID)
    assert module is not None
    assert module.auth.keys is not None
    return module.auth.keys.primary


def refuse_and_repeat(connection: socket.socket) -> None:
    """A proxy that says in its refusal what it was told."""
    with contextlib.closing(connection.makefile("rb")) as stream:
        http.client.parse_headers(stream)
    connection.sendall(
        f"HTTP/1.1 407 who is user {PROXY_PASSWORD}\r\nContent-Length: 0\r\n\r\n".encode()
    )
