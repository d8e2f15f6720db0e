"""Writing certificates and DPS, and changing over from one set-up to another, for both agents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pytest

from tests.agents.builders import (
    AGENT_ID,
    FOLDER,
    KEY,
    KEY_PATH,
    MISSING,
    OTHER_ID,
    SETTINGS,
    assess,
    authentication,
    c_config,
    pem_of_strangers,
    pfx,
    rules,
)
from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.assessment import Assessment
from wizard.domain.agent.model import AgentFlavour, AgentSettings, Identity, Method
from wizard.domain.certificate_store import StoreLocation, StoreReference
from wizard.domain.secret import Secret

PFX_PATH: Final = f"{FOLDER}/agent.pfx"
KEY_METHOD, CERTIFICATE = Method.SYMMETRIC_KEY, Method.SELF_SIGNED_CERTIFICATE
_C_FILE: Final = "LocalConfiguration.json"
_AUTH: Final = "Authentication.config"


def settings(identity: Identity, method: Method = KEY_METHOD) -> AgentSettings:
    path = PFX_PATH if method is CERTIFICATE else KEY_PATH
    if identity is Identity.DPS:
        return AgentSettings(
            identity, method, "", "", path, id_scope="0ne00AB", registration_id="cam-03"
        )
    return AgentSettings(identity, method, "hub.azure-devices.net", "dev1", path)


ALL: Final = (
    settings(Identity.SECURITY_MODULE),
    *(settings(one, two) for one in (Identity.DEVICE, Identity.DPS) for two in Method),
)


def _assessd(flavour: AgentFlavour, written: Mapping[str, bytes]) -> Assessment:
    files = {f"{FOLDER}/{name}": data for name, data in written.items()}
    return assess(flavour, (files | {PFX_PATH: pfx(), KEY_PATH: f"{KEY}\n".encode()}).get)


@pytest.mark.parametrize("flavour", list(AGENTS))
@pytest.mark.parametrize("before", ALL, ids=str)
@pytest.mark.parametrize("after", ALL, ids=str)
def test_from_any_set_up_to_any_other(
    flavour: AgentFlavour, before: AgentSettings, after: AgentSettings
) -> None:
    agent = AGENTS[flavour]
    first = agent.render(before, {}, AGENT_ID)
    second = agent.render(after, first, OTHER_ID)
    assessment = _assessd(flavour, second)
    assert rules(assessment) == []
    key = None if after.method is CERTIFICATE else Secret(KEY)
    assert (assessment.settings, assessment.secret) == (after, key)


def _c(existing: bytes, wanted: AgentSettings) -> bytes:
    return AGENTS[C].render(wanted, {_C_FILE: existing}, OTHER_ID)[_C_FILE]


def _csharp(existing: bytes, wanted: AgentSettings) -> bytes:
    return AGENTS[CSHARP].render(wanted, {_AUTH: existing}, OTHER_ID)[_AUTH]


def test_the_c_agents_words() -> None:
    written = json.loads(_c(c_config(), settings(Identity.DPS, CERTIFICATE)))
    found = written["Configuration"]["Authentication"]
    assert (found["Identity"], found["AuthenticationMethod"]) == ("DPS", "SelfSignedCertificate")
    assert found["DPS"] == {"IDScope": "0ne00AB", "RegistrationId": "cam-03"}


def test_the_csharp_agents_words() -> None:
    written = _csharp(authentication(), settings(Identity.DPS, CERTIFICATE)).decode()
    for key, value in {
        "identity": "DPS",
        "type": "SelfSignedCertificate",
        "certificateLocationKind": "LocalFile",
        "idScope": "0ne00AB",
        "registrationId": "cam-03",
    }.items():
        assert f'key="{key}" value="{value}"' in written


@pytest.mark.parametrize("dps", [MISSING, None, "x", {}, {"IDScope": 5}, {"x": 1, "IDScope": "o"}])
def test_the_dps_object_comes_in_the_files_style(dps: object) -> None:
    existing = c_config({"Authentication.DPS": dps})
    written = _c(existing, settings(Identity.DPS))
    assert rules(_assessd(C, {_C_FILE: written})) == []
    assert b'"IDScope" : "0ne00AB"' in written or b'"IDScope": "0ne00AB"' in written
    found = json.loads(written)["Configuration"]["Authentication"]["DPS"].keys()
    assert found == {"IDScope", "RegistrationId", *(dps if isinstance(dps, dict) else ())}


def test_a_new_dps_object_is_laid_out_like_the_rest() -> None:
    existing = b'{\r\n  "Configuration": {\r\n    "Authentication": {\r\n      "Identity" : ""\r\n'
    existing += b"    }\r\n  }\r\n}\r\n"
    written = _c(existing, settings(Identity.DPS)).decode()
    expected = """      "DPS" : {
        "IDScope" : "0ne00AB",
        "RegistrationId" : "cam-03"
      }
    },
