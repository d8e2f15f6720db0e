"""The demo hub's throw-away certificate authority and the certificates it serves."""

from __future__ import annotations

import datetime
import ipaddress
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from wizard.demo.faults.faults import CertificateKind
from wizard.demo.tls import Context, server_context

_DAY: Final = datetime.timedelta(days=1)
_NAMES: Final = (x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
_OTHER_NAMES: Final = (x509.DNSName("contoso-plant.azure-devices.net"),)


@dataclass(frozen=True, slots=True)
class ServerCertificates:
    """The CA's certificate as PEM, and one TLS context for each certificate that can be served.

    The key None is the sound one.
    """

    ca_pem: bytes
    contexts: dict[CertificateKind | None, Context]


def make_certificates() -> ServerCertificates:
    """A new CA and its server certificates. Private keys stay in this process's memory."""
    root = _Authority("iot-agent-setup demo hub CA")
    stranger = _Authority("iot-agent-setup demo hub, another CA")
    now = datetime.datetime.now(datetime.UTC)
    valid = (now - _DAY, now + 30 * _DAY)
    past = (now - 30 * _DAY, now - _DAY)
    return ServerCertificates(
        root.certificate.public_bytes(serialization.Encoding.PEM),
        {
            None: root.server_context(_NAMES, valid),
            CertificateKind.EXPIRED: root.server_context(_NAMES, past),
            CertificateKind.WRONG_NAME: root.server_context(_OTHER_NAMES, valid),
            CertificateKind.UNTRUSTED: stranger.server_context(_NAMES, valid),
        },
    )


class _Authority:
    """A CA: its key never leaves the object."""

    def __init__(self, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.datetime.now(datetime.UTC)
        subject = _name(name)
        public = self._key.public_key()
        usage = _key_usage(signs_certificates=True)
        self.certificate = (
            _builder(subject, subject, public, (now - 60 * _DAY, now + 60 * _DAY))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .sign(self._key, hashes.SHA256())
        )

    def server_context(
        self,
        names: tuple[x509.GeneralName, ...],
        valid: tuple[datetime.datetime, datetime.datetime],
    ) -> Context:
        """A TLS server context with a new certificate for ``names``.

        Python 3.13 verifies strictly: key usage and both key identifiers have to be there.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        public = key.public_key()
        issuer = self._key.public_key()
        certificate = (
            _builder(_name("demo hub"), self.certificate.subject, public, valid)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False
            )
            .sign(self._key, hashes.SHA256())
        )
        return server_context(certificate, key)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    valid: tuple[datetime.datetime, datetime.datetime],
) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=public,
        serial_number=x509.random_serial_number(),
        not_valid_before=valid[0].replace(tzinfo=None),
        not_valid_after=valid[1].replace(tzinfo=None),
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
