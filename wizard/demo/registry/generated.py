"""Any number of additional devices, none of which exists before it is looked at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, overload

from wizard.demo.registry.records import Credential, Device, Module
from wizard.domain.hub.model import MODULE_ID, AuthType

_PREFIX: Final = "meter-"
_NUMBER: Final = re.compile(rf"{re.escape(_PREFIX)}(\d+)")


class GeneratedDevices(Sequence[str]):
    """The ids ``meter-00001`` … in order, and the device and modules behind each.

    One in ten is self-signed, one in ten CA-signed, one in twenty-five disabled, and one in four
    has no security module.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._width = max(5, len(str(count)))

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self._id(number) for number in range(1, self._count + 1)[index]]
        return self._id(range(1, self._count + 1)[index])

    def __contains__(self, device_id: object) -> bool:
        return isinstance(device_id, str) and self._number(device_id) is not None

    def device(self, device_id: str) -> Device | None:
        """The device of that id, always the same."""
        number = self._number(device_id)
        if number is None:
            return None
        kind = {3: AuthType.SELF_SIGNED, 7: AuthType.CA}.get(number % 10, AuthType.SAS)
        thumbprint = f"{number * 0x9E3779B97F4A7C15:040X}"[-40:]
        prints = (thumbprint, None) if kind is AuthType.SELF_SIGNED else (None, None)
        return Device(
            device_id,
            Credential(kind, derived_from=device_id, thumbprints=prints),
            enabled=number % 25 != 0,
            tags={"site": "contoso-plant", "kind": "meter"},
        )

    def modules(self, device_id: str) -> tuple[Module, ...]:
        """The device's modules: the security module, or none."""
        number = self._number(device_id)
        if number is None or number % 4 == 0:
            return ()
        auth = Credential(derived_from=f"{device_id}/{MODULE_ID}")
        return (Module(device_id, MODULE_ID, auth),)

    def _id(self, number: int) -> str:
        return f"{_PREFIX}{number:0{self._width}d}"

    def _number(self, device_id: str) -> int | None:
        match = _NUMBER.fullmatch(device_id)
        if match is None or len(match[1]) != self._width:
            return None
        return number if 1 <= (number := int(match[1])) <= self._count else None
