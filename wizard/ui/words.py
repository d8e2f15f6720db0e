"""What the hub's and the agents' terms are called on screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from wizard.core.model import AgentFlavour, AuthType, Identity
from wizard.messages.text import Text


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
    translate = QCoreApplication.translate
    return {
        AgentFlavour.C: translate("words", "C agent"),
        AgentFlavour.CSHARP: translate("words", "C# agent"),
    }[flavour]
