"""Queries over the store, page by page."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice, takewhile
from typing import Final

from wizard.demo.registry.records import Identity
from wizard.demo.registry.store import Store
from wizard.demo.rest.answers import HttpAnswer, bad_request, json_answer
from wizard.demo.rest.bodies import row_of, twin_body
from wizard.demo.rest.query import Query, QueryError, parse_query

_PAGE: Final = 100
_LARGEST_PAGE: Final = 1000

Connected = Callable[[str, str | None], bool]


class Lookup:
    """Answers queries; ``has_link`` tells whether an identity has a live MQTT connection."""

    def __init__(self, store: Store, has_link: Connected) -> None:
        self.store = store
        self._has_link = has_link

    def is_connected(self, identity: Identity) -> bool:
        """Whether the identity is connected, or the seed says so."""
        return identity.connected or self._has_link(identity.device_id, identity.module_id)

    def connected_devices(self) -> int:
        """How many devices are connected."""
        devices = (self.store.device(one) for one in self.store.device_ids())
        return sum(one is not None and self.is_connected(one) for one in devices)

    def answer(
        self, body: object, headers: Mapping[str, str], sees: Callable[[Identity], bool]
    ) -> HttpAnswer:
        """One page of what a query finds among what is to be seen. Raises RefusalError."""
        text = body.get("query") if isinstance(body, dict) else None
        if not isinstance(text, str):
            raise bad_request("query is missing")
        try:
            query = parse_query(text)
        except QueryError as error:
            raise bad_request(f"The query is not valid: {error}") from None
        size = _page_size(headers.get("x-ms-max-item-count"))
        start = _read_continuation(headers.get("x-ms-continuation"), text)
        found = filter(sees, self._matches(query, start))
        page = list(islice(found, size))
        answer_headers = {"x-ms-item-type": "raw" if query.fields else "twin"}
        if len(page) == size and next(found, None) is not None:
            answer_headers["x-ms-continuation"] = _continuation(page[-1], text)
        return json_answer([self._show(one, query) for one in page], answer_headers)

    def _show(self, identity: Identity, query: Query) -> Mapping[str, object]:
        connected = self.is_connected(identity)
        if not query.fields:
            return twin_body(identity, connected)
        row = row_of(identity, connected)
        return {name: row[name] for name in query.fields if row[name] is not None}

    def _matches(self, query: Query, start: tuple[str, str]) -> Iterator[Identity]:
        for identity in self._candidates(query, start[0]):
            if (identity.device_id, identity.module_id or "") <= start:
                continue
            if query.condition(row_of(identity, self.is_connected(identity))):
                yield identity

    def _candidates(self, query: Query, start: str) -> Iterator[Identity]:
        ids: Iterator[str]
        if query.ids is not None:
            ids = iter(query.ids)
        else:
            first = max(start, query.prefix)
            ids = takewhile(lambda one: one.startswith(query.prefix), self.store.device_ids(first))
        for device_id in ids:
            if query.modules:
                yield from self.store.modules(device_id)
            elif (device := self.store.device(device_id)) is not None:
                yield device


def _page_size(text: str | None) -> int:
    if text is None:
        return _PAGE
    if not text.isdecimal() or int(text) < 1:
        raise bad_request("x-ms-max-item-count is a positive number")
    return min(int(text), _LARGEST_PAGE)


def _continuation(last: Identity, query: str) -> str:
    """Opaque to the client: the last one shown, bound to the query."""
    value = [_digest(query), last.device_id, last.module_id or ""]
    return base64.b64encode(json.dumps(value).encode()).decode("ascii")


def _read_continuation(text: str | None, query: str) -> tuple[str, str]:
    if not text:
        return ("", "")
    try:
        digest, device_id, module_id = json.loads(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError, TypeError):
        raise bad_request("The continuation token is not valid") from None
    if digest != _digest(query):
        raise bad_request("The continuation token belongs to another query")
    return (str(device_id), str(module_id))


def _digest(query: str) -> str:
    return hashlib.sha256(query.encode()).hexdigest()[:16]
