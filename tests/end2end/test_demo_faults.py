"""``apply --demo --fault NAME`` shows the fault of that name, each one in its own words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.end2end.conftest import toml
from tests.end2end.processes import warnings_of
from tests.patience import NEVER, longer_and_longer
from wizard.__main__ import main
from wizard.demo.hub import DemoHub
from wizard.domain.demo_fault import DemoFault as Fault

SHOWN: Final = {
    # The exit code, the error (or the warning) and the step that fails.
    Fault.WRONG_CLOCK: (3, "hub.clock_skew", "hub.connect"),
    Fault.NO_READ_RIGHT: (3, "hub.unauthorized", "hub.connect"),
    Fault.SIGN_IN_PAGE: (3, "hub.not_a_hub", "hub.connect"),
    Fault.BROKEN_ANSWER: (3, "hub.bad_answer", "hub.connect"),
    Fault.EXPIRED_CERTIFICATE: (3, "hub.tls_expired", "hub.connect"),
    Fault.UNTRUSTED_CERTIFICATE: (3, "hub.tls_untrusted", "hub.connect"),
    Fault.WRONG_NAME_CERTIFICATE: (3, "hub.tls_wrong_name", "hub.connect"),
    Fault.THROTTLED: (3, "hub.throttled", "hub.connect"),
    Fault.SLOW_HUB: (3, "hub.timeout", "hub.connect"),
    Fault.DISABLED_DEVICE: (4, "device.disabled", "device.read"),
    Fault.MODULE_MISSING: (4, "module.missing", "module.read"),
    Fault.DISABLED_MODULE: (7, "check.link_refused", "check.connect"),
    Fault.PORT_CLOSED: (7, "check.unreachable", "check.tcp"),
    Fault.ROLLED_KEY: (7, "check.unauthorized", "check.connect"),
    Fault.KEYS_FORBIDDEN: (7, "check.unauthorized", "check.connect"),
    Fault.UNAVAILABLE_HUB: (7, "check.unavailable", "check.connect"),
    Fault.CONNECTION_CUT: (7, "check.connection_lost", None),
    Fault.BAD_TWIN: (7, "check.twin_failed", "check.twin"),
    Fault.TWIN_WARNING: (0, "twin.setting", None),
}


def answers(folder: Path, identity: str = "SecurityModule") -> str:
    path = folder / "answers.toml"
    path.write_text(
        f'[device]\nid = "cam-01"\n[authentication]\nidentity = "{identity}"\n'
        f'method = "SymmetricKey"\n[agent]\nflavour = "c"\n'
        f"directory = {toml(str(folder / 'agent'))}\n[secrets]\nkeyring = false\n",
        encoding="utf-8",
    )
    return str(path)


def apply(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    exit_code = main(["apply", *arguments, "--demo", "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["exit_code"] == exit_code
    return found


def test_every_fault_is_in_the_table() -> None:
    assert set(SHOWN) == set(Fault)


@pytest.mark.parametrize("fault", Fault)
def test_apply_ends_as_the_fault_does(
    fault: Fault,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exit_code, code, step = SHOWN[fault]
    is_waited_for = fault in (Fault.SLOW_HUB, Fault.THROTTLED)
    for seconds in longer_and_longer(1.0) if is_waited_for else (NEVER,):
        monkeypatch.setattr("wizard.runs.retry.BUDGET", seconds)
        found = apply(capsys, answers(tmp_path), "--fault", fault)
        if not is_waited_for or found["error"]["code"] == code:
            break
    assert found["exit_code"] == exit_code
    problem = found["error"] if exit_code else warnings_of(found)[0]
    assert problem["code"] == code
    assert step is None or problem["step"] == step
    assert "…" not in problem["message"], "a gap in the sentence"


@pytest.mark.parametrize("identity", ["SecurityModule", "Device"])
def test_a_key_is_rolled_once_and_named_as_the_cause(
    identity: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    error = apply(capsys, answers(tmp_path, identity), "--fault", Fault.ROLLED_KEY)["error"]
    assert error["code"] == "check.unauthorized"
    assert "neither the primary nor the secondary key of cam-01" in error["message"]
    with DemoHub(fault=Fault.ROLLED_KEY) as hub:
        assert not hub.store.roll_key("cam-01", "no-such-module")
        assert not hub.store.roll_key("gateway-01"), "it has a certificate, no key"


def test_without_a_fault_all_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = apply(capsys, answers(tmp_path))
    assert (found["exit_code"], found["error"], warnings_of(found)) == (0, None, [])
