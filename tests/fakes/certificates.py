"""Certificates in memory: none is real, and each is told from the others by its thumbprint."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from wizard.domain.proof import Certificate, CertificateFile, NewCertificate
from wizard.domain.secret import Secret


class FakeCertificates:
    """Makes certificates, and loads the ``known`` ones."""

    def __init__(self) -> None:
        self.known: dict[CertificateFile, Certificate] = {}
        self._made = 0

    async def load(self, source: CertificateFile, content: bytes | None = None) -> Certificate:
        return self.known[source]

    async def make(self, wanted: NewCertificate, common_name: str) -> Certificate:
        self._made += 1
        return fake_certificate(self._made, f"CN={common_name}", wanted.days)

    async def as_file(self, certificate: Certificate, name: str) -> bytes:
        return f"{name} {certificate.sha256}".encode()


def fake_certificate(number: int, subject: str = "CN=d", days: int = 1) -> Certificate:
    """A self-signed certificate that is valid from now on."""
    now = datetime.now(UTC)
    sha1, sha256 = f"{number:040X}", f"{number:064X}"
    ends = now + timedelta(days)
    return Certificate(subject, subject, now, ends, sha1, sha256, True, Secret(f"pem {number}"))
