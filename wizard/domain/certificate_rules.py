"""Whether a certificate will do for a device, judged before it is written anywhere."""

from __future__ import annotations

from datetime import datetime

from wizard.domain.certificate_store import (
    SHA256_DIGITS,
    StoreLocation,
    StoreReference,
    thumbprint_digits,
)
from wizard.domain.errors import CertificateError, Code, Param, Problem
from wizard.domain.hub.model import DeviceIdentity
from wizard.domain.proof import (
    CertificateFacts,
    KeyState,
    StoredCertificate,
    ThumbprintSlot,
    same_thumbprint,
)


def certificate_problem(
    certificate: CertificateFacts, device: DeviceIdentity | None, now: datetime
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


def reference_problem(reference: StoreReference, device: DeviceIdentity) -> Problem | None:
    """What the hub says of a certificate of which only the SHA-1 thumbprint is known.

    ``certificate.wrong_thumbprint``; or the warning ``certificate.store_not_compared`` where the
    device has SHA-256 thumbprints, of which one may be its.
    """
    registered = [one for one in device.thumbprints if one]
    if any(same_thumbprint(reference.thumbprint, one) for one in registered):
        return None
    about = (("thumbprint", reference.thumbprint), ("device", device.id))
    if any(len(thumbprint_digits(one)) == SHA256_DIGITS for one in registered):
        return Problem(Code.CERTIFICATE_NOT_COMPARED, "", about)
    known = (("store", reference.store), ("registered", ", ".join(registered) or "none"))
    return Problem(Code.CERTIFICATE_WRONG_THUMBPRINT, "store", (*about, *known))


def stored_problem(
    reference: StoreReference,
    found: StoredCertificate | None,
    device: DeviceIdentity | None,
    now: datetime,
) -> Problem | None:
    """What stands against a certificate in a store of this computer; ``found``: what was there."""
    if found is None:
        about = (("store", reference.store), ("thumbprint", reference.thumbprint))
        return Problem(Code.CERTIFICATE_NOT_IN_STORE, "", about)
    if found.key is KeyState.MISSING:
        about = (("store", reference.store), ("subject", found.subject))
        return Problem(Code.CERTIFICATE_NOT_IN_STORE, "no_key", about)
    if reference.location is StoreLocation.CURRENT_USER:
        return Problem(Code.CERTIFICATE_NOT_IN_STORE, "of_user", (("subject", found.subject),))
    return certificate_problem(found, device, now)


def validity_problem(certificate: CertificateFacts, now: datetime) -> Problem | None:
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


def is_registered(certificate: CertificateFacts, device: DeviceIdentity) -> bool:
    """Whether the device's primary or secondary thumbprint is this certificate's."""
    return registered_as(certificate, device) is not None


def registered_as(certificate: CertificateFacts, device: DeviceIdentity) -> ThumbprintSlot | None:
    """Which of the device's two thumbprints is this certificate's."""
    for slot, registered in zip(ThumbprintSlot, device.thumbprints, strict=False):
        if any(same_thumbprint(own, registered) for own in (certificate.sha1, certificate.sha256)):
            return slot
    return None


def _problem(code: Code, certificate: CertificateFacts, **params: Param) -> Problem:
    return Problem(code, "", (("subject", certificate.subject), *params.items()))
