"""Every fault of the hub has its own name, ends in time, leaves nothing and passes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import NamedTuple

import pytest

from tests.fakes.registry import new_key
from tests.infra.leftovers import nothing_left, shorten_limits
from tests.infra.plant import fetch, registry, twin
from tests.infra.servers import closed_port
from tests.patience import NEVER, longer_and_longer
from wizard.demo.faults import amqp_faults as amqp
from wizard.demo.faults import faults as demo
from wizard.demo.faults.amqp_faults import AmqpStage as Stage
from wizard.demo.hub import DemoHub
from wizard.domain.errors import Code, HubError, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import MODULE_ID, Network, PolicyAccess
from wizard.domain.hub.transport import Transport
from wizard.infra.probe.probe import NetworkProbe
from wizard.infra.registry.azure_registry import AzureRegistry
from wizard.text.catalogue import TEXTS
from wizard.text.lookup import text_of

OTHER = "Authentication / Other"
UNAUTHORIZED = "Authentication / Unauthorized"
NOT_FOUND = "Authentication / Not Found"
NO_TWIN = "Remote Configuration / Timeout"


SLOW = (demo.Silent, demo.SilentBeforeTls, demo.Slow, demo.TwinSilent, amqp.SilentAt)
"""Faults that take as long as one waits."""


Fault = demo.RestFault | demo.MqttFault | demo.AnyAmqpFault
Work = Callable[[], Awaitable[object]]


class Known(NamedTuple):
    """What a fault is called."""

    code: Code
    variant: str = ""
    logged: str | None = None


@pytest.fixture(scope="module")
def running() -> Iterator[DemoHub]:
    with DemoHub() as hub:
        yield hub


@pytest.fixture
def hub(running: DemoHub) -> Iterator[DemoHub]:
    yield running
    running.faults.clear()


def known(error: SetupError) -> Known:
    """What the error says; its sentences must be there and complete."""
    row = f"{error.code}/{error.variant}" if error.variant else error.code.value
    assert row in TEXTS
    assert "…" not in "".join(text_of(error.problem))
    return Known(error.code, error.variant, error.agent_error)


async def met(work: Work, fault: Fault, expected: Known) -> SetupError:
    """What is met with the fault; ``expected`` as soon as a limit is long enough for it."""
    for seconds in longer_and_longer(0.2) if isinstance(fault, SLOW) else (NEVER,):
        with pytest.MonkeyPatch.context() as patch, pytest.raises(SetupError) as caught:
            shorten_limits(patch, seconds)
            await work()
        if known(caught.value) == expected:
            break
    return caught.value


EXPIRED, WRONG_NAME, UNTRUSTED = map(demo.WrongCertificate, demo.CertificateKind)

REGISTRY = [
    (demo.Status(302), Known(Code.HUB_NOT_A_HUB, "redirect"), False),
    (demo.Status(401), Known(Code.HUB_UNAUTHORIZED), False),
    (demo.Status(403), Known(Code.HUB_UNAUTHORIZED, "quota"), False),
    (demo.Status(409), Known(Code.HUB_BAD_ANSWER, "refused_words"), False),
    (demo.Status(412), Known(Code.HUB_BAD_ANSWER, "refused_words"), False),
    (demo.Status(429), Known(Code.HUB_THROTTLED), True),
    (demo.Status(500), Known(Code.HUB_SERVER_ERROR), True),
    (demo.Status(503), Known(Code.HUB_SERVER_ERROR, "unavailable"), True),
    (demo.Drop(), Known(Code.HUB_CONNECTION_LOST), True),
    (demo.Half(), Known(Code.HUB_CONNECTION_LOST, "cut"), True),
    (demo.Silent(), Known(Code.HUB_TIMEOUT), True),
    (demo.Slow(5), Known(Code.HUB_TIMEOUT), True),
    (demo.SilentBeforeTls(), Known(Code.HUB_TIMEOUT, "tls"), True),
    (demo.Html(), Known(Code.HUB_NOT_A_HUB), False),
    (demo.BadJson(), Known(Code.HUB_BAD_ANSWER, "json"), False),
    (EXPIRED, Known(Code.HUB_TLS_EXPIRED), False),
    (WRONG_NAME, Known(Code.HUB_TLS_WRONG_NAME), False),
    (UNTRUSTED, Known(Code.HUB_TLS_UNTRUSTED), False),
]


@pytest.mark.parametrize(("fault", "expected", "retryable"), REGISTRY, ids=str)
async def test_registry(
    hub: DemoHub, fault: demo.RestFault, expected: Known, retryable: bool
) -> None:
    async with nothing_left(), registry(hub) as opened:
        hub.faults.rest.add(fault)
        error = await met(opened.connect, fault, expected)
        assert isinstance(error, HubError)
        assert (known(error), error.retryable) == (expected, retryable)
        hub.faults.clear()
        await opened.connect()


REST = [
    (demo.Status(401), Known(Code.CHECK_UNAUTHORIZED, "device", UNAUTHORIZED)),
    (demo.Status(403), Known(Code.HUB_UNAUTHORIZED, "quota", OTHER)),
    (
        demo.Status(404),
        Known(Code.CHECK_NOT_FOUND, "device_gone", "Authentication / Not Found"),
    ),
    (demo.Status(429), Known(Code.HUB_THROTTLED, "", OTHER)),
    (demo.Status(500), Known(Code.HUB_SERVER_ERROR, "", OTHER)),
    (demo.Status(503), Known(Code.CHECK_UNAVAILABLE, "", OTHER)),
    (demo.Drop(), Known(Code.CHECK_CONNECTION_LOST, "", OTHER)),
    (demo.Half(), Known(Code.CHECK_CONNECTION_LOST, "cut", OTHER)),
    (demo.Silent(), Known(Code.CHECK_TIMEOUT, "", OTHER)),
    (demo.Slow(5), Known(Code.CHECK_TIMEOUT, "", OTHER)),
    (demo.SilentBeforeTls(), Known(Code.CHECK_TIMEOUT, "tls", OTHER)),
    (demo.Html(), Known(Code.HUB_NOT_A_HUB, "", OTHER)),
    (demo.BadJson(), Known(Code.HUB_BAD_ANSWER, "json", OTHER)),
    (EXPIRED, Known(Code.HUB_TLS_EXPIRED, "", OTHER)),
    (WRONG_NAME, Known(Code.HUB_TLS_WRONG_NAME, "", OTHER)),
    (UNTRUSTED, Known(Code.HUB_TLS_UNTRUSTED, "", OTHER)),
]


@pytest.mark.parametrize(("fault", "expected"), REST, ids=str)
async def test_rest_call_of_the_agent(hub: DemoHub, fault: demo.RestFault, expected: Known) -> None:
    async with nothing_left():
        hub.faults.rest.add(fault)
        assert known(await met(lambda: fetch(hub), fault, expected)) == expected
        hub.faults.clear()
        await fetch(hub)


MQTT = [
    (demo.Connack(1), Known(Code.CHECK_REFUSED, "protocol", NO_TWIN)),
    (demo.Connack(2), Known(Code.CHECK_REFUSED, "client_id", NO_TWIN)),
    (demo.Connack(3), Known(Code.CHECK_UNAVAILABLE, "mqtt", NO_TWIN)),
    (demo.Connack(4), Known(Code.CHECK_REFUSED, "login", UNAUTHORIZED)),
    (demo.Connack(5), Known(Code.CHECK_UNAUTHORIZED, "module", UNAUTHORIZED)),
    (demo.Drop(), Known(Code.CHECK_CONNECTION_LOST, "mqtt", NO_TWIN)),
    (demo.Silent(), Known(Code.CHECK_TIMEOUT, "connack", NO_TWIN)),
    (demo.SilentBeforeTls(), Known(Code.CHECK_TIMEOUT, "tls", NO_TWIN)),
    (demo.CutAfterConnect(), Known(Code.CHECK_CONNECTION_LOST, "mqtt", NO_TWIN)),
    (demo.CutOnTwin(), Known(Code.CHECK_CONNECTION_LOST, "mqtt", NO_TWIN)),
    (demo.RefuseSubscription(), Known(Code.CHECK_TWIN_FAILED, "subscribe", NO_TWIN)),
    (demo.TwinStatus(404), Known(Code.CHECK_TWIN_FAILED, "status", NO_TWIN)),
    (demo.TwinStatus(429), Known(Code.CHECK_UNAVAILABLE, "throttled", NO_TWIN)),
    (demo.TwinStatus(500), Known(Code.CHECK_TWIN_FAILED, "status", NO_TWIN)),
    (demo.TwinSilent(), Known(Code.CHECK_TIMEOUT, "twin", NO_TWIN)),
    (
        demo.TwinGarbage(),
        Known(Code.CHECK_TWIN_FAILED, "garbled", "Remote Configuration / Cant Parse Configuration"),
    ),
    (EXPIRED, Known(Code.HUB_TLS_EXPIRED, "", NO_TWIN)),
    (WRONG_NAME, Known(Code.HUB_TLS_WRONG_NAME, "", NO_TWIN)),
    (UNTRUSTED, Known(Code.HUB_TLS_UNTRUSTED, "", NO_TWIN)),
]


@pytest.mark.parametrize(("fault", "expected"), MQTT, ids=str)
async def test_link_of_the_module(hub: DemoHub, fault: demo.MqttFault, expected: Known) -> None:
    async with nothing_left():
        hub.faults.mqtt.add(fault)
        work = partial(twin, hub, Transport.MQTT)
        assert known(await met(work, fault, expected)) == expected
        hub.faults.clear()
        await work()


AMQP: list[tuple[demo.AnyAmqpFault, Known]] = [
    (demo.Drop(), Known(Code.CHECK_CONNECTION_LOST, "sasl", NO_TWIN)),
    (demo.Silent(), Known(Code.CHECK_TIMEOUT, "sasl", NO_TWIN)),
    *(
        (amqp.SilentAt(stage), Known(Code.CHECK_TIMEOUT, stage.value, NO_TWIN))
        for stage in (Stage.SASL, Stage.OPEN, Stage.TOKEN, Stage.LINK, Stage.TWIN)
    ),
    *(
        (amqp.CutAt(stage), Known(Code.CHECK_CONNECTION_LOST, stage.value, NO_TWIN))
        for stage in (Stage.SASL, Stage.OPEN, Stage.TOKEN, Stage.LINK)
    ),
    (amqp.CutAt(Stage.TWIN), Known(Code.CHECK_CONNECTION_LOST, "amqp", NO_TWIN)),
    (amqp.RefuseOpen(), Known(Code.CHECK_NOT_FOUND, "hub", NOT_FOUND)),
    (
        amqp.RefuseOpen("amqp:connection:forced"),
        Known(Code.CHECK_REFUSED, "closed", NO_TWIN),
    ),
    (
        amqp.RefuseOpen("amqp:resource-limit-exceeded"),
        Known(Code.CHECK_UNAVAILABLE, "amqp", NO_TWIN),
    ),
    (amqp.TokenStatus(401), Known(Code.CHECK_UNAUTHORIZED, "module", UNAUTHORIZED)),
    (amqp.TokenStatus(404), Known(Code.CHECK_NOT_FOUND, "identity", NOT_FOUND)),
    (amqp.TokenStatus(400), Known(Code.CHECK_REFUSED, "token", NO_TWIN)),
    (amqp.TokenStatus(500), Known(Code.CHECK_UNAVAILABLE, "token", NO_TWIN)),
    (amqp.RefuseLink(), Known(Code.CHECK_LINK_REFUSED, "", OTHER)),
    (amqp.RefuseLink("amqp:not-allowed"), Known(Code.CHECK_LINK_REFUSED, "condition", OTHER)),
    (amqp.DetachLink(), Known(Code.CHECK_IDENTITY_IN_USE, "", NO_TWIN)),
    (
        amqp.DetachLink("amqp:unauthorized-access"),
        Known(Code.CHECK_LINK_REFUSED, "", OTHER),
    ),
    (demo.CutOnTwin(), Known(Code.CHECK_CONNECTION_LOST, "amqp", NO_TWIN)),
    (demo.TwinStatus(404), Known(Code.CHECK_TWIN_FAILED, "status", NO_TWIN)),
    (demo.TwinStatus(429), Known(Code.CHECK_UNAVAILABLE, "throttled", NO_TWIN)),
    (demo.TwinSilent(), Known(Code.CHECK_TIMEOUT, "twin", NO_TWIN)),
    (
        demo.TwinGarbage(),
        Known(Code.CHECK_TWIN_FAILED, "garbled", "Remote Configuration / Cant Parse Configuration"),
    ),
]
AMQP_TLS: list[tuple[demo.SilentBeforeTls | demo.WrongCertificate, Known]] = [
    (demo.SilentBeforeTls(), Known(Code.CHECK_TIMEOUT, "tls", NO_TWIN)),
    (EXPIRED, Known(Code.HUB_TLS_EXPIRED, "", NO_TWIN)),
    (WRONG_NAME, Known(Code.HUB_TLS_WRONG_NAME, "", NO_TWIN)),
    (UNTRUSTED, Known(Code.HUB_TLS_UNTRUSTED, "", NO_TWIN)),
]
_BOTH = [Transport.AMQP, Transport.AMQP_WEBSOCKET]


@pytest.mark.parametrize("transport", _BOTH)
@pytest.mark.parametrize(("fault", "expected"), AMQP, ids=str)
async def test_link_of_the_module_over_amqp(
    hub: DemoHub, fault: demo.AnyAmqpFault, expected: Known, transport: Transport
) -> None:
    async with nothing_left():
        hub.faults.amqp.add(fault)
        work = partial(twin, hub, transport)
        assert known(await met(work, fault, expected)) == expected
        hub.faults.clear()
        await work()


@pytest.mark.parametrize(("fault", "expected"), AMQP_TLS, ids=str)
async def test_tls_of_amqp(hub: DemoHub, fault: demo.AnyAmqpFault, expected: Known) -> None:
    async with nothing_left():
        hub.faults.amqp.add(fault)
        work = partial(twin, hub, Transport.AMQP)
        assert known(await met(work, fault, expected)) == expected
        hub.faults.clear()
        await work()


WEBSOCKET: list[tuple[demo.RestFault, Known]] = [
    (demo.Status(401), Known(Code.CHECK_UNAUTHORIZED, "websocket", NO_TWIN)),
    (demo.Status(403), Known(Code.HUB_UNAUTHORIZED, "quota", NO_TWIN)),
    (demo.Status(404), Known(Code.CHECK_NOT_FOUND, "websocket", NO_TWIN)),
    (demo.Status(409), Known(Code.HUB_BAD_ANSWER, "refused_words", NO_TWIN)),
    (demo.Status(429), Known(Code.HUB_THROTTLED, "", NO_TWIN)),
    (demo.Status(500), Known(Code.HUB_SERVER_ERROR, "", NO_TWIN)),
    (demo.Status(503), Known(Code.CHECK_UNAVAILABLE, "", NO_TWIN)),
    (demo.Html(), Known(Code.HUB_NOT_A_HUB, "", NO_TWIN)),
    (demo.Drop(), Known(Code.CHECK_CONNECTION_LOST, "websocket", NO_TWIN)),
    (demo.Silent(), Known(Code.CHECK_TIMEOUT, "websocket", NO_TWIN)),
    *AMQP_TLS,
]


@pytest.mark.parametrize("transport", [Transport.AMQP_WEBSOCKET, Transport.MQTT_WEBSOCKET])
@pytest.mark.parametrize(("fault", "expected"), WEBSOCKET, ids=str)
async def test_a_websocket(
    hub: DemoHub, fault: demo.RestFault, expected: Known, transport: Transport
) -> None:
    async with nothing_left():
        hub.faults.rest.add(fault)
        work = partial(twin, hub, transport)
        assert known(await met(work, fault, expected)) == expected
        hub.faults.clear()
        await work()


@pytest.mark.parametrize(
    ("offset", "variant", "minutes"), [(-7200, "ahead", 120), (600, "behind", 10)]
)
async def test_a_clock_that_is_off(hub: DemoHub, offset: float, variant: str, minutes: int) -> None:
    hub.faults.clock_offset = offset
    hub.faults.rest.add(demo.Status(401))
    async with registry(hub) as opened:
        with pytest.raises(HubError) as caught:
            await opened.connect()
    assert known(caught.value) == Known(Code.HUB_CLOCK_SKEW, variant)
    assert caught.value.params["minutes"] == minutes
    with pytest.raises(HubError) as caught:
        await fetch(hub)
    assert known(caught.value) == Known(Code.HUB_CLOCK_SKEW, variant, UNAUTHORIZED)


@pytest.mark.parametrize(("header", "wait"), [(None, 10.0), (3, 3.0)])
async def test_hears_how_long_to_wait(hub: DemoHub, header: int | None, wait: float) -> None:
    hub.faults.rest.add(demo.Status(429, header))
    async with registry(hub) as opened:
        with pytest.raises(HubError) as caught:
            await opened.device("cam-01")
    assert caught.value.retry_after == wait


async def test_a_created_module_whose_answer_was_lost_is_there(hub: DemoHub) -> None:
    hub.faults.rest.add(demo.LoseAnswer(), times=1, method="PUT")
    async with registry(hub) as opened:
        with pytest.raises(HubError) as caught:
            await opened.create_module("cam-02", MODULE_ID)
        assert caught.value.retryable
        assert await opened.module("cam-02", MODULE_ID)
        assert await opened.create_module("cam-02", MODULE_ID) is None


async def test_where_nobody_listens() -> None:
    port = closed_port()
    address, way = HubAddress(f"127.0.0.1:{port}"), Network(None, {Transport.MQTT: port})
    policy, nobody = PolicyAccess(address, "registryRead", new_key()), NetworkProbe(way)
    reading = AzureRegistry(policy, way)
    for work, code, logged in (
        (reading.connect(), Code.HUB_UNREACHABLE, None),
        (
            nobody.fetch_module_key(address, "d", MODULE_ID, new_key()),
            Code.CHECK_UNREACHABLE,
            OTHER,
        ),
        (nobody.connect(address, "d", MODULE_ID, new_key()), Code.CHECK_UNREACHABLE, NO_TWIN),
    ):
        with pytest.raises(SetupError) as caught:
            await work
        assert known(caught.value) == Known(code, "refused", logged)
    await reading.close()


async def test_a_name_that_does_not_exist() -> None:
    address = HubAddress("no-such-hub.invalid")
    way = Network()
    policy, nobody = PolicyAccess(address, "registryRead", new_key()), NetworkProbe(way)
    reading = AzureRegistry(policy, way)
    for work in (
        reading.connect(),
        nobody.fetch_module_key(address, "d", MODULE_ID, new_key()),
        nobody.connect(address, "d", MODULE_ID, new_key()),
    ):
        with pytest.raises(SetupError) as caught:
            await work
        assert known(caught.value).code is Code.HUB_NAME_NOT_RESOLVED
    await reading.close()
