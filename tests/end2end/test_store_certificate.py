"""``apply`` and ``check`` with a certificate that is in a store of Windows."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.end2end.conftest import Job, statuses
from wizard.demo.hub import DemoHub
from wizard.domain.agent.target_folder import THIS_SYSTEM, TargetSystem

MakeJob = Callable[..., Job]
DEVICE: Final = "gateway-01"
"""It has a SHA-1 thumbprint and a SHA-256 one."""
BUNDLE: Final = {
    "target": '"bundle"',
    "bundle": '"out/gateway.zip"',
    "os": '"windows"',
    "directory": "'C:\\ASC'",
}


@dataclass
class StoreJob(Job):
    """Answers that name a certificate in a store."""

    device: str = DEVICE
    identity: str = "Device"
    flavour: str = "csharp"
    thumbprint: str = ""
    location: str = "LocalMachine"

    def answers(self) -> Path:
        path = super().answers()
        store = f'{{ location = "{self.location}", thumbprint = "{self.thumbprint}" }}'
        method = f'method = "SelfSignedCertificate"\nstore = {store}'
        text = path.read_text(encoding="utf-8").replace('method = "SymmetricKey"', method)
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def job(
    hub: DemoHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., StoreJob]:
    def make(**values: Any) -> StoreJob:
        sha1 = next(one for one in thumbprints(hub) if len(one) == 40)
        return StoreJob(hub, tmp_path, monkeypatch, capsys, **({"thumbprint": sha1} | values))

    return make


def thumbprints(hub: DemoHub) -> tuple[str, ...]:
    device = hub.store.device(DEVICE)
    assert device is not None
    return tuple(filter(None, device.auth.thumbprints))


def warned(report: dict[str, Any]) -> set[str]:
    return {one["code"] for one in report["warnings"]} - {"hub.more_rights_than_needed"}


def test_a_bundle_is_made_and_its_login_is_not_called_proven(
    job: Callable[..., StoreJob], tmp_path: Path
) -> None:
    setup = job(agent_keys=BUNDLE)
    report = setup.apply("--check", "always")
    assert (report["result"], report["error"]) == ("ok", None), report
    assert warned(report) == {"check.store_not_proven"}
    done = statuses(report)
    assert (done["check.tls"], done["check.hub_rest"]) == ("ok", "skipped")
    assert (done["check.secret"], done["check.connect"]) == ("skipped", "skipped")
    prepared = next(one for one in report["steps"] if one["id"] == "certificate.prepare")
    assert prepared["detail"] == {"store": "LocalMachine\\My", "thumbprint": setup.thumbprint}
    with zipfile.ZipFile(tmp_path / "out" / "gateway.zip") as archive:
        named = json.loads(archive.read("certificate-store.json"))
        config = archive.read("Authentication.config")
        archive.extractall(tmp_path / "unpacked")
    assert named == {
        "storeLocation": "LocalMachine",
        "storeName": "My",
        "certificateThumbprint": setup.thumbprint,
    }
    assert b'value="Store"' in config
    assert b"C:\\ASC\\certificate-store.json" in config

    setup.directory = tmp_path / "unpacked"
    checked = setup.check()
    assert (checked["result"], checked["method"]) == ("ok", "SelfSignedCertificate")
    assert warned(checked) == {"check.store_not_proven"}
    assert statuses(checked)["check.connect"] == "skipped"


def test_a_dry_run_shows_the_file_and_makes_nothing(
    job: Callable[..., StoreJob], tmp_path: Path
) -> None:
    setup = job(agent_keys=BUNDLE)
    report = setup.apply("--dry-run")
    assert report["result"] == "ok"
    (file,) = (one for one in report["agent"]["files"] if "certificate-store" in one["path"])
    assert (file["change"], setup.thumbprint in file["diff"]) == ("created", True)
    assert not (tmp_path / "out").exists()


def test_what_is_copied_from_windows_is_understood(
    job: Callable[..., StoreJob], tmp_path: Path
) -> None:
    setup = job(agent_keys=BUNDLE)
    digits = setup.thumbprint.lower()
    pairs = [digits[at : at + 2] for at in range(0, 40, 2)]
    setup.thumbprint = "\u200e" + " ".join(pairs)
    assert setup.apply()["result"] == "ok"
    with zipfile.ZipFile(tmp_path / "out" / "gateway.zip") as archive:
        named = json.loads(archive.read("certificate-store.json"))
    assert named["certificateThumbprint"] == digits.upper()


def test_a_thumbprint_that_may_be_the_other_is_not_refused(job: Callable[..., StoreJob]) -> None:
    report = job(agent_keys=BUNDLE, thumbprint="12" * 20).apply()
    assert report["result"] == "ok"
    assert "certificate.store_not_compared" in warned(report)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"location": "CurrentUser"}, "location"),
        ({"flavour": "c", "agent_keys": {}}, "The C agent"),
        ({"thumbprint": "12" * 32}, "SHA-256"),
        ({"thumbprint": "12" * 19}, "38"),
        ({"thumbprint": "xy" * 20}, "thumbprint"),
        ({"agent_keys": BUNDLE | {"os": '"linux"', "directory": '"/var/ASC"'}}, "Linux"),
        ({"agent_keys": BUNDLE | {"certificate_file": '"a.pfx"'}}, "certificate_file"),
        ({"identity": "DPS"}, "DPS"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused_before_anything_happens(
    job: Callable[..., StoreJob], tmp_path: Path, changes: dict[str, Any], key: str
) -> None:
    setup = job(**({"agent_keys": BUNDLE} | changes))
    path = setup.answers()
    if setup.identity == "DPS":
        text = path.read_text(encoding="utf-8")
        scope = 'id_scope = "0ne1"\nregistration_id = "r"\nidentity = "DPS"'
        path.write_text(text.replace('identity = "DPS"', scope), encoding="utf-8")
    report = setup.run("apply", str(path), "--json")
    assert (report["exit_code"], report["error"]["code"]) == (2, "answers.invalid")
    assert key in report["error"]["message"] + report["error"]["remedy"]
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "agent").exists()


@pytest.mark.skipif(THIS_SYSTEM is TargetSystem.WINDOWS, reason="there it has a store")
def test_this_computer_has_no_store(job: Callable[..., StoreJob]) -> None:
    report = job().apply()
    assert (report["exit_code"], report["error"]["code"]) == (2, "answers.invalid")
    assert "Linux" in report["error"]["message"]
