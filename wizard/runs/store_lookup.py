"""An agent's certificate in a store of this computer: looking up what its file only refers to."""

from __future__ import annotations

from dataclasses import replace

from wizard.domain.agent.agent_error import AgentError
from wizard.domain.agent.assessment import Assessment, Verdict
from wizard.domain.certificate_store import StoreLocation, StoreReference
from wizard.domain.ports.certificate_store import CertificateStore
from wizard.domain.proof import KeyState, StoredCertificate

_LEFT_OPEN = "store.not_seen"
"""The remark of a strict reader, which sees files alone."""


def reference_here(assessment: Assessment, store: CertificateStore) -> StoreReference | None:
    """The certificate that can be looked up on this computer; None where there is none.

    ``CurrentUser`` is the store of the agent's account, not of whoever looks.
    """
    settings = assessment.settings
    if settings is None or assessment.secret_file is not None or not store.is_here:
        return None
    reference = settings.store
    is_seen = reference is not None and reference.location is StoreLocation.LOCAL_MACHINE
    return reference if is_seen else None


async def look_up(
    assessment: Assessment, store: CertificateStore
) -> tuple[Assessment, StoredCertificate | None]:
    """The judgement with what the store has, and that. Raises CertificateError."""
    reference = reference_here(assessment, store)
    if reference is None:
        return assessment, None
    found = await store.find(reference)
    if found is None:
        error = AgentError.AUTH_FILE_NOT_EXIST
        return _decided(assessment, reference, "store.absent", Verdict.REJECTED, error), None
    if found.key is KeyState.MISSING:
        verdict, error = Verdict.UNAUTHENTICABLE, AgentError.AUTH_UNAUTHORIZED
        return _decided(assessment, reference, "store.no_key", verdict, error), found
    rest = tuple(one for one in assessment.findings if one.rule != _LEFT_OPEN)
    return replace(assessment, findings=rest), found


def _decided(
    assessment: Assessment,
    reference: StoreReference,
    rule: str,
    verdict: Verdict,
    error: AgentError,
) -> Assessment:
    """The same with the remark made a finding that decides."""
    about = (("store", reference.store), ("thumbprint", reference.thumbprint))
    logged = str(error)
    findings = tuple(
        replace(one, rule=rule, verdict=verdict, agent_error=logged, params=(*one.params, *about))
        if one.rule == _LEFT_OPEN
        else one
        for one in assessment.findings
    )
    first = sorted(findings, key=lambda one: one.rule != rule)
    settings = None if verdict is Verdict.REJECTED else assessment.settings
    return replace(
        assessment,
        verdict=verdict,
        agent_error=logged,
        findings=tuple(first),
        settings=settings,
    )
