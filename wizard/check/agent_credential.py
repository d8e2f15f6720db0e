"""Getting at what the agent proves itself with, as the agent would: its key or its certificate."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from wizard.domain.agent.agent_error import AgentError
from wizard.domain.agent.assessment import Assessment
from wizard.domain.agent.model import AgentFlavour, Method
from wizard.domain.certificate_rules import obey_certificate, validity_problem
from wizard.domain.errors import CheckError, Code
from wizard.domain.ports.files import AgentFiles
from wizard.domain.ports.ports import Ports
from wizard.domain.ports.probe import AuthProbe
from wizard.domain.proof import CertificateFile, Proof
from wizard.runs.assess import rejected, require_secret, require_settings


async def read_proof(
    flavour: AgentFlavour,
    assessment: Assessment,
    directory: Path,
    ports: Ports,
    probe: AuthProbe,
) -> Proof:
    """The key or the certificate of the agent in ``directory``.

    Raises CheckError ``check.bad_config`` where the agent would not get at it, CertificateError.
    """
    require_secret(assessment)
    settings = require_settings(assessment)
    path = assessment.secret_file or directory / settings.secret_path
    if flavour.key_reader and assessment.secret_file is None:
        await _obey_access(ports.files, path, flavour.key_reader)
    if settings.method is Method.SELF_SIGNED_CERTIFICATE:
        content = await ports.files.read(path)
        certificate = await ports.certificates.load(CertificateFile(path), content)
        obey_certificate(
            validity_problem(certificate, datetime.now(UTC)), AgentError.AUTH_UNAUTHORIZED
        )
        await probe.prepare(certificate)
        return certificate
    if assessment.secret is None:
        raise rejected(Code.CHECK_BAD_CONFIG, assessment)
    return assessment.secret


def known_proof(proof: Proof | None) -> Proof:
    """What an earlier step has read."""
    if proof is None:
        raise RuntimeError("the agent's secret was not read")
    return proof


async def _obey_access(files: AgentFiles, path: Path, account: str) -> None:
    """An agent that does not read as root must be let in."""
    stopped_at = await files.access_barrier(path, account)
    if stopped_at is not None:
        raise CheckError(
            Code.CHECK_BAD_CONFIG,
            "account" if stopped_at == path else "account_folder",
            agent_error=AgentError.AUTH_FILE_PERMISSIONS,
            account=account,
            path=str(path),
            folder=str(stopped_at),
        )
