"""The demo hub: an IoT Hub's registry, MQTT, AMQP and a provisioning service, on loopback."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections import deque
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from wizard.demo.faults.faults import Faults
from wizard.demo.faults.scenarios import Target, set_fault
from wizard.demo.registry.policies import POLICIES, built_in_policies
from wizard.demo.registry.seed import ID_SCOPE, enrolments, plant
from wizard.demo.registry.store import Store
from wizard.domain.demo_fault import DemoFault
from wizard.domain.hub.model import MODULE_ID
from wizard.domain.hub.transport import Transport
from wizard.domain.secret import Secret

if TYPE_CHECKING:
    # aiohttp and cryptography are imported when a hub is started, not before.
    from wizard.demo.listener import Contexts
    from wizard.demo.rest.server import SeenRequest
    from wizard.demo.service import Service
    from wizard.demo.telemetry import Message

__all__ = ["POLICIES", "DemoHub"]

_KEPT_REQUESTS: Final = 1000
_NOT_RUNNING: Final = "the demo hub is not running"


class DemoHub:
    """A hub of one's own: started in well under a second, on free ports of 127.0.0.1.

    It runs in a daemon thread with an event loop of its own, so it works beside Qt, `asyncio.run`
    and pytest alike; every method may be called from any thread. ``devices`` adds so many generated
    ones to the plant of `wizard.demo.registry.seed`; they cost nothing until they are looked at.
    ``folder`` is where ``ca.pem`` is written; without one it lies in a temporary folder until the
    hub stops. ``fault`` is set from the start; more can be set on ``faults`` at any time.
    """

    def __init__(
        self,
        *,
        devices: int = 0,
        folder: Path | None = None,
        fault: DemoFault | None = None,
    ) -> None:
        self.faults = Faults()
        self.store = Store(plant(), enrolments(), generated=devices)
        self.requests: deque[SeenRequest] = deque(maxlen=_KEPT_REQUESTS)
        self.policies = built_in_policies()
        self._folder = folder
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._ca_file: Path | None = None
        self._thread: threading.Thread | None = None
        self._made: Future[Service] = Future()
        self._service: Service | None = None
        self.store.watch(self._changed)
        if fault is not None:
            set_fault(fault, Target(self.faults, self.store, self.policies))

    def start(self) -> None:
        """Open its ports. Does nothing on a running hub."""
        if self._thread is not None:
            return
        from wizard.demo.ca import make_certificates

        certificates = make_certificates()
        self._write_ca(certificates.ca_pem)
        self._made = Future()
        self._thread = threading.Thread(
            target=self._run, args=(certificates.contexts,), name="demo-hub", daemon=True
        )
        self._thread.start()
        try:
            self._service = self._made.result()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Cut every connection, close its ports, remove the CA file's temporary folder.

        May be called again, and on a hub that was never started.
        """
        if self._thread is not None:
            if self._made.exception() is None:
                self._made.result().stop()
            self._thread.join()
        self._thread = self._service = self._ca_file = None
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def https_port(self) -> int:
        """The port of the registry's REST interface."""
        return self._running().https_port

    @property
    def mqtt_port(self) -> int:
        """The port of MQTT over TLS."""
        return self._running().mqtt_port

    @property
    def amqp_port(self) -> int:
        """The port of AMQP over TLS."""
        return self._running().amqp_port

    @property
    def ports(self) -> dict[Transport, int]:
        """The ports that differ from those of every hub, as `Network` takes them."""
        return {Transport.MQTT: self.mqtt_port, Transport.AMQP: self.amqp_port}

    @property
    def host_name(self) -> str:
        """What stands in the connection string: the port belongs to it and to every audience."""
        return self._running().host_name

    @property
    def dps_host(self) -> str:
        """The provisioning service, with its port: for this program's own check."""
        return self._running().dps_host

    @property
    def dps_id_scope(self) -> str:
        """The id scope of its registrations."""
        return ID_SCOPE

    @property
    def ca_file(self) -> Path:
        """The CA's certificate, PEM."""
        if self._ca_file is None:
            raise RuntimeError(_NOT_RUNNING)
        return self._ca_file

    def connection_string(self, policy: str = "registryReadWrite") -> Secret:
        """Of one of `POLICIES`. Raises KeyError for another name."""
        key = self.policies[policy].keys.primary.reveal()
        return Secret(
            f"HostName={self.host_name};SharedAccessKeyName={policy};SharedAccessKey={key}"
        )

    def described(self) -> dict[str, Any]:
        """What another program needs to use the hub, as JSON."""
        return {
            "host_name": self.host_name,
            "https_port": self.https_port,
            "mqtt_port": self.mqtt_port,
            "amqp_port": self.amqp_port,
            "dps_host": self.dps_host,
            "dps_id_scope": self.dps_id_scope,
            "ca_file": str(self.ca_file),
            "dps_group_key": self.store.group_key.reveal(),
            "connection_strings": {one: self.connection_string(one).reveal() for one in POLICIES},
        }

    def device_connection_string(self, device_id: str) -> Secret:
        """A device's own. Raises KeyError where there is none, or it has no symmetric key."""
        return self._identity_connection_string(device_id, None)

    def module_connection_string(self, device_id: str, module_id: str = MODULE_ID) -> Secret:
        """A module's own. Raises KeyError as for a device."""
        return self._identity_connection_string(device_id, module_id)

    @property
    def sessions(self) -> tuple[tuple[str, str | None], ...]:
        """Who is connected over MQTT or AMQP: (device, module or None)."""
        return self._running().live.sessions

    @property
    def connections(self) -> int:
        """Open TCP connections of all servers, idle ones included."""
        return self._running().connections

    @property
    def messages(self) -> tuple[Message, ...]:
        """The telemetry that came in, the last thousand."""
        return tuple(self._running().telemetry.messages)

    def cut(self, device_id: str, module_id: str | None = MODULE_ID) -> bool:
        """Cut a live link and return when it is cut; False where there is none."""
        return self._running().cut(device_id, module_id)

    def _identity_connection_string(self, device_id: str, module_id: str | None) -> Secret:
        identity = self.store.get(device_id, module_id)
        keys = identity.auth.keys if identity else None
        if keys is None:
            raise KeyError((device_id, module_id))
        module = f"ModuleId={module_id};" if module_id is not None else ""
        return Secret(
            f"HostName={self.host_name};DeviceId={device_id};{module}"
            f"SharedAccessKey={keys.primary.reveal()}"
        )

    def _run(self, contexts: Contexts) -> None:
        # The selector loop on every system: the same behaviour, and no policy of Qt's has a say.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(self._serve(contexts))

    async def _serve(self, contexts: Contexts) -> None:
        try:
            from wizard.demo.service import Service

            service = Service(
                contexts, self.policies, self.store, self.faults, self.requests.append
            )
        except BaseException as error:
            self._made.set_exception(error)
            return
        self._made.set_result(service)
        await service.run()

    def _changed(self, device_id: str, _module_id: str | None) -> None:
        """In the writer's thread: have the links of the device looked at."""
        if (service := self._service) is not None:
            service.review(device_id)

    def _write_ca(self, pem: bytes) -> None:
        folder = self._folder
        if folder is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="iot-agent-setup-demo-")
            folder = Path(self._temporary.name)
        folder.mkdir(parents=True, exist_ok=True)
        self._ca_file = folder / "ca.pem"
        self._ca_file.write_bytes(pem)

    def _running(self) -> Service:
        if self._service is None:
            raise RuntimeError(_NOT_RUNNING)
        return self._service
