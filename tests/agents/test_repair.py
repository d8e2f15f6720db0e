"""Repairing: one thing wrong at a time, for both agents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from tests.agents.builders import (
    FOLDER,
    GENERAL,
    INTERFACE,
    KEY,
    KEY_PATH,
    MISSING,
    OTHER_ID,
    assess,
    authentication,
    c_config,
    pem,
    pem_of_strangers,
    pfx,
    section,
)
from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.assessment import RepairPlan
from wizard.domain.agent.model import AgentFlavour, Identity, Method
from wizard.domain.files import FileWrite
from wizard.domain.secret import Secret
from wizard.text.lookup import text_of_finding

_C_FILE: Final = f"{FOLDER}/LocalConfiguration.json"
_AUTH: Final = f"{FOLDER}/Authentication.config"
_GENERAL: Final = f"{FOLDER}/General.config"
_INTERFACE: Final = f"{FOLDER}/SecurityIotInterface.config"
_LINE: Final = f"{KEY}\n".encode()
Files = dict[str, bytes]


def _c_folder(config: bytes, more: Mapping[str, bytes] | None = None) -> Files:
    return {_C_FILE: config, KEY_PATH: _LINE, **(more or {})}


def _csharp_folder(config: bytes, more: Mapping[str, bytes] | None = None) -> Files:
    return {
        _AUTH: config,
        _GENERAL: section("General", GENERAL),
        _INTERFACE: section("ExternalInterface", INTERFACE),
        KEY_PATH: _LINE,
        **(more or {}),
    }


def repaired(flavour: AgentFlavour, files: Files) -> tuple[RepairPlan, Files]:
    """The plan, and the folder once it is carried out; what it promises is checked."""
    plan = AGENTS[flavour].repair(FOLDER, lambda path: files.get(path), OTHER_ID)
    after = dict(files)
    for write in plan.writes:
        name = _named(write, files)
        assert write.content != files.get(name)
        after[name] = write.content
    assert assess(flavour, after.get) == plan.after
    assert AGENTS[flavour].repair(FOLDER, lambda path: after.get(path), OTHER_ID).writes == ()
    for finding in plan.fixed:
        assert text_of_finding(finding).cause
    return plan, after


def _named(write: FileWrite, files: Files) -> str:
    """The path as the configuration has it, whatever system this runs on."""
    names = (name for name in files if Path(FOLDER, name) == write.path)
    return next(names, write.path.as_posix())


def accepted(flavour: AgentFlavour, files: Files) -> tuple[RepairPlan, Files]:
    """Likewise, and nothing is left."""
    plan, after = repaired(flavour, files)
    assert plan.after.verdict.value == "accepted", plan.after.findings
    assert plan.after.findings == ()
    return plan, after


def test_what_is_accepted_is_not_touched() -> None:
    for flavour, files in ((C, _c_folder(c_config())), (CSHARP, _csharp_folder(authentication()))):
        plan, _ = repaired(flavour, files)
        assert (plan.writes, plan.fixed) == ((), ())


KEY_FAULTS: Final = (
    f"{KEY}\r\n".encode(),
    f"  {KEY} \n".encode(),
    b"\xef\xbb\xbf" + _LINE,
    KEY.rstrip("=").encode(),
    f'"{KEY}"\n'.encode(),
    KEY.encode("utf-16"),
    KEY.encode("utf-16-le"),
    f"{KEY[:20]}\r\n{KEY[20:]}".encode(),
    f"HostName=h.n;DeviceId=d;SharedAccessKey={KEY}".encode(),
    KEY.replace("+", "-").replace("/", "_").encode() + b"\r",
    b" " * 400 + _LINE,
)


@pytest.mark.parametrize("content", KEY_FAULTS)
@pytest.mark.parametrize("flavour", list(AGENTS))
def test_key_files(flavour: AgentFlavour, content: bytes) -> None:
    config, folder = (c_config(), _c_folder) if flavour is C else (authentication(), _csharp_folder)
    plan, _ = accepted(flavour, folder(config, {KEY_PATH: content}))
    assert plan.after.secret == Secret(KEY)
    for write in plan.writes:  # the C# agent trims, so some are good as they are
        assert (write.path, write.secret, write.content) == (Path(KEY_PATH), True, _LINE)


@pytest.mark.parametrize(
    "content",
    (
        b"",
        b"what is this?",
        f"HostName=h;SharedAccessKeyName=iothubowner;SharedAccessKey={KEY}".encode(),
        f"{KEY}\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHhc=\n".encode(),
        b"A" * 401,
        KEY[:-2].encode() + b"=",
    ),
)
def test_key_files_that_hold_no_key(content: bytes) -> None:
    for flavour, files in (
        (C, _c_folder(c_config(), {KEY_PATH: content})),
        (CSHARP, _csharp_folder(authentication(), {KEY_PATH: content})),
    ):
        plan, after = repaired(flavour, files)
        if KEY[:-2].encode() == content[:-1]:
            continue  # one sign is missing: it may be padded, and is then another key
        assert after[KEY_PATH] == content
        assert plan.after.verdict.value != "accepted" or b"\n" in content


@pytest.mark.parametrize(
    "changes",
    (
        {"Authentication.Identity": "securitymodule"},
        {"Authentication.Identity": "Module"},
        {"Authentication.AuthenticationMethod": "SymmetricKey"},
        {"Authentication.AuthenticationMethod": "sastoken "},
        {"Authentication.AuthenticationMethod": ""},
        {"Authentication.AuthenticationMethod": "SelfSignedCertificate"},
        {"Authentication.Identity": MISSING, "Authentication.identity": "SecurityModule"},
        {"Authentication.HostName": MISSING, "Authentication.hostName": "hub.azure-devices.net"},
        {"Authentication.HostName": "https://hub.azure-devices.net/"},
        {"Authentication.HostName": " hub.azure-devices.net "},
        {"Authentication.HostName": "hub.azure-devices.net:443"},
        {"Authentication.DeviceId": " dev1"},
        {"Authentication.FilePath": "azureiotsecurity.key"},
        {"Authentication.FilePath": "./azureiotsecurity.key"},
        {"Authentication.FilePath": f" {KEY_PATH}"},
        {"AgentId": ""},
        {"AgentId": MISSING},
        {"AgentId": None},
        {"TriggerdEventsInterval": "00:02:00"},
        {"TriggerdEventsInterval": MISSING},
        {"TriggerdEventsInterval": MISSING, "TriggeredEventsInterval": "PT2M"},
        {"ConnectionTimeout": "pt30s"},
        {"ConnectionTimeout": 30},
        {"RemoteConfigurationObjectName": MISSING},
    ),
)
def test_settings_of_the_c_agent(changes: dict[str, object]) -> None:
    plan, after = accepted(C, _c_folder(c_config(changes)))
    found = json.loads(after[_C_FILE])["Configuration"]
    good = json.loads(c_config())["Configuration"]
    assert found["Authentication"] == good["Authentication"]
    assert found["AgentId"] in (good["AgentId"], OTHER_ID)
    assert (found["TriggerdEventsInterval"], found["ConnectionTimeout"]) == ("PT2M", "PT30S")
    assert plan.fixed


def test_the_c_agents_times_keep_their_meaning() -> None:
    for written, expected in (
        ("01:30:05", "PT1H30M5S"),
        ("2.00:00:00", "P2D"),
        ("p1dt1h", "P1DT1H"),
        ("soon", "PT2M"),
        ("00:00:00", "PT2M"),
    ):
        _, after = accepted(C, _c_folder(c_config({"TriggerdEventsInterval": written})))
        found = json.loads(after[_C_FILE])["Configuration"]["TriggerdEventsInterval"]
        assert found == expected


@pytest.mark.parametrize(
    "config",
    (
        c_config().decode().encode("utf-16"),
        c_config().replace(b"{", b"{ // agent\n", 1),
        c_config().replace(b"}", b",}", 1),
        b"/* a */" + c_config(),
    ),
)
def test_what_is_nearly_json(config: bytes) -> None:
    accepted(C, _c_folder(config))


def test_a_windows_path_in_json() -> None:
    path = "C:\\Agent\\temp\\new.key"
    config = c_config({"Authentication.FilePath": "@"}).replace(b"@", path.encode())
    for raw in (config, config.replace(b"\\\\", b"\\")):
        plan, _ = accepted(C, {_C_FILE: raw, path: _LINE})
        assert plan.after.settings is not None
        assert plan.after.settings.secret_path == path
    swallowed = c_config({"Authentication.FilePath": "C:\temp.key"})
    accepted(C, {_C_FILE: swallowed, "C:\\temp.key": _LINE})


def test_dps_settings_one_level_too_high() -> None:
    changes = {
        "Authentication.Identity": "dps",
        "Authentication.DPS": MISSING,
        "Authentication.IdScope": "0ne",
        "Authentication.RegistrationId": "r",
    }
    config = c_config(changes).replace(b"IdScope", b"IDScope")
    plan, _ = accepted(C, _c_folder(config))
    assert plan.after.settings is not None
    assert (plan.after.settings.identity, plan.after.settings.id_scope) == (Identity.DPS, "0ne")


@pytest.mark.parametrize(
    ("changes", "rule"),
    (
        ({"Authentication.Identity": MISSING}, "identity.missing"),
        ({"Authentication.Identity": "owner"}, "setting.unknown_word"),
        ({"Authentication.DeviceId": ""}, "setting.empty"),
        ({"Authentication.HostName": "hub"}, "host.no_dot"),
        ({"Authentication.DeviceId": "a;b"}, "device_id.connection_string"),
        ({"Authentication": MISSING}, "setting.missing"),
        ({"Authentication.FilePath": "/nowhere"}, "secret.missing"),
    ),
)
def test_what_nobody_can_know_is_left(changes: dict[str, object], rule: str) -> None:
    plan, after = repaired(C, _c_folder(c_config(changes | {"ConnectionTimeout": "00:00:30"})))
    assert rule in [finding.rule for finding in plan.after.findings]
    assert b"PT30S" in after[_C_FILE], "the rest is repaired all the same"


CERT: Final = pem().partition(b"-----BEGIN PRIVATE")[0]
PRIVATE: Final = pem().removeprefix(CERT)


def _with_certificate(flavour: AgentFlavour, name: str, files: Mapping[str, bytes]) -> Files:
    path = f"{FOLDER}/{name}"
    there = {f"{FOLDER}/{key}": value for key, value in files.items()}
    if flavour is C:
        changes = {
            "Authentication.Identity": "Device",
            "Authentication.AuthenticationMethod": "SelfSignedCertificate",
            "Authentication.FilePath": path,
        }
        return _c_folder(c_config(changes), there)
    location = {"type": "SelfSignedCertificate", "certificateLocationKind": "LocalFile"}
    config = authentication({"identity": "Device", "filePath": path} | location)
    return _csharp_folder(config, there)


@pytest.mark.parametrize(
    ("name", "files", "result"),
    (
        ("c.pem", {"c.pem": PRIVATE + CERT}, "c.pem"),
        ("c.pem", {"c.pem": CERT.replace(b"\n", b"\r\n"), "c.key": PRIVATE}, "c.pem"),
        ("c.pem", {"c.pem": (CERT + PRIVATE).decode().encode("utf-16")}, "c.pem"),
        ("c.pem", {"c.pem": pfx()}, "c.pem"),
        ("c.pfx", {"c.pfx": CERT + PRIVATE}, "c.pfx"),
        ("c.p12", {"c.p12": pfx()}, "c.pfx"),
        ("c.p12", {"c.p12": pfx(), "c.pfx": pfx()}, "c.pfx"),
        ("c.p12", {"c.p12": pfx(), "c.pfx": b"of somebody"}, "c.2.pfx"),
        ("c.crt", {"c.crt": CERT, "c.key": PRIVATE}, "c.pfx"),
        ("c", {"c": CERT + PRIVATE}, "c.pfx"),
    ),
)
def test_certificates_of_the_c_agent(name: str, files: Files, result: str) -> None:
    plan, after = accepted(C, _with_certificate(C, name, files))
    assert plan.after.settings is not None
    assert plan.after.settings.secret_path == f"{FOLDER}/{result}"
    for write in plan.writes:
        assert write.secret == (write.path != Path(_C_FILE))
    if name != result:
        assert after[f"{FOLDER}/{name}"] == files[name], "the file that was there stays"


@pytest.mark.parametrize(
    ("name", "files", "result"),
    (
        ("c.pem", {"c.pem": CERT + PRIVATE}, "c.pfx"),
        ("c.pem", {"c.pem": PRIVATE + CERT}, "c.pfx"),
        ("c.cer", {"c.cer": CERT, "c.key": PRIVATE}, "c.pfx"),
        ("c.pfx", {"c.pfx": CERT + PRIVATE}, "c.pfx"),
        ("c.p12", {"c.p12": CERT + PRIVATE}, "c.p12"),
    ),
)
def test_certificates_of_the_csharp_agent(name: str, files: Files, result: str) -> None:
    plan, _ = accepted(CSHARP, _with_certificate(CSHARP, name, files))
    assert plan.after.settings is not None
    assert plan.after.settings.secret_path == f"{FOLDER}/{result}"


def _locked() -> bytes:
    key, certificate, _ = pkcs12.load_key_and_certificates(pfx(), None)
    protection = serialization.BestAvailableEncryption(b"secret")
    return pkcs12.serialize_key_and_certificates(None, key, certificate, None, protection)  # type: ignore[arg-type]


@pytest.mark.parametrize("content", (CERT, _locked(), pem_of_strangers(), b"", b"nothing"))
def test_certificates_that_lack_something(content: bytes) -> None:
    for flavour in AGENTS:
        files = _with_certificate(flavour, "c.pfx", {"c.pfx": content})
        plan, _ = repaired(flavour, files)
        assert plan.writes == ()
        assert plan.after.verdict.value != "accepted"


@pytest.mark.parametrize(
    "changes",
    (
        {"identity": "SecurityModule"},
        {"identity": "module"},
        {"type": "SasToken"},
        {"type": "symmetrickey"},
        {"type": MISSING},
        {"moduleName": MISSING},
        {"moduleName": " "},
        {"gatewayHostname": "https://hub.azure-devices.net"},
        {"gatewayHostname": "hub.azure-devices.net/"},
        {"gatewayHostname": MISSING, "hostName": "hub.azure-devices.net"},
        {"deviceId": "dev1 "},
        {"filePath": "azureiotsecurity.key"},
        {"filePath": f"{KEY_PATH} "},
    ),
)
def test_settings_of_the_csharp_agent(changes: dict[str, object]) -> None:
    plan, _ = accepted(CSHARP, _csharp_folder(authentication(changes)))
    settings = plan.after.settings
    assert settings is not None
    assert (settings.identity, settings.method) == (Identity.SECURITY_MODULE, Method.SYMMETRIC_KEY)
    assert (settings.host_name, settings.device_id) == ("hub.azure-devices.net", "dev1")
    assert (settings.secret_path, settings.module_id) == (KEY_PATH, "azureiotsecurity")


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    (
        ("producerInterval", "PT2M", "00:02:00"),
        ("consumerInterval", "P1DT1H", "1.01:00:00"),
        ("schedulerInterval", "soon", "00:00:01"),
        ("logLevel", "information", "Information"),
        ("defaultEventPriority", "HIGH", "High"),
        ("agentId", "my agent", OTHER_ID),
        ("agentId", MISSING, OTHER_ID),
        ("logFilePath", "", "IotAgentLog.log"),
    ),
)
def test_the_general_settings(key: str, value: object, expected: str) -> None:
    general = section("General", GENERAL | {key: value})
    _, after = accepted(CSHARP, _csharp_folder(authentication(), {_GENERAL: general}))
    assert f'key="{key}" value="{expected}"'.encode() in after[_GENERAL]


@pytest.mark.parametrize("location", (MISSING, "", "localfile", "File", "Store"))
def test_where_the_certificate_is(location: object) -> None:
    files = _with_certificate(CSHARP, "c.pfx", {"c.pfx": pfx()})
    files[_AUTH] = authentication(
        {
            "identity": "Device",
            "type": "SelfSignedCertificate",
            "filePath": f"{FOLDER}/c.pfx",
            "certificateLocationKind": location,
        }
    )
    accepted(CSHARP, files)


def test_files_that_are_missing_or_empty_are_the_shipped_ones() -> None:
    for there in ({}, {_GENERAL: b"", _INTERFACE: b"\n"}):
        files = {_AUTH: authentication(), KEY_PATH: _LINE, **there}
        _, after = accepted(CSHARP, files)
        assert OTHER_ID.encode() in after[_GENERAL]
    _, after = repaired(CSHARP, {_GENERAL: section("General", GENERAL)})
    assert _AUTH not in after, "what it would say is not known"


_GOOD: Final = authentication().decode()


@pytest.mark.parametrize(
    "text",
    (
        "\n" + _GOOD,
        _GOOD.replace("dev1", "dev1").replace("</Auth", "<add key='n' value='R&D'/></Auth"),
        _GOOD.replace("</Auth", "<add key='n' value='a<b'/></Auth"),
        _GOOD.replace("<Authentication>", "<authentication>").replace("/Auth", "/auth"),
        _GOOD.replace("<Authentication>", '<Authentication xmlns="x" file="y">'),
        _GOOD.replace("<Authentication>", "<configuration><Authentication>").replace(
            "</Authentication>", "</Authentication><x/></configuration>"
        ),
        _GOOD.replace('<add key="deviceId"', '<add name="x" key="deviceId"'),
        _GOOD.replace('<add key="deviceId" value', '<Add Key="deviceId" Value'),
        _GOOD.replace("</Auth", "<setting name='a'><b/></setting></Auth"),
        _GOOD.replace("</Auth", "<add key='empty'/></Auth"),
        _GOOD.replace("</Auth", "stray -- text</Auth"),
        _GOOD.replace("</Auth", "<?pi?></Auth"),
        _GOOD.replace("</Auth", "<!-- Zürich --></Auth"),
    ),
)
def test_xml_that_kills_the_process(text: str) -> None:
    encoding = "cp1252" if "Zürich" in text else "utf-8"
    _, after = accepted(CSHARP, _csharp_folder(text.encode(encoding)))
    assert "dev1" in after[_AUTH].decode()


def test_what_has_no_place_becomes_a_comment() -> None:
    text = _GOOD.replace("</Auth", "<setting name='mine'/></Auth")
    _, after = accepted(CSHARP, _csharp_folder(text.encode()))
    assert b"<!-- <setting name='mine'/> -->" in after[_AUTH]


OUTSIDE = "/etc/another-service/private.key"


@pytest.mark.parametrize("path", [OUTSIDE, f"{FOLDER}/../another/private.key"])
@pytest.mark.parametrize("content", [f"{KEY}\r\n".encode(), f" {KEY}".encode(), pem(), pem()[:-9]])
@pytest.mark.parametrize("is_certificate", [False, True])
def test_a_file_outside_the_agents_folder_is_reported_and_not_written(
    path: str, content: bytes, is_certificate: bool
) -> None:
    """It may be another service's key."""
    changes = {"Authentication.FilePath": path}
    xml = {"filePath": path}
    if is_certificate:
        changes |= {"Authentication.Identity": "Device"}
        changes |= {"Authentication.AuthenticationMethod": "SelfSignedCertificate"}
        xml |= {"identity": "Device", "type": "SelfSignedCertificate"}
        xml |= {"certificateLocationKind": "LocalFile"}
    for flavour, folder in (
        (C, _c_folder(c_config(changes), {path: content})),
        (CSHARP, _csharp_folder(authentication(xml), {path: content})),
    ):
        found = assess(flavour, folder.get)
        plan, after = repaired(flavour, folder)
        assert after.keys() == folder.keys()
        assert after[path] == content
        assert not any(write.secret for write in plan.writes)
        about = [finding for finding in found.findings if finding.is_about_secret]
        left = {finding.rule for finding in plan.after.findings}
        assert all(finding.rule in left for finding in about)


