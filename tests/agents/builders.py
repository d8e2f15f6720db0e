"""Configurations for the tests: good ones, and good ones with one thing changed."""

from __future__ import annotations

import copy
import datetime
import functools
import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.assessment import Assessment
from wizard.domain.agent.model import AgentFlavour, AgentSettings, Identity, Method
from wizard.text.lookup import text_of_finding

FOLDER: Final = "/var/ASCIoTAgent"
KEY: Final = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
KEY_PATH: Final = f"{FOLDER}/azureiotsecurity.key"
AGENT_ID: Final = "9e9b4b8e-0d4e-4a66-9c1c-6a0d6e0f7a11"
OTHER_ID: Final = "00000000-1111-2222-3333-444444444444"
REMOTE: Final = "ms_iotn:urn_azureiot_Security_SecurityAgentConfiguration"
SETTINGS: Final = AgentSettings(
    Identity.SECURITY_MODULE, Method.SYMMETRIC_KEY, "hub.azure-devices.net", "dev1", KEY_PATH
)
MISSING: Final = object()

_C: Final[dict[str, Any]] = {
    "Configuration": {
        "AgentId": AGENT_ID,
        "TriggerdEventsInterval": "PT2M",
        "ConnectionTimeout": "PT30S",
        "RemoteConfigurationObjectName": REMOTE,
        "Authentication": {
            "Identity": "SecurityModule",
            "AuthenticationMethod": "SasToken",
            "FilePath": KEY_PATH,
            "DeviceId": "dev1",
            "HostName": "hub.azure-devices.net",
            "DPS": {"IDScope": "", "RegistrationId": ""},
        },
        "Logging": {"SystemLoggerMinimumSeverity": 0, "DiagnoticEventMinimumSeverity": 2},
    }
}
_AUTHENTICATION: Final = {
    "moduleName": "azureiotsecurity",
    "deviceId": "dev1",
    "gatewayHostname": "hub.azure-devices.net",
    "filePath": KEY_PATH,
    "type": "SymmetricKey",
    "identity": "Module",
    "certificateLocationKind": "",
    "idScope": "",
    "registrationId": "",
}
GENERAL: Final = {
    "agentId": AGENT_ID,
    "readRemoteConfigurationTimeout": "00:00:30",
    "schedulerInterval": "00:00:01",
    "producerInterval": "00:02:00",
    "consumerInterval": "00:02:00",
    "highPriorityQueueSizePercentage": "0.5",
    "logLevel": "Information",
    "fileLogLevel": "Off",
    "diagnosticVerbosityLevel": "Some",
    "logFilePath": "IotAgentLog.log",
    "defaultEventPriority": "Low",
}
INTERFACE: Final = {
    "facadeType": (
        "Microsoft.Azure.Security.IoT.Agent.Common.SecurityIoTHubInterface, Security.Common"
    ),
    "transportType": "Amqp",
    "RemoteConfigurationObject": REMOTE,
}


def c_config(changes: Mapping[str, object] | None = None) -> bytes:
    """A good LocalConfiguration.json; ``changes`` are by path, ``Authentication.Identity``."""
    whole = copy.deepcopy(_C)
    for path, value in (changes or {}).items():
        *parents, key = f"Configuration.{path}".removesuffix(".").split(".")
        parent = whole
        for name in parents:
            parent = parent[name]
        if value is MISSING:
            del parent[key]
        else:
            parent[key] = value
    return json.dumps(whole, indent=4).encode()


def section(root: str, values: Mapping[str, str | object]) -> bytes:
    """A C# agent's file; a value that is MISSING leaves its key out."""
    rows = "".join(
        f"  <add key={quoteattr(key)} value={quoteattr(str(value))} />\n"
        for key, value in values.items()
        if value is not MISSING
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{root}>\n{rows}</{root}>\n'.encode()


def authentication(changes: Mapping[str, object] | None = None) -> bytes:
    """A good Authentication.config with changes."""
    return section("Authentication", _AUTHENTICATION | dict(changes or {}))


def judge_c(
    config: bytes | None = None, secret: bytes | None = None, secret_path: str = KEY_PATH
) -> Assessment:
    """The judgement on a folder with this configuration (default: good) and secret."""
    files = {
        f"{FOLDER}/LocalConfiguration.json": c_config() if config is None else config,
        secret_path: f"{KEY}\n".encode() if secret is None else secret,
    }
    return assess(C, files.get)


def judge_csharp(
    config: bytes | None = None,
    secret: bytes | None = None,
    secret_path: str = KEY_PATH,
    **others: bytes,
) -> Assessment:
    """Likewise for the C# agent; ``General`` and ``Interface`` replace the good other files."""
    files = {
        f"{FOLDER}/Authentication.config": authentication() if config is None else config,
        f"{FOLDER}/General.config": others.get("General", section("General", GENERAL)),
        f"{FOLDER}/SecurityIotInterface.config": others.get(
            "Interface", section("ExternalInterface", INTERFACE)
        ),
        secret_path: f"{KEY}\n".encode() if secret is None else secret,
    }
    return assess(CSHARP, files.get)


def assess(flavour: AgentFlavour, read: Callable[[str], bytes | None]) -> Assessment:
    """The judgement; each of its findings has words without a gap."""
    assessment = AGENTS[flavour].assess(FOLDER, lambda path: read(path))
    for finding in assessment.findings:
        text = text_of_finding(finding)
        assert text.cause and text.remedy
    return assessment


@functools.cache
def pfx() -> bytes:
    """A certificate with its key as both agents read it: PKCS#12, no password, a MAC."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "dev1")])
    begin = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 17)
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=36500))
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(None, key, certificate, None, NoEncryption())


@functools.cache
def pem() -> bytes:
    """The same certificate and key as `pfx` has, as PEM: what the C agent reads too."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import pkcs12

    key, certificate, _ = pkcs12.load_key_and_certificates(pfx(), None)
    assert key is not None
    assert certificate is not None
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return certificate.public_bytes(serialization.Encoding.PEM) + private


@functools.cache
def pem_of_strangers() -> bytes:
    """A certificate and the key of another one: both agents start with it, in vain."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import pkcs12

    certificate = pkcs12.load_key_and_certificates(pfx(), None)[1]
    assert certificate is not None
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return certificate.public_bytes(serialization.Encoding.PEM) + key


def outcome(assessment: Assessment) -> tuple[str, str | None]:
    """What ``check --offline`` tells first."""
    error = assessment.agent_error
    return assessment.verdict.value, None if error is None else str(error)


def rules(assessment: Assessment) -> list[str]:
    """The rules of the findings, the deciding one first."""
    return [str(finding.rule) for finding in assessment.findings]
