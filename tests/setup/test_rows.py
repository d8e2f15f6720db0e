"""The table of devices beside an answers file: every cell is read, or refused with its place."""

from __future__ import annotations

import pytest

from wizard.domain.errors import AnswersError, Code, Problem
from wizard.setup.answers import rows as table
from wizard.setup.answers.rows import Row, missing_value, with_row
from wizard.text.lookup import text_of


def read_rows(text: str) -> tuple[Row, ...]:
    return table.read_rows(text, "devices.csv")


def refusal(text: str) -> AnswersError:
    with pytest.raises(AnswersError) as caught:
        for row in read_rows(text):
            with_row({}, row)
    assert "{" not in text_of(caught.value.problem).cause
    return caught.value


def test_cells_go_where_their_columns_say() -> None:
    (row,) = read_rows(
        "\ufeffdevice.id, agent.bundle ,device.create_module,hub.patience,"
        "authentication.key.env\r\n"
        'cam-01,"out/cam, 01.zip",True,600,KEY_1\r\n\r\n'
    )
    content = {"device": {"id": "other", "convert_module": True}, "agent": {"flavour": "c"}}
    assert with_row(content, row) == {
        "device": {"id": "cam-01", "convert_module": True, "create_module": True},
        "agent": {"flavour": "c", "bundle": "out/cam, 01.zip"},
        "hub": {"patience": 600},
        "authentication": {"key": {"env": "KEY_1"}},
    }
    assert content["device"] == {"id": "other", "convert_module": True}


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_a_table_is_read_as_spreadsheets_write_it(delimiter: str) -> None:
    lines = ["device.id,agent.bundle,", "cam-01,a.zip,", "", ",,", "cam-02,b c.zip,"]
    text = "\r\n".join(lines).replace(",", delimiter)
    rows = read_rows(f"\ufeff{text}\r\n")
    assert [(row.line, dict(row.values)) for row in rows] == [
        (2, {"device.id": "cam-01", "agent.bundle": "a.zip"}),
        (5, {"device.id": "cam-02", "agent.bundle": "b c.zip"}),
    ]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_end_of_a_line_is_understood(ending: str) -> None:
    rows = read_rows(ending.join(["device.id", "cam-01", "cam-02", ""]))
    assert [(row.line, dict(row.values)) for row in rows] == [
        (2, {"device.id": "cam-01"}),
        (3, {"device.id": "cam-02"}),
    ]


def test_an_empty_cell_leaves_what_the_answers_file_says() -> None:
    rows = read_rows("device.id,agent.bundle\ncam-01,\n")
    assert with_row({"agent": {"bundle": "a.zip"}}, rows[0])["agent"] == {"bundle": "a.zip"}


def test_a_row_is_known_again_while_nothing_changes() -> None:
    text = "device.id,agent.bundle\ncam-01,a.zip\n"
    (row,), (moved,) = read_rows(text), read_rows(text.replace("\ncam", "\n\n\ncam"))
    assert row.fingerprint("answers") == moved.fingerprint("answers")
    assert row.fingerprint("answers") != row.fingerprint("other answers")
    (other,) = read_rows(text.replace("a.zip", "b.zip"))
    assert row.fingerprint("answers") != other.fingerprint("answers")


@pytest.mark.parametrize(
    ("text", "code", "variant"),
    [
        ("", Code.ANSWERS_INVALID, "each_empty"),
        ("device.id\n\n", Code.ANSWERS_INVALID, "each_empty"),
        ("device.name\ncam-01\n", Code.ANSWERS_UNKNOWN_KEY, "each_column"),
        ("device\ncam-01\n", Code.ANSWERS_UNKNOWN_KEY, "each_column"),
        ("device.id,device.id\na,b\n", Code.ANSWERS_INVALID, "each_column"),
        ("device.id,agent.bundle\na\n", Code.ANSWERS_INVALID, "each_cells"),
        ("device.id\na,b\n", Code.ANSWERS_INVALID, "each_cells"),
        ("device.id,\na,b\n", Code.ANSWERS_INVALID, "each_cells"),
        ("device.create_module\nmaybe\n", Code.ANSWERS_INVALID, "each_boolean"),
        ('device.id\n"a"b\n', Code.ANSWERS_INVALID, "each_csv"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, code: Code, variant: str) -> None:
    error = refusal(text)
    assert (error.code, error.variant) == (code, variant)


def test_an_unknown_column_is_told_with_its_table_and_all_that_are_known() -> None:
    text = text_of(refusal("device.id,agent.bundel\ncam-01,a.zip\n").problem)
    assert text.cause == "The table devices.csv has an unknown column: agent.bundel."
    assert "use agent.bundle if that was meant" in text.remedy
    assert "device.id" in text.remedy and "secrets.keyring" in text.remedy
    assert "…" not in text.remedy, "the list is shown whole"


def test_what_is_missing_is_told_with_the_table_its_line_and_its_columns() -> None:
    (row,) = read_rows("agent.bundle,hub.patience\na.zip,\n")
    missing = Problem(Code.ANSWERS_MISSING, "", (("key", "device.id"),))
    text = text_of(missing_value(missing, row, "devices.csv"))
    assert "Line 2 of the table devices.csv has no device.id" in text.cause
    assert "Columns of this table: agent.bundle, hub.patience." in text.remedy
    other = Problem(Code.ANSWERS_MISSING, "hub")
    assert missing_value(other, row, "devices.csv") == other
