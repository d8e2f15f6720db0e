"""What every AuthProbe does, the fake and the real one."""

from __future__ import annotations

import time
from collections.abc import Awaitable
from datetime import timedelta
from functools import partial

import pytest

from tests.contracts.hubs import Hub
from tests.fakes.registry import new_key
from tests.pairs import make_pair
from wizard.domain.errors import Code, SetupError
from wizard.domain.hub.connection_events import (
    Connected,
    ConnectionEvent,
    Phase,
    PhaseStarted,
    Resolved,
    Secured,
    ServerTime,
)
from wizard.domain.hub.model import MODULE_ID, AuthType, DeviceIdentity, ModuleIdentity
from wizard.domain.hub.transport import Transport
from wizard.domain.proof import Assignment
from wizard.domain.secret import Secret

TRANSPORTS = list(Transport)[1:]
EVERY_TRANSPORT = pytest.mark.parametrize("transport", TRANSPORTS)
UNAUTHORIZED = (Code.CHECK_UNAUTHORIZED, "Authentication / Unauthorized")


class Pair:
    """A device and its module, with their keys at hand."""

    def __init__(self, hub: Hub, name: str = "probe-1", *, off: str = "") -> None:
        self.name = name
        self.device_key, self.module_key = new_key(), new_key()
        keys = (self.device_key, new_key())
        hub.add(DeviceIdentity(name, off != "device", AuthType.SAS, *keys))
        keys = (self.module_key, new_key())
        hub.add(ModuleIdentity(name, MODULE_ID, AuthType.SAS, off != "module", *keys))


async def failure(work: Awaitable[object]) -> tuple[Code, str | None]:
    with pytest.raises(SetupError) as caught:
        await work
    return caught.value.code, caught.value.agent_error


@pytest.mark.parametrize("name", ["probe-1", "odd#%41?;'!*()$.,:=@_-+"])
async def test_gets_the_modules_key_with_the_devices(hub: Hub, name: str) -> None:
    pair = Pair(hub, name)
    found = await hub.probe().fetch_module_key(hub.address, name, MODULE_ID, pair.device_key)
    assert found == pair.module_key


async def test_a_wrong_or_swapped_key_is_unauthorized(hub: Hub) -> None:
    pair = Pair(hub)
    probe = hub.probe()
    for key in (new_key(), pair.module_key):
        asked = probe.fetch_module_key(hub.address, pair.name, MODULE_ID, key)
        assert await failure(asked) == UNAUTHORIZED
    for key in (new_key(), pair.device_key):
        for transport in TRANSPORTS:
            assert await failure(link(hub, pair.name, key, transport)) == UNAUTHORIZED


async def test_a_device_without_the_module(hub: Hub) -> None:
    key = new_key()
    hub.add(DeviceIdentity("bare", True, AuthType.SAS, key, new_key()))
    asked = hub.probe().fetch_module_key(hub.address, "bare", MODULE_ID, key)
    assert await failure(asked) == (Code.CHECK_NOT_FOUND, "Authentication / Not Found")
    missing = (Code.CHECK_NOT_FOUND, "Authentication / Not Found")
    for transport in TRANSPORTS:
        expected = missing if transport.is_amqp else UNAUTHORIZED
        assert await failure(link(hub, "bare", key, transport)) == expected


async def test_a_module_without_symmetric_key(hub: Hub) -> None:
    pair = Pair(hub)
    hub.add(ModuleIdentity(pair.name, MODULE_ID, AuthType.SELF_SIGNED))
    asked = hub.probe().fetch_module_key(hub.address, pair.name, MODULE_ID, pair.device_key)
    assert (await failure(asked))[0] is Code.MODULE_NOT_SYMMETRIC


@pytest.mark.parametrize("place", ["primary", "secondary"])
@pytest.mark.parametrize("digest", ["sha1", "sha256"])
async def test_gets_the_modules_key_with_the_devices_certificate(
    hub: Hub, digest: str, place: str
) -> None:
    own, keys = make_pair(), (new_key(), new_key())
    found = str(getattr(own, digest))
    prints = (found, "") if place == "primary" else ("A" * 40, found)
    hub.add(DeviceIdentity("cert-1", True, AuthType.SELF_SIGNED, thumbprints=prints))
    hub.add(ModuleIdentity("cert-1", MODULE_ID, AuthType.SAS, True, *keys))
    asked = hub.probe().fetch_module_key(hub.address, "cert-1", MODULE_ID, own.described())
    assert await asked == keys[0]


