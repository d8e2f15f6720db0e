"""Random keys go through the whole program, and are found nowhere but in the agent's key file."""

from __future__ import annotations

import base64
import json
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.canary import Haystack, assert_no_canary
from tests.end2end.conftest import Job
from tests.end2end.keyrings import plugged_in
from tests.end2end.processes import PROGRAM, Ended, run_program, running
from tests.patience import until
from wizard import compose
from wizard.agents.csharp.facts import CSHARP
from wizard.demo.faults import faults
from wizard.demo.faults.amqp_faults import AmqpStage, CutAt, DetachLink, RefuseLink, TokenStatus
from wizard.demo.hub import DemoHub
from wizard.demo.registry.records import Credential, Device, Keys, Module
from wizard.domain.agent.model import AgentTarget, AuthChoice, Identity
from wizard.domain.hub.connection_string import parse_connection_string
from wizard.domain.hub.model import Network
from wizard.domain.report import Event
from wizard.domain.secret import Secret
from wizard.domain.state import SecretsChoice, SetupState
from wizard.setup.engine import SetupRun
from wizard.text.render.json import report_as_json
from wizard.text.render.terminal import event_line, report_lines

MODULE = "azureiotsecurity"
BUGGY = (sys.executable, str(Path(__file__).with_name("buggy_program.py")))


def unpadded_key() -> Secret:
    """48 bytes: base64 without ``=``, so that no pattern gives the key away to the redaction."""
    return Secret(base64.b64encode(secrets.token_bytes(48)).decode())


@pytest.fixture(scope="module")
def canary_hub(own_home: None) -> Iterator[DemoHub]:
    """A hub of these tests' own: every key in it is new."""
    with DemoHub() as hub:
        for name in ("canary", "canary-without"):
            hub.store.add(Device(name, Credential(given=Keys(unpadded_key(), unpadded_key()))))
        hub.store.add(Module("canary", MODULE, Credential(given=Keys.fresh())))
        yield hub


def canaries(hub: DemoHub) -> dict[str, Secret]:
    """All that must not be seen: the keys alone, for whatever quotes a string quotes its key."""
    found = {}
    for name, module in (("canary", None), ("canary", MODULE), ("canary-without", None)):
        identity = hub.store.get(name, module)
        assert identity is not None
        assert identity.auth.keys is not None
        for which, key in zip(("primary", "secondary"), identity.auth.keys.both(), strict=True):
            found[f"{which} key of {name}/{module or ''}"] = key
    for policy in ("registryRead", "registryReadWrite", "iothubowner"):
        text = hub.connection_string(policy).reveal()
        found[f"key of {policy}"] = Secret(text.partition("SharedAccessKey=")[2])
    return found


@dataclass
class Watched:
    """A job of which everything is kept: streams, log, home, temporary files."""

    setup: Job
    haystack: Haystack

    @property
    def root(self) -> Path:
        return self.setup.folder

    def env(self) -> dict[str, str]:
        homes = {f"XDG_{kind}_HOME": str(self.root / kind) for kind in ("DATA", "CONFIG", "CACHE")}
        (self.root / "tmp").mkdir(exist_ok=True)
        return {
            **homes,
            "HOME": str(self.root),
            "TMPDIR": str(self.root / "tmp"),
            **plugged_in("FileKeyring", self.root / "keyring.json"),
        }

    def run(
        self, command: str, *options: str, program: tuple[str, ...] = PROGRAM, **env: str
    ) -> Ended:
        hub = self.setup.hub
        arguments: list[str | Path] = [command, self.setup.answers(), *options]
        if command == "check":
            arguments = [command, "--agent-dir", self.setup.agent, *options]
            arguments += ["--ca-file", hub.ca_file, "--amqp-port", str(hub.amqp_port)]
        ended = run_program(
            *("--verbose", "--log-file", self.root / "log.txt", *arguments),
            program=program,
            stdin=self.setup.string if "stdin" in self.setup.source else None,
            env=self.env() | env,
        )
        self.haystack.add("stdout", ended.out)
        self.haystack.add("stderr", ended.err)
        return ended

    def prove(self) -> None:
        """The key file and its one backup may have the key, and so may the keyring."""
        key = self.setup.key_path
        backups = list(key.parent.glob(f"{key.name}.*.bak"))
        assert len(backups) <= 1
        self.haystack.add_tree(self.root, allowed=[key, *backups, self.root / "keyring.json"])
        assert_no_canary(canaries(self.setup.hub), self.haystack)


