"""The search for leaked secrets finds them in every shape, and nothing where there is none."""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

import pytest
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.canary import Haystack, assert_no_canary
from tests.gui.widget_texts import widget_texts
from wizard.domain.errors import Code, HubError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import PolicyAccess
from wizard.domain.hub.sas_token import sas_token
from wizard.domain.secret import Secret

KEY = Secret("Y2FuYXJ5/2tleS+Mb25nIGFuZC9yYW5kb20rZW5vdWdoIQ==")
CANARIES = {"the key": KEY}


def as_is(text: str) -> str:
    return text


def twice_url(text: str) -> str:
    return quote(quote(text, safe=""), safe="")


def basic_auth(text: str) -> str:
    return base64.b64encode(f"user:{text}\n".encode()).decode()


def url_safe(text: str) -> str:
    return base64.urlsafe_b64encode(f"k={text};".encode()).decode()


def json_string(text: str) -> str:
    return json.dumps({"key": text})


def utf16(text: str) -> bytes:
    return text.encode("utf-16")


def decoded(text: str) -> bytes:
    return base64.b64decode(text)


def half(text: str) -> str:
    return text[: len(text) // 2]


SHAPES = [
    *(as_is, half, quote, quote_plus, twice_url, json_string, escape),
    *(basic_auth, url_safe, utf16, decoded),
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_a_secret_is_found_in_every_shape(shape: Callable[[str], str | bytes]) -> None:
    leak = shape(KEY.reveal())
    haystack = Haystack()
    haystack.add("log", b"before " + (leak if isinstance(leak, bytes) else leak.encode()) + b" aft")

    with pytest.raises(AssertionError, match=r"the key \(.*\) in log"):
        assert_no_canary(CANARIES, haystack)


def test_the_message_does_not_repeat_the_secret() -> None:
    haystack = Haystack()
    haystack.add("log", KEY.reveal())

    with pytest.raises(AssertionError) as failure:
        assert_no_canary(CANARIES, haystack)

    assert KEY.reveal()[:12] not in str(failure.value)


@pytest.mark.parametrize("encode", [as_is, quote])
def test_a_signature_is_found_whatever_key_made_it(encode: Callable[[str], str]) -> None:
    haystack = Haystack()
    token = sas_token("hub.example.net", Secret(base64.b64encode(b"another key").decode()), 1)
    haystack.add("stderr", encode(token.reveal()).replace("%3D", "="))

    with pytest.raises(AssertionError, match="a SAS signature in stderr"):
        assert_no_canary(CANARIES, haystack)


def test_files_and_their_names_are_searched_but_for_the_allowed(tmp_path: Path) -> None:
    (tmp_path / "agent").mkdir()
    key_file = tmp_path / "agent" / "device.key"
    key_file.write_text(KEY.reveal())

    allowed, all_files = Haystack(), Haystack()
    allowed.add_tree(tmp_path, allowed=[key_file])
    all_files.add_tree(tmp_path)

    assert_no_canary(CANARIES, allowed)
    with pytest.raises(AssertionError, match=r"device\.key"):
        assert_no_canary(CANARIES, all_files)


def test_an_empty_haystack_proves_nothing() -> None:
    with pytest.raises(AssertionError, match="empty"):
        assert_no_canary(CANARIES, Haystack())


def test_the_chain_of_an_exception_is_searched() -> None:
    haystack = Haystack()
    try:
        try:
            raise ValueError(KEY.reveal())
        except ValueError as cause:
            raise HubError(Code.HUB_UNREACHABLE, host="hub.example.net") from cause
    except HubError as error:
        haystack.add_object("error", error)

    with pytest.raises(AssertionError, match="in error"):
        assert_no_canary(CANARIES, haystack)


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's /proc")
def test_arguments_and_environment_of_a_process_are_searched() -> None:
    haystack = Haystack()
    haystack.add_process(os.getpid())

    assert_no_canary(CANARIES, haystack)
    assert any(name.startswith("cmdline") for name in haystack.pieces)


def test_the_types_that_hold_secrets_do_not_show_them() -> None:
    credentials = PolicyAccess(HubAddress("hub.example.net"), "registryRead", KEY)
    haystack = Haystack()
    for value in (KEY, credentials, credentials.connection_string(), (KEY, {"key": KEY})):
        haystack.add_object(type(value).__name__, value)

    assert_no_canary(CANARIES, haystack)


@pytest.mark.parametrize("shown", ["text", "toolTip", "accessibleDescription", "placeholderText"])
def test_texts_of_widgets_are_searched(qtbot: QtBot, shown: str) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.setProperty(shown, KEY.reveal())
    haystack = Haystack()
    haystack.add("widgets", widget_texts(field))

    with pytest.raises(AssertionError, match="in widgets"):
        assert_no_canary(CANARIES, haystack)


def test_what_a_password_field_hides_is_no_leak(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    field = QLineEdit(KEY.reveal())
    field.setEchoMode(QLineEdit.EchoMode.Password)
    form = QFormLayout(window)
    form.addRow(QLabel("Connection string"), field)
    haystack = Haystack()
    haystack.add("widgets", widget_texts(window))

    assert_no_canary(CANARIES, haystack)
    assert b"Connection string" in haystack.pieces["widgets"]
