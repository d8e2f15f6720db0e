"""What a certificate says of itself, in the program's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.domain.proof import CertificateFacts

if TYPE_CHECKING:
    from cryptography import x509


def facts_of(certificate: x509.Certificate) -> CertificateFacts:
    """Its names, times and thumbprints. Raises ValueError for one that breaks the rules."""
    from cryptography.hazmat.primitives import hashes

    return CertificateFacts(
        subject=certificate.subject.rfc4514_string() or "without a name",
        issuer=certificate.issuer.rfc4514_string() or "somebody without a name",
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        sha1=certificate.fingerprint(hashes.SHA1()).hex().upper(),  # noqa: S303 - the hub's choice
        sha256=certificate.fingerprint(hashes.SHA256()).hex().upper(),
        self_signed=_is_self_signed(certificate),
    )


def _is_self_signed(certificate: x509.Certificate) -> bool:
    """Whether it says so of itself and its own key has signed it.

    Of a signature that the library verifies no more, SHA-1 for example, the names have to do.
    """
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    if certificate.issuer != certificate.subject:
        return False
    try:
        certificate.verify_directly_issued_by(certificate)
    except InvalidSignature:
        return False
    except (UnsupportedAlgorithm, ValueError, TypeError):
        pass
    return True
