"""Getting the agent's certificate: read from a file, or made."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from wizard.domain.certificate_rules import certificate_problem, obey_certificate
from wizard.domain.proof import NewCertificate
from wizard.domain.report import StepId
from wizard.domain.state import SetupState
from wizard.setup.agent_config import IncompleteStateError
from wizard.setup.jobs.job import Job, JobPhase, Run, has_certificate


class PrepareCertificate(Job):
    """Has the certificate in the state, and refuses one that the agent could not use.

    A new one is made in a dry run too, so that its thumbprint can be shown; it is not kept then.
    """

    id = StepId.CERTIFICATE_PREPARE
    phase = JobPhase.LOOK

    def wanted(self, state: SetupState) -> bool:
        return has_certificate(state)

    async def run(self, run: Run) -> None:
        source, certificates = run.state.certificate, run.ports.certificates
        if source is None:
            raise IncompleteStateError
        if isinstance(source, NewCertificate):
            certificate = await certificates.make(source, run.state.device_id)
            registered_at = None  # it is registered later
        else:
            certificate = await certificates.load(source)
            registered_at = run.state.device
        obey_certificate(certificate_problem(certificate, registered_at, datetime.now(UTC)))
        run.state = replace(run.state, certificate_read=certificate)
