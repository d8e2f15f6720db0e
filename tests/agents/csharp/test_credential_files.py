"""The C# agent's table in agents.md, line by line: ids, host names, key files, paths."""

from __future__ import annotations

import codecs
from typing import Final

import pytest

from tests.agents.builders import (
    FOLDER,
    GENERAL,
    INTERFACE,
    KEY,
    KEY_PATH,
    assess,
    authentication,
    judge_csharp,
    outcome,
    rules,
    section,
)
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.errors import Code, FilesError
from wizard.domain.secret import Secret

ACCEPTED: Final = ("accepted", None)
CRASH: Final = ("crash", None)
USELESS: Final = ("unauthenticable", None)
NOT_EXIST: Final = ("rejected", "Authentication / File Not Exist")
PERMISSIONS: Final = ("rejected", "Authentication / File Permissions")
FILE_FORMAT: Final = ("rejected", "Authentication / File Format")


_GOOD: Final = authentication()


@pytest.mark.parametrize("device_id", ("A-z:0.9+%_#*?!(),=@$'", "d" * 128, "a=b"))
def test_device_ids_that_pass(device_id: str) -> None:
    assert outcome(judge_csharp(authentication({"deviceId": device_id}))) == ACCEPTED


@pytest.mark.parametrize("device_id", ("dev 1", " dev1", "d" * 129, "dev/1", "gerät", "a|b"))
def test_device_ids_that_kill_the_process(device_id: str) -> None:
    assessment = judge_csharp(authentication({"deviceId": device_id}))
    assert outcome(assessment) == CRASH
    rule = "device_id.too_long" if len(device_id) > 128 else "device_id.illegal"
    assert rules(assessment) == [rule]


@pytest.mark.parametrize("device_id", ("a?b", "a#b", "a%41", ".", ".."))
def test_device_ids_that_device_mode_spoils(device_id: str) -> None:
    changes = {"deviceId": device_id, "identity": "Device"}
    assert outcome(judge_csharp(authentication(changes))) == USELESS


@pytest.mark.parametrize("text", (";", "a;b", "a;b=c"))
@pytest.mark.parametrize("identity", ("Module", "Device"))
@pytest.mark.parametrize("key", ("deviceId", "moduleName"))
def test_a_semicolon_in_an_id_kills_the_process(key: str, identity: str, text: str) -> None:
    assessment = judge_csharp(authentication({key: text, "identity": identity}))
    assert outcome(assessment) == CRASH
    assert rules(assessment) == ["device_id.crash"]


@pytest.mark.parametrize(
    "host",
    (
        *("hub", "hub.azure-devices.net/", "hub.azure-devices.net ", ".net", ".hub.net"),
        *("https://hub.azure-devices.net", " hub.azure-devices.net", "hub.azure-devices.net\n"),
        *("hub.azure-devices.net:443", "hub.azure-devices.net:8883", "hub..azure-devices.net"),
        "HostName=hub.azure-devices.net",
    ),
)
def test_hosts_that_kill_the_process(host: str) -> None:
    assert outcome(judge_csharp(authentication({"gatewayHostname": host}))) == CRASH


def test_an_address_of_ipv6_is_the_one_colon_that_the_sdk_takes() -> None:
    assert outcome(judge_csharp(authentication({"gatewayHostname": "::ffff:10.1.2.3"}))) == USELESS


@pytest.mark.parametrize(
    ("host", "expected"),
    (
        ("https://hub.azure-devices.net", USELESS),
        ("http://hub.azure-devices.net", USELESS),
        ("hub.azure-devices.net:443", USELESS),
        ("hub.azure-devices.net:5671", USELESS),
        ("me@hub.azure-devices.net", USELESS),
        ("hub.azure-devices.net.", USELESS),
        ("hub.azure-devices.net#x", USELESS),
        ("hub.azure-devices.net/", USELESS),
        ("hub", USELESS),
        ("hub.azure-devices.net ", CRASH),
        ("hub.azure-devices.net\n", CRASH),
        (".hub.net", CRASH),
        ("::ffff:10.1.2.3", CRASH),
        (" hub.azure-devices.net", CRASH),
        ("hub..azure-devices.net", CRASH),
        ("HostName=hub.azure-devices.net", CRASH),
        ("hub.azure-devices.net:99999", CRASH),
    ),
)
def test_hosts_in_device_mode(host: str, expected: tuple[str, str | None]) -> None:
    changes = {"gatewayHostname": host, "identity": "Device"}
    assert outcome(judge_csharp(authentication(changes))) == expected


@pytest.mark.parametrize("identity", ("Module", "Device"))
def test_the_demo_hub_is_judged_as_what_it_stands_for(identity: str) -> None:
    changes = {"gatewayHostname": "127.0.0.1:54321", "identity": identity}
    assessment = judge_csharp(authentication(changes))
    assert outcome(assessment) == ACCEPTED
    assert rules(assessment) == ["host.demo"]


@pytest.mark.parametrize(
    ("path", "expected"),
    (
        (f"{KEY_PATH}/", NOT_EXIST),
        ("/missing/", NOT_EXIST),
        (f"{FOLDER}/none/../azureiotsecurity.key", ACCEPTED),
        ("/dev/null", CRASH),
    ),
)
def test_paths_as_dotnet_makes_them_whole(path: str, expected: tuple[str, str | None]) -> None:
    assert outcome(judge_csharp(authentication({"filePath": path}))) == expected


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
    assessment = judge_csharp(None, content)
    assert outcome(assessment) == ACCEPTED
    assert assessment.secret == Secret(KEY)


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
    assessment = judge_csharp(None, content)
    assert outcome(assessment) == FILE_FORMAT
    assert rules(assessment) == [rule]


def test_an_empty_key_file() -> None:
    for content in (b"", b" \r\n", codecs.BOM_UTF8):
        assert outcome(judge_csharp(None, content)) == CRASH
        device = authentication({"identity": "Device"})
        assert outcome(judge_csharp(device, content)) == CRASH


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

    assert outcome(assess(CSHARP, read)) == expected


@pytest.mark.parametrize("path", ("file:///x", " /x", "C:\\missing.key"))
def test_paths_are_taken_as_they_are(path: str) -> None:
    assert outcome(judge_csharp(authentication({"filePath": path}))) == NOT_EXIST


@pytest.mark.parametrize("path", ('/a "b" & <c>/k.key', "/ключ.key", "D:\\x y\\k.key", "\\\\s\\k"))
def test_paths_of_any_kind(path: str) -> None:
    assessment = judge_csharp(authentication({"filePath": path}), None, path)
    assert outcome(assessment) == ACCEPTED
    assert assessment.findings == ()
