"""Every job's condition, both ways, and what follows from the list of jobs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from pathlib import Path, PurePosixPath
from typing import get_type_hints

import pytest

from tests.fakes.certificates import fake_certificate
from tests.fakes.ports import NoElevation
from tests.fakes.world import AGENT, DEVICE, World, run
from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.model import AgentTarget, AuthChoice, Identity, Method
from wizard.domain.agent.target_folder import OtherComputer, TargetKind, TargetSystem
from wizard.domain.errors import Code, FilesError, Problem
from wizard.domain.files import Change
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import (
    MODULE_ID,
    AuthType,
    DeviceIdentity,
    ModuleIdentity,
    PolicyAccess,
)
from wizard.domain.proof import (
    CertificateFile,
    DpsRegistration,
    NewCertificate,
    OwnIdentity,
    ThumbprintSlot,
)
from wizard.domain.report import HubChange, HubChangeKind, StepId
from wizard.domain.secret import MASK, Secret
from wizard.domain.state import CheckWhen, FollowUp, SecretRef, SecretsChoice, SetupState
from wizard.setup.agent_config import IncompleteStateError, agent_settings, new_agent_id
from wizard.setup.engine import SetupRun
from wizard.setup.jobs.certificate import PrepareCertificate
from wizard.setup.jobs.connect import ConnectHub
from wizard.setup.jobs.convert_module import ConvertModule
from wizard.setup.jobs.create_module import CreateModule
from wizard.setup.jobs.job import Job, JobPhase
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
from wizard.setup.keyring_entries import KeyringEntry, KeyringKind
from wizard.setup.plan import (
    CHECK_STEPS,
    JOBS,
    announcements,
    planned_steps,
    reported_steps,
    wanted_jobs,
)
from wizard.setup.state_changes import StateChanges
from wizard.text.render.json import report_as_json
from wizard.text.render.terminal import report_lines

KEY = Secret("a2V5")
HUB = HubAddress("plant.azure-devices.net")
MODULE = ModuleIdentity(DEVICE, MODULE_ID, AuthType.SAS, primary_key=KEY)
KEYLESS = ModuleIdentity(DEVICE, MODULE_ID, AuthType.SELF_SIGNED)
CERTIFICATE = AuthChoice(Identity.DEVICE, Method.SELF_SIGNED_CERTIFICATE)
FULL = SetupState(
    credentials=PolicyAccess(HUB, "registryRead", KEY),
    device_id=DEVICE,
    device=DeviceIdentity(DEVICE, True, AuthType.SAS, KEY, thumbprints=("AA", "BB")),
    module=MODULE,
    agent=AgentTarget(C, AGENT),
)
OWN = SetupState(own=OwnIdentity(HUB, DEVICE, MODULE_ID, KEY), device_id=DEVICE, agent=FULL.agent)
DPS = SetupState(
    auth=AuthChoice(Identity.DPS), dps=DpsRegistration("0ne1", "cam", KEY), agent=FULL.agent
)
REGISTERING = replace(DPS, dps=DpsRegistration("0ne1", "cam", KEY, register=True))
AGAIN = SetupState(restart_agent=True, check=CheckWhen.CHANGED, settled=frozenset(FollowUp))
NEW = replace(FULL, auth=CERTIFICATE, certificate=NewCertificate())
THERE = AgentTarget(
    C,
    AGENT,
    elsewhere=OtherComputer(
        PurePosixPath("/var/ASCIoTAgent"), TargetSystem.LINUX, TargetKind.SSH, ssh="pi@10.0.0.17"
    ),
)
NOTHING_KEPT = SecretsChoice(keep_hub=False, keep_agent_key=False)

WANTED: list[tuple[Job, SetupState, bool]] = [
    (ConnectHub(), FULL, True),
    (ConnectHub(), OWN, False),
    (CheckWithoutHub(), FULL, False),
    (CheckWithoutHub(), OWN, True),
    (ReadDevice(), FULL, True),
    (ReadDevice(), replace(FULL, device_id=""), False),
    (ReadDevice(), OWN, False),
    (ReadModule(), FULL, True),
    (ReadModule(), replace(FULL, device_id=""), False),
    (ReadModule(), OWN, False),
    (PrepareCertificate(), FULL, False),
    (PrepareCertificate(), replace(FULL, auth=CERTIFICATE), True),
    (CreateModule(), replace(FULL, create_module=True, module=None), True),
    (CreateModule(), replace(FULL, create_module=True), False),
    (CreateModule(), replace(FULL, module=None), False),
    (CreateModule(), replace(OWN, create_module=True), False),
    (CreateModule(), replace(FULL, create_module=True, module=None, device_id=""), False),
    (ConvertModule(), replace(FULL, convert_module=True, module=KEYLESS), True),
    (ConvertModule(), replace(FULL, convert_module=True, module=None), True),
    (ConvertModule(), replace(FULL, convert_module=True), False),
    (ConvertModule(), replace(FULL, module=KEYLESS), False),
    (ConvertModule(), replace(OWN, convert_module=True), False),
    (KeepSecrets(), FULL, True),
    (KeepSecrets(), replace(FULL, secrets=SecretsChoice(keep_hub=False)), True),
    (KeepSecrets(), replace(FULL, secrets=SecretsChoice(keep_agent_key=False)), True),
    (KeepSecrets(), replace(FULL, secrets=NOTHING_KEPT), False),
    (KeepSecrets(), replace(NEW, secrets=SecretsChoice(keep_hub=False)), False),
    (KeepSecrets(), replace(OWN, secrets=SecretsChoice(keep_agent_key=False)), False),
    (WriteFiles(), FULL, True),
    (VerifyFiles(), FULL, True),
    (RegisterThumbprint(), NEW, True),
    (RegisterThumbprint(), replace(NEW, certificate=CertificateFile(Path("a.pfx"))), False),
    (RegisterThumbprint(), replace(NEW, auth=AuthChoice()), False),
    (RegisterThumbprint(), replace(NEW, credentials=None), False),
    (RegisterThumbprint(), replace(NEW, device_id=""), False),
    (RestartAgent(), SetupState(), False),
    (RestartAgent(), SetupState(restart_agent=True), True),
    (LookAtComputer(), FULL, False),
    (LookAtComputer(), replace(FULL, agent=THERE), True),
    (CheckPortThere(), FULL, False),
    (CheckPortThere(), replace(FULL, agent=THERE), True),
    (LookAtFolder(), FULL, True),
    (CheckLive(), FULL, True),
    (CheckLive(), replace(FULL, settled=frozenset(FollowUp)), True),
    (CheckLive(), replace(FULL, check=CheckWhen.CHANGED), True),
    (CheckLive(), replace(AGAIN, settled=frozenset({FollowUp.RESTART})), True),
    (CheckLive(), AGAIN, False),
    (CheckLive(), replace(FULL, check=CheckWhen.NEVER), False),
    (RestartAgent(), AGAIN, False),
    (RestartAgent(), replace(AGAIN, settled=frozenset({FollowUp.CHECK})), True),
    (RegisterDevice(), REGISTERING, True),
    (RegisterDevice(), DPS, False),
    (RegisterDevice(), replace(REGISTERING, auth=AuthChoice()), False),
    (ReadDevice(), replace(FULL, auth=REGISTERING.auth, dps=REGISTERING.dps), False),
]


@pytest.mark.parametrize(("job", "state", "wanted"), WANTED, ids=lambda value: type(value).__name__)
def test_when_a_job_is_wanted(job: Job, state: SetupState, wanted: bool) -> None:
    assert job.wanted(state) is wanted


def test_every_job_is_tried_both_ways_unless_every_run_has_it() -> None:
    tried = {(type(job), wanted) for job, _, wanted in WANTED}
    always = {LookAtFolder, WriteFiles, VerifyFiles}
    assert tried == {
        (type(job), wanted)
        for job in JOBS
        for wanted in (True, False)
        if wanted or type(job) not in always
    }


LOOK = {StepId.HUB_CONNECT, StepId.DEVICE_READ, StepId.MODULE_READ}
WRITE = {StepId.SECRETS_STORE, StepId.CONFIG_WRITE, StepId.CONFIG_VERIFY}
CHECK = {
    StepId.CHECK_READ_CONFIG,
    StepId.CHECK_SECRET,
    StepId.CHECK_RESOLVE,
    StepId.CHECK_TCP,
    StepId.CHECK_TLS,
    StepId.CHECK_CONNECT,
    StepId.CHECK_TWIN,
}
HTTP = {StepId.CHECK_CLOCK, StepId.CHECK_HUB_REST}


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        (FULL, LOOK | WRITE | CHECK),
        (replace(FULL, auth=AuthChoice(Identity.DEVICE)), LOOK | WRITE | CHECK | HTTP),
        (OWN, WRITE | CHECK),
        (DPS, WRITE | CHECK | HTTP | {StepId.CHECK_DPS}),
        (
            NEW,
            LOOK | WRITE | CHECK | HTTP | {StepId.CERTIFICATE_PREPARE, StepId.DEVICE_REGISTER},
        ),
    ],
    ids=["module", "device", "own", "dps", "new certificate"],
)
def test_the_steps_of_a_plan(state: SetupState, steps: set[StepId]) -> None:
    assert planned_steps(state) == steps


def test_a_dry_run_only_looks() -> None:
    assert planned_steps(NEW, dry_run=True) == LOOK | {StepId.CERTIFICATE_PREPARE}
    assert {job.phase for job in wanted_jobs(NEW, dry_run=True)} == {JobPhase.LOOK}
    assert {job.phase for job in wanted_jobs(NEW)} == set(JobPhase)


def test_a_report_lists_what_is_planned_and_what_every_report_lists() -> None:
    listed = reported_steps(planned_steps(NEW))
    assert list(listed) == [step for step in StepId if step in listed]
    assert set(listed) == {
        *planned_steps(NEW),
        *(step for step in StepId if step.is_always_reported),
    }
    assert StepId.MODULE_CREATE in listed
    assert StepId.CHECK_DPS not in listed


def test_a_check_alone_has_the_steps_that_every_report_lists() -> None:
    assert set(CHECK_STEPS) == CHECK | HTTP


def kinds(state: SetupState) -> list[HubChangeKind | KeyringKind]:
    return [change.kind for change in announcements(state)]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (FULL, [KeyringKind.HUB, KeyringKind.AGENT_KEY]),
        (replace(FULL, secrets=SecretsChoice(keep_hub=False)), [KeyringKind.AGENT_KEY]),
        (replace(FULL, secrets=SecretsChoice(keep_agent_key=False)), [KeyringKind.HUB]),
        (OWN, [KeyringKind.AGENT_KEY]),
        (NEW, [KeyringKind.HUB, HubChangeKind.THUMBPRINT_REGISTERED]),
        (
            replace(FULL, create_module=True, module=None, secrets=NOTHING_KEPT),
            [HubChangeKind.MODULE_CREATED],
        ),
        (
            replace(FULL, convert_module=True, module=KEYLESS, secrets=NOTHING_KEPT),
            [HubChangeKind.MODULE_CONVERTED],
        ),
        (replace(FULL, convert_module=True, module=None, secrets=NOTHING_KEPT), []),
    ],
)
def test_what_is_announced(state: SetupState, expected: list[HubChangeKind | KeyringKind]) -> None:
    assert kinds(state) == expected


@pytest.mark.parametrize(
    ("slot", "former"), [(ThumbprintSlot.PRIMARY, "AA"), (ThumbprintSlot.SECONDARY, "BB")]
)
def test_a_registration_names_the_place_and_what_stands_there(
    slot: ThumbprintSlot, former: str
) -> None:
    state = replace(NEW, certificate=NewCertificate(register=slot), secrets=NOTHING_KEPT)
    kind = HubChangeKind.THUMBPRINT_REGISTERED
    assert announcements(state) == (HubChange(kind, DEVICE, slot, "", former),)
    made = replace(state, certificate_read=fake_certificate(7), device=None)
    assert announcements(made) == (HubChange(kind, DEVICE, slot, f"{7:064X}", ""),)


@pytest.mark.parametrize(
    ("state", "service"),
    [
        (FULL, f"agent/{HUB.host_name}/{DEVICE}/module"),
        (replace(FULL, auth=AuthChoice(Identity.DEVICE)), f"agent/{HUB.host_name}/{DEVICE}/device"),
        (DPS, "dps/0ne1/cam"),
    ],
)
def test_the_names_in_the_keyring(state: SetupState, service: str) -> None:
    ref = SecretRef(f"iot-agent-setup/{service}")
    assert announcements(state)[-1] == KeyringEntry(KeyringKind.AGENT_KEY, ref)


@pytest.mark.parametrize(
    "lacking",
    [
        lambda: replace(FULL, agent=None),
        lambda: replace(FULL, credentials=None),
        lambda: replace(FULL, device_id=""),
        lambda: replace(DPS, dps=None),
    ],
)
def test_settings_of_an_incomplete_state(lacking: Callable[[], SetupState]) -> None:
    with pytest.raises(IncompleteStateError):
        agent_settings(lacking())


def test_the_agent_id_is_that_of_the_installation() -> None:
    first = new_agent_id(FULL)
    assert new_agent_id(replace(FULL)) == first
    assert FULL.agent is not None
    others = (
        replace(FULL, device_id="another"),
        replace(FULL, agent=replace(FULL.agent, directory=AGENT / "second")),
        replace(FULL, agent=replace(FULL.agent, flavour=CSHARP)),
        DPS,
    )
    assert len({first, *map(new_agent_id, others)}) == 5


async def test_the_agent_id_that_is_previewed_is_written() -> None:
    from wizard.setup.engine import SetupRun
    from wizard.setup.preview import preview

    world = World()
    state = world.state()
    shown = await preview(state, world.ports())
    await SetupRun(state, world.ports(), lambda _: None).run()
    written = world.files.contents[AGENT / "LocalConfiguration.json"].decode()
    agent_id = new_agent_id(state)
    assert agent_id in written
    assert any(agent_id in file.diff for file in shown.files)


class RightsNeeded(NoElevation):
    """Of who lacks rights and may be asked for them."""

    async def is_needed(self, paths: Sequence[Path]) -> bool:
        return True


async def test_a_configuration_that_may_not_be_read_is_named_where_rights_will_be_asked_for() -> (
    None
):
    from wizard.setup.preview import preview

    closed = FilesError(Code.FILES_UNREADABLE, "permission", path="p")
    world = World(was_set_up=True)
    world.files.failing["read"] = closed
    ports = world.ports()
    with pytest.raises(FilesError):
        await preview(world.state(), ports)
    shown = await preview(world.state(), replace(ports, elevation=RightsNeeded()))

    assert (shown.files, shown.needs_rights) == ((), True)
    key = world.state().secret_path()
    assert shown.unread == (AGENT / "LocalConfiguration.json", key)


async def test_a_key_file_that_is_not_there_yet_is_shown_beside_it() -> None:
    from wizard.setup.preview import preview

    world = World(was_set_up=True)
    key = world.state().secret_path()
    assert key is not None
    del world.files.contents[key]
    world.files.failing["read"] = FilesError(Code.FILES_UNREADABLE, "permission", path="p")
    ports = replace(world.ports(), elevation=RightsNeeded())
    shown = await preview(world.state(), ports)
    assert shown.unread == (AGENT / "LocalConfiguration.json",)
    (new,) = shown.files
    assert (new.path, new.change, new.secret) == (key, Change.CREATED, True)
    assert MASK in new.diff


async def test_a_dry_run_names_it_too_and_goes_on() -> None:
    world = World(was_set_up=True)
    path = AGENT / "LocalConfiguration.json"
    world.files.failing["read"] = FilesError(Code.FILES_UNREADABLE, "permission", path=str(path))
    denied = await run(world, dry_run=True)
    assert denied.error is not None
    assert denied.error.variant == "permission"

    ports = replace(world.ports(), elevation=RightsNeeded())
    setup = SetupRun(world.state(), ports, lambda _: None, dry_run=True)
    report = await setup.run()

    assert report.error is None
    about = (("path", str(path)),)
    assert Problem(Code.FILES_NOT_COMPARED, "", about) in report.warnings
    key = world.state().secret_path()
    assert [(one.path, one.change) for one in report.files] == [
        (path, Change.UPDATED),
        (key, Change.UPDATED),
    ]
    assert "dry run" in "\n".join(report_lines(report, setup.previews))
    for file in report_as_json(report, setup.previews)["agent"]["files"]:
        assert (file["change"], file["diff"]) == ("updated", "")
    assert world.snapshot() == world.before


def test_every_field_of_the_state_can_be_changed_and_has_its_type() -> None:
    assert get_type_hints(StateChanges) == {
        field.name: get_type_hints(SetupState)[field.name] for field in fields(SetupState)
    }
