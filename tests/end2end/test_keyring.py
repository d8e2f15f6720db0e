"""What a run keeps in the keyring, under which names, and that it is found again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end2end.conftest import Job
from tests.end2end.keyrings import plugged_in
from tests.end2end.processes import Ended, run_program, warnings_of
from wizard.demo.hub import DemoHub

MakeJob = Callable[..., Job]
ACCOUNT = "iot-agent-setup"


class Home:
    """A user's folders with a keyring of their own."""

    def __init__(self, folder: Path) -> None:
        self.keyring = folder / "keyring.json"
        self.hubs = folder / "own" / "config" / "hubs.json"
        (folder / "own").mkdir()
        self._env = {
            "IOT_AGENT_SETUP_HOME": str(folder / "own"),
            "HOME": str(folder),
            **plugged_in("FileKeyring", self.keyring),
        }

    def apply(self, setup: Job, *options: str) -> Ended:
        return run_program("apply", setup.answers(), "--json", *options, env=self._env)

    def entries(self) -> dict[str, str]:
        """The secrets by their service names."""
        found: dict[str, str] = json.loads(self.keyring.read_text())
        assert all(name.endswith(f" {ACCOUNT}") for name in found)
        return {name.removesuffix(f" {ACCOUNT}"): secret for name, secret in found.items()}

    def listed(self) -> list[tuple[str, str]]:
        """The saved hubs."""
        return [(hub["host"], hub["policy"]) for hub in json.loads(self.hubs.read_text())["hubs"]]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.mark.parametrize(
    ("identity", "owner"), [("SecurityModule", "module"), ("Device", "device")]
)
def test_names_and_values(
    job: MakeJob, home: Home, hub: DemoHub, identity: str, owner: str
) -> None:
    setup = job(identity=identity, secrets="", policy="registryRead")
    report = home.apply(setup).report()
    assert (report["result"], warnings_of(report)) == ("ok", [])
    assert home.entries() == {
        f"iot-agent-setup/hub/{hub.host_name}/registryRead": setup.string,
        f"iot-agent-setup/agent/{hub.host_name}/cam-01/{owner}": (
            setup.key_path.read_text().strip()
        ),
    }
    assert home.listed() == [(hub.host_name, "registryRead")]
    assert "SharedAccessKey" not in home.hubs.read_text()


@pytest.mark.parametrize("suffix", ["", "/registryRead"])
def test_the_kept_string_is_used_by_its_host(
    job: MakeJob, home: Home, hub: DemoHub, suffix: str
) -> None:
    home.apply(job(secrets="keep_agent_key = false", policy="registryRead"))
    again = job(
        source=f'{{ keyring = "{hub.host_name}{suffix}" }}',
        secrets="keep_hub = false\nkeep_agent_key = false",
        device="cam-04",
    )
    report = home.apply(again).report()
    assert (report["result"], report["device"]) == ("ok", "cam-04")


def test_a_host_that_is_not_kept_is_said_so(job: MakeJob, home: Home) -> None:
    setup = job(source='{ keyring = "other.azure-devices.net" }')
    report = home.apply(setup).report()
    assert (report["error"]["code"], report["exit_code"]) == ("answers.invalid", 2)
    assert "other.azure-devices.net" in report["error"]["message"]


def test_two_policies_of_a_host_are_told_apart(job: MakeJob, home: Home, hub: DemoHub) -> None:
    for policy in ("registryRead", "registryReadWrite"):
        assert home.apply(job(secrets="", policy=policy)).code == 0
    setup = job(source=f'{{ keyring = "{hub.host_name}" }}')
    report = home.apply(setup).report()
    assert report["exit_code"] == 2
    assert "registryReadWrite, registryRead" in report["error"]["message"]


@pytest.mark.parametrize(
    ("secrets", "kinds"),
    [
        ("keep_agent_key = false", ["hub"]),
        ("keep_hub = false", ["agent"]),
        ("keep_hub = false\nkeep_agent_key = false", []),
        ("keyring = false", []),
    ],
)
def test_only_what_is_asked_for_is_kept(
    job: MakeJob, home: Home, secrets: str, kinds: list[str]
) -> None:
    setup = job(secrets=secrets)
    report = home.apply(setup).report()
    kept = home.entries() if home.keyring.exists() else {}
    assert [name.split("/")[1] for name in kept] == kinds
    assert home.hubs.exists() == ("hub" in kinds)
    step = next(step for step in report["steps"] if step["id"] == "secrets.store")
    assert step["status"] == ("ok" if kinds else "skipped")


def test_a_dry_run_keeps_nothing(job: MakeJob, home: Home) -> None:
    assert home.apply(job(secrets=""), "--dry-run").code == 0
    assert not home.keyring.exists()
    assert not home.hubs.exists()


def test_what_fails_later_puts_the_former_secret_back(
    job: MakeJob, home: Home, hub: DemoHub
) -> None:
    home.apply(job(secrets=""))
    before, listed = home.entries(), home.listed()
    hub.store.rotate("cam-05", "azureiotsecurity")
    setup = job(secrets="", device="cam-05", policy="registryRead", key_file="sub/cam.key")
    (setup.agent / "sub").write_text("in the way of the key's folder")
    report = home.apply(setup).report()
    assert report["exit_code"] == 6
    assert home.entries() == before
    assert home.listed() == listed


def test_the_demo_touches_no_keyring(job: MakeJob, home: Home) -> None:
    report = home.apply(job(secrets=""), "--demo").report()
    assert report["result"] == "ok"
    assert not home.keyring.exists()
    assert not home.hubs.exists()
