"""The jobs of a set-up in their order, and the steps that they are in a report."""

from __future__ import annotations

from typing import Final

from wizard.domain.report import StepId
from wizard.domain.state import SetupState
from wizard.setup.jobs.certificate import PrepareCertificate
from wizard.setup.jobs.connect import ConnectHub
from wizard.setup.jobs.convert_module import ConvertModule
from wizard.setup.jobs.create_module import CreateModule
from wizard.setup.jobs.job import Announcement, Job, JobPhase
from wizard.setup.jobs.keep_secrets import KeepSecrets
from wizard.setup.jobs.live_check import CheckLive
from wizard.setup.jobs.look_at_folder import LookAtFolder
from wizard.setup.jobs.other_computer import CheckPortThere, LookAtComputer
from wizard.setup.jobs.read_device import ReadDevice
from wizard.setup.jobs.read_module import ReadModule
from wizard.setup.jobs.register_device import RegisterDevice
from wizard.setup.jobs.register_thumbprint import RegisterThumbprint
from wizard.setup.jobs.restart_agent import RestartAgent
from wizard.setup.jobs.verify_files import VerifyFiles
from wizard.setup.jobs.without_hub import CheckWithoutHub
from wizard.setup.jobs.write_files import WriteFiles

JOBS: Final[tuple[Job, ...]] = (
    LookAtComputer(),
    ConnectHub(),
    CheckWithoutHub(),
    ReadDevice(),
    ReadModule(),
    LookAtFolder(),
    PrepareCertificate(),
    RegisterDevice(),
    CreateModule(),
    ConvertModule(),
    KeepSecrets(),
    WriteFiles(),
    VerifyFiles(),
    RegisterThumbprint(),
    CheckLive(),
    CheckPortThere(),
    RestartAgent(),
)

CHECK_STEPS: Final = tuple(step for step in StepId if step.is_check and step.is_always_reported)


def wanted_jobs(state: SetupState, *, dry_run: bool = False) -> tuple[Job, ...]:
    """What a run with this state will do, as far as it is known now."""
    return tuple(
        job for job in JOBS if job.wanted(state) and (job.phase is JobPhase.LOOK or not dry_run)
    )


def planned_steps(state: SetupState, *, dry_run: bool = False) -> frozenset[StepId]:
    """The steps that will be done. The others are reported as skipped, if at all."""
    jobs = wanted_jobs(state, dry_run=dry_run)
    return frozenset(step for job in jobs for step in job.steps(state))


def reported_steps(planned: frozenset[StepId]) -> tuple[StepId, ...]:
    """The steps that a report of this plan lists, done or skipped, in their order."""
    return tuple(step for step in StepId if step in planned or step.is_always_reported)


def announcements(state: SetupState) -> tuple[Announcement, ...]:
    """What the run will change in the hub and in the keyring, as far as it is known before."""
    return tuple(change for job in wanted_jobs(state) for change in job.announces(state))
