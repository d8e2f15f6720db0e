"""The C# agent's table in agents.md, line by line."""

from __future__ import annotations

import codecs
from typing import Final

import pytest

from tests.formats.builders import (
    AGENT_ID,
    FOLDER,
    GENERAL,
    INTERFACE,
    KEY,
    KEY_PATH,
    MISSING,
    SETTINGS,
    authentication,
    judge,
    judge_csharp,
    outcome,
    rules,
    section,
)
from wizard.core.errors import Code, FilesError
from wizard.core.model import AgentFlavour, Identity
from wizard.core.secret import Secret

ACCEPTED: Final = ("accepted", None)
CRASH: Final = ("crash", None)
USELESS: Final = ("unauthenticable", None)
MISSING_CONFIGURATION: Final = ("rejected", "Authentication / Missing Configuration")
CANT_PARSE: Final = ("rejected", "Authentication / Cant Parse Configuration")
LOCAL_MISSING: Final = ("rejected", "Local Configuration / Missing Configuration")
LOCAL_CANT_PARSE: Final = ("rejected", "Local Configuration / Cant Parse Configuration")
OTHER: Final = ("rejected", "Authentication / Other")
NOT_EXIST: Final = ("rejected", "Authentication / File Not Exist")
PERMISSIONS: Final = ("rejected", "Authentication / File Permissions")
FILE_FORMAT: Final = ("rejected", "Authentication / File Format")


def test_a_good_one_is_accepted_with_what_the_agent_would_use() -> None:
    judgement = judge_csharp()
    assert outcome(judgement) == ACCEPTED
    assert judgement.findings == ()
    assert judgement.settings == SETTINGS
    assert judgement.secret == Secret(KEY)


@pytest.mark.parametrize(
    "key", ("moduleName", "deviceId", "gatewayHostname", "filePath", "type", "identity")
)
@pytest.mark.parametrize("value", (MISSING, "", " ", "\u2003"))
def test_required_settings(key: str, value: object) -> None:
    assert outcome(judge_csharp(authentication({key: value}))) == MISSING_CONFIGURATION


def test_dps_needs_its_own_settings_instead() -> None:
    dps = {
        "identity": "DPS",
        "idScope": "0ne0",
        "registrationId": "r",
        "deviceId": MISSING,
        "gatewayHostname": "",
    }
    judgement = judge_csharp(authentication(dps))
    assert outcome(judgement) == ACCEPTED
    assert judgement.settings is None
    for key in ("idScope", "registrationId"):
        assert outcome(judge_csharp(authentication(dps | {key: ""}))) == MISSING_CONFIGURATION


@pytest.mark.parametrize("key", ("type", "identity"))
@pytest.mark.parametrize(
    "value", ("x", "module", "symmetrickey", "SasToken", "Module,", "99999999999")
)
def test_words_are_case_sensitive(key: str, value: str) -> None:
    judgement = judge_csharp(authentication({key: value}))
    assert outcome(judgement) == CANT_PARSE
    assert rules(judgement) == ["setting.unknown_word"]


@pytest.mark.parametrize(
    ("changes", "identity"),
    (
        ({"type": "SymmetricKey ", "identity": " Module\t"}, Identity.SECURITY_MODULE),
        ({"type": "0", "identity": "2"}, Identity.SECURITY_MODULE),
        ({"type": "2"}, Identity.SECURITY_MODULE),
        ({"identity": "1"}, Identity.DEVICE),
        ({"identity": "DPS,Device"}, Identity.DEVICE),
    ),
)
def test_words_are_trimmed_and_numbers_taken(
    changes: dict[str, object], identity: Identity
) -> None:
    judgement = judge_csharp(authentication(changes))
    assert outcome(judgement) == ACCEPTED
    assert judgement.settings is not None
    assert judgement.settings.identity is identity


@pytest.mark.parametrize("changes", ({"identity": "3"}, {"identity": "Device", "type": "2"}))
def test_numbers_without_a_word_crash(changes: dict[str, object]) -> None:
    assert outcome(judge_csharp(authentication(changes))) == CRASH


def test_the_module_takes_no_certificate() -> None:
    changes = {"type": "SelfSignedCertificate"}
    assert outcome(judge_csharp(authentication(changes))) == MISSING_CONFIGURATION
    located = changes | {"certificateLocationKind": "LocalFile"}
    assert outcome(judge_csharp(authentication(located))) == OTHER


