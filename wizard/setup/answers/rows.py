"""A table of devices (CSV) beside an answers file: what differs from one device to the next.

Its columns are answer keys with their tables, such as ``device.id``; a secret's source is named in
the column, ``authentication.key.env``. An empty cell leaves what the answers file says.
"""

from __future__ import annotations

import copy
import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from wizard.domain.errors import AnswersError, Code, Param, Problem
from wizard.setup.answers.file import KEYS
from wizard.setup.answers.table import nearest

MOST_ROWS: Final = 100_000

_SOURCES: Final = ("env", "file", "keyring")
_BOOLEANS: Final = frozenset(
    {
        *("device.create_module", "device.convert_module", "agent.restart"),
        *("authentication.register", "secrets.keep_hub", "secrets.keep_agent_key"),
        "secrets.keyring",
    }
)
_NUMBERS: Final = frozenset(
    {
        *("hub.amqp_port", "hub.mqtt_port", "hub.patience", "network.amqp_port"),
        *("network.mqtt_port", "authentication.generate.days"),
    }
)
_WORDS: Final = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Row:
    """One device: the number of its line, its cells by their answer keys, and the table's columns,
    among them those whose cell is empty here."""

    line: int
    values: Mapping[str, str]
    columns: tuple[str, ...] = ()

    def fingerprint(self, answers: str) -> str:
        """By what it is known again, as long as neither the row nor the answers file changes."""
        text = json.dumps([answers, sorted(self.values.items())])
        return hashlib.sha256(text.encode()).hexdigest()


def read_rows(text: str, name: str) -> tuple[Row, ...]:
    """The rows of the table in the file of this name. Raises AnswersError, which names line and
    column."""
    lines = _lines(text)
    columns = next(lines, None)
    if columns is None:
        raise _refused("each_empty")
    names = [column.strip() for column in columns[1]]
    while names and not names[-1]:
        names.pop()  # a spreadsheet's columns that are empty all the way down
    _check_columns(names, name)
    rows = tuple(_row(number, _used(cells, len(names)), names) for number, cells in lines)
    if not rows:
        raise _refused("each_empty")
    if len(rows) > MOST_ROWS:
        raise _refused("each_size", limit=MOST_ROWS)
    return rows


def with_row(content: Mapping[str, Any], row: Row) -> dict[str, Any]:
    """The answers file's content with the row's cells in it. Raises AnswersError."""
    merged = copy.deepcopy(dict(content))
    for key, text in row.values.items():
        *tables, name = key.split(".")
        if name in _SOURCES and key not in _known():
            *tables, secret = tables
            _table(merged, tables, key)[secret] = {name: text}
        else:
            _table(merged, tables, key)[name] = _value(key, text, row)
    return merged


def _lines(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """The lines that have something in them, with their numbers."""
    text = text.removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=None), strict=True, delimiter=_delimiter(text))
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise _refused("each_csv", line=reader.line_num, detail=str(error)) from None


def _delimiter(text: str) -> str:
    """What parts the columns: spreadsheets write semicolons where the comma is the decimal's."""
    names = text.lstrip().partition("\n")[0]
    return next((one for one in (",", ";", "\t") if one in names), ",")


def missing_value(problem: Problem, row: Row, table: str) -> Problem:
    """What is wrong with the row, where the answers file lacks a key: in a column it would do."""
    if problem.code is not Code.ANSWERS_MISSING or problem.variant:
        return problem
    columns = ", ".join(row.columns)
    about = (("table", table), ("line", row.line), ("columns", columns))
    return Problem(Code.ANSWERS_MISSING, "each_column", (*problem.params, *about))


def _check_columns(names: Sequence[str], table: str) -> None:
    known = _known()
    for name in names:
        is_source = name.rpartition(".")[2] in _SOURCES and name.rpartition(".")[0] in known
        if name not in known and not is_source:
            near = nearest(name, sorted(known))
            listed = ", ".join(sorted(known))
            raise AnswersError(
                Code.ANSWERS_UNKNOWN_KEY,
                "each_column",
                key=name,
                table=table,
                nearest=near,
                known=listed,
            )
        if names.count(name) > 1:
            raise _refused("each_column", name=name)


def _known() -> frozenset[str]:
    keys = (f"{table}.{key}" for table, names in KEYS.items() for key in names)
    return frozenset(key for key in keys if key not in KEYS)


def _used(cells: Sequence[str], columns: int) -> Sequence[str]:
    """The cells without those that are empty and in no column."""
    return cells if any(cell.strip() for cell in cells[columns:]) else cells[:columns]


def _row(line: int, cells: Sequence[str], names: Sequence[str]) -> Row:
    if len(cells) != len(names):
        raise _refused("each_cells", line=line, cells=len(cells), columns=len(names))
    found = zip(names, cells, strict=True)
    values = {name: cell.strip() for name, cell in found if cell.strip()}
    return Row(line, values, tuple(names))


def _table(content: dict[str, Any], names: Sequence[str], key: str) -> dict[str, Any]:
    found = content
    for name in names:
        found = found.setdefault(name, {})
        if not isinstance(found, dict):
            raise AnswersError(Code.ANSWERS_INVALID, "not_table", key=key)
    return found


def _value(key: str, text: str, row: Row) -> object:
    """The cell as the answers file would have it."""
    if key in _BOOLEANS:
        if text.lower() not in _WORDS:
            raise _refused("each_boolean", line=row.line, name=key, value=text)
        return _WORDS[text.lower()]
    if key in _NUMBERS and text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    return text


def _refused(variant: str, **params: Param) -> AnswersError:
    about = (("key", "--each"), *params.items())
    return AnswersError.of(Problem(Code.ANSWERS_INVALID, variant, about))
