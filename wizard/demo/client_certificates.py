"""Judging a client's certificate: by its thumbprints and its time, as an IoT Hub does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

from cryptography import x509

from wizard.domain.proof import same_thumbprint


def proves(certificate: bytes, thumbprints: Iterable[str | None], now: float) -> bool:
    """Whether a DER certificate is one of those registered, and valid at ``now`` (Unix time)."""
    try:
        read = x509.load_der_x509_certificate(certificate)
    except ValueError:  # OpenSSL accepts more than `cryptography` reads
        return False
    time = datetime.fromtimestamp(now, UTC)
    own = (
        hashlib.sha1(certificate, usedforsecurity=False).hexdigest(),
        hashlib.sha256(certificate).hexdigest(),
    )
    return read.not_valid_before_utc <= time <= read.not_valid_after_utc and any(
        same_thumbprint(one, registered or "") for one in own for registered in thumbprints
    )