async def test_a_certificate_that_does_not_do_is_unauthorized(hub: Hub) -> None:
    own, other = make_pair(), make_pair()
    past = make_pair(begins=timedelta(days=-2), ends=timedelta(days=-1))
    for name, enabled, prints in (
        ("cert-1", True, (own.sha1, past.sha256)),
        ("cert-off", False, (own.sha1, "")),
    ):
        hub.add(DeviceIdentity(name, enabled, AuthType.SELF_SIGNED, thumbprints=prints))
        hub.add(ModuleIdentity(name, MODULE_ID, AuthType.SAS, True, new_key(), new_key()))
    keyed = Pair(hub)
    for name, shown in (("cert-1", other), ("cert-1", past), ("cert-off", own), (keyed.name, own)):
        probe = hub.probe()
        asked = probe.fetch_module_key(hub.address, name, MODULE_ID, shown.described())
        assert await failure(asked) == UNAUTHORIZED
    with_a_key = hub.probe().fetch_module_key(hub.address, "cert-1", MODULE_ID, keyed.device_key)
    assert await failure(with_a_key) == UNAUTHORIZED


@pytest.mark.parametrize("registration", ["probe-1", "line:1.camera_2"])
async def test_a_registration_leads_to_hub_and_device(hub: Hub, registration: str) -> None:
    pair, own = Pair(hub), make_pair()
    hub.add(DeviceIdentity("cert-1", True, AuthType.SELF_SIGNED, thumbprints=("", own.sha256)))
    hub.enrol(registration, pair.name)
    hub.enrol("with-certificate", "cert-1")
    found = await hub.probe().register(hub.id_scope, registration, pair.device_key)
    assert found == Assignment(hub.address, pair.name)
    found = await hub.probe().register(hub.id_scope, "with-certificate", own.described())
    assert found == Assignment(hub.address, "cert-1")


@pytest.mark.parametrize("status", ["unassigned", "assigning", "failed", "disabled"])
async def test_a_registration_without_hub(hub: Hub, status: str) -> None:
    pair = Pair(hub)
    hub.enrol("probe-1", pair.name, status)
    with pytest.raises(SetupError) as caught:
        await hub.probe().register(hub.id_scope, "probe-1", pair.device_key)
    error = caught.value
    assert (error.code, error.variant) == (Code.CHECK_DPS_NOT_ASSIGNED, status)
    assert (error.params["registration"], error.params["status"]) == ("probe-1", status)
    assert error.agent_error == "Authentication / Other"


async def test_a_registration_that_is_not_there_or_not_ours(hub: Hub) -> None:
    pair = Pair(hub)
    hub.enrol("probe-1", pair.name)
    probe = hub.probe()
    for scope, name in ((hub.id_scope, "nobody"), ("0ne0000NONE", "probe-1")):
        asked = probe.register(scope, name, pair.device_key)
        assert await failure(asked) == (Code.CHECK_NOT_FOUND, "Authentication / Not Found")
    for proof in (new_key(), pair.module_key, make_pair().described()):
        asked = probe.register(hub.id_scope, "probe-1", proof)
        assert await failure(asked) == UNAUTHORIZED


async def test_a_disabled_device_is_refused_at_both_doors(hub: Hub) -> None:
    pair = Pair(hub, off="device")
    asked = hub.probe().fetch_module_key(hub.address, pair.name, MODULE_ID, pair.device_key)
    assert await failure(asked) == UNAUTHORIZED
    await is_refused(hub, pair)


async def test_a_disabled_module_is_refused(hub: Hub) -> None:
    await is_refused(hub, Pair(hub, off="module"))


async def is_refused(hub: Hub, pair: Pair) -> None:
    """Over AMQP the key is accepted all the same, and the link is not."""
    at_link = (Code.CHECK_LINK_REFUSED, "Authentication / Other")
    for transport in TRANSPORTS:
        expected = at_link if transport.is_amqp else UNAUTHORIZED
        assert await failure(link(hub, pair.name, pair.module_key, transport)) == expected


