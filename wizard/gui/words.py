"""What the hub's and the agents' terms are called on screen."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QCoreApplication

from wizard.domain.agent.model import AgentFlavour, AgentSettings, Identity
from wizard.domain.files import Change
from wizard.domain.hub.model import AuthType
from wizard.domain.proof import Certificate
from wizard.domain.state import SetupState
from wizard.text.sentence import Text

_THUMBPRINT: Final = re.compile(r"\b(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})\b")


def in_a_row(text: Text) -> str:
    """Cause and remedy as one text. A cause may end with somebody else's words."""
    cause = text.cause if text.cause.endswith((".", ":", "?")) else f"{text.cause}."
    return f"{cause} {text.remedy}".strip()


def auth_word(auth: AuthType) -> str:
    """How an identity is registered."""
    translate = QCoreApplication.translate
    return {
        AuthType.SAS: translate("words", "Symmetric key"),
        AuthType.SELF_SIGNED: translate("words", "Self-signed"),
        AuthType.CA: translate("words", "CA-signed"),
        AuthType.NONE: translate("words", "None"),
    }[auth]


def status_word(enabled: bool) -> str:
    """Whether the hub lets an identity connect."""
    translate = QCoreApplication.translate
    return translate("words", "Enabled") if enabled else translate("words", "Disabled")


def device_word(state: SetupState) -> str:
    """The device, by the name that is known of it."""
    registration = state.dps.registration_id if state.dps else ""
    return state.device_id or registration


def identity_word(identity: Identity) -> str:
    """As whom the agent authenticates first."""
    translate = QCoreApplication.translate
    return {
        Identity.SECURITY_MODULE: translate("words", "Security module"),
        Identity.DEVICE: translate("words", "Device"),
        Identity.DPS: translate("words", "Provisioning service"),
    }[identity]


def flavour_word(flavour: AgentFlavour) -> str:
    """The agent, as its users call it."""
    return QCoreApplication.translate("words", flavour.name)


def flavour_title(flavour: AgentFlavour) -> str:
    """The agent, with the systems that it runs on."""
    return QCoreApplication.translate("words", flavour.title)


def settings_words(settings: AgentSettings) -> str:
    """For whom an agent is configured, in a few words."""
    translate = QCoreApplication.translate
    if settings.identity is Identity.DPS:
        words = translate("words", "registration {registration} of the provisioning service")
        return words.format(registration=settings.registration_id)
    words = (
        translate("words", "{device} on {host}, by its security module")
        if settings.identity is Identity.SECURITY_MODULE
        else translate("words", "{device} on {host}, as the device")
    )
    return words.format(device=settings.device_id, host=settings.host_name)


def certificate_words(certificate: Certificate) -> str:
    """Subject, validity and thumbprints, a line each."""
    translate = QCoreApplication.translate
    lines = (
        translate("words", "{subject}, valid until {date}").format(
            subject=certificate.subject, date=f"{certificate.not_after:%Y-%m-%d}"
        ),
        f"SHA-1 {grouped(certificate.sha1)}",
        f"SHA-256 {grouped(certificate.sha256)}",
    )
    return "\n".join(lines)


def grouped(thumbprint: str) -> str:
    """A thumbprint in groups that can be compared by eye and broken into lines."""
    return " ".join(thumbprint[at : at + 8] for at in range(0, len(thumbprint), 8))


def breakable(path: str) -> str:
    """A path with invisible places to break after each separator."""
    return path.replace("/", "/\u200b").replace("\\", "\\\u200b")


def change_word(change: Change) -> str:
    """What became, or would become, of a file."""
    translate = QCoreApplication.translate
    return {
        Change.CREATED: translate("words", "created"),
        Change.UPDATED: translate("words", "updated"),
        Change.UNCHANGED: translate("words", "unchanged"),
        Change.RESTORED: translate("words", "restored"),
        Change.REMOVED: translate("words", "removed"),
    }[change]


def readable(text: str) -> str:
    """``text`` with the thumbprints in it grouped: a line can break there."""
    return _THUMBPRINT.sub(lambda found: grouped(found[0]), text)


def shortened(thumbprint: str) -> str:
    """The beginning and the end of a thumbprint: enough to tell it from another."""
    return f"{thumbprint[:8]}…{thumbprint[-4:]}"
