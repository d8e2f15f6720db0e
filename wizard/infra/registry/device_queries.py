"""Asking the hub for devices by its query language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

from wizard.domain.hub.device_ids import is_legal
from wizard.domain.hub.model import DevicePage, DeviceQuery
from wizard.infra.net.https_client import Answer
from wizard.infra.registry.client import Operation, SharedConnection
from wizard.infra.registry.http_answers import continuation_of, json_of
from wizard.infra.registry.identity_json import id_of, rows_of, summary_of
from wizard.infra.registry.queries import devices_query, having_module_query

PAGE: Final = 100
"""Devices a page: queries are throttled by number, so few and large ones."""


class _Ask(Protocol):
    async def __call__(
        self, operation: Operation, by: SharedConnection | None = None, /
    ) -> Answer: ...


class _RaiseFor(Protocol):
    def __call__(self, answer: Answer, *, unauthorized: str) -> None: ...


class DeviceQueries:
    """Sends queries. ``host`` is named in errors; ``ask`` and ``raise_for`` are the registry's."""

    def __init__(self, host: str, ask: _Ask, raise_for: _RaiseFor) -> None:
        self._host: Final = host
        self._ask: Final = ask
        self._raise_for: Final = raise_for

    async def devices(self, query: DeviceQuery, continuation: str | None) -> DevicePage:
        """One page of the list. Raises HubError ``hub.unauthorized`` where a query is refused."""
        if query.prefix and not is_legal(query.prefix):
            return DevicePage(())  # no id can begin like this
        answer = await self.page(devices_query(query), continuation)
        return DevicePage(tuple(map(summary_of, self._rows(answer))), continuation_of(answer))

    async def having_module(
        self, device_ids: Sequence[str], module_id: str, connection: SharedConnection
    ) -> frozenset[str]:
        """Which of these devices have the module. Raises HubError."""
        found, query = set[str](), having_module_query(device_ids, module_id)
        answer = await self.page(query, None, connection) if device_ids else None
        while answer is not None:
            found.update(map(id_of, self._rows(answer)))
            more = continuation_of(answer)
            answer = await self.page(query, more, connection) if more else None
        return frozenset(found)

    async def page(
        self, text: str, continuation: str | None, connection: SharedConnection | None = None
    ) -> Answer:
        """One page of what a query finds. Raises HubError."""

        def ask(hub: Any) -> object:
            return hub.query_iot_hub({"query": text}, continuation, str(PAGE))

        answer = await self._ask(ask, connection)
        self._raise_for(answer, unauthorized="query")
        return answer

    def _rows(self, answer: Answer) -> list[object]:
        return rows_of(json_of(answer, self._host))