@pytest.mark.parametrize("value", ("localfile", "Registry", "store"))
def test_certificate_locations_are_case_sensitive(value: str) -> None:
    changes = {"type": "SelfSignedCertificate", "identity": "Device"}
    located = changes | {"certificateLocationKind": value}
    assert outcome(judge_csharp(authentication(located))) == CANT_PARSE


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
    judgement = judge_csharp(config)
    assert outcome(judgement) == CRASH
    assert rules(judgement) == [rule]
    assert judgement.findings[0].line is not None


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
        judgement = judge(AgentFlavour.CSHARP, read)
        assert outcome(judgement) == CRASH
        assert rules(judgement) == [rule]
        assert judgement.agent_here


def test_no_agent_here() -> None:
    judgement = judge(AgentFlavour.CSHARP, lambda path: None)
    assert not judgement.agent_here
    assert outcome(judgement) == CRASH


def test_a_removed_setting_is_missing() -> None:
    config = _GOOD.replace(b"</Auth", b"<remove key='DEVICEID'/></Auth")
    assert outcome(judge_csharp(config)) == MISSING_CONFIGURATION


@pytest.mark.parametrize("device_id", ("A-z:0.9+%_#*?!(),=@;$'", "d" * 128, "a=b"))
def test_device_ids_that_pass(device_id: str) -> None:
    assert outcome(judge_csharp(authentication({"deviceId": device_id}))) == ACCEPTED


@pytest.mark.parametrize("device_id", ("dev 1", " dev1", "d" * 129, "dev/1", "gerät", "a|b"))
def test_device_ids_that_kill_the_process(device_id: str) -> None:
    judgement = judge_csharp(authentication({"deviceId": device_id}))
    assert outcome(judgement) == CRASH
    assert rules(judgement) == ["device_id.illegal"]


@pytest.mark.parametrize("device_id", ("a?b", "a#b", "a%41"))
def test_device_ids_that_device_mode_spoils(device_id: str) -> None:
    changes = {"deviceId": device_id, "identity": "Device"}
    assert outcome(judge_csharp(authentication(changes))) == USELESS


def test_a_device_id_that_reads_like_a_part_of_the_connection_string() -> None:
    assert outcome(judge_csharp(authentication({"deviceId": "a;b=c"}))) == USELESS


@pytest.mark.parametrize(
    "host", ("hub", "hub.azure-devices.net/", "hub.azure-devices.net ", ".net")
)
def test_hosts_that_kill_the_process(host: str) -> None:
    assert outcome(judge_csharp(authentication({"gatewayHostname": host}))) == CRASH


@pytest.mark.parametrize(
    "host",
    ("https://hub.azure-devices.net", " hub.azure-devices.net", "hub.azure-devices.net:443"),
)
def test_hosts_that_pass_and_never_work(host: str) -> None:
    assert outcome(judge_csharp(authentication({"gatewayHostname": host}))) == USELESS


def test_a_port_of_the_demo_hub_is_fine() -> None:
    changes = {"gatewayHostname": "127.0.0.1:54321"}
    assert outcome(judge_csharp(authentication(changes))) == ACCEPTED


@pytest.mark.parametrize(
    "content",
    (
        f"{KEY}\r\n".encode(),
        f" \t{KEY}\n\n ".encode(),
        f"\u00a0{KEY}\u2003".encode(),
        codecs.BOM_UTF8 + KEY.encode(),
        KEY.encode("utf-16"),
        codecs.BOM_UTF16_BE + KEY.encode("utf-16-be"),
    ),
)
def test_keys_are_trimmed(content: bytes) -> None:
    judgement = judge_csharp(None, content)
    assert outcome(judgement) == ACCEPTED
    assert judgement.secret == Secret(KEY)


@pytest.mark.parametrize(
    ("content", "rule"),
    (
        (f"{KEY}\n{KEY}".encode(), "key.lines"),
        (KEY.rstrip("=").encode(), "key.padding"),
        (f'"{KEY}"'.encode(), "key.quoted"),
        (f"HostName=h.n;SharedAccessKey={KEY}".encode(), "key.connection_string"),
        (KEY.replace("A", "-").encode(), "key.url_safe"),
        (codecs.BOM_UTF8 * 2 + KEY.encode(), "key.not_base64"),
        (f"\u200b{KEY}".encode(), "key.not_base64"),
        (KEY.encode("utf-16-le"), "key.not_base64"),
        (b"\xff" * 4, "key.not_base64"),
    ),
)
def test_keys_that_are_refused(content: bytes, rule: str) -> None:
    judgement = judge_csharp(None, content)
    assert outcome(judgement) == FILE_FORMAT
    assert rules(judgement) == [rule]


