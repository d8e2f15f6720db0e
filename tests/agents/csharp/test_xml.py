"""The C# agent's table in agents.md, line by line: what .NET takes of XML."""

from __future__ import annotations

import codecs
from typing import Final

import pytest

from tests.agents.builders import (
    GENERAL,
    INTERFACE,
    KEY,
    assess,
    authentication,
    judge_csharp,
    outcome,
    rules,
    section,
)
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.errors import Code, FilesError

ACCEPTED: Final = ("accepted", None)
CRASH: Final = ("crash", None)
MISSING_CONFIGURATION: Final = ("rejected", "Authentication / Missing Configuration")


_GOOD: Final = authentication()


def _xml(text: str) -> bytes:
    """The good file with ``text`` behind its root element's start tag."""
    return _GOOD.decode().replace("<Authentication>", f"<Authentication>{text}").encode()


def _as(codec: str, bom: bytes = b"", declared: str = "utf-16") -> bytes:
    return bom + _GOOD.decode().replace("utf-8", declared).encode(codec)


@pytest.mark.parametrize(
    "config",
    (
        codecs.BOM_UTF8 + _GOOD,
        _GOOD.replace(b"\n", b"\r\n"),
        _GOOD.partition(b"\n")[2],
        _as("utf-16-le", codecs.BOM_UTF16_LE),
        _as("utf-16-be", codecs.BOM_UTF16_BE),
        _as("utf-16-le"),
        _as("latin-1", declared="ISO-8859-1"),
        codecs.BOM_UTF16_LE + _GOOD.decode().partition("\n")[2].encode("utf-16-le"),
        _xml("<!-- a comment -->"),
        _GOOD + b"\n<!-- behind -->\n",
        _xml("<add key='foo' value='bar'></add>"),
        _xml("<add key='foo' value='bar'>text</add>"),
        _xml("<add key='type' value='nonsense'/>"),
        _xml("<add key='TYPE' value='nonsense'/>"),
        _xml("<add key='deviceId' value='x'/><clear/>"),
        _xml("<remove key='deviceId'/>"),
        _GOOD.replace(b"gatewayHostname", b"gatewayHostName"),
        _GOOD.replace(b"?>\n", b"?>\n<!DOCTYPE Authentication [<!ENTITY a 'b'>]>\n"),
        _GOOD.replace(b"dev1", b"&#100;e&#x76;1"),
    ),
)
def test_xml_that_passes(config: bytes) -> None:
    assert outcome(judge_csharp(config)) == ACCEPTED


@pytest.mark.parametrize(
    ("config", "rule"),
    (
        (b"", "xml.empty"),
        (b"\n" + _GOOD, "xml.declaration_not_first"),
        (_GOOD.replace(b"dev1", b"a&b"), "xml.ampersand"),
        (_GOOD.replace(b"dev1", b"a<b"), "xml.less_than"),
        (_GOOD.replace(b"dev1", b"&copy;"), "xml.entity"),
        (_GOOD.replace(b"Authentication", b"authentication"), "xml.root"),
        (_GOOD.replace(b"Authentication", b"Authentification"), "xml.root"),
        (
            _GOOD.replace(b"<Authentication>", b"<configuration><Authentication>")
            + b"</configuration>",
            "xml.root",
        ),
        (_GOOD.replace(b"<Authentication>", b"<Authentication xmlns='x'>"), "xml.attribute"),
        (_xml("<add key='foo' value='bar' x='1'/>"), "xml.attribute"),
        (_xml("<clear x='1'/>"), "xml.attribute"),
        (_xml("<add key='foo'/>"), "xml.attribute_missing"),
        (_xml("<add key='' value='x'/>"), "xml.attribute_missing"),
        (_xml("<add Key='foo' value='x'/>"), "xml.attribute_missing"),
        (_xml("<add key='a' key='b' value='x'/>"), "xml.duplicate_attribute"),
        (_xml("<Add key='foo' value='x'/>"), "xml.element"),
        (_xml("<other/>"), "xml.element"),
        (_xml("<a>" * 10_001 + "</a>" * 10_001), "xml.size"),
        (_xml("<add key='a' value='b'/>" * 10_001), "xml.size"),
        (_xml("text"), "xml.content"),
        (_xml("<![CDATA[ ]]>"), "xml.content"),
        (_xml("<?php ?>"), "xml.content"),
        (_GOOD + b"<?php ?>", "xml.content"),
        (_GOOD + b"text", "xml.syntax"),
        (_GOOD + _GOOD.partition(b"\n")[2], "xml.syntax"),
        (_GOOD.replace(b"</Authentication>", b""), "xml.syntax"),
        (_xml("<!-- a -- b -->"), "xml.syntax"),
        (_GOOD.replace(b'version="1.0"', b'version="1.1"'), "xml.syntax"),
        (_GOOD.replace(b"dev1", b"d\xe9v"), "xml.encoding"),
        (_GOOD.replace(b"dev1", b"d\x01v"), "xml.encoding"),
        (_GOOD.replace(b"utf-8", b"utf-16"), "xml.encoding"),
        (_as("utf-16-le", codecs.BOM_UTF16_LE, "utf-8"), "xml.encoding"),
        (_as("cp1252", declared="windows-1252"), "xml.encoding"),
    ),
)
def test_xml_that_kills_the_process(config: bytes, rule: str) -> None:
    assessment = judge_csharp(config)
    assert outcome(assessment) == CRASH
    assert rules(assessment) == [rule]
    assert assessment.findings[0].line is not None


@pytest.mark.parametrize(
    "name", ("Authentication.config", "General.config", "SecurityIotInterface.config")
)
def test_a_missing_or_unreadable_file_kills_the_process(name: str) -> None:
    good = {
        "Authentication.config": _GOOD,
        "General.config": section("General", GENERAL),
        "SecurityIotInterface.config": section("ExternalInterface", INTERFACE),
    }

    def gone(path: str) -> bytes | None:
        return None if path.endswith(name) else good.get(path.rpartition("/")[2], KEY.encode())

    def locked(path: str) -> bytes | None:
        if path.endswith(name):
            raise FilesError(Code.FILES_UNREADABLE, "permission", path=path)
        return gone(path)

    for read, rule in ((gone, "file.missing"), (locked, "file.unreadable")):
        assessment = assess(CSHARP, read)
        assert outcome(assessment) == CRASH
        assert rules(assessment) == [rule]
        assert assessment.agent_here


def test_no_agent_here() -> None:
    assessment = assess(CSHARP, lambda path: None)
    assert not assessment.agent_here
    assert outcome(assessment) == CRASH


def test_a_removed_setting_is_missing() -> None:
    config = _GOOD.replace(b"</Auth", b"<remove key='DEVICEID'/></Auth")
    assert outcome(judge_csharp(config)) == MISSING_CONFIGURATION
