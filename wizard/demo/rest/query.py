"""The part of IoT Hub's query language that a device list needs.

``SELECT *`` or a list of fields, ``FROM devices`` or ``devices.modules``, and a WHERE of ``=``,
``!=``, ``IN [..]``, ``STARTSWITH(field, '..')``, AND, OR and parentheses. A quote in a string is
doubled or has a backslash before it. Everything else is refused, as the service refuses what it
does not know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

FIELDS: Final = frozenset(
    {"deviceId", "moduleId", "status", "authenticationType", "connectionState"}
)

Row = Mapping[str, str | None]
Condition = Callable[[Row], bool]

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<string>'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*")"""
    r"""|(?P<word>[A-Za-z_][\w.]*)|(?P<sign>!=|<>|[=*,()\[\]]))"""
)


class QueryError(Exception):
    """The query is not one that this hub understands."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was understood.

    ``fields`` empty means ``*``. ``prefix`` and ``ids`` narrow the devices that can fit at all,
    so that ten thousand need not be looked at; ``condition`` decides.
    """

    fields: tuple[str, ...]
    modules: bool
    condition: Condition
    prefix: str = ""
    ids: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Clause:
    """A condition and what it says about device ids."""

    test: Condition
    prefix: str = ""
    ids: tuple[str, ...] | None = None


def parse_query(text: str) -> Query:
    """Understand ``text``. Raises QueryError."""
    return _Parser(text).query()


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    def query(self) -> Query:
        self._word("SELECT")
        fields = self._fields()
        self._word("FROM")
        source = self._next()
        if source not in ("devices", "devices.modules"):
            raise QueryError("FROM devices or devices.modules")
        clause = _Clause(lambda _row: True)
        if self._take_word("WHERE"):
            clause = self._any()
        if self._at != len(self._tokens):
            raise QueryError(f"unexpected {self._tokens[self._at]}")
        return Query(fields, source != "devices", clause.test, clause.prefix, clause.ids)

    def _fields(self) -> tuple[str, ...]:
        if self._take("*"):
            return ()
        fields = [self._field()]
        while self._take(","):
            fields.append(self._field())
        return tuple(fields)

    def _any(self) -> _Clause:
        clauses = [self._all()]
        while self._take_word("OR"):
            clauses.append(self._all())
        if len(clauses) == 1:
            return clauses[0]
        return _Clause(lambda row: any(one.test(row) for one in clauses))

    def _all(self) -> _Clause:
        clauses = [self._one()]
        while self._take_word("AND"):
            clauses.append(self._one())
        if len(clauses) == 1:
            return clauses[0]
        return _Clause(
            lambda row: all(one.test(row) for one in clauses),
            max((one.prefix for one in clauses), key=len),
            next((one.ids for one in clauses if one.ids is not None), None),
        )

    def _one(self) -> _Clause:
        if self._take("("):
            clause = self._any()
            self._sign(")")
            return clause
        if self._take_word("STARTSWITH"):
            return self._starts_with()
        field = self._field()
        if self._take_word("IN"):
            return _one_of(field, self._list())
        operator = self._next()
        value = self._string()
        if operator == "=":
            return _one_of(field, (value,))
        if operator in ("!=", "<>"):
            return _Clause(lambda row: row[field] != value)
        raise QueryError(f"unknown operator {operator}")

    def _starts_with(self) -> _Clause:
        self._sign("(")
        field = self._field()
        self._sign(",")
        prefix = self._string()
        self._sign(")")
        return _Clause(
            lambda row: (row[field] or "").startswith(prefix),
            prefix if field == "deviceId" else "",
        )

    def _list(self) -> tuple[str, ...]:
        self._sign("[")
        values = [self._string()]
        while self._take(","):
            values.append(self._string())
        self._sign("]")
        return tuple(values)

    def _field(self) -> str:
        name = self._next()
        if name not in FIELDS:
            raise QueryError(f"unknown field {name}")
        return name

    def _string(self) -> str:
        token = self._next()
        if token[0] not in "'\"":
            raise QueryError(f"a string is expected, not {token}")
        quote = token[0]
        return re.sub(rf"\\(.)|{quote}{quote}", lambda m: m[1] or quote, token[1:-1])

    def _next(self) -> str:
        if self._at == len(self._tokens):
            raise QueryError("the query breaks off")
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, sign: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at] == sign
        self._at += found
        return found

    def _take_word(self, word: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at].upper() == word
        self._at += found
        return found

    def _sign(self, sign: str) -> None:
        if not self._take(sign):
            raise QueryError(f"{sign} is expected")

    def _word(self, word: str) -> None:
        if not self._take_word(word):
            raise QueryError(f"{word} is expected")


def _one_of(field: str, values: tuple[str, ...]) -> _Clause:
    wanted = frozenset(values)
    ids = tuple(sorted(wanted)) if field == "deviceId" else None
    return _Clause(lambda row: row[field] in wanted, ids=ids)


def _tokens(text: str) -> Iterator[str]:
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise QueryError(f"unexpected {text[at : at + 10]!r}")
        yield match[0].strip()
        at = match.end()
