"""Editing LocalConfiguration.json in place: what changes, and all that does not."""

from __future__ import annotations

import codecs
import json
from dataclasses import replace
from typing import Any, Final

import pytest

from tests.agents.builders import (
    AGENT_ID,
    KEY,
    KEY_PATH,
    MISSING,
    OTHER_ID,
    SETTINGS,
    c_config,
    judge_c,
    outcome,
)
from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.domain.agent.model import Identity
from wizard.domain.errors import Code, FilesError
from wizard.domain.resources import resource

_FILE: Final = "LocalConfiguration.json"
_FRESH: Final = resource("agent-defaults", "c", _FILE).read_bytes()


def _render(existing: bytes | None, **changes: Any) -> bytes:
    agent = AGENTS[C]
    return agent.render(replace(SETTINGS, **changes), {_FILE: existing}, OTHER_ID)[_FILE]


def test_a_fresh_file_is_the_shipped_one_filled_in() -> None:
    expected = _FRESH
    for key, value in (
        ("AgentId", OTHER_ID),
        ("Identity", "SecurityModule"),
        ("AuthenticationMethod", "SasToken"),
        ("FilePath", KEY_PATH),
        ("DeviceId", "dev1"),
        ("HostName", "hub.azure-devices.net"),
    ):
        expected = expected.replace(f'"{key}" : ""'.encode(), f'"{key}" : "{value}"'.encode())
    assert _render(None) == expected
    assert _render(b"") == expected
    assert _render(b" \r\n") == expected


def test_a_good_file_is_not_touched() -> None:
    config = c_config({"Authentication.FilePath": KEY_PATH.replace("/", "\\/")})
    for existing in (c_config(), codecs.BOM_UTF8 + c_config().replace(b"\n", b"\r\n"), config):
        assert _render(existing, secret_path=_path_in(existing)) == existing


def _path_in(config: bytes) -> str:
    text = json.loads(config.decode("utf-8-sig"))
    return str(text["Configuration"]["Authentication"]["FilePath"])


def test_only_the_values_change() -> None:
    existing = (
        b'\xef\xbb\xbf{"x":[1 , 2.50],\r\n"Configuration":{"AgentId":"mine","Logging" : null,\r\n'
        b'\t"TriggerdEventsInterval": "PT5M","ConnectionTimeout":"30",'
        b'"RemoteConfigurationObjectName":"r",\r\n"Authentication" :{'
        b'"Identity":"Device" , "AuthenticationMethod":"SasToken",\r\n'
        b'"FilePath":"/old","HostName":"\\u0068ub.azure-devices.net","DeviceId":null}}}\r\n\r\n'
    )
    expected = (
        existing.replace(b'"Device"', b'"SecurityModule"')
        .replace(b'"30"', b'"PT30S"')
        .replace(b'"/old"', f'"{KEY_PATH}"'.encode())
        .replace(b'"DeviceId":null', b'"DeviceId":"dev1"')
    )
    assert _render(existing) == expected


def test_missing_keys_come_in_the_layout_of_their_object() -> None:
    existing = b'{\r\n  "Configuration": {\r\n    "Authentication": {\r\n    }\r\n  }\r\n}\r\n'
    expected = f"""{{
  "Configuration": {{
    "Authentication": {{
      "Identity" : "SecurityModule",
      "AuthenticationMethod" : "SasToken",
      "FilePath" : "{KEY_PATH}",
      "DeviceId" : "dev1",
      "HostName" : "hub.azure-devices.net"
    }},
    "AgentId" : "{OTHER_ID}",
    "TriggerdEventsInterval" : "PT2M",
    "ConnectionTimeout" : "PT30S",
    "RemoteConfigurationObjectName" : "ms_iotn:urn_azureiot_Security_SecurityAgentConfiguration"
  }}
}}
"""
    assert _render(existing) == expected.replace("\n", "\r\n").encode()


def test_on_one_line_it_stays_on_one_line() -> None:
    existing = b'{"Configuration":{"AgentId":"mine","Authentication":{"HostName":"h"}}}'
    written = _render(existing)
    assert b"\n" not in written
    assert written.startswith(
        b'{"Configuration":{"AgentId":"mine","Authentication":{"HostName":"hub.azure-devices.net", '
        b'"Identity" : "SecurityModule", '
    )


