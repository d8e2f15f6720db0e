"""The C agent's table in agents.md, line by line: key files, addresses, limits, DPS."""

from __future__ import annotations

import base64
import codecs
from typing import Final

import pytest

from tests.agents.builders import (
    KEY,
    KEY_PATH,
    MISSING,
    assess,
    c_config,
    judge_c,
    judge_csharp,
    outcome,
    rules,
)
from wizard.agents.c.facts import C
from wizard.domain.agent.model import AgentSettings, Identity, Method
from wizard.domain.errors import Code, FilesError
from wizard.domain.secret import Secret

ACCEPTED: Final = ("accepted", None)
CRASH: Final = ("crash", None)
USELESS: Final = ("unauthenticable", None)
SILENT: Final = ("rejected", None)
MISSING_CONFIGURATION: Final = ("rejected", "Local Configuration / Missing Configuration")
LOCAL_OTHER: Final = ("rejected", "Local Configuration / Other")
NOT_EXIST: Final = ("rejected", "Authentication / File Not Exist")

_GOOD: Final = c_config()


@pytest.mark.parametrize(
    ("content", "rule"),
    (
        (b"", "key.empty"),
        (b"\n", "key.empty"),
        (f"{KEY}\r\n".encode(), "key.crlf"),
        (f" {KEY}\n".encode(), "key.blanks"),
        (f"{KEY} \n".encode(), "key.blanks"),
        (codecs.BOM_UTF8 + KEY.encode(), "key.bom"),
        (KEY.rstrip("=").encode(), "key.padding"),
        (b"this is not base64!!\n", "key.not_base64"),
        (f'"{KEY}"\n'.encode(), "key.quoted"),
        (KEY.encode("utf-16"), "key.utf16"),
        (b"A" * 300, "key.too_long"),
        (b"A" * 999, "key.too_long"),
    ),
)
@pytest.mark.parametrize("identity", ("SecurityModule", "Device"))
def test_keys_that_never_authenticate(content: bytes, rule: str, identity: str) -> None:
    assessment = judge_c(c_config({"Authentication.Identity": identity}), content)
    assert outcome(assessment) == USELESS
    assert rules(assessment) == [rule]
    assert assessment.secret is None


@pytest.mark.parametrize("behind", (b"", b"\n", b"\nsecond\n", b"\0rest", b"\n" + b"x" * 400))
def test_keys_that_are_fine(behind: bytes) -> None:
    assessment = judge_c(None, KEY.encode() + behind)
    assert outcome(assessment) == ACCEPTED
    assert assessment.secret == Secret(KEY)


@pytest.mark.parametrize("size", (296, 299))
def test_a_key_within_the_buffer_is_read_whole(size: int) -> None:
    rule = "key.padding" if size % 4 else "key.size"
    assert rules(judge_c(None, b"A" * size + b"\n")) == [rule]


@pytest.mark.parametrize("size", (1, 15, 16, 17, 32, 64, 65, 200))
def test_a_hubs_keys_have_16_to_64_bytes(size: int) -> None:
    content = base64.b64encode(b"x" * size) + b"\n"
    good = 16 <= size <= 64
    assert outcome(judge_c(None, content)) == (ACCEPTED if good else USELESS)
    assert outcome(judge_csharp(None, content)) == (ACCEPTED if good else USELESS)


@pytest.mark.parametrize("at", (24, 40))
def test_a_key_broken_over_two_lines_is_half_a_key(at: int) -> None:
    whole = base64.b64encode(b"0123456789abcdef" * 2).decode()
    assert rules(judge_c(None, f"{whole[:at]}\n{whole[at:]}\n".encode())) == ["key.broken"]


@pytest.mark.parametrize(
    "behind", (";", ";x=y", ";a=1;b=2", ";x", ";DeviceId=", ";x=y;", ";SharedAccessKeyName=o")
)
def test_the_connection_string_cuts_the_modules_key(behind: str) -> None:
    content = f"{KEY}{behind}".encode()
    assessment = judge_c(None, content)
    assert outcome(assessment) == ACCEPTED
    assert assessment.secret == Secret(KEY)
    assert rules(assessment) == ["key.passed_over"]
    device = c_config({"Authentication.Identity": "Device"})
    assert outcome(judge_c(device, content)) == USELESS


