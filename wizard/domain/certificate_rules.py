"""Whether a certificate will do for a device, judged before it is written anywhere."""

from __future__ import annotations

from datetime import datetime

from wizard.domain.errors import CertificateError, Code, Param, Problem
from wizard.domain.hub.model import DeviceIdentity
from wizard.domain.proof import Certificate, ThumbprintSlot, same_thumbprint


def certificate_problem(
    certificate: Certificate, device: DeviceIdentity | None, now: datetime
) -> Problem | None:
    """What stands against it; ``device`` None where the registry is not to be seen."""
    if not certificate.self_signed:
        return _problem(Code.CERTIFICATE_CA_SIGNED, certificate, issuer=certificate.issuer)
    if problem := validity_problem(certificate, now):
        return problem
    if device is not None and not is_registered(certificate, device):
        return _problem(
            Code.CERTIFICATE_WRONG_THUMBPRINT,
            certificate,
            device=device.id,
            thumbprint=certificate.sha1,
            registered=", ".join(filter(None, device.thumbprints)) or "none",
        )
    return None


def validity_problem(certificate: Certificate, now: datetime) -> Problem | None:
    """What stands against a certificate at this time."""
    if now > certificate.not_after:
        ended = f"{certificate.not_after:%Y-%m-%d %H:%M}"
        return _problem(Code.CERTIFICATE_EXPIRED, certificate, ended=ended)
    if now < certificate.not_before:
        begins = f"{certificate.not_before:%Y-%m-%d %H:%M}"
        return _problem(Code.CERTIFICATE_NOT_YET_VALID, certificate, begins=begins)
    return None


def obey_certificate(problem: Problem | None, agent_error: str | None = None) -> None:
    """Raise CertificateError for a problem; ``agent_error`` is what the agent would log."""
    if problem is not None:
        raise CertificateError.of(problem).logged_as(agent_error)


def is_registered(certificate: Certificate, device: DeviceIdentity) -> bool:
    """Whether the device's primary or secondary thumbprint is this certificate's."""
    return registered_as(certificate, device) is not None


def registered_as(certificate: Certificate, device: DeviceIdentity) -> ThumbprintSlot | None:
    """Which of the device's two thumbprints is this certificate's."""
    for slot, registered in zip(ThumbprintSlot, device.thumbprints, strict=False):
        if any(same_thumbprint(own, registered) for own in (certificate.sha1, certificate.sha256)):
            return slot
    return None


def _problem(code: Code, certificate: Certificate, **params: Param) -> Problem:
    return Problem(code, "", (("subject", certificate.subject), *params.items()))
