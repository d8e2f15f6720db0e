"""The agent's certificate in a store: what can be told of it without using its private key."""

from __future__ import annotations

from datetime import UTC, datetime

from wizard.check.steps import CheckSteps
from wizard.domain.agent.agent_error import AgentError
from wizard.domain.agent.assessment import Assessment
from wizard.domain.certificate_rules import obey_certificate, validity_problem
from wizard.domain.certificate_store import StoreReference
from wizard.domain.errors import Code, Problem
from wizard.domain.ports.certificate_store import CertificateStore
from wizard.domain.proof import KeyState, StoredCertificate
from wizard.domain.report import StepId
from wizard.runs.assess import require_secret
from wizard.runs.store_lookup import look_up, reference_here


async def look_into_store(
    reference: StoreReference, assessment: Assessment, store: CertificateStore, steps: CheckSteps
) -> StoredCertificate | None:
    """Look the certificate up, where its store is this computer's, and warn that nobody has logged
    in with it: its key stays there, and the connections of this program need one in memory.

    None where it was not found, or not looked for.
    """
    stored: StoredCertificate | None = None
    variant = "elsewhere" if assessment.secret_file is not None else ""
    about = (("store", reference.store), ("thumbprint", reference.thumbprint))
    steps.note(StepId.CHECK_SECRET, about)

    async def find() -> None:
        nonlocal variant, stored
        judged, stored = await look_up(assessment, store)
        require_secret(judged)
        if stored is not None:
            problem = validity_problem(stored, datetime.now(UTC))
            obey_certificate(problem, AgentError.AUTH_UNAUTHORIZED)
            variant = "key" if stored.key is KeyState.CLOSED else ""

    if reference_here(assessment, store) is not None and not await steps.step(
        StepId.CHECK_SECRET, find
    ):
        return None
    steps.warnings.append(Problem(Code.CHECK_STORE_NOT_PROVEN, variant, about))
    return stored