@pytest.mark.parametrize("behind", (";x;a=b", ";DeviceId=other", ";HostName=h.n", ";x509=true"))
def test_what_counts_in_a_connection_string_spoils_the_key(behind: str) -> None:
    assert outcome(judge_c(None, f"{KEY}{behind}".encode())) == USELESS


@pytest.mark.parametrize(
    ("path", "expected"),
    (
        (f"{KEY_PATH}/", ("rejected", "Authentication / Other")),
        ("/missing/", NOT_EXIST),
        ("/" + "x" * 4095, ("rejected", "Authentication / Other")),
        ("/dev/null", USELESS),
    ),
)
def test_paths_that_no_key_is_read_by(path: str, expected: tuple[str, str | None]) -> None:
    assert outcome(judge_c(c_config({"Authentication.FilePath": path}))) == expected


@pytest.mark.parametrize(
    ("variant", "expected"),
    (
        ("permission", "Authentication / File Permissions"),
        ("", "Authentication / File Permissions"),
        ("not_a_file", "Authentication / Other"),
        ("name", "Authentication / Other"),
    ),
)
def test_a_key_file_that_cannot_be_read(variant: str, expected: str) -> None:
    def read(path: str) -> bytes:
        if path == KEY_PATH:
            raise FilesError(Code.FILES_UNREADABLE, variant, path=path)
        return _GOOD

    assert outcome(assess(C, read)) == ("rejected", expected)


def test_a_key_file_that_is_not_there() -> None:
    assessment = judge_c(None, b"", "/elsewhere")
    assert outcome(assessment) == NOT_EXIST
    assert rules(assessment) == ["secret.missing"]
    assert assessment.findings[0].line == 10


@pytest.mark.parametrize("path", ("/a b/k|&y.key", "/ключ.key", "/" + "x" * 600, "C:\\k.key"))
def test_paths_of_any_kind(path: str) -> None:
    assessment = judge_c(c_config({"Authentication.FilePath": path}), None, path)
    assert outcome(assessment) == ACCEPTED
    assert assessment.findings == ()


def test_a_relative_path_is_a_remark() -> None:
    assessment = judge_c(c_config({"Authentication.FilePath": "k.key"}), None, "k.key")
    assert outcome(assessment) == ACCEPTED
    assert rules(assessment) == ["path.relative"]


@pytest.mark.parametrize("identity", ("SecurityModule", "Device"))
@pytest.mark.parametrize(
    ("device_id", "rule"),
    (
        ("d" * 129, "device_id.too_long"),
        ("dev 1", "device_id.illegal"),
        ("a#b", "device_id.url"),
        ("a;b", "device_id.connection_string"),
    ),
)
def test_device_ids_that_never_work(identity: str, device_id: str, rule: str) -> None:
    changes = {"Authentication.Identity": identity, "Authentication.DeviceId": device_id}
    assessment = judge_c(c_config(changes))
    assert outcome(assessment) == USELESS
    assert rules(assessment) == [rule]


@pytest.mark.parametrize("device_id", ("a%41", "100%25real", "%00"))
def test_an_escape_in_the_id_reaches_the_hub_as_another_character(device_id: str) -> None:
    changes = {"Authentication.DeviceId": device_id}
    assert rules(judge_c(c_config(changes))) == ["device_id.module_mode_escape"]
    device = judge_c(c_config(changes | {"Authentication.Identity": "Device"}))
    assert rules(device) == ["device_id.device_mode_escape"]


@pytest.mark.parametrize("device_id", ("a?b", ".", ".."))
def test_device_ids_that_only_device_mode_spoils(device_id: str) -> None:
    changes = {"Authentication.DeviceId": device_id}
    assert outcome(judge_c(c_config(changes))) == ACCEPTED
    assert outcome(judge_c(c_config(changes | {"Authentication.Identity": "Device"}))) == USELESS


