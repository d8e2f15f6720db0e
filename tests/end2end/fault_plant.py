"""Agents that are set up and fine, and a network between them and their hub that is not."""

from __future__ import annotations

import contextlib
import io
import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NoReturn

import pytest

from tests.end2end.fault_table import Case, Endpoint, Instead, Route
from tests.infra.leftovers import shorten_limits
from tests.infra.servers import Authority, closed_port, full_house, over_tls, serve
from wizard import compose
from wizard.__main__ import main
from wizard.check.options import CheckOptions
from wizard.check.run import CheckRun
from wizard.demo.faults.channel import FaultChannel
from wizard.demo.faults.faults import RestFault
from wizard.demo.hub import DemoHub
from wizard.domain.hub.model import Network
from wizard.domain.hub.transport import Transport
from wizard.domain.report import Event, Report

DEVICE: Final = "cam-01"

LIMIT: Final = 4.0
"""Seconds that the whole check has here, instead of 30."""

EXCHANGE: Final = 0.6
"""Seconds that each of its exchanges has here, instead of 10."""

_MODE: Final = {
    Endpoint.REST: "Device",
    Endpoint.DPS: "DPS",
    Endpoint.MQTT: "SecurityModule",
    Endpoint.AMQP: "SecurityModule",
    Endpoint.MQTT_WEBSOCKET: "SecurityModule",
    Endpoint.AMQP_WEBSOCKET: "SecurityModule",
}

_TRANSPORT: Final = {
    Endpoint.MQTT: Transport.MQTT,
    Endpoint.AMQP: Transport.AMQP,
    Endpoint.MQTT_WEBSOCKET: Transport.MQTT_WEBSOCKET,
    Endpoint.AMQP_WEBSOCKET: Transport.AMQP_WEBSOCKET,
}
"""What the agents that begin with a module's connection speak."""


class Plant:
    """A demo hub and six agents of a device, each of which turns to another door first."""

    def __init__(self, hub: DemoHub, folder: Path) -> None:
        self._hub = hub
        self._folder = folder
        authority = Authority("Somebody else")
        self._else = authority.server_context(folder)
        ca_file = folder / "both.pem"
        ca_file.write_bytes(hub.ca_file.read_bytes() + authority.pem)
        self._network = Network(ca_file, hub.ports, hub.dps_host)
        for endpoint in Endpoint:
            self._set_up(endpoint)

    def directory(self, endpoint: Endpoint) -> Path:
        """The folder of the agent that turns to this door first."""
        return self._folder / endpoint.name

    async def check(
        self, endpoint: Endpoint, emit: Callable[[Event], None] = lambda _: None
    ) -> Report:
        """The live check of that agent."""
        options = CheckOptions(transport=_TRANSPORT.get(endpoint))
        directory, ports = self.directory(endpoint), compose.real()
        return await CheckRun(directory, ports, self._network, emit, options=options).run()

    @contextlib.contextmanager
    def suffering(
        self, case: Case, exchange: float = EXCHANGE, check: float = LIMIT
    ) -> Iterator[None]:
        """The fault is there until the context ends; who waits has less patience meanwhile.

        So many seconds each ``exchange`` has and the whole ``check``.
        """
        fault = case.fault
        with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
            patch.setattr("wizard.check.live_check.LIMIT", check)
            if case.hangs:
                shorten_limits(patch, exchange)
                patch.setattr("wizard.infra.net.survey._LIMIT", exchange)
            if fault is Route.NO_NAME:
                patch.setattr(socket, "getaddrinfo", _no_name)
            elif fault is Route.CLOSED:
                _bend(patch, self._port(case.endpoint), closed_port())
            elif fault is Route.DROPPED:
                _bend(patch, self._port(case.endpoint), stack.enter_context(full_house()))
            elif isinstance(fault, Instead):
                there = stack.enter_context(serve(over_tls(self._else, fault.handler)))
                _bend(patch, self._port(case.endpoint), there)
            else:
                channel = self._channel(case.endpoint, fault)
                stack.callback(channel.remove, channel.add(fault))
            yield

    def _port(self, endpoint: Endpoint) -> int:
        return {
            Endpoint.REST: self._hub.https_port,
            Endpoint.DPS: int(self._hub.dps_host.rpartition(":")[2]),
            Endpoint.MQTT: self._hub.mqtt_port,
            Endpoint.AMQP: self._hub.amqp_port,
            Endpoint.MQTT_WEBSOCKET: self._hub.https_port,
            Endpoint.AMQP_WEBSOCKET: self._hub.https_port,
        }[endpoint]

    def _channel(self, endpoint: Endpoint, fault: object) -> FaultChannel[Any]:
        faults = self._hub.faults
        if _TRANSPORT.get(endpoint, Transport.MQTT).is_web and isinstance(fault, RestFault):
            return faults.rest  # what comes over a WebSocket meets these first
        channels: dict[Endpoint, FaultChannel[Any]] = {
            Endpoint.REST: faults.rest,
            Endpoint.DPS: faults.dps,
            Endpoint.MQTT: faults.mqtt,
            Endpoint.AMQP: faults.amqp,
            Endpoint.MQTT_WEBSOCKET: faults.mqtt,
            Endpoint.AMQP_WEBSOCKET: faults.amqp,
        }
        return channels[endpoint]

    def _set_up(self, endpoint: Endpoint) -> None:
        answers = self.directory(endpoint).with_suffix(".toml")
        answers.write_text(self._answers(endpoint), encoding="utf-8")
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            exit_code = main(["apply", str(answers), "--json"])
        assert exit_code == 0, printed.getvalue()

    def _answers(self, endpoint: Endpoint) -> str:
        policy, key = self._folder / "policy.txt", self._folder / "key.txt"
        policy.write_text(self._hub.connection_string().reveal())
        key.write_text(self._hub.device_connection_string(DEVICE).reveal().split("AccessKey=")[1])
        provisioned = (
            f'id_scope = "{self._hub.dps_id_scope}"\nregistration_id = "{DEVICE}"\n'
            f'dps_host = "{self._hub.dps_host}"\nkey = {{ file = {json.dumps(str(key))} }}\n'
        )
        assigned = (
            f"[hub]\nconnection_string = {{ file = {json.dumps(str(policy))} }}\n"
            f'[device]\nid = "{DEVICE}"\n'
        )
        transport = _TRANSPORT.get(endpoint)
        is_of_build = transport in (Transport.MQTT, Transport.AMQP)
        built_with = f'transport = "{transport}"\n' if is_of_build else ""
        return (
            f"{'' if endpoint is Endpoint.DPS else assigned}"
            f'[authentication]\nidentity = "{_MODE[endpoint]}"\nmethod = "SymmetricKey"\n'
            f"{provisioned if endpoint is Endpoint.DPS else ''}"
            f'[agent]\nflavour = "c"\ndirectory = {json.dumps(str(self.directory(endpoint)))}\n'
            f"{built_with}"
            "[secrets]\nkeyring = false\n"
            f"[network]\nca_file = {json.dumps(str(self._network.ca_file))}\n"
            f"amqp_port = {self._hub.amqp_port}\n"
            f"mqtt_port = {self._hub.mqtt_port}\n"
        )


def _no_name(*_: object, **__: object) -> NoReturn:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def _bend(patch: pytest.MonkeyPatch, port: int, other: int) -> None:
    """Let what goes to the one port arrive at the other, as a router could."""
    resolve = socket.getaddrinfo

    def bent(host: str, wanted: int | None, *args: Any, **named: Any) -> Any:
        return resolve(host, other if wanted == port else wanted, *args, **named)

    patch.setattr(socket, "getaddrinfo", bent)
