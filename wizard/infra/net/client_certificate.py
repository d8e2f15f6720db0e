"""Showing a certificate to a server: `ssl` takes its private key from a file only."""

from __future__ import annotations

import os
import secrets
import ssl
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from wizard.domain.errors import CertificateError, Code
from wizard.domain.proof import Certificate

_HAS_MEMORY_FILES: Final = sys.platform == "linux"


def present(context: ssl.SSLContext, certificate: Certificate) -> None:
    """Let connections of ``context`` prove themselves with the certificate.

    Raises CertificateError where TLS has no use for it, a weak one for example.
    """
    # The file is encrypted with a password that exists in this call only: what could be found of
    # it on a disk is worth nothing.
    password = secrets.token_hex(32)
    with _as_file(_locked(certificate, password)) as path:
        try:
            context.load_cert_chain(path, password=password)
        except ssl.SSLError:
            raise CertificateError(
                Code.CERTIFICATE_UNREADABLE, "not_for_tls", subject=certificate.subject
            ) from None


def _locked(certificate: Certificate, password: str) -> bytes:
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
        load_pem_private_key,
    )

    pem = certificate.pem.reveal().encode("ascii")
    begin = pem.index(b"-----BEGIN PRIVATE KEY-----")
    lock = BestAvailableEncryption(password.encode("ascii"))
    key = load_pem_private_key(pem[begin:], None)
    return pem[:begin] + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)


@contextmanager
def _as_file(content: bytes) -> Iterator[str]:
    """A path to ``content`` for as long as the context lasts: in memory where the system can."""
    if sys.platform == "linux" and _HAS_MEMORY_FILES:
        file = os.memfd_create("client-certificate")
        try:
            os.write(file, content)
            yield f"/proc/self/fd/{file}"
        finally:
            os.close(file)
    else:
        with tempfile.TemporaryDirectory(prefix="iot-agent-setup-") as folder:
            path = Path(folder, "pair.pem")
            path.touch(mode=0o600)
            path.write_bytes(content)
            yield str(path)
