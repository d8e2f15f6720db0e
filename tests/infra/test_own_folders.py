"""Where log and records lie, and that root leaves nothing in another account's home."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from wizard.domain.errors import AnswersError
from wizard.infra import own_folders
from wizard.infra.logging import set_up_logging

REPOSITORY = Path(__file__).resolve().parents[2]
as_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="run the tests as root to see this"
)
STRANGER = 12345


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty home of another account."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        home = Path(name, "jane")
        home.mkdir(mode=0o700)
        os.chown(home, STRANGER, STRANGER)
        yield home


@as_root
def test_roots_folders_are_roots_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(own_folders.OVERRIDE)
    assert own_folders.state_folder() == Path("/var/lib/iot-agent-setup")
    assert own_folders.log_folder() == Path("/var/log/iot-agent-setup")


@as_root
def test_root_takes_no_folder_that_others_can_write_to(
    monkeypatch: pytest.MonkeyPatch, home: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    for folder in (home, home / "below", link, tmp_path / "open", Path("relative")):
        monkeypatch.setenv(own_folders.OVERRIDE, str(folder))
        assert own_folders.state_folder() == Path("/var/lib/iot-agent-setup")
    monkeypatch.setenv(own_folders.OVERRIDE, str(tmp_path))
    assert own_folders.state_folder() == tmp_path / "state"
    assert own_folders.log_folder() == tmp_path / "log"
    assert own_folders.config_folder() == tmp_path / "config"


@as_root
def test_root_works_in_its_own_home(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    (home / ".Xauthority").write_bytes(b"")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / ".cache"))
    monkeypatch.delenv("XAUTHORITY", raising=False)
    kept = os.environ["XDG_CONFIG_HOME"]
    own_folders.leave_foreign_home()
    found = dict(os.environ)
    monkeypatch.delenv("XAUTHORITY")
    assert found["HOME"] == "/root"
    assert "XDG_CACHE_HOME" not in found
    assert found["XDG_CONFIG_HOME"] == kept, "it is root's"
    assert found["XAUTHORITY"] == str(home / ".Xauthority"), "the caller's screen stays in reach"


@as_root
@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["check", "--offline", "--agent-dir", "agent"],
        ["apply", "--demo", "answers.toml"],
    ],
)
def test_nothing_of_roots_is_left_in_the_callers_home(
    home: Path, tmp_path: Path, arguments: list[str]
) -> None:
    """As with `sudo -E`, which keeps HOME and the rest."""
    (tmp_path / "answers.toml").write_text(
        '[device]\nid = "press-1"\n[authentication]\nidentity = "Device"\n[agent]\nflavour = "c"\n'
        f'directory = "{tmp_path / "agent"}"\n'
    )
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "PYTHONPATH": str(REPOSITORY),
        own_folders.OVERRIDE: str(tmp_path),
    }
    command = [sys.executable, "-m", "wizard", *arguments]
    ended = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert "Traceback" not in ended.stderr
    assert list(home.iterdir()) == []
    if "--version" not in arguments:
        assert list((tmp_path / "log").iterdir()), "the log is elsewhere"


@as_root
@pytest.mark.parametrize("hard", [False, True])
def test_the_log_follows_no_planted_link(home: Path, tmp_path: Path, hard: bool) -> None:
    precious = (home.parent if hard else tmp_path) / "precious"
    precious.write_text("precious")
    planted = home / "run.log"
    (planted.hardlink_to if hard else planted.symlink_to)(precious)
    with pytest.raises(AnswersError) as caught:
        set_up_logging(planted, verbose=False)
    assert caught.value.variant == "log_link"
    assert precious.read_text() == "precious"


@as_root
def test_the_log_goes_through_no_planted_folder(home: Path, tmp_path: Path) -> None:
    (home / "logs").symlink_to(tmp_path)
    os.lchown(home / "logs", STRANGER, STRANGER)
    with pytest.raises(AnswersError) as caught:
        set_up_logging(home / "logs" / "run.log", verbose=False)
    assert caught.value.variant == "log_link"
    assert not (tmp_path / "run.log").exists()


@as_root
def test_a_log_in_anothers_folder_is_not_rotated(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rotating goes by names, and these could be exchanged."""
    import logging

    monkeypatch.setattr("wizard.infra.logging.MAX_BYTES", 10)
    set_up_logging(home / "run.log", verbose=False)
    logging.getLogger("wizard.test").info("one more line")
    set_up_logging(None, verbose=False)
    assert [path.name for path in home.iterdir()] == ["run.log"]
    assert (home / "run.log").stat().st_mode & 0o777 == 0o600
