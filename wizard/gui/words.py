"""What the hub's and the agents' terms are called on screen."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QDate, QLocale

from wizard.domain.agent.model import AgentFlavour, AgentSettings, Identity
from wizard.domain.files import Change
from wizard.domain.hub.model import AuthType
from wizard.domain.lazy_pattern import LazyPattern
from wizard.domain.proof import CertificateFacts
from wizard.domain.state import SetupState
from wizard.gui.widgets.labels import BREAK
from wizard.text.language import _
from wizard.text.sentence import Text

_THUMBPRINT: Final = LazyPattern(r"\b(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})\b")

_ENDS: Final = (".", ":", "?", "。", "：", "？")
"""What ends a sentence, also in Chinese and Japanese."""


def in_a_row(text: Text) -> str:
    """Cause and remedy as one text. A cause may end with somebody else's words."""
    cause = text.cause if text.cause.endswith(_ENDS) else f"{text.cause}."
    return f"{cause} {text.remedy}".strip()


def auth_word(auth: AuthType) -> str:
    """How an identity is registered."""
    return {
        AuthType.SAS: _("Symmetric key"),
        AuthType.SELF_SIGNED: _("Self-signed"),
        AuthType.CA: _("CA-signed"),
        AuthType.NONE: _("None"),
    }[auth]


def status_word(enabled: bool) -> str:
    """Whether the hub lets an identity connect."""
    return _("Enabled") if enabled else _("Disabled")


def device_word(state: SetupState) -> str:
    """The device, by the name that is known of it."""
    registration = state.dps.registration_id if state.dps else ""
    return state.device_id or registration


def identity_word(identity: Identity) -> str:
    """As whom the agent authenticates first."""
    return {
        Identity.SECURITY_MODULE: _("Security module"),
        Identity.DEVICE: _("Device"),
        Identity.DPS: _("Provisioning service"),
    }[identity]


def flavour_word(flavour: AgentFlavour) -> str:
    """The agent, as its users call it."""
    return _(flavour.name)


def flavour_title(flavour: AgentFlavour) -> str:
    """The agent, with the systems that it runs on."""
    return _(flavour.title)


def settings_words(settings: AgentSettings) -> str:
    """For whom an agent is configured, in a few words."""
    if settings.identity is Identity.DPS:
        words = _("registration {registration} at the provisioning service")
        return words.format(registration=settings.registration_id)
    words = (
        _("{device} on {host}, as its security module")
        if settings.identity is Identity.SECURITY_MODULE
        else _("{device} on {host}, as the device")
    )
    return words.format(device=settings.device_id, host=settings.host_name)


def certificate_words(certificate: CertificateFacts) -> str:
    """Subject, validity and thumbprints, a line each."""
    lines = (
        _("{subject}, valid until {date}").format(
            subject=certificate.subject, date=day(certificate.not_after)
        ),
        f"SHA-1 {grouped(certificate.sha1)}",
        f"SHA-256 {grouped(certificate.sha256)}",
    )
    return "\n".join(lines)


def day(moment: datetime) -> str:
    """A day as the user writes it, in this computer's time."""
    here = moment.astimezone()
    date = QDate(here.year, here.month, here.day)
    return QLocale().toString(date, QLocale.FormatType.LongFormat)


def in_utc(moment: datetime) -> str:
    """The same to the second, for who has to compare it with another computer's."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def grouped(thumbprint: str) -> str:
    """A thumbprint in groups that can be compared by eye and broken into lines."""
    return " ".join(thumbprint[at : at + 8] for at in range(0, len(thumbprint), 8))


def breakable(path: str) -> str:
    """A path with invisible places to break after each separator."""
    return path.replace("/", f"/{BREAK}").replace("\\", f"\\{BREAK}")


def change_word(change: Change) -> str:
    """What became, or would become, of a file."""
    return {
        Change.CREATED: _("created"),
        Change.UPDATED: _("updated"),
        Change.UNCHANGED: _("unchanged"),
        Change.RESTORED: _("restored"),
        Change.REMOVED: _("removed"),
    }[change]


def readable(text: str) -> str:
    """``text`` with the thumbprints in it grouped: a line can break there."""
    return _THUMBPRINT.sub(lambda found: grouped(found[0]), text)


def shortened(thumbprint: str) -> str:
    """The beginning and the end of a thumbprint: enough to tell it from another."""
    return f"{thumbprint[:8]}…{thumbprint[-4:]}"
