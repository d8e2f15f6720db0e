"""Certificate stores in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from wizard.domain.certificate_store import StoreLocation, StoreReference
from wizard.domain.errors import CertificateError
from wizard.domain.proof import KeyState, StoredCertificate


class FakeCertificateStore:
    """`CertificateStore` with the certificates that a test has put into it, or what it raises."""

    is_here = True

    def __init__(self, *certificates: StoredCertificate) -> None:
        self.contents = list(certificates)
        self.error: CertificateError | None = None

    async def certificates(self) -> tuple[StoredCertificate, ...]:
        if self.error is not None:
            raise self.error
        order = list(StoreLocation)
        found = (one for one in self.contents if one.key is not KeyState.MISSING)
        return tuple(sorted(found, key=lambda one: order.index(one.reference.location)))

    async def find(self, reference: StoreReference) -> StoredCertificate | None:
        if self.error is not None:
            raise self.error
        return next((one for one in self.contents if one.reference == reference), None)


def stored_certificate(
    number: int,
    name: str = "press-1",
    *,
    location: StoreLocation = StoreLocation.LOCAL_MACHINE,
    key: KeyState = KeyState.USABLE,
    issuer: str = "",
    days: int = 90,
) -> StoredCertificate:
    """A certificate with these thumbprints, self-signed unless another has signed it; with days
    below 0 it has expired."""
    sha1, now = f"{number:040X}", datetime.now(UTC)
    return StoredCertificate(
        subject=f"CN={name}",
        issuer=issuer or f"CN={name}",
        not_before=now - timedelta(days=400),
        not_after=now + timedelta(days=days),
        sha1=sha1,
        sha256=f"{number:064X}",
        self_signed=not issuer,
        reference=StoreReference(location, sha1),
        key=key,
    )
