"""The devices of contoso-plant: forty that tell a story, the same at every start.

Those that tests and the tour rely on:

- ``cam-01``  symmetric key, with the security module (``azureiotsecurity``), settings in its twin
- ``cam-02``  symmetric key, without the module
- ``cam-03``  CA-signed, with the module
- ``gateway-01``  self-signed (SHA-1 and SHA-256 thumbprints), with the module; an edge device
- ``gateway-02``  self-signed, without the module
- ``plc-disabled``  disabled by maintenance
- ``plc-07``  the module has a self-signed certificate instead of a key
- ``plc-08``  the module is disabled: only its twin says so
- ``plc-09``  has other modules but not the security module
- ``press#4``, ``line%41``, ``valve?9``, ``mixer;2`` and others with odd but legal names, one of
  them 128 characters long (`LONG_ID`)

The provisioning service has assigned ``cam-01``, ``cam-02``, ``cam-04``, ``gateway-01``,
``gateway-02`` and ``plc-disabled`` to the devices of those names, and CA-signed ``cam-03``, which
no agent can prove; ``cam-05`` to ``cam-08`` are unassigned, assigning, failed and disabled.

All keys are derived from the ids. ``with module`` means a symmetric key unless said otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

from wizard.demo.registry.records import (
    Credential,
    Device,
    Enrolment,
    EnrolmentStatus,
    Identity,
    JsonObject,
    Module,
    Twin,
)
from wizard.domain.hub.model import MODULE_ID, AuthType

ID_SCOPE: Final = "0ne00DE3A07"
"""The id scope of the plant's provisioning service; real ones look like this."""

CONFIGURATION_OBJECT: Final = "ms_iotn:urn_azureiot_Security_SecurityAgentConfiguration"
"""The object in the module's desired properties that the agents read (agents.md)."""

LONG_ID: Final = ("contoso-plant.hall-3.line-12.cell-07.robot-" + "x" * 128)[:128]
"""A device id of the greatest length."""

_CAMERAS: Final = tuple(f"cam-{number:02d}" for number in range(4, 9))
_PLCS: Final = tuple(f"plc-{number:02d}" for number in range(1, 7))
_SENSORS: Final = (
    "sensor-humidity-01",
    "sensor-pressure-01",
    "sensor-pressure-02",
    "sensor-temp-01",
    "sensor-temp-02",
    "sensor-vibration-01",
)
_ODD_WITH_MODULE: Final = (
    "press#4",
    "line%41",
    "valve?9",
    "mixer;2",
    "robot+arm@cell=3",
    "hall.2:dock-1",
    LONG_ID,
)
_ODD_WITHOUT_MODULE: Final = (
    "operator's-panel",
    "$staging",
    "pump(left)",
    "conveyor!*",
    "scale,weighbridge",
)


def plant() -> Iterator[Identity]:
    """Every device of the plant, each before its modules."""
    yield from _cameras()
    yield from _gateways()
    yield from _controllers()
    for name in _SENSORS:
        yield _device(name, "sensor", connected=name.endswith("01"))
        if name.startswith("sensor-temp"):
            yield _security_module(name)
    for name in _ODD_WITH_MODULE:
        yield _device(name, "machine")
        yield _security_module(name, settings=name == "press#4")
    for name in _ODD_WITHOUT_MODULE:
        yield _device(name, "machine")


def enrolments() -> Iterator[Enrolment]:
    """The registrations with the provisioning service, each named like its device."""
    for name in ("cam-01", "cam-02", "cam-04", "gateway-01", "gateway-02", "plc-disabled"):
        yield Enrolment(name, name)
    yield Enrolment("cam-03", "cam-03")
    yield Enrolment("cam-05", "cam-05", EnrolmentStatus.UNASSIGNED)
    yield Enrolment("cam-06", "cam-06", EnrolmentStatus.ASSIGNING)
    yield Enrolment("cam-07", "cam-07", EnrolmentStatus.FAILED)
    yield Enrolment("cam-08", "cam-08", EnrolmentStatus.DISABLED)


