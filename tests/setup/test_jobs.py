"""What single jobs do, and a run with a certificate from its start to its end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.certificates import fake_certificate
from tests.fakes.world import AGENT, DEVICE, World, new_run, run, statuses, warnings_of
from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.domain.agent.assessment import Assessment, Verdict
from wizard.domain.agent.model import AuthChoice, Identity, Method
from wizard.domain.errors import CertificateError, Code, HubError, RuleError
from wizard.domain.hub.model import MODULE_ID, AuthType, ModuleIdentity
from wizard.domain.ports.files import FileReader
from wizard.domain.proof import CertificateFile, NewCertificate, OwnIdentity, ThumbprintSlot
from wizard.domain.report import HubChange, HubChangeKind, Result, StepId, StepStatus
from wizard.domain.secret import Secret
from wizard.domain.state import SetupState
from wizard.setup.agent_config import IncompleteStateError
from wizard.setup.jobs.certificate import PrepareCertificate
from wizard.setup.jobs.connect import ConnectHub
from wizard.setup.jobs.convert_module import ConvertModule
from wizard.setup.jobs.job import Job
from wizard.setup.jobs.register_thumbprint import RegisterThumbprint
from wizard.setup.jobs.without_hub import CheckWithoutHub

FILE = CertificateFile(Path("camera.pem"))
OLD = "AB" * 32
CHOICE = AuthChoice(Identity.DEVICE, Method.SELF_SIGNED_CERTIFICATE)


class TakesAnyCertificate:
    """The C agent, but for what is in a certificate file: those of the fakes are none."""

    def __init__(self) -> None:
        self._real = AGENTS[C]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def assess(self, directory: str, read: FileReader) -> Assessment:
        found = self._real.assess(directory, read)
        return replace(found, verdict=Verdict.ACCEPTED, settings=found.configured, findings=())


def with_certificate(world: World) -> SetupState:
    """A device that proves itself with a certificate, and a new one is to be made for it."""
    device = replace(
        world.device, auth=AuthType.SELF_SIGNED, primary_key=None, thumbprints=(OLD, OLD)
    )
    world.hub.add(device)
    world.agents[C] = TakesAnyCertificate()
    world.certificates.known[CertificateFile(AGENT / "agent.pfx")] = fake_certificate(1)
    state = world.state(auth=CHOICE, certificate=NewCertificate())
    return replace(state, device=world.hub.devices[DEVICE])


async def prepared(world: World, state: SetupState) -> SetupState:
    job_run = new_run(world, state)
    await PrepareCertificate().run(job_run)
    return job_run.state


async def test_a_new_certificate_is_made_for_the_device() -> None:
    world = World()
    state = await prepared(world, with_certificate(world))
    assert state.certificate_read is not None
    assert state.certificate_read.subject == f"CN={DEVICE}"


async def test_a_certificate_from_a_file_must_be_registered() -> None:
    world = World()
    state = replace(with_certificate(world), certificate=FILE)
    world.certificates.known[FILE] = fake_certificate(7)
    with pytest.raises(CertificateError) as caught:
        await prepared(world, state)
    assert caught.value.code is Code.CERTIFICATE_WRONG_THUMBPRINT
    registered = replace(fake_certificate(7), sha256=OLD)
    world.certificates.known[FILE] = registered
    assert (await prepared(world, state)).certificate_read == registered


async def test_a_run_registers_what_it_has_made() -> None:
    world = World()
    state = with_certificate(world)
    report = await run(world, state)
    assert report.result is Result.OK
    new = f"{1:064X}"
    assert world.hub.devices[DEVICE].thumbprints == (OLD, new)
    kind, slot = HubChangeKind.THUMBPRINT_REGISTERED, ThumbprintSlot.SECONDARY
    assert report.hub_changes == (HubChange(kind, DEVICE, slot, new, OLD),)
    assert report.fingerprint == "00000000"
    committed = [done.step for done in report.steps if done.committed]
    assert committed == [StepId.DEVICE_REGISTER]
    assert report.written
    assert world.files.contents[AGENT / "agent.pfx"] == f"agent.pfx {new}".encode()


async def test_a_registration_that_fails_takes_the_files_back() -> None:
    world = World(was_set_up=True)
    state = with_certificate(world)
    world.hub.fail("register_thumbprint", HubError(Code.HUB_UNAUTHORIZED, host="h", policy="p"))
    report = await run(world, state)
    assert report.failed_step is StepId.DEVICE_REGISTER
    assert statuses(report)[StepId.CONFIG_VERIFY] is StepStatus.OK
    assert not report.written
    assert report.files == ()
    assert world.snapshot() == world.before


async def test_without_a_certificate_to_register_the_files_are_final_when_verified() -> None:
    report = await run(World())
    assert [done.step for done in report.steps if done.committed] == [StepId.CONFIG_VERIFY]


@pytest.mark.parametrize("policy", ["iothubowner", "registryRead"])
async def test_connecting_warns_of_a_policy_that_may_do_everything(policy: str) -> None:
    world = World()
    report = await run(world, world.state(credentials=world.hub.credentials(policy)))
    found = [(warning.variant, warning.params) for warning in warnings_of(report)]
    assert found == ([("read", (("policy", policy),))] if policy == "iothubowner" else [])


async def test_why_a_hub_is_not_reached_is_looked_for() -> None:
    world = World()
    host = world.hub.address.host_name
    world.hub.fail("connect", HubError(Code.HUB_NAME_NOT_RESOLVED, host=host))
    report = await run(world)
    assert report.failed_step is StepId.HUB_CONNECT
    assert world.survey.asked, "other names are tried"


async def test_a_module_without_a_key_is_converted() -> None:
    world = World()
    world.hub.add(ModuleIdentity(DEVICE, MODULE_ID, AuthType.SELF_SIGNED))
    report = await run(world, world.state(convert_module=True))
    assert report.result is Result.OK
    assert report.hub_changes == (HubChange(HubChangeKind.MODULE_CONVERTED, DEVICE),)
    assert statuses(report)[StepId.MODULE_CHANGE] is StepStatus.OK
    again = await run(world, world.state(convert_module=True))
    assert again.hub_changes == ()
    assert StepId.MODULE_CHANGE in statuses(again), "it was asked for, and was not needed"
    assert statuses(again)[StepId.MODULE_CHANGE] is StepStatus.SKIPPED


def own(world: World, module_id: str | None) -> SetupState:
    identity = OwnIdentity(world.hub.address, DEVICE, module_id, Secret("a2V5"))
    return world.state(credentials=None, own=identity)


async def test_without_a_hub_the_warning_says_what_is_not_known() -> None:
    world = World()
    job_run = new_run(world, own(world, MODULE_ID))
    await CheckWithoutHub().run(job_run)
    (warning,) = job_run.warnings
    assert (warning.code, warning.variant) == (Code.HUB_NOT_ASKED, "")
    assert warning.params == (("device", DEVICE),)
    of_dps = new_run(world, world.state(Identity.DPS, credentials=None))
    await CheckWithoutHub().run(of_dps)
    assert [(found.code, found.variant) for found in of_dps.warnings] == [
        (Code.HUB_NOT_ASKED, "dps")
    ]


@pytest.mark.parametrize("is_own", [True, False])
async def test_without_a_hub_the_rules_still_hold(is_own: bool) -> None:
    world = World()
    of_choice = world.state(
        credentials=None, auth=AuthChoice(method=Method.SELF_SIGNED_CERTIFICATE)
    )
    job_run = new_run(world, own(world, None) if is_own else of_choice)
    with pytest.raises(RuleError):
        await CheckWithoutHub().run(job_run)
    failed = job_run.runner.failed
    assert failed is not None
    assert failed.step is StepId.DEVICE_READ
    assert job_run.warnings == []


@pytest.mark.parametrize(
    "job", [PrepareCertificate(), ConnectHub(), ConvertModule(), RegisterThumbprint()]
)
async def test_a_job_that_is_not_wanted_cannot_be_done(job: Job) -> None:
    world = World()
    state = world.state(credentials=None)
    assert not job.wanted(state)
    with pytest.raises(IncompleteStateError):
        await job.run(new_run(world, state))
    with pytest.raises(IncompleteStateError):
        await job.run(new_run(world, state, world.watched("registry", world.new_registry())))
