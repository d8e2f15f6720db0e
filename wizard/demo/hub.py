"""The demo hub: an IoT Hub's registry and its MQTT door, on loopback, inside this process."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections import deque
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from wizard.core.model import MODULE_ID
from wizard.core.secret import Secret
from wizard.demo.faults import Faults
from wizard.demo.policies import POLICIES, built_in_policies
from wizard.demo.seed import plant
from wizard.demo.store import Store

if TYPE_CHECKING:
    # aiohttp and cryptography are imported when a hub is started, not before.
    from wizard.demo.http import SeenRequest
    from wizard.demo.listener import Contexts
    from wizard.demo.mqtt import Message
    from wizard.demo.service import Service

__all__ = ["POLICIES", "DemoHub"]

_KEPT_REQUESTS: Final = 1000


class DemoHub:
    """A hub of one's own: started in well under a second, on free ports of 127.0.0.1.

    It runs in a daemon thread with an event loop of its own, so it works beside Qt, `asyncio.run`
    and pytest alike; every method may be called from any thread. ``devices`` adds so many generated
    ones to the plant of `wizard.demo.seed`; they cost nothing until they are looked at. ``folder``
    is where ``ca.pem`` is written; without one it lies in a temporary folder until the hub stops.
    """

    def __init__(self, *, devices: int = 0, folder: Path | None = None) -> None:
        self.faults = Faults()
        self.store = Store(plant(), generated=devices)
        self.requests: deque[SeenRequest] = deque(maxlen=_KEPT_REQUESTS)
        self._policies = built_in_policies()
        self._folder = folder
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._service: Service | None = None
        self._stopping: asyncio.Event | None = None
        self.store.watch(self._changed)

    def start(self) -> None:
        """Open both doors. Does nothing on a running hub."""
        if self._thread is not None:
            return
        from wizard.demo.ca import make_certificates

        certificates = make_certificates()
        self._write_ca(certificates.ca_pem)
        ready: Future[Service] = Future()
        self._thread = threading.Thread(
            target=self._run, args=(certificates.contexts, ready), name="demo-hub", daemon=True
        )
        self._thread.start()
        try:
            self._service = ready.result()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Cut every connection, close both doors, remove the CA file's temporary folder.

        May be called again, and on a hub that was never started.
        """
        thread, loop, stopping = self._thread, self._loop, self._stopping
        if thread is not None:
            if loop is not None and stopping is not None:
                loop.call_soon_threadsafe(stopping.set)
            thread.join()
        self._thread = self._loop = self._service = self._stopping = None
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
    def host_name(self) -> str:
        """What stands in the connection string: the port belongs to it and to every audience."""
        return self._running().host_name

    @property
    def ca_file(self) -> Path:
        """The CA's certificate, PEM."""
        self._running()
        return self._ca_folder() / "ca.pem"

    def connection_string(self, policy: str = "registryReadWrite") -> Secret:
        """Of one of `POLICIES`. Raises KeyError for another name."""
        key = self._policies[policy].keys.primary.reveal()
        return Secret(
            f"HostName={self.host_name};SharedAccessKeyName={policy};SharedAccessKey={key}"
        )

    def device_connection_string(self, device_id: str) -> Secret:
        """A device's own. Raises KeyError where there is none, or it has no symmetric key."""
        return self._identity_connection_string(device_id, None)

    def module_connection_string(self, device_id: str, module_id: str = MODULE_ID) -> Secret:
        """A module's own. Raises KeyError as for a device."""
        return self._identity_connection_string(device_id, module_id)

    @property
    def mqtt_sessions(self) -> tuple[tuple[str, str | None], ...]:
        """Who is connected over MQTT: (device, module or None)."""
        return self._running().mqtt.sessions

    @property
    def connections(self) -> int:
        """Open TCP connections of both doors, idle ones included."""
        return self._running().connections

    @property
    def messages(self) -> tuple[Message, ...]:
        """The telemetry that came in over MQTT, the last thousand."""
        return tuple(self._running().mqtt.messages)

    def cut(self, device_id: str, module_id: str | None = MODULE_ID) -> bool:
        """Cut a live MQTT link and return when it is cut; False where there is none."""
        service, loop = self._running(), self._loop
        assert loop is not None  # noqa: S101 - set before the service is
        return asyncio.run_coroutine_threadsafe(service.cut(device_id, module_id), loop).result()

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

    def _run(self, contexts: Contexts, ready: Future[Service]) -> None:
        # The selector loop on every system: the same behaviour, and no policy of Qt's has a say.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(self._serve(contexts, ready))

    async def _serve(self, contexts: Contexts, ready: Future[Service]) -> None:
        from wizard.demo.service import Service

        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        try:
            service = Service(
                contexts, self._policies, self.store, self.faults, self.requests.append
            )
        except BaseException as error:
            ready.set_exception(error)
            return
        service.open()
        ready.set_result(service)
        try:
            await self._stopping.wait()
        finally:
            await service.close()

    def _changed(self, device_id: str, _module_id: str | None) -> None:
        """In the writer's thread: have the links of the device looked at."""
        loop, service = self._loop, self._service
        if loop is not None and service is not None:
            loop.call_soon_threadsafe(service.mqtt.review, device_id)

    def _write_ca(self, pem: bytes) -> None:
        if self._folder is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="iot-agent-setup-demo-")
        folder = self._ca_folder()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "ca.pem").write_bytes(pem)

    def _ca_folder(self) -> Path:
        if self._folder is not None:
            return self._folder
        assert self._temporary is not None  # noqa: S101 - the hub runs
        return Path(self._temporary.name)

    def _running(self) -> Service:
        if self._service is None:
            raise RuntimeError("the demo hub is not running")
        return self._service