def _cameras() -> Iterator[Identity]:
    yield _device("cam-01", "camera", connected=True)
    yield _security_module("cam-01", settings=True)
    yield _device("cam-02", "camera", connected=True)
    yield _device("cam-03", "camera", AuthType.CA)
    yield _security_module("cam-03")
    for name in _CAMERAS:
        yield _device(name, "camera", connected=name != "cam-06")
        if name in ("cam-04", "cam-05"):
            yield _security_module(name, settings=name == "cam-04")


def _gateways() -> Iterator[Identity]:
    yield _device("gateway-01", "gateway", AuthType.SELF_SIGNED, edge=True, connected=True)
    yield _security_module("gateway-01", settings=True)
    yield _device("gateway-02", "gateway", AuthType.SELF_SIGNED, edge=True)
    yield _device("gateway-03", "gateway", AuthType.CA, edge=True)
    yield _device("gateway-04", "gateway", edge=True, connected=True)
    yield _security_module("gateway-04")


def _controllers() -> Iterator[Identity]:
    for name in _PLCS:
        yield _device(name, "plc", connected=True)
        if name != "plc-06":
            yield _security_module(name, settings=name == "plc-01")
    yield _device("plc-07", "plc")
    yield Module("plc-07", MODULE_ID, _credential("plc-07/module", AuthType.SELF_SIGNED))
    yield _device("plc-08", "plc")
    yield _security_module("plc-08", enabled=False)
    yield _device("plc-09", "plc")
    for other in ("historian", "opcua"):
        yield Module("plc-09", other, _credential(f"plc-09/{other}"))
    yield _device("plc-disabled", "plc", enabled=False, reason="Taken out of service, ticket 4711")
    yield _security_module("plc-disabled")
    yield _device("plc-spare", "plc", AuthType.CA, enabled=False, reason="In storage")


def _device(
    name: str,
    kind: str,
    auth: AuthType = AuthType.SAS,
    *,
    enabled: bool = True,
    reason: str | None = None,
    edge: bool = False,
    connected: bool = False,
) -> Device:
    tags = {"site": "contoso-plant", "kind": kind}
    more = {"deviceScope": f"ms-azure-iot-edge://{name}-637"} if edge else {}
    return Device(name, _credential(name, auth), enabled, reason, edge, connected, tags, more=more)


def _security_module(device_id: str, *, settings: bool = False, enabled: bool = True) -> Module:
    desired: JsonObject = {CONFIGURATION_OBJECT: _SETTINGS} if settings else {}
    auth = _credential(f"{device_id}/{MODULE_ID}")
    return Module(device_id, MODULE_ID, auth, enabled, twin=Twin(desired))


def _credential(name: str, kind: AuthType = AuthType.SAS) -> Credential:
    if kind is not AuthType.SELF_SIGNED:
        return Credential(kind, derived_from=name)
    primary = hashlib.sha256(f"certificate of {name}".encode()).hexdigest().upper()
    secondary = hashlib.sha256(f"next certificate of {name}".encode()).hexdigest().upper()[:40]
    return Credential(kind, thumbprints=(primary, secondary))


_SETTINGS: Final[JsonObject] = {
    "hubResourceId": "/contoso-plant",
    "highPriorityMessageFrequency": {"value": "PT7M"},
    "lowPriorityMessageFrequency": {"value": "PT5H"},
    "maxLocalCacheSizeInBytes": {"value": 2560000},
    "maxMessageSizeInBytes": {"value": 204800},
    "snapshotFrequency": {"value": "PT13H"},
    "eventPriorityProcessCreate": {"value": "Off"},
    "eventPriorityListeningPorts": {"value": "High"},
    "eventPriorityLogin": {"value": "High"},
}