@pytest.fixture
def watched(
    canary_hub: DemoHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Callable[..., Watched]]:
    def make(**values: Any) -> Watched:
        values = {"device": "canary", "source": "{ stdin = true }", "secrets": "", **values}
        return Watched(Job(canary_hub, tmp_path, monkeypatch, capsys, **values), Haystack())

    canary_hub.faults.clear()
    yield make
    canary_hub.faults.clear()


Make = Callable[..., Watched]


@pytest.mark.parametrize("flavour", ["c", "csharp"])
@pytest.mark.parametrize("identity", ["SecurityModule", "Device"])
def test_where_all_goes_well(watched: Make, identity: str, flavour: str) -> None:
    job = watched(identity=identity, flavour=flavour, policy="iothubowner")
    job.setup.agent.mkdir()
    job.setup.key_path.write_text("b2xkIGtleQ==\n", newline="\n")
    assert job.run("apply", "--dry-run").code == 0
    assert job.run("apply").code == 0
    job.setup.hub.store.rotate("canary", MODULE if identity == "SecurityModule" else None)
    assert job.run("check", "--json").code == 7, "the key was rolled"
    assert job.run("apply", "--json").code == 0, "which makes a backup of a canary"
    assert job.run("check").code == 0
    job.prove()
    kept = json.loads((job.root / "keyring.json").read_text())
    assert len(kept) == 2, "the connection string and the key: the search would find them"
    job.haystack.add("keyring", json.dumps(kept))
    with pytest.raises(AssertionError, match="in keyring"):
        assert_no_canary(canaries(job.setup.hub), job.haystack)


REST_FAULTS = [
    faults.Html(),
    faults.BadJson(),
    faults.Status(403),
    faults.Status(429, retry_after=10_000),
    faults.WrongCertificate(faults.CertificateKind.UNTRUSTED),
    faults.WrongCertificate(faults.CertificateKind.EXPIRED),
]
AMQP_FAULTS = [
    TokenStatus(401),
    RefuseLink(),
    CutAt(AmqpStage.TOKEN),
    DetachLink(),
    faults.TwinStatus(500),
    faults.TwinGarbage(),
    faults.CutOnTwin(),
    faults.WrongCertificate(faults.CertificateKind.WRONG_NAME),
]


@pytest.mark.parametrize("fault", REST_FAULTS, ids=repr)
def test_where_the_registry_fails(watched: Make, fault: faults.RestFault) -> None:
    job = watched()
    job.setup.hub.faults.rest.add(fault)
    assert job.run("apply", "--json").code == 3
    job.prove()


@pytest.mark.parametrize("fault", AMQP_FAULTS, ids=repr)
def test_where_the_check_fails(watched: Make, fault: faults.AnyAmqpFault) -> None:
    job = watched()
    job.setup.hub.faults.amqp.add(fault)
    assert job.run("apply", "--json").code == 7
    job.prove()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"device": "no-such"}, 3),
        ({"device": "canary-without"}, 4),
        ({"device": "canary-without", "create_module": True, "policy": "registryRead"}, 3),
        ({"key_file": "LocalConfiguration.json"}, None),
        ({"flavour": "perl"}, 2),
    ],
)
def test_where_the_answers_do_not_do(
    watched: Make, values: dict[str, Any], code: int | None
) -> None:
    job = watched(**values)
    ended = job.run("apply", "--json")
    assert ended.code == code if code else ended.code in (2, 6)
    job.prove()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("SharedAccessKey=", "SharedAccesKey="),
        lambda text: text.replace("SharedAccessKey=", ""),
        lambda text: text.rstrip("="),
        lambda text: text + ";" + text,
        lambda text: text.replace("HostName=", "DeviceId=d;HostName="),
        lambda text: text.replace("HostName=127.0.0.1", "HostName=no-such-hub.invalid"),
    ],
    ids=["misspelt", "nameless", "cut off", "twice", "a device's", "elsewhere"],
)
def test_where_the_connection_string_is_wrong(watched: Make, spoil: Callable[[str], str]) -> None:
    string = watched().setup.string
    job = watched(connection_string=spoil(string))
    assert job.run("apply", "--json").code in (2, 3)
    job.prove()


