"""The small provisioning service: who may ask for a registration's state, and what is answered."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo.clients import Answer, key_token, look_up, primary_key
from tests.pairs import Pair, make_pair
from wizard.demo.faults.faults import Drop, Html, Status
from wizard.demo.hub import DemoHub
from wizard.demo.registry.records import Credential, EnrolmentStatus, Keys
from wizard.domain.hub.model import AuthType
from wizard.domain.hub.sas_token import sas_token


def token(hub: DemoHub, name: str = "cam-01", lives: int = 60) -> str:
    """What the agents sign with the device's key."""
    audience = f"{hub.dps_id_scope}/registrations/{name}"
    return key_token(audience, primary_key(hub, name), lives)


def test_an_assigned_registration_names_hub_and_device(hub: DemoHub) -> None:
    answer = look_up(hub, "cam-01", token=token(hub))

    assert answer.status == 200
    said = {name: answer.json[name] for name in ("registrationId", "status", "deviceId")}
    assert said == {"registrationId": "cam-01", "status": "assigned", "deviceId": "cam-01"}
    assert answer.json["assignedHub"] == hub.host_name
    seen = hub.requests[-1]
    assert (seen.method, seen.who, seen.status) == ("POST", "cam-01", 200)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("cam-05", "unassigned"),
        ("cam-06", "assigning"),
        ("cam-07", "failed"),
        ("cam-08", "disabled"),
    ],
)
def test_the_other_states_name_no_hub(hub: DemoHub, name: str, status: str) -> None:
    answer = look_up(hub, name, token=token(hub, name))

    assert (answer.status, answer.json["status"]) == (200, status)
    assert not {"assignedHub", "deviceId"} & set(answer.json)
    assert ("errorCode" in answer.json) == (status == "failed")


def test_the_registration_may_be_called_otherwise_than_the_device(hub: DemoHub) -> None:
    keys = Keys.fresh()
    hub.store.enrol("line:1.camera", "cam-01", auth=Credential(given=keys))
    audience = f"{hub.dps_id_scope}/registrations/line:1.camera"

    for key in keys.both():
        answer = look_up(hub, "line:1.camera", token=key_token(audience, key))
        assert answer.json["deviceId"] == "cam-01"
    own = key_token(audience, primary_key(hub, "cam-01"))
    assert look_up(hub, "line:1.camera", token=own).status == 401


def test_the_sdks_name_a_policy_in_the_token(hub: DemoHub) -> None:
    audience, expires = f"{hub.dps_id_scope}/registrations/cam-01", int(time.time()) + 3600
    key = primary_key(hub, "cam-01")

    for policy, status in (("registration", 200), ("iothubowner", 401)):
        signed = sas_token(audience, key, expires, policy).reveal()
        assert look_up(hub, "cam-01", token=signed).status == status


def refused(answer: Answer, status: int, number: int) -> bool:
    """Whether it is an error as the service writes them."""
    assert set(answer.json) == {"errorCode", "trackingId", "message", "timestampUtc"}
    return (answer.status, answer.json["errorCode"]) == (status, number)


def test_a_token_that_is_not_the_registrations(hub: DemoHub) -> None:
    key = primary_key(hub, "cam-01")
    for wrong in (
        "",
        "rubbish",
        token(hub, lives=-1),
        key_token(hub.dps_id_scope, key),
        key_token(hub.host_name, key),
        key_token(f"{hub.dps_id_scope}/registrations/cam-02", key),
        key_token(f"{hub.dps_id_scope}/registrations/cam-01", primary_key(hub, "cam-02")),
    ):
        assert refused(look_up(hub, "cam-01", token=wrong), 401, 401002)
    hub.store.rotate("cam-01")
    signed = key_token(f"{hub.dps_id_scope}/registrations/cam-01", key)
    assert refused(look_up(hub, "cam-01", token=signed), 401, 401002)


def test_what_is_not_there(hub: DemoHub) -> None:
    signed = token(hub)
    assert refused(look_up(hub, "nobody", token=signed), 404, 404201)
    for target in ("/0neOTHER/registrations/cam-01", "/", "/0ne00DE3A07/registrations/"):
        answer = look_up(hub, "cam-01", token=signed, target=f"{target}?api-version=2019-03-31")
        assert refused(answer, 404, 404201)


def test_a_request_that_the_service_does_not_take(hub: DemoHub) -> None:
    signed, path = token(hub), f"/{hub.dps_id_scope}/registrations/cam-01"
    assert refused(look_up(hub, "cam-01", token=signed, target=path), 400, 400000)
    assert refused(look_up(hub, "cam-01", token=signed, body={}), 400, 400000)
    assert refused(look_up(hub, "cam-01", token=signed, method="GET"), 405, 405000)
    assert hub.requests[-1].who == ""


@pytest.fixture
def certified(hub: DemoHub) -> Iterator[Pair]:
    """The certificate of the registration ``line-camera``."""
    pair = make_pair()
    auth = Credential(AuthType.SELF_SIGNED, thumbprints=("A" * 40, pair.sha256))
    hub.store.enrol("line-camera", "gateway-01", EnrolmentStatus.ASSIGNED, auth)
    yield pair


def showing(hub: DemoHub, pair: Pair, folder: Path) -> ssl.SSLContext:
    """A client's TLS context with that certificate."""
    context = ssl.create_default_context(cafile=hub.ca_file)
    file = folder / "pair.pem"
    file.write_bytes(pair.pem + pair.key_pem)
    context.load_cert_chain(file)
    return context


def test_a_certificate_proves_a_registration_too(
    hub: DemoHub, certified: Pair, tmp_path: Path
) -> None:
    context = showing(hub, certified, tmp_path)

    assert look_up(hub, "line-camera", context=context).json["deviceId"] == "gateway-01"
    assert look_up(hub, "line-camera").status == 401
    assert look_up(hub, "gateway-01", context=context).status == 401
    assert look_up(hub, "cam-01", context=context).status == 401
    other = showing(hub, make_pair(), tmp_path)
    assert look_up(hub, "line-camera", context=other).status == 401
    hub.faults.clock_offset = 5 * 86400
    assert look_up(hub, "line-camera", context=context).status == 401


def test_it_has_faults_of_its_own(hub: DemoHub) -> None:
    signed = token(hub)
    hub.faults.dps.add(Status(429, retry_after=7), times=1)
    hub.faults.dps.add(Html(), times=1)
    hub.faults.dps.add(Drop(), times=1)
    hub.faults.rest.add(Status(500))

    throttled = look_up(hub, "cam-01", token=signed)
    assert refused(throttled, 429, 429001)
    assert throttled.headers["retry-after"] == "7"
    assert "html" in look_up(hub, "cam-01", token=signed).headers["content-type"]
    with pytest.raises(OSError):
        look_up(hub, "cam-01", token=signed)
    assert look_up(hub, "cam-01", token=signed).status == 200
    hub.faults.dps.add(Status(500))
    hub.faults.clear()
    assert look_up(hub, "cam-01", token=signed).status == 200
