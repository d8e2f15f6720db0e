"""The C# agent's table in agents.md, line by line: the settings of the three files."""

from __future__ import annotations

from typing import Final

import pytest

from tests.agents.builders import (
    AGENT_ID,
    GENERAL,
    INTERFACE,
    KEY,
    KEY_PATH,
    MISSING,
    SETTINGS,
    authentication,
    judge_csharp,
    outcome,
    rules,
    section,
)
from wizard.domain.agent.model import AgentSettings, Identity, Method
from wizard.domain.secret import Secret

ACCEPTED: Final = ("accepted", None)
CRASH: Final = ("crash", None)
MISSING_CONFIGURATION: Final = ("rejected", "Authentication / Missing Configuration")
CANT_PARSE: Final = ("rejected", "Authentication / Cant Parse Configuration")
LOCAL_MISSING: Final = ("rejected", "Local Configuration / Missing Configuration")
LOCAL_CANT_PARSE: Final = ("rejected", "Local Configuration / Cant Parse Configuration")
OTHER: Final = ("rejected", "Authentication / Other")


def test_a_good_one_is_accepted_with_what_the_agent_would_use() -> None:
    assessment = judge_csharp()
    assert outcome(assessment) == ACCEPTED
    assert assessment.findings == ()
    assert assessment.settings == SETTINGS
    assert assessment.secret == Secret(KEY)


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
    assessment = judge_csharp(authentication(dps))
    assert outcome(assessment) == ACCEPTED
    assert assessment.settings == AgentSettings(
        *(Identity.DPS, Method.SYMMETRIC_KEY, "", "", KEY_PATH),
        id_scope="0ne0",
        registration_id="r",
    )
    for key in ("idScope", "registrationId"):
        assert outcome(judge_csharp(authentication(dps | {key: ""}))) == MISSING_CONFIGURATION


@pytest.mark.parametrize("key", ("type", "identity"))
@pytest.mark.parametrize(
    "value", ("x", "module", "symmetrickey", "SasToken", "Module,", "99999999999")
)
def test_words_are_case_sensitive(key: str, value: str) -> None:
    assessment = judge_csharp(authentication({key: value}))
    assert outcome(assessment) == CANT_PARSE
    assert rules(assessment) == ["setting.unknown_word"]


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
    assessment = judge_csharp(authentication(changes))
    assert outcome(assessment) == ACCEPTED
    assert assessment.settings is not None
    assert assessment.settings.identity is identity


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


def _general(**changes: object) -> bytes:
    return section("General", GENERAL | changes)


@pytest.mark.parametrize("key", GENERAL)
def test_general_needs_all_its_keys(key: str) -> None:
    for value in (MISSING, "", " "):
        assessment = judge_csharp(General=_general(**{key: value}))
        assert outcome(assessment) == LOCAL_MISSING
        assert assessment.findings[0].file == "General.config"


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
