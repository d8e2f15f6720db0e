"""Making a certificate file what the agents read, where certificate and key are in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from wizard.agents.shared.text_encoding import read_all_text
from wizard.protocols.key_iterations import MOST_ITERATIONS, iterations_of
from wizard.protocols.pem_blocks import pem_blocks

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.x509 import Certificate

_PASSWORDS: Final = (None, b"")


@dataclass(slots=True)
class _Found:
    certificates: list[Certificate] = field(default_factory=list)
    keys: list[PrivateKeyTypes] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CertificatePair:
    """A certificate, its own private key, and the certificates that came with them."""

    certificate: Certificate
    key: RSAPrivateKey | EllipticCurvePrivateKey = field(repr=False)
    others: tuple[Certificate, ...] = ()

    def as_pem(self) -> bytes:
        """The certificate first, the key (PKCS#8) behind it: what the C agent needs."""
        from cryptography.hazmat.primitives import serialization

        pem = serialization.Encoding.PEM
        key = self.key.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        chain = b"".join(other.public_bytes(pem) for other in self.others)
        return self.certificate.public_bytes(pem) + chain + key

    def as_pfx(self) -> bytes:
        """PKCS#12 without password and with MAC, which both agents read."""
        from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

        return pkcs12.serialize_key_and_certificates(
            b"agent", self.key, self.certificate, self.others or None, NoEncryption()
        )


def read_certificate_pair(*files: bytes) -> CertificatePair | None:
    """The certificate and its key in these files together; None where they are not, or locked."""
    found = _Found()
    for data in files:
        _collect(data, found)
    for certificate in found.certificates:
        for key in _usable(found.keys):
            if _belong_together(certificate, key):
                others = tuple(c for c in found.certificates if c != certificate)
                return CertificatePair(certificate, key, tuple(dict.fromkeys(others)))
    return None


def looks_like_certificate(data: bytes) -> bool:
    """Whether the file is meant to be a certificate, in whatever form."""
    # Binary ones are a DER sequence of more than 127 bytes, whose length no text begins with.
    is_der = data[:1] == b"\x30" and data[1:2] >= b"\x80"
    return is_der or "-----BEGIN " in read_all_text(data)


def _collect(data: bytes, found: _Found) -> None:
    text = read_all_text(data)
    if "-----BEGIN " not in text:
        _collect_binary(data, found)
        return
    for kind, pem in _blocks(text):
        if kind.endswith("PRIVATE KEY"):
            found.keys += filter(None, [_load_key(pem)])
        elif kind.endswith("CERTIFICATE"):
            found.certificates += filter(None, [_load_certificate(pem)])


def _blocks(text: str) -> Iterator[tuple[str, bytes]]:
    for block in pem_blocks(text.encode("utf-8", "replace")):
        lines = (line.strip() for line in block.whole.decode("utf-8").splitlines())
        yield block.kind.decode("ascii"), "\n".join(lines).encode("ascii", "replace")


def _load_key(pem: bytes) -> PrivateKeyTypes | None:
    from cryptography.hazmat.primitives import serialization

    try:
        return serialization.load_pem_private_key(pem, None)
    except Exception:  # locked, damaged or unknown: no key to work with
        return None


def _load_certificate(pem: bytes) -> Certificate | None:
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificate(pem)
    except Exception:  # whatever the library has against foreign bytes
        return None


def _collect_binary(data: bytes, found: _Found) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import pkcs12

    if iterations_of(data) > MOST_ITERATIONS:
        return
    for password in _PASSWORDS:
        try:
            key, certificate, others = pkcs12.load_key_and_certificates(data, password)
        except Exception:  # noqa: S112 - any complaint means: not this form
            continue
        found.certificates += filter(None, [certificate, *others])
        found.keys += filter(None, [key])
        return
    try:
        found.certificates.append(x509.load_der_x509_certificate(data))
    except Exception:  # it may be a key
        try:
            found.keys.append(serialization.load_der_private_key(data, None))
        except Exception:  # nothing that helps
            return


def _usable(keys: list[PrivateKeyTypes]) -> list[RSAPrivateKey | EllipticCurvePrivateKey]:
    """Those of a kind that both agents know."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    return [key for key in keys if isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)]


def _belong_together(
    certificate: Certificate, key: RSAPrivateKey | EllipticCurvePrivateKey
) -> bool:
    try:
        return certificate.public_key() == key.public_key()
    except Exception:  # a kind of key that the library does not know
        return False
