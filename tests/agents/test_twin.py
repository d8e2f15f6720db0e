"""What the agents make of their settings in the module's twin."""

from __future__ import annotations

from typing import Any

import pytest

from wizard.agents import AGENTS
from wizard.agents.c import twin_values as c_twin
from wizard.agents.c.facts import C
from wizard.agents.csharp import twin_values as csharp_twin
from wizard.agents.csharp.facts import CSHARP
from wizard.agents.shared.twin import COMMON_SETTINGS, OF_SOME_AGENTS, Kind
from wizard.check.twin import require_twin, twin_warnings
from wizard.domain.agent.model import TWIN_OBJECT, AgentFlavour
from wizard.domain.agent.twin_finding import TwinFinding, TwinVerdict
from wizard.domain.errors import CheckError, Code
from wizard.text.catalogue.twin import TEXTS, twin_text
from wizard.text.lookup import text_of

BOTH = (C, CSHARP)
OK, NOTE, PROBLEM = TwinVerdict.OK, TwinVerdict.NOTE, TwinVerdict.PROBLEM
STOPS = "Remote Configuration / Cant Parse Configuration"


SETTINGS = {C: c_twin.TWIN.settings, CSHARP: csharp_twin.TWIN.settings}


def assess_twin(
    found: dict[str, Any], flavour: AgentFlavour, name: str = TWIN_OBJECT
) -> tuple[TwinFinding, ...]:
    return AGENTS[flavour].assess_twin(found, name)


def test_what_is_no_use_to_every_agent_is_told_apart() -> None:
    both = {*SETTINGS[C], *SETTINGS[CSHARP]}
    assert both - set(COMMON_SETTINGS) == OF_SOME_AGENTS


def twin(settings: object) -> dict[str, object]:
    return {"desired": {TWIN_OBJECT: settings, "$version": 3}, "reported": {"$version": 1}}


def one(flavour: AgentFlavour, setting: str, value: object) -> TwinFinding:
    (finding,) = assess_twin(twin({setting: {"value": value}}), flavour)
    return finding


@pytest.mark.parametrize("flavour", BOTH)
def test_the_documented_example_is_fine(flavour: AgentFlavour) -> None:
    findings = assess_twin(
        twin(
            {
                "highPriorityMessageFrequency": {"value": "PT7M"},
                "lowPriorityMessageFrequency": {"value": "PT5H"},
                "snapshotFrequency": {"value": "PT13H"},
                "maxLocalCacheSizeInBytes": {"value": 2560000},
                "maxMessageSizeInBytes": {"value": 204800},
                "eventPriorityConnectionCreate": {"value": "High"},
                "aggregationEnabledProcessCreate": {"value": True},
                "aggregationIntervalProcessCreate": {"value": "PT1H"},
            }
        ),
        flavour,
    )
    assert len(findings) == 8
    assert {finding.verdict for finding in findings} == {OK}
    require_twin(findings)
    assert not list(twin_warnings(findings))


@pytest.mark.parametrize("flavour", BOTH)
@pytest.mark.parametrize(
    "found",
    [
        {},
        {"desired": {}},
        {"desired": {"$version": 1}},
        {"desired": {TWIN_OBJECT: None}},
        {"desired": {TWIN_OBJECT: {}}},
        {"desired": {TWIN_OBJECT: {"snapshotFrequency": None}}},
        {"desired": "text"},
        {"properties": {"desired": {}}},
    ],
)
def test_what_is_absent_has_the_default(found: dict[str, Any], flavour: AgentFlavour) -> None:
    assert assess_twin(found, flavour) == ()


def test_the_answer_of_the_rest_interface_is_judged_as_well() -> None:
    found = {"deviceId": "d", "properties": twin({"snapshotFrequency": {"value": 1}})}
    assert [finding.verdict for finding in assess_twin(found, C)] == [PROBLEM]


def test_the_object_may_have_another_name() -> None:
    found = {"desired": {"own": {"snapshotFrequency": {"value": "P1W"}}}}
    assert [finding.rule for finding in assess_twin(found, CSHARP)] == ["other_name"]
    assert [finding.verdict for finding in assess_twin(found, CSHARP, "own")] == [PROBLEM]


