"""The C agent's table in agents.md, line by line: the file and its settings."""

from __future__ import annotations

import codecs
import json
from typing import Final

import pytest

from tests.agents.builders import (
    KEY,
    KEY_PATH,
    MISSING,
    SETTINGS,
    assess,
    c_config,
    judge_c,
    outcome,
    rules,
)
from wizard.agents.c.facts import C
from wizard.domain.secret import Secret

ACCEPTED: Final = ("accepted", None)
CRASH: Final = ("crash", None)
SILENT: Final = ("rejected", None)
MISSING_CONFIGURATION: Final = ("rejected", "Local Configuration / Missing Configuration")
CANT_PARSE: Final = ("rejected", "Local Configuration / Cant Parse Configuration")
FILE_FORMAT: Final = ("rejected", "Local Configuration / File Format")
OTHER: Final = ("rejected", "Local Configuration / Other")
NOT_EXIST: Final = ("rejected", "Authentication / File Not Exist")

_TOP: Final = (
    "AgentId",
    "TriggerdEventsInterval",
    "ConnectionTimeout",
    "RemoteConfigurationObjectName",
)
_AUTH: Final = ("AuthenticationMethod", "FilePath", "DeviceId", "HostName")
_ALL: Final = (*_TOP, *(f"Authentication.{key}" for key in _AUTH))


def test_a_good_one_is_accepted_with_what_the_agent_would_use() -> None:
    assessment = judge_c()
    assert outcome(assessment) == ACCEPTED
    assert assessment.findings == ()
    assert assessment.settings == SETTINGS
    assert assessment.secret == Secret(KEY)


@pytest.mark.parametrize("key", _ALL)
def test_missing_and_empty_settings(key: str) -> None:
    assert outcome(judge_c(c_config({key: MISSING}))) == MISSING_CONFIGURATION
    expected = CANT_PARSE if "Interval" in key or "Timeout" in key else MISSING_CONFIGURATION
    assert outcome(judge_c(c_config({key: ""}))) == expected


@pytest.mark.parametrize("key", (*_ALL, "Authentication"))
def test_null_is_refused(key: str) -> None:
    assert outcome(judge_c(c_config({key: None}))) == OTHER


def test_a_configuration_that_is_null_is_refused_in_silence() -> None:
    assert outcome(judge_c(c_config({"": None}))) == SILENT


@pytest.mark.parametrize("key", (*_ALL, "Authentication"))
@pytest.mark.parametrize("value", (5, True, [], ["x"]))
def test_wrong_types(key: str, value: object) -> None:
    assert outcome(judge_c(c_config({key: value}))) == CANT_PARSE


def test_without_configuration_nothing_is_logged() -> None:
    assert outcome(judge_c(b"{}")) == SILENT
    assert outcome(judge_c(b'{"configuration": {}}')) == SILENT
    assert outcome(judge_c(b'{"Configuration": 5}')) == SILENT
    assert outcome(judge_c(c_config({"Authentication": MISSING}))) == MISSING_CONFIGURATION


@pytest.mark.parametrize("value", (None, MISSING, 5, {}))
def test_identity_without_text_crashes(value: object) -> None:
    assert outcome(judge_c(c_config({"Authentication.Identity": value}))) == CRASH


def test_wrongly_cased_identity_key_crashes() -> None:
    changes = {"Authentication.Identity": MISSING, "Authentication.identity": "Device"}
    assert outcome(judge_c(c_config(changes))) == CRASH


@pytest.mark.parametrize("value", ("DEVICE", "device", "Module", " Device", "Device ", "2"))
def test_unknown_identity(value: str) -> None:
    assert outcome(judge_c(c_config({"Authentication.Identity": value}))) == CANT_PARSE


def test_empty_identity_is_missing() -> None:
    assert outcome(judge_c(c_config({"Authentication.Identity": ""}))) == MISSING_CONFIGURATION


@pytest.mark.parametrize("method", ("SymmetricKey", "sastoken", "SelfSignedCertificate", "x"))
def test_the_module_takes_nothing_but_a_key(method: str) -> None:
    assert outcome(judge_c(c_config({"Authentication.AuthenticationMethod": method}))) == OTHER


@pytest.mark.parametrize("method", ("SymmetricKey", "sastoken", "selfSignedCertificate"))
def test_unknown_method_of_the_device(method: str) -> None:
    changes = {
        "Authentication.Identity": "Device",
        "Authentication.AuthenticationMethod": method,
    }
    assert outcome(judge_c(c_config(changes))) == CANT_PARSE


