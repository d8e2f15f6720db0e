"""Certificates with their keys, made for tests: any kind, any time, any issuer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from wizard.domain.proof import Certificate
from wizard.domain.secret import Secret

AnyKey = (
    rsa.RSAPrivateKey
    | ec.EllipticCurvePrivateKey
    | ed25519.Ed25519PrivateKey
    | ed448.Ed448PrivateKey
    | dsa.DSAPrivateKey
)

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Pair:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: AnyKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def sha1(self) -> str:
        return self.certificate.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303

    @property
    def sha256(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex().upper()

    def described(self) -> Certificate:
        """As the port `Certificates` gives it."""
        return Certificate(
            subject=self.certificate.subject.rfc4514_string(),
            issuer=self.certificate.issuer.rfc4514_string(),
            not_before=self.certificate.not_valid_before_utc,
            not_after=self.certificate.not_valid_after_utc,
            sha1=self.sha1,
            sha256=self.sha256,
            self_signed=self.certificate.issuer == self.certificate.subject,
            pem=Secret((self.pem + self.key_pem).decode("ascii")),
        )


def make_pair(
    common_name: str = "cam-01",
    *,
    key: AnyKey | None = None,
    issuer: Pair | None = None,
    begins: timedelta = -_DAY,
    ends: timedelta = _DAY,
) -> Pair:
    """A pair, on P-256 and self-signed unless told otherwise; times are relative to now."""
    own = key if key is not None else ec.generate_private_key(ec.SECP256R1())
    signer = issuer.key if issuer is not None else own
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])
    now = datetime.now(UTC)
    pure = isinstance(signer, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey)
    certificate = (
        x509.CertificateBuilder(
            issuer.certificate.subject if issuer is not None else name,
            name,
            own.public_key(),
            x509.random_serial_number(),
        )
        .not_valid_before(now + begins)
        .not_valid_after(now + ends)
        .sign(signer, None if pure else hashes.SHA256())
    )
    return Pair(certificate, own)


def rsa_pss_only(pair: Pair) -> bytes:
    """The certificate of an RSA pair as one whose key is for RSA-PSS alone (RFC 4055); PEM.

    Its signature is broken by that, which nothing reads before the kind of the key.
    """
    former = bytes.fromhex("300d06092a864886f70d0101010500")
    der = pair.der.replace(former, bytes.fromhex("300b06092a864886f70d01010a"), 1)
    key_info = pair.der.index(former) - 4
    for at in (0, 4, key_info):  # the certificate, what is signed, the key: two bytes shorter
        size = int.from_bytes(der[at + 2 : at + 4], "big") - 2
        der = der[: at + 2] + size.to_bytes(2, "big") + der[at + 4 :]
    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)


def signed_with_sha1(pair: Pair) -> bytes:
    """The certificate of an RSA pair that says that it is signed with SHA-1; PEM."""
    sha256, sha1 = (bytes.fromhex(f"06092a864886f70d0101{end}") for end in ("0b", "05"))
    return x509.load_der_x509_certificate(pair.der.replace(sha256, sha1)).public_bytes(Encoding.PEM)


def without_mac(pfx: bytes) -> bytes:
    """The same PKCS#12 with its last element, the MAC, cut off."""
    assert pfx[:2] == b"\x30\x82"
    version, content = pfx[4:7], pfx[7:]
    size = 4 + int.from_bytes(content[2:4], "big")
    body = version + content[:size]
    return b"\x30\x82" + len(body).to_bytes(2, "big") + body
