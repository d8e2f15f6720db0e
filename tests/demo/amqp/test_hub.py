"""AMQP as the demo hub speaks it: who is let in where, and who has to go."""

from __future__ import annotations

import asyncio

import pytest

from tests.infra.plant import DEVICE, key, network
from tests.patience import until
from wizard.demo.hub import DemoHub
from wizard.domain.errors import Code, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import MODULE_ID
from wizard.domain.hub.transport import Transport
from wizard.domain.ports.probe import ModuleLink
from wizard.infra.probe.probe import NetworkProbe


async def connect(hub: DemoHub, transport: Transport = Transport.AMQP) -> ModuleLink:
    probe = NetworkProbe(network(hub))
    address = HubAddress(hub.host_name)
    return await probe.connect(address, DEVICE, MODULE_ID, key(hub, MODULE_ID), transport=transport)


async def failure(link: ModuleLink) -> Code:
    with pytest.raises(SetupError) as caught:
        await link.read_twin()
    return caught.value.code


@pytest.mark.parametrize("second", list(Transport)[1:])
async def test_a_second_connection_takes_the_identity_away(hub: DemoHub, second: Transport) -> None:
    first = await connect(hub)
    other = await connect(hub, second)
    try:
        assert await failure(first) is Code.CHECK_IDENTITY_IN_USE
        assert hub.sessions == ((DEVICE, MODULE_ID),)
        assert await other.read_twin()
    finally:
        await first.close()
        await other.close()
    until(lambda: not hub.sessions)


async def test_disabling_cuts_the_live_link(hub: DemoHub) -> None:
    link = await connect(hub)
    hub.store.disable(DEVICE)
    until(lambda: not hub.sessions)
    assert await failure(link) is Code.CHECK_CONNECTION_LOST
    await link.close()


async def test_the_ports_are_told_as_json(hub: DemoHub) -> None:
    assert hub.described()["amqp_port"] == hub.amqp_port
    assert len({hub.amqp_port, hub.mqtt_port, hub.https_port}) == 3


@pytest.mark.parametrize(
    "rubbish", [b"GET / HTTP/1.1\r\n\r\n", b"\x00" * 64, b"AMQP\x09\x01\x00\x00"]
)
async def test_who_speaks_no_amqp_is_cut_off(hub: DemoHub, rubbish: bytes) -> None:
    context = network_context(hub)
    reader, writer = await asyncio.open_connection("127.0.0.1", hub.amqp_port, ssl=context)
    writer.write(rubbish)
    assert await reader.read() == b""
    writer.close()


def network_context(hub: DemoHub) -> object:
    from tests.demo.clients import trusting

    return trusting(hub)
