"""What an identity proves itself with, besides a symmetric key from the registry."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from wizard.domain.certificate_store import StoreReference
from wizard.domain.hub.address import HubAddress
from wizard.domain.secret import Secret

DPS_HOST: Final = "global.azure-devices-provisioning.net"
"""The provisioning host that both agents have built in (agents.md); the wizard's check may use
another one, the agents cannot."""

DEFAULT_DAYS: Final = 365
MOST_DAYS: Final = 30 * 365
"""How long a new certificate may be valid: thirty years."""


class KeyKind(StrEnum):
    """The key of a certificate that is made here: EC on P-256, or RSA with 2048 bits."""

    EC = "ec"
    RSA = "rsa"


class ThumbprintSlot(StrEnum):
    """Which of a device's two registered thumbprints."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


@dataclass(frozen=True, slots=True)
class CertificateFile:
    """A certificate that the user has: PEM, DER or PKCS#12, its key inside or apart.

    The passphrase is for reading only; it is kept nowhere.
    """

    path: Path
    key_path: Path | None = None
    passphrase: Secret | None = None


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """A self-signed certificate to be made, valid from now for ``days``, and registered."""

    kind: KeyKind = KeyKind.EC
    days: int = DEFAULT_DAYS
    register: ThumbprintSlot = ThumbprintSlot.SECONDARY


CertificateSource = CertificateFile | NewCertificate | StoreReference


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says of itself. Times are UTC.

    ``sha1`` and ``sha256`` are thumbprints in upper-case hexadecimal digits without colons, as the
    hub shows them.
    """

    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    sha1: str
    sha256: str
    self_signed: bool


@dataclass(frozen=True, slots=True)
class Certificate(CertificateFacts):
    """A certificate with its own private key, read or made.

    ``pem`` is the certificate followed by its unencrypted PKCS#8 key.
    """

    pem: Secret


class KeyState(StrEnum):
    """What is known of the private key of a certificate in a store."""

    USABLE = "usable"
    CLOSED = "closed"
    """There is one, and this account cannot open it: it may be LocalSystem's and the
    administrators' alone."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class StoredCertificate(CertificateFacts):
    """A certificate in a store of this computer. Its private key stays there."""

    reference: StoreReference
    key: KeyState

    @classmethod
    def of(
        cls, facts: CertificateFacts, reference: StoreReference, key: KeyState
    ) -> StoredCertificate:
        """A certificate that was found there."""
        said = {one.name: getattr(facts, one.name) for one in fields(facts)}
        return cls(**said, reference=reference, key=key)


@dataclass(frozen=True, slots=True)
class DpsRegistration:
    """A registration with the provisioning service; ``key`` None: a certificate proves it.

    ``register``: the device is registered by the run where it never was; no agent does it.
    """

    id_scope: str
    registration_id: str
    key: Secret | None = None
    register: bool = False


@dataclass(frozen=True, slots=True)
class OwnIdentity:
    """What a device's or a module's own connection string says: a set-up without rights on the hub.

    ``module_id`` is None for a device's. ``gateway`` is the IoT Edge device that it is to connect
    through, "" where the string names none; neither agent does that.
    """

    address: HubAddress
    device_id: str
    module_id: str | None
    key: Secret
    gateway: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the provisioning service answers: the hub, and the device's id there."""

    address: HubAddress
    device_id: str


Proof = Secret | Certificate
"""What a device proves itself with: its symmetric key, or its certificate."""


def fingerprint_of(proof: Secret | CertificateFacts) -> str:
    """First 8 hexadecimal digits of a SHA-256: of a key's text, or a certificate's thumbprint."""
    return proof.fingerprint() if isinstance(proof, Secret) else proof.sha256[:8].lower()


def same_thumbprint(one: str, other: str) -> bool:
    """Whether two thumbprints are the same, however they are written."""
    return _digits(one) == _digits(other) != ""


def _digits(thumbprint: str) -> str:
    return "".join(character for character in thumbprint.upper() if character.isalnum())
