"""What the page has to read before it can be used."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.domain.proof import CertificateSource


@dataclass(frozen=True, slots=True)
class ProofChoice:
    """The certificate that was named; None where a key will do."""

    certificate: CertificateSource | None
