"""What goes over the wire: as the agents send it, as few requests as can be, nothing of uamqp."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

import pytest

from tests.fakes.registry import new_key
from tests.infra.plant import DEVICE, registry
from tests.infra.servers import Authority, over_tls, serve
from tests.pairs import make_pair
from wizard.demo.hub import DemoHub
from wizard.domain.errors import CheckError, Code, HubError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import MODULE_ID, DeviceQuery, Network, PolicyAccess
from wizard.domain.hub.sas_token import sas_token
from wizard.domain.proof import Assignment
from wizard.infra.probe.mqtt.protocol import Received, module_login
from wizard.infra.probe.probe import NetworkProbe
from wizard.infra.registry.azure_registry import AzureRegistry

OTHER = "Authentication / Other"
ODD = "odd%41#?/;'"
IDENTITY = {
    "deviceId": "d",
    "moduleId": "m",
    "status": "enabled",
    "authentication": {
        "type": "sas",
        "symmetricKey": {"primaryKey": "a2V5", "secondaryKey": "a2V5"},
    },
}


class Recorder:
    """A service that answers every request alike and notes what came."""

    def __init__(self, address: HubAddress, network: Network) -> None:
        self.address = address
        self.network = network
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        self.answer: dict[str, Any] = IDENTITY

    def hang_up(self) -> None:
        """Close the connection that is open."""
        socket.socket.shutdown(self._connection, socket.SHUT_RDWR)

    def serve(self, connection: socket.socket) -> None:
        self._connection = connection
        with connection.makefile("rb") as stream:
            while line := stream.readline():
                method, target, _ = line.decode().split()
                headers = dict(_headers(stream.readline))
                body = stream.read(int(headers.get("content-length", 0)))
                self.requests.append((method, target, headers, body))
                content = json.dumps(self.answer).encode()
                head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(content)}\r\n\r\n"
                connection.sendall(head.encode() + content)


def _headers(readline: Callable[[], bytes]) -> Iterator[tuple[str, str]]:
    while line := readline().strip():
        name, _, value = line.decode().partition(": ")
        yield name.lower(), value


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    authority = Authority("CA")
    ca_file = tmp_path / "ca.pem"
    ca_file.write_bytes(authority.pem)
    context = authority.server_context(tmp_path)
    with serve(over_tls(context, lambda connection: made.serve(connection))) as port:
        made = Recorder(HubAddress(f"127.0.0.1:{port}"), Network(ca_file))
        yield made


@pytest.fixture
def hub() -> Iterator[DemoHub]:
    with DemoHub() as running:
        yield running


async def test_one_request_a_call_and_two_connections(hub: DemoHub) -> None:
    async with registry(hub, "iothubowner") as opened:
        await opened.connect()
        await opened.device(DEVICE)
        await opened.devices(DeviceQuery())
        await opened.having_module([DEVICE], MODULE_ID)
        seen = [(one.method, one.path.partition("?")[0]) for one in hub.requests]
        assert seen == [
            ("GET", "/devices"),
            ("GET", f"/devices/{DEVICE}"),
            ("POST", "/devices/query"),
            ("POST", "/devices/query"),
        ]
        assert hub.connections == 2


async def test_a_connection_that_was_closed_while_idle_is_made_anew(recorder: Recorder) -> None:
    credentials = PolicyAccess(recorder.address, "registryRead", new_key())
    opened = AzureRegistry(credentials, recorder.network)
    try:
        for _ in range(3):
            assert await opened.module("d", "m")
            recorder.hang_up()
    finally:
        await opened.close()


@pytest.mark.parametrize("call", ["device", "module", "create_module"])
async def test_ids_are_percent_encoded_once(recorder: Recorder, call: str) -> None:
    credentials = PolicyAccess(recorder.address, "registryRead", new_key())
    opened = AzureRegistry(credentials, recorder.network)
    arguments = (ODD,) if call == "device" else (ODD, MODULE_ID)
    try:
        await getattr(opened, call)(*arguments)
    except HubError as error:  # it is another device that the recorder tells of
        assert error.code is Code.HUB_BAD_ANSWER
    finally:
        await opened.close()
    assert recorder.requests[0][1].startswith(f"/devices/{quote(ODD, safe='')}")


async def test_a_module_is_asked_for_with_empty_keys(recorder: Recorder) -> None:
    credentials = PolicyAccess(recorder.address, "registryReadWrite", new_key())
    opened = AzureRegistry(credentials, recorder.network)
    try:
        await opened.create_module("d", "m")
    finally:
        await opened.close()
    method, target, headers, body = recorder.requests[0]
    assert (method, target.partition("?")[0]) == ("PUT", "/devices/d/modules/m")
    assert "if-match" not in headers
    assert json.loads(body) == {
        "deviceId": "d",
        "moduleId": "m",
        "authentication": {
            "type": "sas",
            "symmetricKey": {"primaryKey": "", "secondaryKey": ""},
        },
    }


async def test_a_policys_token_names_it_and_no_netrc_replaces_it(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    credentials = PolicyAccess(recorder.address, "registryRead", new_key())
    opened = AzureRegistry(credentials, recorder.network)
    try:
        await opened.module("d", "m")
    finally:
        await opened.close()
    token = recorder.requests[0][2]["authorization"]
    assert token.startswith("SharedAccessSignature sr=127.0.0.1%3A")
    assert token.endswith("&skn=registryRead")


async def test_the_rest_call_is_the_agents(recorder: Recorder) -> None:
    key, begun = new_key(), time.time()
    found = await NetworkProbe(recorder.network).fetch_module_key(
        recorder.address, "d", MODULE_ID, key
    )
    ended = time.time()
    assert found.reveal() == "a2V5"
    method, target, headers, body = recorder.requests[0]
    assert (method, body) == ("GET", b"")
    assert target == f"/devices/d/modules/{MODULE_ID}?api-version=2018-06-30"
    assert headers["host"] == recorder.address.host_name
    token = headers["authorization"]
    ends = int(parse_qs(token)["se"][0])
    assert token == sas_token(recorder.address.host_name, key, ends).reveal()
    assert int(begun) + 3600 <= ends <= ended + 3600


async def test_the_provisioning_call_is_the_agents(recorder: Recorder) -> None:
    key, network = new_key(), replace(recorder.network, dps_host=recorder.address.host_name)
    recorder.answer = {"status": "assigned", "assignedHub": "h.example", "deviceId": "d"}
    found = await NetworkProbe(network).register("0ne0SCOPE", "line:1.cam_2", key)
    assert found == Assignment(HubAddress("h.example"), "d")
    method, target, headers, body = recorder.requests[0]
    assert method == "POST"
    assert target == "/0ne0SCOPE/registrations/line:1.cam_2?api-version=2019-03-31"
    assert json.loads(body) == {"registrationId": "line:1.cam_2"}
    assert headers["content-type"] == "application/json"
    token = headers["authorization"]
    ends = int(parse_qs(token)["se"][0])
    assert token == sas_token("0ne0SCOPE/registrations/line:1.cam_2", key, ends).reveal()


async def test_with_a_certificate_there_is_no_token(recorder: Recorder) -> None:
    shown = make_pair().described()
    network = replace(recorder.network, dps_host=recorder.address.host_name)
    probe = NetworkProbe(network)
    await probe.fetch_module_key(recorder.address, "d", MODULE_ID, shown)
    recorder.answer = {"status": "assigned", "assignedHub": "h.example", "deviceId": "d"}
    await probe.register("0ne0SCOPE", "cam-03", shown)
    assert [method for method, *_ in recorder.requests] == ["GET", "POST"]
    assert all("authorization" not in headers for _, _, headers, _ in recorder.requests)


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        ({}, "status"),
        ({"status": 7}, "status"),
        ({"status": "assigned"}, "assignedHub"),
        ({"status": "assigned", "assignedHub": "https://h.example", "deviceId": "d"}, "assigned"),
        ({"status": "assigned", "assignedHub": "h.example"}, "deviceId"),
        ({"registrationState": {"status": "assigned"}}, "status"),
    ],
)
async def test_an_assignment_that_cannot_be_one(
    recorder: Recorder, answer: dict[str, Any], part: str
) -> None:
    recorder.answer = answer
    network = replace(recorder.network, dps_host=recorder.address.host_name)
    with pytest.raises(HubError) as caught:
        await NetworkProbe(network).register("0ne0SCOPE", "cam-03", new_key())
    assert (caught.value.code, caught.value.agent_error) == (Code.HUB_BAD_ANSWER, OTHER)
    assert str(caught.value.params["part"]).startswith(part)


async def test_a_state_that_nobody_knows_is_not_assigned(recorder: Recorder) -> None:
    recorder.answer = {"status": "paused"}
    network = replace(recorder.network, dps_host=recorder.address.host_name)
    with pytest.raises(CheckError) as caught:
        await NetworkProbe(network).register("0ne0SCOPE", "cam-03", new_key())
    assert (caught.value.code, caught.value.variant) == (Code.CHECK_DPS_NOT_ASSIGNED, "")
    assert caught.value.params["status"] == "paused"


def test_the_module_logs_in_as_the_agents_do() -> None:
    key = new_key()
    login = module_login(HubAddress("hub.example:8443"), "dev;1", MODULE_ID, key, 1000.9)
    assert login.client_id == f"dev;1/{MODULE_ID}"
    assert login.user_name == f"hub.example/dev;1/{MODULE_ID}/?api-version=2018-06-30"
    audience = f"hub.example:8443/devices/dev;1/modules/{MODULE_ID}"
    assert login.password == sas_token(audience, key, 4600)


@pytest.mark.parametrize(
    ("topic", "status"),
    [
        ("$iothub/twin/res/200/?$rid=1", 200),
        ("$iothub/twin/res/429/?$rid=1&$version=3", 429),
        ("$iothub/twin/res/200/?$version=3&$rid=1", 200),
        ("$iothub/twin/res/200/?$rid=12", None),
        ("$iothub/twin/PATCH/properties/desired/?$version=2", None),
    ],
)
def test_knows_the_answer_to_its_own_question(topic: str, status: int | None) -> None:
    assert Received(topic, b"").twin_status() == status


CHECK = """
import asyncio, logging, sys
from pathlib import Path
from typing import Any
from wizard.infra.probe.probe import NetworkProbe
from wizard.domain.hub.model import MODULE_ID, Network
from wizard.domain.hub.address import HubAddress
from wizard.domain.secret import Secret

