"""Requests and answers between the doors and what is behind them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs

from wizard.demo.rest.answers import Answer, bad_request

_API_VERSION: Final = re.compile(r"\d{4}-\d{2}-\d{2}(-preview)?")


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in; ``target`` is not decoded. Header names are in lower case.

    ``certificate`` is the client's, in DER, where it showed one in the handshake.
    """

    method: str
    target: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    certificate: bytes | None = field(default=None, repr=False)

    @property
    def path(self) -> str:
        """The path, still percent-encoded."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> Mapping[str, list[str]]:
        """The decoded parameters."""
        return parse_qs(self.target.partition("?")[2], keep_blank_values=True)

    def has_api_version(self) -> bool:
        """Whether the query says which version of the interface is meant."""
        return _API_VERSION.fullmatch(self.query.get("api-version", [""])[0]) is not None

    def json(self) -> object:
        """The body. Raises RefusalError with 400."""
        try:
            value: object = json.loads(self.body)
        except ValueError:
            raise bad_request("The body is not JSON") from None
        return value


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer and who was let in to ask for it, for the tests' log."""

    answer: Answer
    who: str
