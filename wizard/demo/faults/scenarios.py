"""The faults by name, for demonstrations: each is set on a hub before it starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, replace
from typing import Final

from wizard.demo.faults.amqp_faults import AmqpStage, CutAt, TokenStatus
from wizard.demo.faults.faults import (
    AnyAmqpFault,
    BadJson,
    CertificateKind,
    Connack,
    CutAfterConnect,
    Delay,
    Faults,
    Html,
    MqttFault,
    RestFault,
    Status,
    WrongCertificate,
)
from wizard.demo.registry.policies import Policy, Right
from wizard.demo.registry.seed import CONFIGURATION_OBJECT, plant
from wizard.demo.registry.store import Store
from wizard.domain.demo_fault import DemoFault
from wizard.domain.hub.model import MODULE_ID

_AHEAD_SECONDS: Final = 3 * 3600.0
_SLOW_SECONDS: Final = 15.0
"""Longer than a step waits for the hub, and longer than a live check's exchange."""
_THROTTLED_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Target:
    """The parts of a demo hub that a fault is set on."""

    faults: Faults
    store: Store
    policies: MutableMapping[str, Policy]


def set_fault(name: DemoFault, target: Target) -> None:
    """Set the fault of this name."""
    _SCENARIOS[name](target)


def _https(fault: RestFault) -> Callable[[Target], None]:
    """A fault of both HTTPS servers: the registry's and the provisioning service's."""

    def act(target: Target) -> None:
        target.faults.rest.add(fault)
        target.faults.dps.add(fault)

    return act


def _module(mqtt: MqttFault, amqp: AnyAmqpFault) -> Callable[[Target], None]:
    """The same for modules that connect over MQTT and over AMQP."""

    def act(target: Target) -> None:
        target.faults.mqtt.add(mqtt)
        target.faults.amqp.add(amqp)

    return act


def _certificate(kind: CertificateKind) -> Callable[[Target], None]:
    fault = WrongCertificate(kind)

    def act(target: Target) -> None:
        target.faults.rest.add(fault)
        target.faults.dps.add(fault)
        target.faults.mqtt.add(fault)
        target.faults.amqp.add(fault)

    return act


def _switch(**values: object) -> Callable[[Target], None]:
    def act(target: Target) -> None:
        for name, value in values.items():
            setattr(target.faults, name, value)

    return act


def _no_read_right(target: Target) -> None:
    for name, policy in target.policies.items():
        rights = policy.rights & ~(Right.REGISTRY_READ | Right.REGISTRY_WRITE)
        target.policies[name] = replace(policy, rights=rights)


def _disable_devices(target: Target) -> None:
    for identity in plant():
        if identity.module_id is None:
            target.store.disable(identity.device_id, reason="Disabled for the demonstration")


def _disable_modules(target: Target) -> None:
    for device_id in _with_security_module():
        target.store.disable(device_id, MODULE_ID)


def _remove_modules(target: Target) -> None:
    for device_id in _with_security_module():
        target.store.remove(device_id, MODULE_ID)


def _setting(name: str, value: str) -> Callable[[Target], None]:
    """Every security module's twin has this one setting."""

    def act(target: Target) -> None:
        for device_id in _with_security_module():
            desired: dict[str, object] = {CONFIGURATION_OBJECT: {name: {"value": value}}}
            target.store.set_desired(device_id, MODULE_ID, desired)

    return act


def _with_security_module() -> list[str]:
    """The devices of the plant; generated ones stay as they are."""
    return [identity.device_id for identity in plant() if identity.module_id == MODULE_ID]


_SCENARIOS: Final[Mapping[DemoFault, Callable[[Target], None]]] = {
    DemoFault.WRONG_CLOCK: _switch(clock_offset=_AHEAD_SECONDS),
    DemoFault.NO_READ_RIGHT: _no_read_right,
    DemoFault.SIGN_IN_PAGE: _https(Html()),
    DemoFault.BROKEN_ANSWER: _https(BadJson()),
    DemoFault.EXPIRED_CERTIFICATE: _certificate(CertificateKind.EXPIRED),
    DemoFault.UNTRUSTED_CERTIFICATE: _certificate(CertificateKind.UNTRUSTED),
    DemoFault.WRONG_NAME_CERTIFICATE: _certificate(CertificateKind.WRONG_NAME),
    DemoFault.THROTTLED: _https(Status(429, _THROTTLED_SECONDS)),
    DemoFault.SLOW_HUB: _https(Delay(_SLOW_SECONDS)),
    DemoFault.DISABLED_DEVICE: _disable_devices,
    DemoFault.MODULE_MISSING: _remove_modules,
    DemoFault.DISABLED_MODULE: _disable_modules,
    DemoFault.PORT_CLOSED: _switch(mqtt_port_closed=True, amqp_port_closed=True),
    DemoFault.ROLLED_KEY: _switch(roll_next_key=True),
    DemoFault.KEYS_FORBIDDEN: _switch(disable_device_sas=True, disable_module_sas=True),
    DemoFault.UNAVAILABLE_HUB: _module(Connack(3), TokenStatus(503)),
    DemoFault.CONNECTION_CUT: _module(CutAfterConnect(), CutAt(AmqpStage.TWIN)),
    DemoFault.BAD_TWIN: _setting("highPriorityMessageFrequency", "7"),
    DemoFault.TWIN_WARNING: _setting("snapshotFrequenzy", "PT1H"),
}
