"""Reading what people have, and making what the agents read (agents.md, "certificate file")."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from wizard.domain.errors import CertificateError, Code
from wizard.domain.proof import Certificate, CertificateFile, KeyKind, NewCertificate
from wizard.domain.secret import Secret
from wizard.infra.certificates.description import facts_of
from wizard.infra.certificates.pfx import make_pfx
from wizard.infra.certificates.reader import Pair, read_pair
from wizard.infra.threads import run_blocking

_CLOCK_SLACK: Final = timedelta(minutes=10)
"""A new certificate begins a little earlier: the hub's clock may be behind ours."""


class CertificateFiles:
    """The port `Certificates` over the cryptography library, imported at first use."""

    async def load(self, source: CertificateFile, content: bytes | None = None) -> Certificate:
        """Read a certificate and its key. Raises CertificateError."""
        return await run_blocking(lambda: _load(source, content))

    async def make(self, wanted: NewCertificate, common_name: str) -> Certificate:
        """Make a self-signed certificate for TLS clients; the common name is the device's id."""
        return await run_blocking(lambda: _described(_make(wanted, common_name)))

    async def as_file(self, certificate: Certificate, name: str) -> bytes:
        """PKCS#12 without password and with MAC for ``.pfx``, PEM for ``.pem``."""
        if Path(name).suffix.lower() == ".pem":
            return certificate.pem.reveal().encode("ascii")
        return await run_blocking(lambda: _as_pfx(certificate))


def _load(source: CertificateFile, content: bytes | None) -> Certificate:
    pair = read_pair(source, content)
    try:
        return _described(pair)
    except ValueError:  # a name or a time that breaks the rules
        raise CertificateError(Code.CERTIFICATE_UNREADABLE, path=str(source.path)) from None


def _described(pair: Pair) -> Certificate:
    from cryptography.hazmat.primitives import serialization

    certificate = pair.certificate
    own = certificate.public_bytes(serialization.Encoding.PEM)
    key = pair.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    facts = facts_of(certificate)
    said = {one.name: getattr(facts, one.name) for one in fields(facts)}
    return Certificate(**said, pem=Secret((own + key).decode("ascii")))


def _make(wanted: NewCertificate, common_name: str) -> Pair:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.x509.oid import ExtendedKeyUsageOID

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    if wanted.kind is KeyKind.EC:
        key = ec.generate_private_key(ec.SECP256R1())
    else:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    # X.520 allows a common name 64 characters; a longer id stands there as far as it fits.
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name[:64])])
    now = datetime.now(UTC)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SLACK)
        .not_valid_after(now + timedelta(days=wanted.days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=False)
    )
    return Pair(builder.sign(key, hashes.SHA256()), key)


def _as_pfx(certificate: Certificate) -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    pem = certificate.pem.reveal().encode("ascii")
    key = load_pem_private_key(pem[pem.index(b"-----BEGIN PRIVATE KEY") :], None)
    return make_pfx(x509.load_pem_x509_certificate(pem), key)
