"""Getting the agent's certificate: read from a file, found in a store, or made."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from wizard.domain.certificate_rules import (
    certificate_problem,
    obey_certificate,
    reference_problem,
)
from wizard.domain.certificate_store import StoreReference
from wizard.domain.errors import Severity
from wizard.domain.proof import NewCertificate
from wizard.domain.report import StepId
from wizard.domain.state import SetupState
from wizard.setup.agent_config import IncompleteStateError
from wizard.setup.chosen_certificate import read_certificate
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
        source = run.state.certificate
        if source is None:
            raise IncompleteStateError
        if isinstance(source, NewCertificate):
            made = await run.ports.certificates.make(source, run.state.device_id)
            # It is registered later.
            obey_certificate(certificate_problem(made, None, datetime.now(UTC)))
            run.state = replace(run.state, certificate_read=made)
            return
        if isinstance(source, StoreReference):
            about = (("store", source.store), ("thumbprint", source.thumbprint))
            run.runner.note(self.id, about)
        if isinstance(source, StoreReference) and not _is_at_hand(run):
            _compare(source, run)
        else:
            found = await read_certificate(source, run.state.device, run.ports)
            run.state = replace(run.state, certificate_read=found)


def _is_at_hand(run: Run) -> bool:
    return run.agent.elsewhere is None and run.ports.certificate_store.is_here


def _compare(reference: StoreReference, run: Run) -> None:
    """What the thumbprint alone tells of a certificate in another computer's store. Raises
    CertificateError."""
    device = run.state.device
    problem = reference_problem(reference, device) if device is not None else None
    if problem is not None and problem.code.severity is Severity.WARNING:
        run.warnings.append(problem)
    else:
        obey_certificate(problem)
