"""The role for Windows machines: the controller's half is real, Windows' modules are stand-ins."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.fleets.conftest import MODULE_ID, Fleet, Played
from tests.fleets.windows_modules import CALLS, add_windows_modules
from tests.patience import NEVER

pytestmark = pytest.mark.timeout(3 * NEVER)

KEY = "azureiotsecurity.key"


@pytest.fixture
def windows(fleet: Fleet) -> Fleet:
    """Two machines with a folder of their own each, and a controller with a policy's key."""
    add_windows_modules(fleet.folder)
    for device in ("plant-01", "plant-02"):
        fleet.add_with_policy(
            device,
            authentication_agent_os="windows",
            authentication_agent_flavour="csharp",
            authentication_agent_directory=f"C:\\{device}",
        )
    return fleet


def play(fleet: Fleet, *options: str) -> tuple[Played, list[dict[str, Any]]]:
    """A run, and what the modules of Windows were asked for."""
    calls = fleet.folder / CALLS
    calls.unlink(missing_ok=True)
    played = fleet.play("-vvv", "--diff", *options)
    lines = calls.read_text().splitlines() if calls.exists() else []
    return played, [json.loads(line) for line in lines]


def on_machine(fleet: Fleet, device: str, name: str) -> Path:
    return fleet.folder / f"C:\\{device}\\{name}"


def test_files_for_windows_are_made_on_the_controller_and_copied(windows: Fleet) -> None:
    first, calls = play(windows)
    assert first.results == {"changed": 2}, first.text
    policy = windows.hub.policies["registryReadWrite"].keys.primary.reveal()
    for device, other in (("plant-01", "plant-02"), ("plant-02", "plant-01")):
        own, others = windows.key(device), windows.key(other)
        assert on_machine(windows, device, KEY).read_text().strip() == own
        config = on_machine(windows, device, "Authentication.config").read_text("utf-8-sig")
        assert f'value="C:\\{device}\\{KEY}"' in config
        assert f'value="{device}"' in config
        copied = [path for path in windows.folder.glob(f"C:*{device}*") if path.is_file()]
        assert len(copied) > 3
        text = "".join(path.read_text("utf-8-sig") for path in copied)
        assert others not in text and policy not in text and str(windows.folder) not in text
        assert own not in first.text
    assert policy not in first.text
    assert not list(Path(os.environ["XDG_RUNTIME_DIR"]).glob("iot-agent-setup-*"))
    restarts = [call for call in calls if call["module"] == "win_service"]
    assert {(call["name"], call["state"]) for call in restarts} == {("ASC IoT Agent", "restarted")}
    assert len(restarts) == 2


def test_the_key_is_closed_to_others_before_it_is_there(windows: Fleet) -> None:
    _, calls = play(windows)
    place = f"C:\\plant-01\\{KEY}"
    about = [call for call in calls if place in (call.get("path"), call.get("dest"))]
    assert [call["module"] for call in about] == [
        *("win_stat", "win_file", "win_acl_inheritance", "win_acl", "win_acl", "win_copy"),
    ]
    assert [call["size"] for call in about] == [None, None, 0, 0, 0, 0]
    assert [call["user"] for call in about if "user" in call] == ["S-1-5-18", "S-1-5-32-544"]
    copies = [call["dest"] for call in calls if call["module"] == "win_copy"]
    assert copies.index(place) < copies.index("C:\\plant-01\\Authentication.config")


def test_a_second_run_and_a_rolled_key(windows: Fleet) -> None:
    planned, calls = play(windows, "--check")
    assert not list(windows.folder.glob("C:*")), "check mode"
    assert planned.code == 0, planned.text
    assert not [call for call in calls if call["module"] == "win_service"]
    assert play(windows)[0].results == {"changed": 2}
    second, calls = play(windows)
    assert second.results == {"unchanged": 2}, second.text
    assert "win_service" not in {call["module"] for call in calls}
    windows.hub.store.roll_key("plant-02", MODULE_ID)
    third, calls = play(windows)
    assert third.results == {"unchanged": 1, "changed": 1}, third.text
    assert on_machine(windows, "plant-02", KEY).read_text().strip() == windows.key("plant-02")
    assert [call["module"] for call in calls].count("win_service") == 1