@pytest.mark.parametrize(
    ("at", "knows"),
    [
        ("wizard.setup.answers.file:_network", 0),
        ("wizard.domain.hub.connection_string:_split", 1),
        ("wizard.infra.registry.azure_registry:AzureRegistry.connect", 2),
        ("wizard.infra.registry.azure_registry:AzureRegistry.module", 4),
        ("wizard.infra.net.https_client:HttpsClient.exchange", 2),
        ("wizard.infra.keyring.store:KeyringStore.put", 6),
        ("wizard.infra.files.agent_files:DiskFiles.write", 6),
        ("wizard.infra.files.transaction:DiskWriteUnit.commit", 6),
        ("wizard.infra.files.disk:Disk.replace", 6),
        ("wizard.infra.probe.probe:NetworkProbe.connect", 6),
        ("wizard.infra.probe.amqp.link:AmqpLink.read_twin", 6),
        ("wizard.text.render.json:_step", 2),
    ],
)
def test_where_the_program_has_a_bug(watched: Make, at: str, knows: int) -> None:
    job = watched(identity="SecurityModule")
    ended = job.run("apply", "--json", program=BUGGY, BUG_AT=at)
    assert ended.code == 1, ended.err
    assert int(ended.err.partition("the bug knows ")[2].split()[0]) >= knows
    log = (job.root / "log.txt").read_text(encoding="utf-8")
    assert "RuntimeError" in log
    assert "Traceback" in log
    job.prove()


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's /proc")
@pytest.mark.parametrize("source", ["stdin", "file"])
def test_arguments_and_environment_of_the_process(watched: Make, source: str) -> None:
    where = {"stdin": "true", "file": '"hub.txt"'}[source]
    job = watched(source=f"{{ {source} = {where} }}")
    (job.root / "hub.txt").write_text(job.setup.string)
    rule = job.setup.hub.faults.rest.add(faults.Silent())
    arguments = ("apply", job.setup.answers(), "--json")
    with running(*arguments, env=job.env(), stdin=subprocess.PIPE) as child:
        child.give(job.setup.string)
        until(lambda: rule.hits > 0)
        job.haystack.add_process(child.pid)
        child.send(signal.SIGINT)
        assert child.end().code == 8
    (job.root / "hub.txt").unlink()
    job.prove()


@pytest.mark.parametrize("fault", [None, TokenStatus(401)])
@pytest.mark.parametrize("identity", [Identity.SECURITY_MODULE, Identity.DEVICE])
async def test_what_is_in_memory_does_not_show_itself(
    canary_hub: DemoHub, tmp_path: Path, identity: Identity, fault: faults.AnyAmqpFault | None
) -> None:
    """Whatever prints a state, an event, a report or a preview."""
    canary_hub.faults.clear()
    if fault is not None:
        canary_hub.faults.amqp.add(fault)
    state = SetupState(
        credentials=parse_connection_string(canary_hub.connection_string().reveal()),
        network=Network(canary_hub.ca_file, canary_hub.ports),
        device_id="canary",
        auth=AuthChoice(identity),
        agent=AgentTarget(CSHARP, tmp_path),
        secrets=SecretsChoice(keep_hub=False, keep_agent_key=False),
    )
    haystack, events = Haystack(), list[Event]()
    for dry_run in (True, False, False):
        run = SetupRun(state, compose.real(), events.append, dry_run=dry_run)
        report = await run.run()
        shown = [run.state, report, events, run.previews, vars(run)]
        shown += [report_as_json(report, run.previews), list(report_lines(report, run.previews))]
        shown += [event_line(event) for event in events]
        for value in shown:
            haystack.add_object("memory", value)
        canary_hub.store.rotate("canary", MODULE)
    canary_hub.faults.clear()
    assert_no_canary(canaries(canary_hub), haystack)
