"""Editing the C# agent's three files in place: what changes, and all that does not."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pytest

from tests.agents.builders import (
    AGENT_ID,
    GENERAL,
    INTERFACE,
    KEY,
    KEY_PATH,
    MISSING,
    OTHER_ID,
    SETTINGS,
    authentication,
    judge_csharp,
    outcome,
    section,
)
from wizard.agents import AGENTS
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.model import Identity
from wizard.domain.errors import Code, FilesError
from wizard.domain.resources import resource

_AUTH: Final = "Authentication.config"
_GENERAL: Final = "General.config"
_INTERFACE: Final = "SecurityIotInterface.config"
_GOOD: Final = {
    _AUTH: authentication(),
    _GENERAL: section("General", GENERAL),
    _INTERFACE: section("ExternalInterface", INTERFACE),
}


def _render(existing: Mapping[str, bytes | None], **changes: Any) -> Mapping[str, bytes]:
    agent = AGENTS[CSHARP]
    return agent.render(replace(SETTINGS, **changes), existing, OTHER_ID)


def _auth(existing: bytes, **changes: Any) -> bytes:
    return _render({_AUTH: existing}, **changes)[_AUTH]


def _shipped(name: str) -> bytes:
    return resource("agent-defaults", "csharp", name).read_bytes()


def test_fresh_files_are_the_shipped_ones_filled_in() -> None:
    expected = _shipped(_AUTH)
    for key, value in (
        ("moduleName", "azureiotsecurity"),
        ("deviceId", "dev1"),
        ("gatewayHostname", "hub.azure-devices.net"),
        ("filePath", KEY_PATH),
        ("type", "SymmetricKey"),
        ("identity", "Module"),
    ):
        expected = expected.replace(
            f'key="{key}" value=""'.encode(), f'key="{key}" value="{value}"'.encode()
        )
    general = _shipped(_GENERAL).replace(
        b'key="agentId" value=""', f'key="agentId" value="{OTHER_ID}"'.encode()
    )
    for existing in ({}, dict.fromkeys(_GOOD), dict.fromkeys(_GOOD, b"")):
        written = _render(existing)
        assert written == {
            _AUTH: expected,
            _GENERAL: general,
            _INTERFACE: _shipped(_INTERFACE),
        }


def test_good_files_are_not_touched() -> None:
    assert _render(_GOOD) == _GOOD
    crlf = {name: codecs.BOM_UTF8 + data.replace(b"\n", b"\r\n") for name, data in _GOOD.items()}
    assert _render(crlf) == crlf


def test_only_the_values_change() -> None:
    existing = (
        b"<Authentication ><!-- \xc3\xa9 -->\r\n\t"
        b"<add value = 'azureiotsecurity'  key='moduleName' />\r\n"
        b"<add key='deviceId' value='old'></add><!-- dev1 --> <add key='x' value='&quot;'/>\r\n"
        b'  <add key="gatewayhostname" value="hub&#46;azure-devices.net"/>\r\n'
        b'<add key="type" value=" SymmetricKey"/><add key="identity" value="2"/>\r\n'
        b'  <add key="filePath" value="/old"/>  <!-- last -->\r\n\r\n</Authentication >\r\n'
    )
    expected = existing.replace(b"'old'", b"'dev1'").replace(b"/old", KEY_PATH.encode())
    assert _auth(existing) == expected


def test_missing_keys_come_in_the_files_own_style() -> None:
    existing = (
        b"<Authentication>\r\n\t<add key='moduleName' value='azureiotsecurity'/>  <!-- a -->\r\n"
        b"\t<!-- b -->\r\n</Authentication>\r\n"
    )
    added = "".join(
        f"\r\n\t<add key='{key}' value='{value}'/>"
        for key, value in (
            ("deviceId", "dev1"),
            ("gatewayHostname", "hub.azure-devices.net"),
            ("filePath", KEY_PATH),
            ("type", "SymmetricKey"),
            ("identity", "Module"),
        )
    )
    assert _auth(existing) == existing.replace(b"<!-- b -->", b"<!-- b -->" + added.encode())


@pytest.mark.parametrize(
    "existing",
    (
        b"<Authentication/>",
        b"<Authentication\n/>\n",
        b"<Authentication></Authentication>",
        b"<Authentication>\n</Authentication>",
        b"<Authentication><!-- c --></Authentication>",
        b"<?xml version='1.0'?><!DOCTYPE Authentication><Authentication> </Authentication>",
        b"<Authentication><add key='deviceId' value='x'/><clear/></Authentication>",
    ),
)
def test_an_empty_section_is_filled(existing: bytes) -> None:
    written = _auth(existing)
    assert outcome(judge_csharp(written)) == ("accepted", None)
    assert _auth(written) == written


def test_every_duplicate_gets_the_value() -> None:
    existing = authentication().replace(
        b"</Auth", b"<add key='DEVICEID' value='a'/><add key='deviceId' value='b'/></Auth"
    )
    written = _auth(existing)
    assert written == existing.replace(b"'a'", b"'dev1'").replace(b"'b'", b"'dev1'")


def test_a_setting_that_is_removed_again_is_added_behind() -> None:
    existing = authentication().replace(b"</Auth", b"  <remove key='deviceId'/>\n</Auth")
    written = _auth(existing)
    assert outcome(judge_csharp(written)) == ("accepted", None)
    assert written.index(b"<remove") < written.rindex(b'key="deviceId"')


@pytest.mark.parametrize(
    ("codec", "bom", "declared"),
    (
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16"),
        ("latin-1", b"", "iso-8859-1"),
        ("ascii", b"", "us-ascii"),
    ),
)
def test_the_encoding_stays(codec: str, bom: bytes, declared: str) -> None:
    text = authentication().decode().replace("utf-8", declared)
    written = _auth(bom + text.encode(codec), secret_path="/ключ é.key")
    assert written.startswith(bom)
    assert written[len(bom) :].decode(codec).startswith(text.partition("\n")[0])
    assert outcome(judge_csharp(written, KEY.encode(), "/ключ é.key")) == ("accepted", None)


@pytest.mark.parametrize("path", ("C:\\A & B\\<k>.key", "/a\"b'c", "/ключ", "/a\tb\nc", "/\x01"))
def test_paths_are_escaped(path: str) -> None:
    for existing in (authentication(), authentication().replace(b'"', b"'")):
        written = _auth(existing, secret_path=path)
        assert outcome(judge_csharp(written, KEY.encode(), path)) == ("accepted", None)


def test_a_path_that_is_no_text_is_refused() -> None:
    with pytest.raises(FilesError) as caught:
        _auth(authentication(), secret_path="/\udcff.key")
    assert caught.value.variant == "path.not_unicode"


@pytest.mark.parametrize("key", GENERAL)
@pytest.mark.parametrize("value", (MISSING, "", "nonsense!"))
def test_general_is_repaired(key: str, value: object) -> None:
    existing = section("General", GENERAL | {"logLevel": "Debug"} | {key: value})
    written = _render({_GENERAL: existing})[_GENERAL]
    assert outcome(judge_csharp(General=written)) == ("accepted", None)
    if key not in ("agentId", "logFilePath"):
        assert AGENT_ID.encode() in written
    if key != "logLevel":
        assert b'key="logLevel" value="Debug"' in written


@pytest.mark.parametrize("key", INTERFACE)
@pytest.mark.parametrize("value", (MISSING, "", "x"))
def test_the_interface_is_repaired(key: str, value: object) -> None:
    existing = section("ExternalInterface", INTERFACE | {"transportType": "Mqtt"} | {key: value})
    written = _render({_INTERFACE: existing})[_INTERFACE]
    assert outcome(judge_csharp(Interface=written)) == ("accepted", None)
    if key != "transportType":
        assert b'"Mqtt"' in written


def test_changing_the_identity_leaves_nothing_behind_that_matters() -> None:
    certificate = {
        "type": "SelfSignedCertificate",
        "identity": "DPS",
        "certificateLocationKind": "Store",
        "idScope": "0ne0",
    }
    written = _auth(authentication(certificate), identity=Identity.DEVICE)
    assessment = judge_csharp(written)
    assert assessment.settings == replace(SETTINGS, identity=Identity.DEVICE)
    assert _auth(written) == authentication(
        certificate | {"type": "SymmetricKey", "identity": "Module"}
    )


@pytest.mark.parametrize(
    ("name", "existing", "variant", "line"),
    (
        (_AUTH, b"\n\n<Authentication><x/></Authentication>", "xml.element", 3),
        (_AUTH, b"<configuration/>", "xml.root", 1),
        (
            _AUTH,
            b"<Authentication>\n<add key='a' c=''/></Authentication>",
            "xml.attribute_missing",
            2,
        ),
        (_GENERAL, b"<General>", "xml.syntax", 1),
        (_GENERAL, b"<General>\xff</General>", "xml.encoding", 1),
        (_INTERFACE, b"<ExternalInterface>&lol;</ExternalInterface>", "xml.entity", 1),
    ),
)
def test_what_cannot_be_understood_is_left_alone(
    name: str, existing: bytes, variant: str, line: int
) -> None:
    with pytest.raises(FilesError) as caught:
        _render({name: existing})
    assert (caught.value.code, caught.value.variant) == (Code.FILES_UNREADABLE, variant)
    assert (caught.value.params["file"], caught.value.params["line"]) == (name, line)


def test_entities_are_never_expanded() -> None:
    declared = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 9}">' for i in range(1, 30))
    bomb = f'<!DOCTYPE Authentication [<!ENTITY a0 "x">{declared}]><Authentication>&a29;'
    outside = (
        '<!DOCTYPE Authentication [<!ENTITY e SYSTEM "file:///etc/passwd">]><Authentication>&e;'
    )
    for text in (bomb, outside):
        with pytest.raises(FilesError) as caught:
            _auth(f"{text}</Authentication>".encode())
        assert caught.value.variant == "xml.entity"
