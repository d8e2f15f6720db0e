"""The devices of this hub that have been fetched so far, whatever was asked for."""

from __future__ import annotations

from wizard.domain.hub.model import DevicePage, DeviceQuery, DeviceSummary


class KnownDevices:
    """Remembers them, so that a search finds also the middle of an id in what is loaded.

    The hub itself searches by the beginning alone.
    """

    def __init__(self) -> None:
        self._devices: dict[str, DeviceSummary] = {}
        self.total: int | None = None
        """How many devices the hub has; None while not all were fetched."""

    def clear(self) -> None:
        """Another hub, or the same one anew."""
        self._devices = {}
        self.total = None

    def add(self, query: DeviceQuery, page: DevicePage) -> None:
        """Remember a page of the answer to ``query``."""
        self._devices.update({device.id: device for device in page.devices})
        if page.continuation is None and query == DeviceQuery():
            self.total = len(self._devices)

    def with_inside(self, query: DeviceQuery) -> tuple[DeviceSummary, ...]:
        """Those that have the text anywhere but exactly at the beginning, in any case."""
        if not query.prefix:
            return ()
        wanted = query.prefix.lower()
        return tuple(
            device
            for device in self._devices.values()
            if wanted in device.id.lower()
            and not device.id.startswith(query.prefix)
            and query.auth in (None, device.auth)
            and query.enabled in (None, device.enabled)
        )
