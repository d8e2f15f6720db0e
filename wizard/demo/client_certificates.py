"""Client certificates: asked for in the handshake, judged afterwards by their thumbprints.

An IoT Hub takes every certificate whose private key the client has, and looks it up only then. So a
self-signed one that nobody has heard of must come through the handshake.
"""

from __future__ import annotations

import contextlib
import hashlib
import ssl
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from cryptography import x509

from wizard.domain.proof import same_thumbprint

# X509_V_FLAG_NO_CHECK_TIME, which `ssl` has no name for: the hub's own clock judges (`proves`).
_NO_CHECK_TIME: Final = 0x200000

_HANDSHAKE: Final = 22
_CERTIFICATE: Final = 11
_HEADER: Final = 4


def ask_for_certificate(context: ssl.SSLContext) -> None:
    """Have the server ask every client for a certificate and let each one pass.

    `ssl` cannot replace OpenSSL's verdict about a chain. But it shows every handshake message
    before OpenSSL acts on it: the certificate becomes a trusted root just in time, and with
    PARTIAL_CHAIN a root need not be an issuer. OpenSSL still makes the client prove that it has the
    private key. Seen to work on CPython 3.11 to 3.13 with TLS 1.2 and 1.3.
    """
    context.verify_mode = ssl.CERT_OPTIONAL
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | _NO_CHECK_TIME

    def look(
        _connection: object,
        direction: str,
        version: int,
        content_type: int,
        message_type: int,
        data: bytes,
    ) -> None:
        if (direction, content_type, message_type) != ("read", _HANDSHAKE, _CERTIFICATE):
            return
        certificate = _first(data[_HEADER:], has_context=version == ssl.TLSVersion.TLSv1_3)
        # What is no certificate fails in the handshake that goes on after this.
        with contextlib.suppress(ssl.SSLError):
            if certificate:
                context.load_verify_locations(cadata=certificate)

    context._msg_callback = look  # type: ignore[attr-defined]


def proves(certificate: bytes, thumbprints: Iterable[str | None], now: float) -> bool:
    """Whether a DER certificate is one of those registered, and valid at ``now`` (Unix time)."""
    read = x509.load_der_x509_certificate(certificate)
    time = datetime.fromtimestamp(now, UTC)
    own = (
        hashlib.sha1(certificate, usedforsecurity=False).hexdigest(),
        hashlib.sha256(certificate).hexdigest(),
    )
    return read.not_valid_before_utc <= time <= read.not_valid_after_utc and any(
        same_thumbprint(one, registered or "") for one in own for registered in thumbprints
    )


def _first(body: bytes, *, has_context: bool) -> bytes:
    """The client's own certificate in a Certificate message (RFC 5246 7.4.2, RFC 8446 4.4.2)."""
    start = 1 + body[0] if has_context and body else 0
    length = int.from_bytes(body[start + 3 : start + 6])
    return body[start + 6 : start + 6 + length]