def test_wrongly_cased_keys_are_named() -> None:
    changes = {"Authentication.DeviceId": MISSING, "Authentication.deviceId": "dev1"}
    assessment = judge_c(c_config(changes))
    assert outcome(assessment) == MISSING_CONFIGURATION
    assert rules(assessment) == ["setting.wrong_case"]
    assert dict(assessment.findings[0].params) == {"found": "deviceId"}
    assert assessment.findings[0].key == "DeviceId"


@pytest.mark.parametrize("logging", (MISSING, None, 5, {}, {"SystemLoggerMinimumSeverity": "x"}))
def test_logging_never_matters(logging: object) -> None:
    assert outcome(judge_c(c_config({"Logging": logging}))) == ACCEPTED


def test_extra_keys_are_fine() -> None:
    changes = {"More": [1, 2.5, {"a": None}], "Authentication.More": True}
    assert outcome(judge_c(c_config(changes))) == ACCEPTED


@pytest.mark.parametrize("value", ("PT0S", "PT1.5S", "P1Y", "pt2m", "00:02:00", "2", "PT", "P"))
def test_durations_refused(value: str) -> None:
    for key in ("TriggerdEventsInterval", "ConnectionTimeout"):
        assessment = judge_c(c_config({key: value}))
        assert outcome(assessment) == CANT_PARSE
        assert rules(assessment) == ["setting.duration"]


_GOOD: Final = c_config()


@pytest.mark.parametrize(
    "config",
    (
        codecs.BOM_UTF8 + _GOOD,
        _GOOD.replace(b"\n", b"\r\n"),
        _GOOD + b" and the rest is not read",
        _GOOD + b"\0",
        _GOOD.replace(b'"Logging"', b'"\\u004cogging"'),
        _GOOD.replace(b'"Logging"', b'"\xff\xfe"'),
    ),
    ids=("bom", "crlf", "behind", "zero", "escape", "not utf-8"),
)
def test_json_that_passes(config: bytes) -> None:
    assert outcome(judge_c(config)) == ACCEPTED


@pytest.mark.parametrize(
    ("config", "rule"),
    (
        (b"", "json.empty"),
        (b" \n", "json.empty"),
        (b"0", "json.syntax"),
        (b"[]", "json.syntax"),
        (b"null", "json.syntax"),
        (codecs.BOM_UTF16_LE + _GOOD.decode().encode("utf-16-le"), "json.utf16"),
        (_GOOD.decode().encode("utf-16-be"), "json.syntax"),
        (b"// why\n" + _GOOD, "json.comment"),
        (_GOOD.replace(b'"PT2M",', b'"PT2M", /* why */'), "json.comment"),
        (_GOOD.replace(b'"DiagnoticEventMinimumSeverity": 2', b'"D": 2,'), "json.trailing_comma"),
        (_GOOD.replace(KEY_PATH.encode(), rb"C:\k.txt"), "json.escape"),
        (_GOOD.replace(KEY_PATH.encode(), b"a\nb"), "json.line_break"),
        (_GOOD.replace(b'"Logging"', b'"AgentId"'), "json.duplicate_key"),
        (_GOOD.replace(b'"', b"'"), "json.syntax"),
        (_GOOD[:-1], "json.syntax"),
        (_GOOD.replace(b'"PT2M",', b'"PT2M"'), "json.syntax"),
        (codecs.BOM_UTF8 * 2 + _GOOD, "json.syntax"),
    ),
)
def test_json_that_does_not(config: bytes, rule: str) -> None:
    assessment = judge_c(config)
    assert outcome(assessment) == FILE_FORMAT
    assert rules(assessment) == [rule]
    assert assessment.findings[0].line is not None


def test_one_backslash_becomes_a_tab() -> None:
    assessment = judge_c(_GOOD.replace(KEY_PATH.encode(), rb"C:\temp"))
    assert outcome(assessment) == NOT_EXIST
    assert "path.control_character" in rules(assessment)


def test_no_agent_here() -> None:
    assessment = assess(C, lambda path: None)
    assert not assessment.agent_here
    assert outcome(assessment) == FILE_FORMAT


def test_the_first_refusal_decides_and_all_are_found() -> None:
    changes = {"AgentId": "", "Authentication.Identity": "device", "ConnectionTimeout": "30"}
    assessment = judge_c(c_config(changes))
    assert outcome(assessment) == MISSING_CONFIGURATION
    assert rules(assessment) == ["setting.empty", "setting.duration", "setting.unknown_word"]
    assert [finding.key for finding in assessment.findings] == [
        "AgentId",
        "ConnectionTimeout",
        "Identity",
    ]


def test_a_thousand_levels_deep() -> None:
    deep = "[" * 1000 + "]" * 1000
    config = json.dumps({"x": 0}).replace("0", deep).encode()
    assert outcome(judge_c(config)) == SILENT