from wizard.domain.hub.transport import Transport

async def check(host, ca_file, amqp_port, mqtt_port, key):
    ports = {Transport.AMQP: int(amqp_port), Transport.MQTT: int(mqtt_port)}
    probe = NetworkProbe(Network(Path(ca_file), ports))
    address = HubAddress(host)
    module_key = await probe.fetch_module_key(address, "cam-01", MODULE_ID, Secret(key))
    for transport in list(Transport)[1:]:
        link = await probe.connect(
            address, "cam-01", MODULE_ID, module_key, transport=transport
        )
        await link.read_twin()
        await link.close()

# It may note that it has ended.
logging.getLogger("paho").addHandler(logging.NullHandler())
asyncio.run(check(*sys.argv[1:], sys.stdin.read()))
heavy = {"PySide6", "azure", "requests", "uamqp", "aiohttp", "keyring", "urllib3"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
"""


def test_the_live_check_does_without_the_sdk(hub: DemoHub) -> None:
    key = hub.device_connection_string(DEVICE).reveal().partition("SharedAccessKey=")[2]
    arguments = [hub.host_name, str(hub.ca_file), str(hub.amqp_port), str(hub.mqtt_port)]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", CHECK, *arguments],
        input=key,
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_a_registry_needs_the_sdk_only_when_it_connects() -> None:
    code = (
        "import sys, wizard.infra.registry.azure_registry\n"
        "print([name for name in ('azure', 'requests', 'ssl') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert "azure" not in done.stdout
    assert "requests" not in done.stdout
