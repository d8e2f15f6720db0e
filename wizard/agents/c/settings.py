"""The words of the C agent's ``LocalConfiguration.json``; the misspelt names are the real ones."""

from __future__ import annotations

from typing import Final

from wizard.domain.agent.model import TWIN_OBJECT, Identity, Method

FILE: Final = "LocalConfiguration.json"

CONFIGURATION: Final = "Configuration"
AGENT_ID: Final = "AgentId"
TRIGGERED_INTERVAL: Final = "TriggerdEventsInterval"
CONNECTION_TIMEOUT: Final = "ConnectionTimeout"
REMOTE_OBJECT: Final = "RemoteConfigurationObjectName"
AUTHENTICATION: Final = "Authentication"
IDENTITY: Final = "Identity"
METHOD: Final = "AuthenticationMethod"
FILE_PATH: Final = "FilePath"
DEVICE_ID: Final = "DeviceId"
HOST_NAME: Final = "HostName"
DPS: Final = "DPS"
ID_SCOPE: Final = "IDScope"
REGISTRATION_ID: Final = "RegistrationId"

DEFAULTS: Final = {
    TRIGGERED_INTERVAL: "PT2M",
    CONNECTION_TIMEOUT: "PT30S",
    REMOTE_OBJECT: TWIN_OBJECT,
}

IDENTITIES: Final = {
    Identity.SECURITY_MODULE: "SecurityModule",
    Identity.DEVICE: "Device",
    Identity.DPS: "DPS",
}
METHODS: Final = {
    Method.SYMMETRIC_KEY: "SasToken",
    Method.SELF_SIGNED_CERTIFICATE: "SelfSignedCertificate",
}
IDENTITY_OF: Final = {text: identity for identity, text in IDENTITIES.items()}
METHOD_OF: Final = {text: method for method, text in METHODS.items()}