@pytest.mark.parametrize(
    "existing",
    (b"{}", b'{"Configuration" : null}', b'{\n\t"Configuration" : []\n}', c_config({"": 5})),
)
def test_a_whole_object_is_made_where_there_is_none(existing: bytes) -> None:
    written = _render(existing)
    assert outcome(judge_c(written)) == ("accepted", None)
    assert b'"Identity" : "SecurityModule"' in written


@pytest.mark.parametrize(
    "changes",
    (
        {"AgentId": ""},
        {"AgentId": 5},
        {"AgentId": MISSING},
        {"TriggerdEventsInterval": "00:02:00"},
        {"ConnectionTimeout": 30},
        {"RemoteConfigurationObjectName": None},
        {"Authentication": MISSING},
        {"Authentication": "x"},
        {"Authentication.Identity": MISSING, "Authentication.identity": "Device"},
        {"Authentication.AuthenticationMethod": "SelfSignedCertificate"},
        {"Authentication.DPS": MISSING},
        {"Logging": "x"},
    ),
)
def test_what_the_agent_would_refuse_is_repaired(changes: dict[str, object]) -> None:
    written = _render(c_config(changes))
    assert outcome(judge_c(written)) == ("accepted", None)
    before, after = json.loads(c_config(changes)), json.loads(written)
    touched = {path.partition(".")[0] for path in changes}
    for key in ("AgentId", "TriggerdEventsInterval", "Logging"):
        if key not in touched:
            assert after["Configuration"][key] == before["Configuration"][key]


def test_custom_values_that_are_good_stay() -> None:
    changes = {"TriggerdEventsInterval": "PT5M", "ConnectionTimeout": "P1D", "AgentId": "my agent"}
    assert _render(c_config(changes)) == c_config(changes)


@pytest.mark.parametrize("path", ("C:\\Agent\\k.key", "\\\\server\\k", '/a "b"', "/ключ", "/a\nb"))
def test_paths_are_escaped(path: str) -> None:
    written = _render(c_config(), secret_path=path)
    assert json.loads(written)["Configuration"]["Authentication"]["FilePath"] == path
    assert outcome(judge_c(written, KEY.encode(), path)) == ("accepted", None)


def test_a_path_that_is_no_text_on_linux_goes_through() -> None:
    path = b"/\xff\xfe.key".decode("utf-8", "surrogateescape")
    written = _render(c_config(), secret_path=path)
    assert b"/\xff\xfe.key" in written
    assert outcome(judge_c(written, KEY.encode(), path)) == ("accepted", None)


def test_a_path_that_is_no_text_anywhere_is_refused() -> None:
    with pytest.raises(FilesError) as caught:
        _render(c_config(), secret_path="C:\\\ud800.key")
    assert (caught.value.code, caught.value.variant) == (Code.FILES_UNREADABLE, "path.not_unicode")


def test_changing_the_identity_leaves_nothing_behind_that_matters() -> None:
    device = _render(c_config(), identity=Identity.DEVICE, secret_path="/device.key")
    assessment = judge_c(device, KEY.encode(), "/device.key")
    assert assessment.settings == replace(
        SETTINGS, identity=Identity.DEVICE, secret_path="/device.key"
    )
    assert _render(device) == c_config()


@pytest.mark.parametrize(
    ("existing", "variant", "line"),
    (
        (b"\n{,}", "json.syntax", 2),
        (b"[]", "json.syntax", 1),
        (b'{\n"a": 1,\n"a": 2}', "json.duplicate_key", 3),
        (c_config().decode().encode("utf-16"), "json.utf16", 1),
        (b"{} // x".replace(b"{}", b"// y\n{}"), "json.comment", 1),
    ),
)
def test_what_cannot_be_understood_is_left_alone(existing: bytes, variant: str, line: int) -> None:
    with pytest.raises(FilesError) as caught:
        _render(existing)
    assert (caught.value.code, caught.value.variant) == (Code.FILES_UNREADABLE, variant)
    assert caught.value.params["file"] == _FILE
    assert caught.value.params["line"] == line


def test_the_agent_id_is_kept() -> None:
    assert AGENT_ID.encode() in _render(c_config(), device_id="other")


def test_the_installers_sed_still_finds_its_keys() -> None:
    """Its pattern is ``"Key" : "``: both blanks, on shipped and on inserted keys."""
    for existing in (None, b"{}", b'{\n  "Configuration": {}\n}'):
        written = _render(existing)
        for key in ("Identity", "AuthenticationMethod", "FilePath", "DeviceId", "HostName"):
            assert f'"{key}" : "'.encode() in written
