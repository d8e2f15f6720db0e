"""The table of devices beside an answers file: every cell is read, or refused with its place."""

from __future__ import annotations

import pytest

from wizard.domain.errors import AnswersError, Code
from wizard.setup.answers.rows import read_rows, with_row
from wizard.text.lookup import text_of


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
        ("device.name\ncam-01\n", Code.ANSWERS_UNKNOWN_KEY, ""),
        ("device\ncam-01\n", Code.ANSWERS_UNKNOWN_KEY, ""),
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
