"""The hub's query language, as much of it as a device list needs. Texts go in as literals only."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.domain.hub.model import DeviceQuery


def devices_query(query: DeviceQuery) -> str:
    """All devices that the filters let through, without their keys and properties."""
    conditions = []
    if query.prefix:
        conditions.append(f"STARTSWITH(deviceId, {_literal(query.prefix)})")
    if query.auth is not None:
        conditions.append(f"authenticationType = {_literal(query.auth.value)}")
    if query.enabled is not None:
        conditions.append(f"status = {_literal('enabled' if query.enabled else 'disabled')}")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT deviceId, status, authenticationType, connectionState FROM devices{where}"  # noqa: S608


def having_module_query(device_ids: Sequence[str], module_id: str) -> str:
    """Those of the devices that have the module."""
    ids = ", ".join(map(_literal, device_ids))
    module = _literal(module_id)
    where = f"moduleId = {module} AND deviceId IN [{ids}]"
    return f"SELECT deviceId FROM devices.modules WHERE {where}"  # noqa: S608


def module_status_query(device_id: str, module_id: str) -> str:
    """The status of one module."""
    where = f"deviceId = {_literal(device_id)} AND moduleId = {_literal(module_id)}"
    return f"SELECT status FROM devices.modules WHERE {where}"  # noqa: S608


def _literal(text: str) -> str:
    """A string literal. The language escapes with a backslash, unlike other SQL."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
