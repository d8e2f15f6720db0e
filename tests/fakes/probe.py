"""The port AuthProbe on a hub in memory."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from tests.fakes.registry import FakeHub
from wizard.domain.certificate_rules import is_registered
from wizard.domain.errors import CheckError, Code, RuleError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.connection_events import (
    Connected,
    Phase,
    PhaseStarted,
    Resolved,
    Secured,
    ServerTime,
    Watch,
    ignore,
)
from wizard.domain.hub.model import AuthType, DeviceIdentity, ModuleIdentity
from wizard.domain.hub.transport import Transport
from wizard.domain.proof import Assignment, Certificate, Proof
from wizard.domain.secret import Secret


class FakeProbe:
    """Does with a `FakeHub` what an agent does at its start. Counts its open links there."""

    def __init__(self, hub: FakeHub) -> None:
        self._hub = hub

    async def prepare(self, certificate: Certificate | None = None) -> None:
        self._hub.enter("prepare")

    async def reach(self, address: HubAddress, transport: Transport, watch: Watch = ignore) -> None:
        await self._get_there(watch)
        self._hub.enter(f"reach {transport}")

    async def register(
        self, id_scope: str, registration_id: str, proof: Proof, watch: Watch = ignore
    ) -> Assignment:
        await self._get_there(watch)
        watch(ServerTime(self._hub.clock_ahead))
        self._hub.enter("register")
        about = {"registration": registration_id, "scope": id_scope, "host": "dps.fake.net"}
        if (id_scope, registration_id) not in self._hub.enrolments:
            raise CheckError(
                Code.CHECK_NOT_FOUND, "dps", agent_error="Authentication / Not Found", **about
            )
        device_id, status = self._hub.enrolments[id_scope, registration_id]
        if not _proves(self._hub.devices.get(device_id), proof):
            raise CheckError(
                Code.CHECK_UNAUTHORIZED, "dps", agent_error="Authentication / Unauthorized", **about
            )
        if status != "assigned":
            about |= {"status": status}
            raise CheckError(
                Code.CHECK_DPS_NOT_ASSIGNED, status, agent_error="Authentication / Other", **about
            )
        return Assignment(self._hub.address, device_id)

    async def fetch_module_key(
        self,
        address: HubAddress,
        device_id: str,
        module_id: str,
        proof: Proof,
        watch: Watch = ignore,
    ) -> Secret:
        await self._get_there(watch)
        watch(ServerTime(self._hub.clock_ahead))
        self._hub.enter("fetch_module_key")
        device = self._hub.devices.get(device_id)
        if not _lets_in(device, proof):
            raise CheckError(
                Code.CHECK_UNAUTHORIZED,
                "device" if isinstance(proof, Secret) else "certificate",
                agent_error="Authentication / Unauthorized",
                device=device_id,
            )
        module = self._hub.modules.get((device_id, module_id))
        if module is None:
            raise CheckError(
                Code.CHECK_NOT_FOUND,
                "module_gone",
                agent_error="Authentication / Not Found",
                host=address.host_name,
                device=device_id,
                module=module_id,
            )
        if module.auth is not AuthType.SAS or module.primary_key is None:
            raise RuleError(
                Code.MODULE_NOT_SYMMETRIC,
                agent_error="Authentication / Other",
                device=device_id,
                module=module_id,
                auth=module.auth.value,
            )
        return module.primary_key

    async def connect(
        self,
        address: HubAddress,
        device_id: str,
        module_id: str,
        module_key: Secret,
        watch: Watch = ignore,
        transport: Transport = Transport.AMQP,
        *,
        with_sasl: bool = True,
    ) -> FakeLink:
        await self._get_there(watch)
        self._hub.with_sasl = with_sasl
        self._hub.enter("link")
        self._hub.enter(f"link {transport}")
        device = self._hub.devices.get(device_id)
        module = self._hub.modules.get((device_id, module_id))
        is_enabled = device is not None and device.enabled and module is not None and module.enabled
        if transport.is_amqp and module is None:
            raise CheckError(
                Code.CHECK_NOT_FOUND,
                "identity",
                agent_error="Authentication / Not Found",
                host=address.name,
                device=device_id,
            )
        if not _proves(module, module_key) or (not is_enabled and not transport.is_amqp):
            raise CheckError(
                Code.CHECK_UNAUTHORIZED,
                "module",
                agent_error="Authentication / Unauthorized",
                device=device_id,
            )
        if not is_enabled:
            raise CheckError(
                Code.CHECK_LINK_REFUSED,
                agent_error="Authentication / Other",
                device=device_id,
                condition="amqp:unauthorized-access",
            )
        return FakeLink(self._hub, (device_id, module_id), transport)

    async def _get_there(self, watch: Watch) -> None:
        """Tell the phases; `FakeHub.fail` of "resolve", "tcp" and "tls" stops in one."""
        for phase, reached in (
            (Phase.RESOLVE, Resolved(("192.0.2.1",))),
            (Phase.TCP, Connected("192.0.2.1", 443)),
            (Phase.TLS, None),
        ):
            watch(PhaseStarted(phase, time.perf_counter()))
            await asyncio.sleep(0)
            self._hub.enter(phase.value)
            if reached is not None:
                watch(reached)
        watch(Secured("TLSv1.3", "Fake CA", datetime(2030, 1, 1, tzinfo=UTC), time.perf_counter()))


class FakeLink:
    """An open link. Reading the twin fails as `FakeHub.fail("twin", …)` asks."""

    def __init__(self, hub: FakeHub, identity: tuple[str, str], transport: Transport) -> None:
        self._hub = hub
        self._transport = transport
        self._identity = identity
        self._is_open = True
        hub.links += 1

    async def read_twin(self) -> Mapping[str, object]:
        self._hub.enter("twin")
        return {"desired": {"$version": 1, **self._hub.desired}, "reported": {"$version": 1}}

    async def send(self, message: bytes) -> None:
        self._hub.enter("send")
        if not self._transport.is_amqp and {"+", "#"}.intersection(self._identity[0]):
            raise CheckError(Code.CHECK_TELEMETRY_FAILED, "topic", topic=self._identity[0])
        self._hub.messages.append((self._identity, message))

    async def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._hub.links -= 1


def _lets_in(identity: DeviceIdentity | ModuleIdentity | None, proof: Proof) -> bool:
    return identity is not None and identity.enabled and _proves(identity, proof)


def _proves(identity: DeviceIdentity | ModuleIdentity | None, proof: Proof) -> bool:
    if identity is None:
        return False
    if isinstance(proof, Secret):
        keys = (identity.primary_key, identity.secondary_key)
        return identity.auth is AuthType.SAS and proof in keys
    return (
        isinstance(identity, DeviceIdentity)
        and identity.auth is AuthType.SELF_SIGNED
        and proof.not_before <= datetime.now(UTC) <= proof.not_after
        and is_registered(proof, identity)
    )