"""
    assert expected.replace("\n", "\r\n") in written
    assert rules(_assessd(C, {_C_FILE: written.encode()})) == []


def test_what_the_choice_does_not_use_is_not_touched() -> None:
    changes: dict[str, Any] = {"Authentication.DPS": {"IDScope": "old", "RegistrationId": None}}
    written = _c(c_config(changes), SETTINGS)
    assert written == c_config(changes)
    stale = {"idScope": "old", "registrationId": " ", "certificateLocationKind": "Store"}
    assert _csharp(authentication(stale), SETTINGS) == authentication(stale)


def test_a_certificate_in_a_store_becomes_a_file() -> None:
    store = {
        "identity": "Device",
        "type": "SelfSignedCertificate",
        "certificateLocationKind": "Store",
        "filePath": "C:\\store.json",
    }
    written = _csharp(authentication(store), settings(Identity.DEVICE, CERTIFICATE))
    expected = store | {"certificateLocationKind": "LocalFile", "filePath": PFX_PATH}
    assert written == authentication(expected)


@pytest.mark.parametrize("word", ["LocalFile", " LocalFile", "0"])
def test_a_location_that_means_the_same_stays(word: str) -> None:
    wanted = settings(Identity.DEVICE, CERTIFICATE)
    existing = authentication(
        {
            "identity": "Device",
            "type": "SelfSignedCertificate",
            "certificateLocationKind": word,
            "filePath": PFX_PATH,
        }
    )
    assert _csharp(existing, wanted) == existing


def test_a_store_is_told_with_what_is_in_its_file() -> None:
    path = "C:\\store.json"
    config = authentication(
        {
            "identity": "DPS",
            "idScope": "0ne",
            "registrationId": "r",
            "type": "SelfSignedCertificate",
            "certificateLocationKind": "Store",
            "filePath": path,
        }
    )
    reference = {"storeLocation": 1, "storeName": "My", "certificateThumbprint": "AB"}
    others = AGENTS[CSHARP].render(SETTINGS, {_AUTH: config}, OTHER_ID)
    files = {f"{FOLDER}/{name}": data for name, data in others.items()}
    files |= {f"{FOLDER}/{_AUTH}": config, path: json.dumps(reference).encode()}
    assessment = assess(CSHARP, files.get)
    assert assessment.verdict.value == "accepted"
    assert assessment.settings == AgentSettings(
        Identity.DPS,
        CERTIFICATE,
        "",
        "",
        path,
        id_scope="0ne",
        registration_id="r",
        store=StoreReference(StoreLocation.CURRENT_USER, "AB"),
    )
    assert assessment.secret is None


@pytest.mark.parametrize("before", [b"", authentication({"certificateLocationKind": "Store"})])
def test_a_certificate_in_a_store_is_written_as_the_agent_reads_it(before: bytes) -> None:
    folder = "C:\\agent"
    store = StoreReference(StoreLocation.LOCAL_MACHINE, "3F2A" * 10)
    file = CSHARP.store_file
    assert file is not None
    path = f"{folder}\\{file.name}"
    wanted = replace(settings(Identity.DEVICE, CERTIFICATE), secret_path=path, store=store)
    written = AGENTS[CSHARP].render(wanted, {_AUTH: before}, AGENT_ID)
    files = {f"{folder}\\{name}": data for name, data in written.items()}
    files[path] = file.content(store)
    assessment = AGENTS[CSHARP].assess(folder, lambda name: files.get(name))
    assert (assessment.verdict.value, assessment.settings) == ("accepted", wanted)
    assert json.loads(file.content(store)) == {
        "storeLocation": "LocalMachine",
        "storeName": "My",
        "certificateThumbprint": "3F2A" * 10,
    }
    back = AGENTS[CSHARP].render(settings(Identity.DEVICE, CERTIFICATE), written, OTHER_ID)
    assert b'value="LocalFile"' in back[_AUTH]


@pytest.mark.parametrize("flavour", list(AGENTS))
def test_what_cannot_authenticate_is_told_with_its_settings(flavour: AgentFlavour) -> None:
    wanted = replace(settings(Identity.DEVICE, CERTIFICATE), secret_path="/agent.pem")
    written = AGENTS[flavour].render(wanted, {}, AGENT_ID)
    files = {f"{FOLDER}/{name}": data for name, data in written.items()}
    assessment = assess(flavour, (files | {"/agent.pem": pem_of_strangers()}).get)
    assert (assessment.verdict.value, assessment.settings) == ("unauthenticable", wanted)
