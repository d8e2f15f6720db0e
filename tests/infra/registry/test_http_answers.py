"""Answers that the demo hub does not give: what the service and others have been seen to send."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from email.utils import formatdate

import pytest

from wizard.domain.errors import Code, HubError
from wizard.domain.hub.model import AuthType
from wizard.infra.net.https_client import Answer
from wizard.infra.registry.http_answers import clock_skew, json_of, raise_for_status, says
from wizard.infra.registry.identity_json import device_of, module_of, summary_of

HOST = "hub.example"
KEY = "a2V5" * 11


def answer(status: int, body: str = "", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, body.encode())


def refused(given: Answer) -> HubError:
    with pytest.raises(HubError) as caught:
        raise_for_status(given, HOST)
    return caught.value


THROTTLED = (
    '{"Message":"ErrorCode:ThrottlingBacklogTimeout;Request has been throttled. '
    'Wait 10 seconds and try again. Operation type: DeviceRegistry"}'
)


@pytest.mark.parametrize(
    ("given", "wait"),
    [
        (answer(429, THROTTLED), 10.0),
        (answer(429, THROTTLED, retry_after="3"), 3.0),
        (answer(429), None),
        (answer(429, retry_after="soon"), None),
        (answer(503, retry_after="7"), 7.0),
    ],
)
def test_how_long_to_wait(given: Answer, wait: float | None) -> None:
    assert refused(given).retry_after == wait
    assert refused(given).retryable


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> int:
    """The time, which stands still."""
    stopped = int(time.time())
    monkeypatch.setattr(time, "time", lambda: float(stopped))
    return stopped


def test_waiting_until_a_date(now: int) -> None:
    soon = refused(answer(429, retry_after=formatdate(now + 5, usegmt=True)))
    assert soon.retry_after == 5
    past = refused(answer(429, retry_after=formatdate(0, usegmt=True)))
    assert past.retry_after == 0


@pytest.mark.parametrize(
    ("given", "code", "variant"),
    [
        (answer(301, location="https://portal/x"), Code.HUB_NOT_A_HUB, "redirect_to"),
        (answer(302, location="/sign-in"), Code.HUB_NOT_A_HUB, "redirect"),
        (answer(302, location="https://\x1b[2J/"), Code.HUB_NOT_A_HUB, "redirect"),
        (answer(404, "<html>", content_type="text/html"), Code.HUB_NOT_A_HUB, ""),
        (answer(403, "<!DOCTYPE html>"), Code.HUB_NOT_A_HUB, ""),
        (answer(404, '{"detail":"Not Found"}'), Code.HUB_NOT_A_HUB, "path"),
        (answer(404, iothub_errorcode="JobNotFound"), Code.HUB_BAD_ANSWER, "refused"),
        (answer(403, "ErrorCode:IotHubQuotaExceeded"), Code.HUB_UNAUTHORIZED, "quota"),
        (answer(403, '{"errorCode":403002}'), Code.HUB_UNAUTHORIZED, "quota"),
        (answer(403, "TooManyModulesOnDevice"), Code.HUB_UNAUTHORIZED, "too_many_modules"),
        (answer(403, "ErrorCode:IotHubForbidden"), Code.HUB_UNAUTHORIZED, "forbidden"),
        (answer(407), Code.HUB_PROXY, "in_between"),
        (answer(502, "<html>", content_type="text/html"), Code.HUB_SERVER_ERROR, ""),
        (answer(418), Code.HUB_BAD_ANSWER, "status"),
    ],
)
def test_what_a_status_means(given: Answer, code: Code, variant: str) -> None:
    assert (refused(given).code, refused(given).variant) == (code, variant)


@pytest.mark.parametrize(
    "given",
    [
        answer(404, iothub_errorcode="ModuleNotFound"),
        answer(404, '{"Message":"ErrorCode:ModuleNotFound;Module not registered"}'),
        answer(404, json.dumps({"Message": json.dumps({"errorCode": 404010, "message": "x"})})),
        answer(404, json.dumps({"Message": json.dumps({"errorCode": 404010}, indent=1)})),
    ],
)
def test_finds_the_error_in_old_and_new_forms(given: Answer) -> None:
    assert says(given, "ModuleNotFound")
    assert not says(given, "DeviceNotFound")


@pytest.mark.parametrize("off", [0, 299, -299])
def test_a_clock_that_is_right_enough(now: int, off: int) -> None:
    given = answer(401, date=formatdate(now + off, usegmt=True))
    assert clock_skew(given, HOST) is None


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Xyz 2020 00:00:00 GMT"])
def test_a_date_that_is_none(date: str) -> None:
    assert clock_skew(answer(401, date=date), HOST) is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", Code.HUB_BAD_ANSWER),
        ('{"deviceId"', Code.HUB_BAD_ANSWER),
        ("[" * 100_000, Code.HUB_BAD_ANSWER),
        (" <html>", Code.HUB_NOT_A_HUB),
    ],
)
def test_a_body_that_is_no_json(body: str, code: Code) -> None:
    with pytest.raises(HubError) as caught:
        json_of(answer(200, body), HOST)
    assert caught.value.code is code


DEVICE: Mapping[str, object] = {
    "deviceId": "dev-1",
    "etag": "MQ==",
    "status": "enabled",
    "statusReason": None,
    "authentication": {
        "symmetricKey": {"primaryKey": KEY, "secondaryKey": KEY},
        "x509Thumbprint": {"primaryThumbprint": None, "secondaryThumbprint": None},
        "type": "sas",
    },
}


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"deviceId": None}, "deviceId"),
        ({"deviceId": 7}, "deviceId"),
        ({"status": "asleep"}, "status"),
        ({"status": None}, "status"),
        ({"authentication": None}, "authentication"),
        ({"authentication": {"type": "magic"}}, "authentication.type"),
        ({"authentication": {"type": "sas"}}, "authentication.symmetricKey"),
        (
            {"authentication": {"type": "sas", "symmetricKey": {"primaryKey": "no base64"}}},
            "authentication.symmetricKey.primaryKey",
        ),
    ],
)
def test_names_the_part_that_is_wrong(change: Mapping[str, object], part: str) -> None:
    with pytest.raises(HubError) as caught:
        device_of({**DEVICE, **change})
    assert (caught.value.code, caught.value.variant) == (Code.HUB_BAD_ANSWER, "part")
    assert caught.value.params == {"part": part}


@pytest.mark.parametrize("content", [None, [], "text", 1])
def test_something_that_is_no_identity(content: object) -> None:
    for read in (device_of, module_of, summary_of):
        with pytest.raises(HubError):
            read(content)


def test_a_device_without_authentication() -> None:
    assert device_of({**DEVICE, "authentication": {"type": "none"}}).auth is AuthType.NONE


@pytest.mark.parametrize(
    ("status", "enabled"),
    [({"status": "disabled"}, False), ({"status": "enabled"}, True), ({}, True)],
)
def test_a_module_may_say_whether_it_is_enabled(
    status: Mapping[str, object], enabled: bool
) -> None:
    content = {
        "deviceId": "dev-1",
        "moduleId": "m",
        "authentication": DEVICE["authentication"],
        **status,
    }
    assert module_of(content).enabled is enabled