DURATIONS: list[tuple[str, str, str]] = [
    ("PT7M", "", ""),
    ("P1DT2H30M5S", "", ""),
    ("P30D", "", ""),
    ("P1W", "", "duration"),  # ISO 8601, but not XML Schema
    ("P1Y", "duration", ""),  # the C agent reads years and forgets them: nothing is left
    ("PT0.5S", "duration", ""),
    ("PT0S", "duration", "no_time"),
    ("-PT5M", "duration", "no_time"),
    ("P1000D", "duration", ""),  # more milliseconds than 32 bits hold
    ("pt5m", "duration", "duration"),
    ("00:05:00", "duration", "duration"),
    ("5 minutes", "duration", "duration"),
    ("300", "duration", "duration"),
    ("P", "duration", "duration"),
    ("PT", "duration", "duration"),
    ("P1DT", "duration", "duration"),
    ("PT5", "duration", "duration"),
    ("PT5M30", "duration", "duration"),
    ("P99999999999Y", "duration", "duration"),
    ("P2147483647Y", "duration", "duration"),
    ("", "duration", "duration"),
]


@pytest.mark.parametrize(("text", "c", "csharp"), DURATIONS)
def test_durations(text: str, c: str, csharp: str) -> None:
    assert one(C, "snapshotFrequency", text).rule == c
    assert one(CSHARP, "snapshotFrequency", text).rule == csharp


VALUES: list[tuple[str, object, str, str]] = [
    ("snapshotFrequency", 300, "duration", "misread"),
    ("snapshotFrequency", True, "duration", "misread"),
    ("maxMessageSizeInBytes", "204800", "number", ""),
    ("maxMessageSizeInBytes", " 204800 ", "number", ""),
    ("maxMessageSizeInBytes", "200 kB", "number", "number"),
    ("maxMessageSizeInBytes", "2e5", "number", "number"),
    ("maxMessageSizeInBytes", 204800.4, "", ""),
    ("maxMessageSizeInBytes", -1, "limits", "number"),
    ("maxMessageSizeInBytes", 2**32, "limits", "number"),
    ("maxMessageSizeInBytes", 1e300, "limits", "number"),
    ("maxMessageSizeInBytes", 262144, "limits", "limits"),
    ("maxMessageSizeInBytes", 8192, "limits", "limits"),
    ("maxLocalCacheSizeInBytes", 100, "limits", "limits"),
    ("maxLocalCacheSizeInBytes", True, "number", ""),
    ("maxLocalCacheSizeInBytes", [1], "number", "number"),
    ("eventPriorityLogin", "HIGH", "", ""),
    ("eventPriorityLogin", "off", "", ""),
    ("eventPriorityLogin", " Low ", "priority", ""),
    ("eventPriorityLogin", "Operational", "priority", ""),
    ("eventPriorityLogin", "Medium", "priority", "priority"),
    ("eventPriorityLogin", "", "priority", "priority"),
    ("eventPriorityLogin", "hıgh", "priority", "priority"),
    ("eventPriorityLogin", 2, "priority", ""),
    ("eventPriorityLogin", "2", "priority", ""),
    ("eventPriorityLogin", 7, "priority", "unnamed"),
    ("eventPriorityLogin", 2**40, "priority", "priority"),
    ("eventPriorityLogin", 1.5, "priority", "priority"),
    ("aggregationEnabledProcessCreate", "true", "flag", ""),
    ("aggregationEnabledProcessCreate", "yes", "flag", "flag"),
    ("aggregationEnabledProcessCreate", 1, "flag", ""),
    ("aggregationEnabledProcessCreate", {}, "flag", "flag"),
]


@pytest.mark.parametrize(("setting", "value", "c", "csharp"), VALUES)
def test_values(setting: str, value: object, c: str, csharp: str) -> None:
    assert one(C, setting, value).rule == c
    assert one(CSHARP, setting, value).rule == csharp


@pytest.mark.parametrize("flavour", BOTH)
@pytest.mark.parametrize("wrong", ["PT5M", 5, True, [], {}, {"value": None}, {"Value": "PT5M"}])
def test_a_setting_without_its_wrapping(wrong: object, flavour: AgentFlavour) -> None:
    (finding,) = assess_twin(twin({"snapshotFrequency": wrong}), flavour)
    assert (finding.verdict, finding.rule) == (PROBLEM, "shape")


