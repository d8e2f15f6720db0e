"""The certificate that was chosen for an agent: read or looked up, and judged for the device."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wizard.domain.certificate_rules import certificate_problem, obey_certificate, stored_problem
from wizard.domain.certificate_store import StoreReference
from wizard.domain.proof import Certificate, CertificateFile, CertificateSource, StoredCertificate

if TYPE_CHECKING:
    from wizard.domain.hub.model import DeviceIdentity
    from wizard.domain.ports.ports import Ports
    from wizard.domain.state import SetupState


def can_use_store(state: SetupState, ports: Ports) -> bool:
    """Whether the chosen agent can take a certificate from a store of this computer."""
    agent = state.agent
    if agent is None or agent.elsewhere is not None or agent.flavour.store_file is None:
        return False
    return ports.certificate_store.is_here


async def read_certificate(
    source: CertificateSource, device: DeviceIdentity | None, ports: Ports
) -> Certificate | StoredCertificate | None:
    """What the source has; None for one that is to be made. Raises CertificateError.

    ``device`` None: the registry is not to be seen.
    """
    now = datetime.now(UTC)
    if isinstance(source, CertificateFile):
        certificate = await ports.certificates.load(source)
        obey_certificate(certificate_problem(certificate, device, now))
        return certificate
    if isinstance(source, StoreReference):
        found = await ports.certificate_store.find(source)
        obey_certificate(stored_problem(source, found, device, now))
        return found
    return None
