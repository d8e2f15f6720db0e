"""Whether a module is enabled, which its identity does not say."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from wizard.domain.errors import HubError
from wizard.infra.net.https_client import Answer
from wizard.infra.registry.client import Operation
from wizard.infra.registry.http_answers import json_of
from wizard.infra.registry.identity_json import is_enabled, rows_of
from wizard.infra.registry.queries import module_status_query


class ModuleStatus:
    """Asks the module's twin, or where the policy may not read twins, a query.

    ``host`` is named in errors; ``ask``, ``query`` and ``raise_for`` are those of the registry.
    """

    def __init__(
        self,
        host: str,
        ask: Callable[[Operation], Awaitable[Answer]],
        query: Callable[[str, str | None], Awaitable[Answer]],
        raise_for: Callable[[Answer, str], None],
    ) -> None:
        self._host: Final = host
        self._ask: Final = ask
        self._query: Final = query
        self._raise_for: Final = raise_for
        self._may_read_twins = True

    async def is_enabled(self, device_id: str, module_id: str) -> bool:
        """What the twin says. Raises HubError."""
        if not self._may_read_twins:
            return await self._by_query(device_id, module_id)
        answer = await self._ask(lambda hub: hub.get_module_twin(device_id, module_id))
        if answer.status in (401, 403):
            self._may_read_twins = False
            return await self._by_query(device_id, module_id)
        if answer.status == 404:
            return True  # a new module, readable as an identity and not yet as a twin
        self._raise_for(answer, device_id)
        return is_enabled(json_of(answer, self._host))

    async def _by_query(self, device_id: str, module_id: str) -> bool:
        """Queries want RegistryRead, twins ServiceConnect: the narrow policies have the former."""
        try:
            answer = await self._query(module_status_query(device_id, module_id), None)
            return all(map(is_enabled, rows_of(json_of(answer, self._host))))
        except HubError:
            return True  # not to be known here; the live check will tell