def test_the_resource_id_is_the_one_that_has_no_wrapping() -> None:
    plain, wrapped = "/subscriptions/1/hub", {"value": "/subscriptions/1/hub"}
    assert [f.verdict for f in assess_twin(twin({"hubResourceId": plain}), CSHARP)] == [OK]
    assert [f.rule for f in assess_twin(twin({"hubResourceId": wrapped}), CSHARP)] == ["bare_text"]
    assert [f.rule for f in assess_twin(twin({"hubResourceId": wrapped}), C)] == ["other_agents"]


@pytest.mark.parametrize("flavour", BOTH)
@pytest.mark.parametrize("found", ["text", 3, ["a"], True])
def test_an_object_that_is_none(found: object, flavour: AgentFlavour) -> None:
    (finding,) = assess_twin(twin(found), flavour)
    assert (finding.setting, finding.verdict, finding.rule) == (TWIN_OBJECT, PROBLEM, "object")


def test_names_in_another_case_are_known_to_the_csharp_agent_only() -> None:
    found = twin({"SnapshotFrequency": {"value": "nonsense"}})
    assert [finding.rule for finding in assess_twin(found, CSHARP)] == ["duration"]
    (finding,) = assess_twin(found, C)
    assert (finding.verdict, finding.rule) == (NOTE, "misspelt")
    assert finding.instead == "snapshotFrequency"


@pytest.mark.parametrize(
    ("name", "rule", "instead"),
    [
        ("snapshotFrequenzy", "misspelt", "snapshotFrequency"),
        ("eventPriorites", "unknown", ""),
        ("baselineCustomChecksEnabled", "other_agents", ""),
    ],
)
def test_names_that_the_agent_passes_over(name: str, rule: str, instead: str) -> None:
    finding = one(CSHARP, name, 1)
    assert (finding.rule, finding.instead) == (rule, instead)
    assert finding.verdict is (OK if rule == "other_agents" else NOTE)


@pytest.mark.parametrize(("flavour", "logged"), [(C, None), (CSHARP, STOPS)])
def test_the_first_that_does_not_parse_ends_the_check(
    flavour: AgentFlavour, logged: str | None
) -> None:
    findings = assess_twin(
        twin(
            {
                "highPriorityMessageFrequency": {"value": "PT7M"},
                "snapshotFrequency": {"value": "13 hours"},
                "eventPriorityLogin": {"value": "Medium"},
            }
        ),
        flavour,
    )
    with pytest.raises(CheckError) as failure:
        require_twin(findings)
    error = failure.value
    assert (error.code, error.agent_error) == (Code.CHECK_TWIN_FAILED, logged)
    assert error.params["setting"] == "snapshotFrequency"
    text = text_of(error.problem)
    assert 'snapshotFrequency in the module\'s twin: "13 hours" is not a duration' in text.cause
    assert text.remedy.endswith("snapshotFrequency, eventPriorityLogin.")


@pytest.mark.parametrize("flavour", BOTH)
def test_every_finding_has_words(flavour: AgentFlavour) -> None:
    values = ["PT5M", "", "x", 0, -1, 7, 2**40, 1.5, True, [], {}, "PT0S"]
    settings = {name: {"value": value} for value in values for name in SETTINGS[flavour]}
    found = [twin(settings), twin("x"), twin({"snapshotFrequenzy": 1, "x": 1})]
    found += [twin({name: value}) for name in SETTINGS[flavour] for value in values]
    found += [twin({name: {"value": value}}) for name in SETTINGS[flavour] for value in values]
    for findings in (assess_twin(each, flavour) for each in found):
        for finding in findings:
            assert "{" not in twin_text(finding).replace(finding.value, "").replace('{"value"', "")
        for warning in twin_warnings(findings):
            assert f"twin.setting/{warning.variant}" in TEXTS
        try:
            require_twin(findings)
        except CheckError as error:
            assert f"check.twin_failed/{error.variant}" in TEXTS


def test_long_values_are_cut() -> None:
    finding = one(C, "snapshotFrequency", "x" * 10_000)
    assert len(finding.value) == 60


def test_every_kind_of_setting_is_somewhere() -> None:
    assert {kind for names in SETTINGS.values() for kind in names.values()} == set(Kind)