def test_an_empty_key_file() -> None:
    for content in (b"", b" \r\n", codecs.BOM_UTF8):
        assert outcome(judge_csharp(None, content)) == CRASH
        device = authentication({"identity": "Device"})
        assert outcome(judge_csharp(device, content)) == USELESS


def test_padding_that_only_the_pattern_takes() -> None:
    assert outcome(judge_csharp(None, b"A===")) == CRASH


@pytest.mark.parametrize(
    ("variant", "expected"),
    (
        ("permission", PERMISSIONS),
        ("", PERMISSIONS),
        ("not_a_file", PERMISSIONS),
        ("name", NOT_EXIST),
    ),
)
def test_a_key_file_that_cannot_be_read(variant: str, expected: tuple[str, str]) -> None:
    def read(path: str) -> bytes:
        if path == KEY_PATH:
            raise FilesError(Code.FILES_UNREADABLE, variant, path=path)
        return {
            f"{FOLDER}/Authentication.config": _GOOD,
            f"{FOLDER}/General.config": section("General", GENERAL),
            f"{FOLDER}/SecurityIotInterface.config": section("ExternalInterface", INTERFACE),
        }[path]

    assert outcome(judge(AgentFlavour.CSHARP, read)) == expected


@pytest.mark.parametrize("path", ("file:///x", " /x", "C:\\missing.key"))
def test_paths_are_taken_as_they_are(path: str) -> None:
    assert outcome(judge_csharp(authentication({"filePath": path}))) == NOT_EXIST


@pytest.mark.parametrize("path", ('/a "b" & <c>/k.key', "/ключ.key", "D:\\x y\\k.key", "\\\\s\\k"))
def test_paths_of_any_kind(path: str) -> None:
    judgement = judge_csharp(authentication({"filePath": path}), None, path)
    assert outcome(judgement) == ACCEPTED
    assert judgement.findings == ()


def _general(**changes: object) -> bytes:
    return section("General", GENERAL | changes)


@pytest.mark.parametrize("key", GENERAL)
def test_general_needs_all_its_keys(key: str) -> None:
    for value in (MISSING, "", " "):
        judgement = judge_csharp(General=_general(**{key: value}))
        assert outcome(judgement) == LOCAL_MISSING
        assert judgement.findings[0].file == "General.config"


@pytest.mark.parametrize(
    ("key", "value"),
    (
        ("agentId", "x"),
        ("agentId", AGENT_ID[:-1]),
        ("schedulerInterval", "PT2M"),
        ("producerInterval", "00:02:60"),
        ("consumerInterval", "24:00"),
        ("logLevel", "information"),
        ("fileLogLevel", "None"),
        ("diagnosticVerbosityLevel", "some"),
        ("defaultEventPriority", "Medium"),
        ("highPriorityQueueSizePercentage", "half"),
    ),
)
def test_general_values_refused(key: str, value: str) -> None:
    assert outcome(judge_csharp(General=_general(**{key: value}))) == LOCAL_CANT_PARSE


@pytest.mark.parametrize(
    ("key", "value"),
    (
        ("agentId", AGENT_ID.upper()),
        ("agentId", "{" + AGENT_ID + "}"),
        ("agentId", AGENT_ID.replace("-", "")),
        ("schedulerInterval", "2"),
        ("producerInterval", "1.02:03:04.5"),
        ("logLevel", "4"),
        ("highPriorityQueueSizePercentage", "5e-1"),
    ),
)
def test_general_values_taken(key: str, value: str) -> None:
    assert outcome(judge_csharp(General=_general(**{key: value}))) == ACCEPTED


def _interface(**changes: object) -> bytes:
    return section("ExternalInterface", INTERFACE | changes)


def test_the_interface() -> None:
    assert outcome(judge_csharp(Interface=_interface(transportType="Mqtt"))) == ACCEPTED
    assert outcome(judge_csharp(Interface=_interface(transportType="amqp"))) == LOCAL_CANT_PARSE
    for key in INTERFACE:
        assert outcome(judge_csharp(Interface=_interface(**{key: MISSING}))) == LOCAL_MISSING
    assert outcome(judge_csharp(Interface=_interface(facadeType="Some.Type, Lib"))) == CRASH
    assert outcome(judge_csharp(Interface=b"<Other/>")) == CRASH


def test_general_is_read_first() -> None:
    both = judge_csharp(authentication({"type": "x"}), General=_general(logLevel="x"))
    assert outcome(both) == LOCAL_CANT_PARSE
    assert [finding.file for finding in both.findings] == [
        "General.config",
        "Authentication.config",
    ]
