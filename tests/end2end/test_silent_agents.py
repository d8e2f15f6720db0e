"""What an agent logs of a start that fails, and where it says nothing: without a policy of the hub,
from what the agent itself is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.end2end.conftest import Job, toml
from wizard.demo.hub import DemoHub
from wizard.demo.registry.records import Credential, Keys, Module
from wizard.domain.hub.model import MODULE_ID, AuthType

MakeJob = Callable[..., Job]
BOTH = pytest.mark.parametrize("flavour", ["c", "csharp"])


@pytest.fixture
def hub() -> Iterator[DemoHub]:
    """A hub of the test's own: it changes what is in it."""
    with DemoHub() as running:
        yield running


def told(report: dict[str, Any]) -> tuple[str, str | None, bool]:
    """The failed step's code, what the agent would log, and whether it says nothing."""
    error = report["error"]
    assert error is not None, "nothing failed"
    step = next(step for step in report["steps"] if step["id"] == error["step"])
    return error["code"], step["agent_error"], step["agent_silent"]


@BOTH
def test_a_disabled_device_in_module_mode_is_told_by_its_links(
    job: MakeJob, hub: DemoHub, flavour: str
) -> None:
    """Its token is good; the agent tries its links until its time is up, and then cannot say why"""
    setup = job(flavour=flavour)
    assert setup.apply()["result"] == "ok"
    hub.store.disable("cam-01")

    assert told(setup.check()) == ("check.link_refused", "Authentication / Other", False)


@BOTH
def test_a_module_without_a_key_ends_both_agents_without_a_word(
    job: MakeJob, hub: DemoHub, flavour: str
) -> None:
    setup = job(identity="Device", flavour=flavour)
    assert setup.apply()["result"] == "ok"
    hub.store.add(Module("cam-01", MODULE_ID, Credential(AuthType.SELF_SIGNED)))

    assert told(setup.check()) == ("module.not_symmetric", None, True)


@pytest.mark.parametrize(
    ("flavour", "logged", "is_silent"),
    [("c", None, True), ("csharp", "Authentication / Not Found", False)],
)
def test_a_provisioning_service_of_another_hub(
    job: MakeJob,
    hub: DemoHub,
    monkeypatch: pytest.MonkeyPatch,
    flavour: str,
    logged: str | None,
    is_silent: bool,
) -> None:
    """It assigns a hub that does not know the device."""
    setup = job(flavour=flavour)
    hub.store.enrol("new-1", "new-1", auth=Credential(given=keys_of(hub)))
    report = provisioned(setup, "new-1", monkeypatch)

    assert told(report) == ("check.not_found", logged, is_silent)


def keys_of(hub: DemoHub) -> Keys:
    found = hub.store.get("cam-01")
    assert found is not None
    assert found.auth.keys is not None
    return found.auth.keys


def provisioned(setup: Job, registration: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """``apply`` of an agent that registers with this id and cam-01's key."""
    monkeypatch.setenv("TEST_KEY", keys_of(setup.hub).primary.reveal())
    lines = (
        "[authentication]",
        'identity = "DPS"',
        'method = "SymmetricKey"',
        f"id_scope = {toml(setup.hub.dps_id_scope)}",
        f"registration_id = {toml(registration)}",
        f"dps_host = {toml(setup.hub.dps_host)}",
        'key = { env = "TEST_KEY" }',
        "[agent]",
        f"flavour = {toml(setup.flavour)}",
        f"directory = {toml(str(setup.agent))}",
        "[secrets]",
        "keyring = false",
        "[network]",
        f"ca_file = {toml(str(setup.hub.ca_file))}",
        f"amqp_port = {setup.hub.amqp_port}",
    )
    path = setup.folder / "answers.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return setup.run("apply", str(path), "--json")
