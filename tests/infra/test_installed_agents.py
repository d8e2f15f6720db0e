"""Asking the system's service manager whether the agent runs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.infra import installed_agents
from wizard.infra.installed_agents import find_agents, is_agent_running

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for systemctl: its arguments and its environment end up in this file."""
    found = tmp_path / "asked"
    (tmp_path / "bin").mkdir()
    script = tmp_path / "bin" / "systemctl"
    script.write_text(f'#!/bin/sh\necho "$@" > {found}\nenv >> {found}\necho active\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("HUB", "HostName=h;SharedAccessKey=c2VjcmV0")
    monkeypatch.setattr(installed_agents, "_SYSTEMD", tmp_path)
    return found


def answer(asked: Path, text: str) -> None:
    script = asked.parent / "bin" / "systemctl"
    script.write_text(script.read_text().replace("echo active", text))


async def test_a_service_that_runs(asked: Path, tmp_path: Path) -> None:
    assert await is_agent_running((C,), lambda _: tmp_path / "agent", tmp_path / "agent")
    told = asked.read_text()
    assert told.startswith("is-active ASCIoTAgent.service\n")
    assert "SharedAccessKey" not in told, "the child gets nothing of what the user keeps there"


@pytest.mark.parametrize("text", ["echo inactive; exit 3", "echo failed; exit 3", "exit 1"])
async def test_one_that_does_not(asked: Path, tmp_path: Path, text: str) -> None:
    answer(asked, text)
    assert not await is_agent_running((C,), lambda _: tmp_path / "agent", tmp_path / "agent")


async def test_another_folder_is_nobodys(asked: Path, tmp_path: Path) -> None:
    assert not await is_agent_running((C,), lambda _: tmp_path / "agent", tmp_path / "other")
    assert not asked.exists()


async def test_a_link_to_the_folder_is_the_folder(asked: Path, tmp_path: Path) -> None:
    (tmp_path / "agent").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "agent")
    assert await is_agent_running((C,), lambda _: tmp_path / "agent", tmp_path / "link")


async def test_a_manager_that_does_not_answer(
    asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installed_agents, "_SECONDS", 0.1)
    answer(asked, "exec sleep 60")
    assert not await is_agent_running((C,), lambda _: tmp_path / "agent", tmp_path / "agent")


async def test_without_a_manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed_agents, "_SYSTEMD", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not await is_agent_running((C,), lambda _: tmp_path / "agent", tmp_path / "agent")


def test_every_place_of_an_agent_is_found_and_else_where_it_would_be(tmp_path: Path) -> None:
    """By the service's unit first; both agents have one service, so the files tell which it is."""
    places = tuple(tmp_path / name for name in ("unit", "former", "usual"))
    for place in places[:2]:
        place.mkdir()
        (place / "LocalConfiguration.json").write_bytes(b"{}")
    marker = {CSHARP: "Authentication.config", C: "LocalConfiguration.json"}

    found = find_agents(marker, lambda _: places)

    assert [(agent.flavour, agent.directory.name, agent.installed) for agent in found] == [
        (C, "unit", True),
        (C, "former", True),
        (CSHARP, "unit", False),
    ]
