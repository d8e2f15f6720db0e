"""The port to certificates and their private keys."""

from __future__ import annotations

from typing import Protocol

from wizard.domain.proof import (
    Certificate,
    CertificateFile,
    NewCertificate,
)


class Certificates(Protocol):
    """Reading, making and writing certificates with their private keys."""

    async def load(self, source: CertificateFile, content: bytes | None = None) -> Certificate:
        """Read what the user has, in whatever form. Raises CertificateError.

        ``content`` are the bytes of the file, where they were read already.
        """
        ...

    async def make(self, wanted: NewCertificate, common_name: str) -> Certificate:
        """Make a self-signed certificate, for TLS clients, valid from now."""
        ...

    async def as_file(self, certificate: Certificate, name: str) -> bytes:
        """The content of the agent's certificate file, in the form that its name says.

        ``.pfx``: PKCS#12 without password and with MAC, which both agents read; ``.pem``: the
        certificate, then its key, for the C agent.
        """
        ...