@pytest.mark.parametrize(
    ("host", "rule"),
    (
        ("hub", "host.no_dot"),
        ("https://hub.azure-devices.net", "host.scheme"),
        ("hub.azure-devices.net ", "host.blank_or_slash"),
        ("hub.azure-devices.net/", "host.blank_or_slash"),
        ("hub..net", "host.malformed"),
        ("hub.azure-devices.net:443", "host.port"),
        ("hub.azure-devices.net:8883", "host.port"),
        ("hub.azure-devices.net:5671", "host.port"),
        ("hub.azure-devices.net;x", "host.malformed"),
        ("hub.azure-devices.net;", "host.malformed"),
        ("hub.azure-devices.net;x=y;", "host.malformed"),
        ("hub.azure-devices.net;GatewayHostName=b", "host.malformed"),
        ("HostName=hub.azure-devices.net;DeviceId=b", "host.malformed"),
    ),
)
def test_hosts_that_never_work(host: str, rule: str) -> None:
    assessment = judge_c(c_config({"Authentication.HostName": host}))
    assert outcome(assessment) == USELESS
    assert rules(assessment) == [rule]


@pytest.mark.parametrize(
    "host",
    (
        *(".hub.azure-devices.net", "hub.azure-devices.net;x=y"),
        "hub.azure-devices.net;DeviceId=b;SharedAccessKeyName=o;SharedAccessKey=k",
    ),
)
def test_the_connection_string_cuts_the_modules_host(host: str) -> None:
    assessment = judge_c(c_config({"Authentication.HostName": host}))
    assert outcome(assessment) == ACCEPTED
    assert rules(assessment) == ["host.passed_over"]
    assert assessment.settings is not None
    assert assessment.settings.host_name == "hub.azure-devices.net"
    changes = {"Authentication.HostName": host, "Authentication.Identity": "Device"}
    assert outcome(judge_c(c_config(changes))) == USELESS


def test_the_demo_hub_is_judged_as_what_it_stands_for() -> None:
    assessment = judge_c(c_config({"Authentication.HostName": "127.0.0.1:54321"}))
    assert outcome(assessment) == ACCEPTED
    assert rules(assessment) == ["host.demo"]
    elsewhere = judge_c(c_config({"Authentication.HostName": "10.0.0.1:54321"}))
    assert outcome(elsewhere) == USELESS


def test_the_connection_string_holds_499_characters() -> None:
    room = 499 - 62 - len(KEY) - len("dev1") - len(".net")
    for size, expected in ((room, ACCEPTED), (room + 1, SILENT)):
        config = c_config({"Authentication.HostName": "h" * size + ".net"})
        assert outcome(judge_c(config)) == expected


def test_device_mode_has_buffers_of_its_own() -> None:
    changes = {"Authentication.Identity": "Device", "Authentication.DeviceId": "d" * 600}
    assert outcome(judge_c(c_config(changes))) == SILENT


def _dps(**changes: object) -> bytes:
    return c_config(
        {
            "Authentication.Identity": "DPS",
            "Authentication.HostName": "",
            "Authentication.DeviceId": "",
            "Authentication.DPS": {"IDScope": "0ne0", "RegistrationId": "reg", **changes},
        }
    )


def test_dps_needs_its_own_settings_only() -> None:
    assessment = judge_c(_dps())
    assert outcome(assessment) == ACCEPTED
    assert assessment.settings == AgentSettings(
        *(Identity.DPS, Method.SYMMETRIC_KEY, "", "", KEY_PATH),
        id_scope="0ne0",
        registration_id="reg",
    )
    for key in ("IDScope", "RegistrationId"):
        assert outcome(judge_c(_dps(**{key: ""}))) == MISSING_CONFIGURATION
        assert outcome(judge_c(_dps(**{key: None}))) == LOCAL_OTHER
        assert outcome(judge_c(_dps(**{key: "x" * 500}))) == CRASH


def test_dps_without_its_object() -> None:
    changes = {"Authentication.Identity": "DPS", "Authentication.DPS": MISSING}
    assert outcome(judge_c(c_config(changes))) == MISSING_CONFIGURATION
    above = changes | {"Authentication.IDScope": "0ne0", "Authentication.RegistrationId": "r"}
    assert outcome(judge_c(c_config(above))) == SILENT