@pytest.mark.parametrize("name", ["probe-1", "odd#%41?;'!*()$.,:=@_-+"])
@pytest.mark.parametrize(
    ("transport", "with_sasl"), [*((one, True) for one in TRANSPORTS), (Transport.AMQP, False)]
)
async def test_connects_as_the_module_and_reads_its_twin(
    hub: Hub, name: str, transport: Transport, with_sasl: bool
) -> None:
    pair = Pair(hub, name)
    connected = await hub.probe().connect(
        hub.address,
        name,
        MODULE_ID,
        pair.module_key,
        transport=transport,
        with_sasl=with_sasl,
    )
    try:
        assert hub.links() == 1
        assert {"desired", "reported"} <= set(await connected.read_twin())
        assert {"desired", "reported"} <= set(await connected.read_twin())
    finally:
        await connected.close()
        await connected.close()


async def link(hub: Hub, name: str, key: Secret, transport: Transport) -> None:
    connected = await hub.probe().connect(hub.address, name, MODULE_ID, key, transport=transport)
    await connected.close()


@EVERY_TRANSPORT
async def test_a_message_goes_to_the_modules_topic(hub: Hub, transport: Transport) -> None:
    pair = Pair(hub)
    connected = await hub.probe().connect(
        hub.address, pair.name, MODULE_ID, pair.module_key, transport=transport
    )
    try:
        await connected.send(b'{"test": 1}')
    finally:
        await connected.close()
    topic = f"devices/{pair.name}/modules/{MODULE_ID}/messages/events/"
    assert (topic, b'{"test": 1}') in hub.messages()


@pytest.mark.parametrize("name", ["with+plus", "with#hash"])
async def test_an_id_that_no_topic_can_carry(hub: Hub, name: str) -> None:
    pair = Pair(hub, name)
    connected = await hub.probe().connect(
        hub.address, name, MODULE_ID, pair.module_key, transport=Transport.MQTT
    )
    try:
        assert await failure(connected.send(b"test")) == (Code.CHECK_TELEMETRY_FAILED, None)
        assert "desired" in await connected.read_twin()
    finally:
        await connected.close()


PHASES = [Phase.RESOLVE, Phase.TCP, Phase.TLS]


def phases(signs: list[ConnectionEvent]) -> list[Phase]:
    return [sign.phase for sign in signs if isinstance(sign, PhaseStarted)]


async def test_every_call_tells_how_far_it_has_come(hub: Hub) -> None:
    pair = Pair(hub)
    hub.enrol("probe-1", pair.name)
    probe = hub.probe()
    for over_http, call in (
        (True, partial(probe.register, hub.id_scope, "probe-1", pair.device_key)),
        (True, partial(probe.fetch_module_key, hub.address, pair.name, MODULE_ID, pair.device_key)),
        (False, partial(probe.reach, hub.address, Transport.HTTPS)),
        (False, partial(probe.reach, hub.address, Transport.MQTT)),
    ):
        signs = list[ConnectionEvent]()
        await call(signs.append)
        assert [type(sign) for sign in signs[:6]] == [
            *(PhaseStarted, Resolved),
            *(PhaseStarted, Connected),
            *(PhaseStarted, Secured),
        ]
        assert phases(signs) == PHASES
        assert [type(sign) for sign in signs[6:]] == ([ServerTime] if over_http else [])
    signs = []
    connect = probe.connect(hub.address, pair.name, MODULE_ID, pair.module_key, signs.append)
    await (await connect).close()
    assert phases(signs) == PHASES
    assert any(isinstance(sign, Secured) for sign in signs)


async def test_a_refusal_comes_after_the_way_and_tells_the_time(hub: Hub) -> None:
    pair, signs = Pair(hub), list[ConnectionEvent]()
    probe = hub.probe()
    begun = time.time()
    call = probe.fetch_module_key(hub.address, pair.name, MODULE_ID, new_key(), signs.append)
    assert await failure(call) == UNAUTHORIZED
    took = time.time() - begun
    assert phases(signs) == PHASES
    told = [sign for sign in signs if isinstance(sign, ServerTime)]
    assert len(told) == 1
    assert 0 <= told[0].ahead <= took + 1, "the hub tells whole seconds"


async def test_preparing_changes_nothing(hub: Hub) -> None:
    pair, probe = Pair(hub), hub.probe()
    await probe.prepare()
    await probe.prepare(make_pair().described())
    found = await probe.fetch_module_key(hub.address, pair.name, MODULE_ID, pair.device_key)
    assert found == pair.module_key