def test_a_store_reference() -> None:
    directory = "C:\\agent"
    path = f"{directory}\\store.json"
    reference = '{ "storeLocation": "LocalMachine", "storeName": "Personal",\n'
    reference += f'"certificateThumbprint": "\u200e{"ab:" * 19}AB", "x": 1 }}'
    config = authentication(
        {
            "identity": "Device",
            "type": "SelfSignedCertificate",
            "certificateLocationKind": "store",
            "filePath": path,
        }
    )
    files = {
        f"{directory}\\{name.rpartition('/')[2]}": content
        for name, content in _csharp_folder(config).items()
    } | {path: reference.encode()}
    plan = AGENTS[CSHARP].repair(directory, lambda path: files.get(path), OTHER_ID)
    assert [finding.rule for finding in plan.after.findings] == ["store.not_seen"]
    (write,) = (write for write in plan.writes if str(write.path).endswith("store.json"))
    found: dict[str, Any] = json.loads(write.content)
    assert found["certificateThumbprint"] == "ab" * 19 + "AB"
    assert (found["storeName"], found["x"]) == ("My", 1)
    assert not any(write.secret for write in plan.writes)


@pytest.mark.parametrize("fault", ("not_a_file", "permission"))
def test_what_cannot_be_read_is_left(fault: str) -> None:
    from wizard.domain.errors import Code, FilesError

    for flavour, files in (
        (C, _c_folder(c_config())),
        (CSHARP, _csharp_folder(authentication())),
    ):

        def read(path: str, files: Files = files) -> bytes | None:
            if path in (_C_FILE, _AUTH):
                raise FilesError(Code.FILES_UNREADABLE, fault, path=path)
            return files.get(path)

        assert AGENTS[flavour].repair(FOLDER, read, OTHER_ID).writes == ()
