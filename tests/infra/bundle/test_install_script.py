"""``install.sh`` as an operator runs it, in every shell that it promises."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.infra.bundle.bundles import KEY, BundleMaker, Computer, complaints, is_root
from wizard.agents.csharp.facts import CSHARP

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a script for Linux")

SHELLS = {"dash": ("dash",), "busybox": ("busybox", "sh"), "bash": ("bash", "--posix")}
CONFIGURATION = "LocalConfiguration.json"


@pytest.fixture(params=[name for name, command in SHELLS.items() if shutil.which(command[0])])
def computer(request: pytest.FixtureRequest, tmp_path: Path) -> Computer:
    return Computer(tmp_path / "computer", SHELLS[request.param])


async def bundle_for(computer: Computer, tmp_path: Path, **values: object) -> Path:
    """The unpacked bundle's script."""
    maker = BundleMaker(tmp_path / "cam.zip", str(computer.agent), **values)  # type: ignore[arg-type]
    await maker.make()
    return maker.unpack(tmp_path / "unpacked") / "install.sh"


def test_the_shells_are_here() -> None:
    assert shutil.which("dash")
    assert shutil.which("busybox")


async def test_it_installs_undoes_and_does_nothing_twice(
    computer: Computer, tmp_path: Path
) -> None:
    agent = computer.install_agent()
    shipped = computer.listing()
    (agent / CONFIGURATION).chmod(0o640)
    script = await bundle_for(computer, tmp_path)

    planned = computer.run(script, "--dry-run")
    assert planned.returncode == 0, planned.stderr
    assert f"{agent / CONFIGURATION}: would be replaced" in planned.stdout
    assert f"{agent / 'azureiotsecurity.key'}: would be created" in planned.stdout
    assert computer.listing() == shipped
    assert not (computer.root / "home").exists()

    done = computer.run(script)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert "ASC for IoT Agent initialized" in done.stdout
    assert computer.restarts() == 1
    key = agent / "azureiotsecurity.key"
    assert key.read_bytes() == KEY
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE((agent / CONFIGURATION).stat().st_mode) == 0o640
    (backup,) = agent.glob(f"{CONFIGURATION}.*.bak")
    assert backup.read_bytes() == shipped[CONFIGURATION]
    installed = computer.listing()

    again = computer.run(script)
    assert (again.returncode, again.stderr) == (0, "")
    assert "Nothing changes." in again.stdout
    assert (computer.restarts(), computer.listing()) == (1, installed)
    assert "Nothing would change." in computer.run(script, "--dry-run").stdout

    undone = computer.run(script, "--undo")
    assert (undone.returncode, undone.stderr) == (0, "")
    assert (computer.restarts(), computer.listing()) == (2, shipped)
    nothing = computer.run(script, "--undo")
    assert nothing.returncode == 9
    assert "nothing to undo" in nothing.stderr


@pytest.mark.parametrize("name", ["README.txt", "missing", CONFIGURATION, "azureiotsecurity.key"])
async def test_a_spoilt_bundle_touches_nothing(
    computer: Computer, tmp_path: Path, name: str
) -> None:
    computer.install_agent()
    shipped = computer.listing()
    script = await bundle_for(computer, tmp_path)
    spoilt = script.with_name(name)
    if spoilt.exists():
        spoilt.write_bytes(spoilt.read_bytes() + b" ")
    else:
        name = "target.json"
        script.with_name(name).unlink()
    ended = computer.run(script)
    assert ended.returncode == 3
    assert name in ended.stderr
    assert "Nothing was touched." in ended.stderr
    assert (computer.listing(), computer.restarts()) == (shipped, 0)


async def test_without_a_manifest_nothing_is_trusted(computer: Computer, tmp_path: Path) -> None:
    computer.install_agent()
    script = await bundle_for(computer, tmp_path)
    script.with_name("manifest.sha256").unlink()
    assert computer.run(script).returncode == 3


async def test_where_no_agent_is(computer: Computer, tmp_path: Path) -> None:
    script = await bundle_for(computer, tmp_path)
    ended = computer.run(script)
    assert ended.returncode == 4
    assert str(computer.agent) in ended.stderr
    assert not computer.agent.exists()


async def test_a_folder_without_an_agent(computer: Computer, tmp_path: Path) -> None:
    computer.agent.mkdir(parents=True)
    script = await bundle_for(computer, tmp_path)
    computer.known = 1
    ended = computer.run(script)
    assert ended.returncode == 4
    assert "not installed here" in ended.stderr
    assert list(computer.agent.iterdir()) == []


async def test_an_agent_that_runs_from_elsewhere(computer: Computer, tmp_path: Path) -> None:
    computer.install_agent()
    shipped = computer.listing()
    other = computer.root / "opt"
    other.mkdir()
    computer.program = str(other / "ASCIoTAgent")
    ended = computer.run(await bundle_for(computer, tmp_path))
    assert ended.returncode == 4
    assert str(other) in ended.stderr
    assert computer.listing() == shipped


async def test_a_restart_that_fails_is_told_and_made_up_for(
    computer: Computer, tmp_path: Path
) -> None:
    computer.install_agent()
    script = await bundle_for(computer, tmp_path)
    computer.restart = 1
    ended = computer.run(script)
    assert ended.returncode == 7
    assert "could not be restarted" in ended.stderr
    assert "Job for ASCIoTAgent.service failed." in ended.stderr
    computer.restart = 0
    assert computer.run(script).returncode == 0
    assert computer.restarts() == 2
    calls = (computer.root / "calls").read_text().splitlines()
    before = calls[calls.index("restart ASCIoTAgent.service") - 1]
    assert before == "reset-failed ASCIoTAgent.service", "else systemd may start it no more"


async def test_in_a_chroot_nothing_is_believed_to_be_restarted(
    computer: Computer, tmp_path: Path
) -> None:
    computer.install_agent()
    script = await bundle_for(computer, tmp_path)
    computer.offline = True
    ended = computer.run(script)
    assert ended.returncode == 7
    assert "systemd does not run here" in ended.stderr
    assert "was restarted" not in ended.stdout
    again = computer.run(script)
    assert (again.returncode, computer.restarts()) == (0, 0)


async def test_in_a_chroot_no_unit_is_believed_to_be_there(
    computer: Computer, tmp_path: Path
) -> None:
    computer.agent.mkdir(parents=True)
    computer.offline = True
    ended = computer.run(await bundle_for(computer, tmp_path))
    assert ended.returncode == 4
    assert "is not installed here" in ended.stderr


@pytest.mark.skipif(shutil.which("systemctl") is None, reason="systemctl is not installed")
@pytest.mark.parametrize("command", ["cat", "restart", "is-active"])
def test_the_real_systemctl_ignores_what_it_is_told_offline(command: str) -> None:
    ended = subprocess.run(
        ["systemctl", command, "ASCIoTAgent.service"],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "SYSTEMD_OFFLINE": "1"},
    )
    said = f"Running in chroot, ignoring command '{command}'"
    assert (ended.returncode, ended.stderr.strip()) == (0, said)


async def test_without_a_service_manager_a_restart_is_asked_for_once(
    computer: Computer, tmp_path: Path
) -> None:
    computer.install_agent()
    script = await bundle_for(computer, tmp_path)
    computer.known = 1
    computer.put_program("service", "#!/bin/sh\nexit 1\n")
    ended = computer.run(script)
    assert ended.returncode == 7
    assert "Restart it by hand." in ended.stderr
    assert computer.run(script).returncode == 0


async def test_what_the_agent_logs_decides(computer: Computer, tmp_path: Path) -> None:
    computer.install_agent()
    script = await bundle_for(computer, tmp_path)
    computer.log = "Error in: Authentication, reason: Unauthorized"
    ended = computer.run(script, wait="9")
    assert ended.returncode == 8
    assert "reason: Unauthorized" in ended.stdout


async def test_an_agent_that_does_not_run_is_told(computer: Computer, tmp_path: Path) -> None:
    computer.install_agent()
    computer.log, computer.active = "", 3
    ended = computer.run(await bundle_for(computer, tmp_path))
    assert ended.returncode == 8
    assert "does not run" in ended.stderr


async def test_not_restarted_where_that_is_not_wanted(computer: Computer, tmp_path: Path) -> None:
    computer.install_agent()
    script = await bundle_for(computer, tmp_path)
    ended = computer.run(script, "--no-restart")
    assert (ended.returncode, computer.restarts()) == (0, 0)
    assert "not restarted" in ended.stdout


async def test_a_file_that_cannot_be_replaced_takes_all_back(
    computer: Computer, tmp_path: Path
) -> None:
    computer.install_agent()
    shipped = computer.listing()
    script = await bundle_for(computer, tmp_path)
    computer.put_program(
        "mv", '#!/bin/sh\ncase "$*" in *security.key) exit 1 ;; esac\nexec /bin/mv "$@"\n'
    )
    ended = computer.run(script)
    assert ended.returncode == 6, ended.stdout
    assert "Everything is as it was." in ended.stderr
    assert (computer.listing(), computer.restarts()) == (shipped, 0)
    assert sorted(path.name for path in computer.agent.iterdir()) == [CONFIGURATION]


async def test_an_installation_that_was_killed_is_taken_back(
    computer: Computer, tmp_path: Path
) -> None:
    computer.install_agent()
    shipped = computer.listing()
    script = await bundle_for(computer, tmp_path)
    computer.put_program(
        "mv", '#!/bin/sh\ncase "$*" in *security.key) kill -9 $PPID ;; esac\nexec /bin/mv "$@"\n'
    )
    assert computer.run(script).returncode == -9
    (computer.bin / "mv").unlink()
    assert computer.listing() != shipped
    undone = computer.run(script, "--undo")
    assert undone.returncode == 9  # taken back; no installation before it is on record
    left = {name: data for name, data in computer.listing().items() if not name.endswith(".key")}
    assert left == shipped
    assert computer.run(script).returncode == 0


async def test_what_was_changed_since_is_kept(computer: Computer, tmp_path: Path) -> None:
    agent = computer.install_agent()
    shipped = computer.listing()
    script = await bundle_for(computer, tmp_path)
    computer.run(script)
    (agent / CONFIGURATION).write_text("changed by hand")
    undone = computer.run(script, "--undo")
    assert undone.returncode == 0
    assert "changed since" in undone.stdout
    assert computer.listing()[CONFIGURATION] == shipped[CONFIGURATION]
    assert b"changed by hand" in computer.listing().values()


async def test_names_of_every_kind(computer: Computer, tmp_path: Path) -> None:
    computer.root = tmp_path / 'it\'s a $(touch x) "folder" ü'
    computer.install_agent()
    script = await bundle_for(computer, tmp_path, key_file="keys/my `key`.key", device="a'b;$c")
    done = computer.run(script)
    assert (done.returncode, done.stderr) == (0, "")
    assert (computer.agent / "keys" / "my `key`.key").read_bytes() == KEY
    assert computer.run(script, "--undo").returncode == 0
    assert not list(computer.agent.rglob("*.key"))


@pytest.mark.skipif(not is_root(), reason="gives the key to a group")
async def test_the_key_is_for_the_agent_s_group(computer: Computer, tmp_path: Path) -> None:
    agent = computer.install_agent()
    shutil.copy(agent / CONFIGURATION, agent / "Authentication.config")
    computer.put_program(
        "getent", '#!/bin/sh\n[ "$1 $2" = "group asciotagent" ] && echo asciotagent:x:7:\n'
    )
    computer.put_program("chgrp", '#!/bin/sh\nexec /bin/chgrp 7 "$2"\n')
    script = await bundle_for(computer, tmp_path, flavour=CSHARP)
    assert computer.run(script).returncode == 0
    found = (agent / "azureiotsecurity.key").stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (0, 7, 0o640)


@pytest.mark.skipif(not is_root(), reason="an account that plants links for root")
async def test_as_root_no_link_of_another_account_is_followed(
    computer: Computer, tmp_path: Path
) -> None:
    agent = computer.install_agent()
    victim = computer.root / "victim"
    victim.write_text("root's own")
    os.chown(agent, 12345, 12345)
    (agent / "azureiotsecurity.key").symlink_to(victim)
    script = await bundle_for(computer, tmp_path)
    ended = computer.run(script)
    assert ended.returncode == 6
    assert "is a link" in ended.stderr
    assert victim.read_text() == "root's own"
    assert (agent / "azureiotsecurity.key").is_symlink()

    real = computer.root / "real"
    agent.rename(real)
    (real / "azureiotsecurity.key").unlink()
    os.chown(computer.root, 12345, 12345)
    agent.symlink_to(real)
    os.chown(agent, 12345, 12345, follow_symlinks=False)
    computer.program = str(real / "ASCIoTAgent")
    ended = computer.run(script)
    assert ended.returncode == 6
    assert "another" not in ended.stdout
    assert sorted(path.name for path in real.iterdir()) == [CONFIGURATION]


async def test_a_wrong_option_is_refused(computer: Computer, tmp_path: Path) -> None:
    computer.install_agent()
    script = await bundle_for(computer, tmp_path)
    for options in (("--install",), ("--wait", "soon"), ("--wait",)):
        ended = computer.run(script, *options)
        assert (ended.returncode, ended.stdout) == (2, "")
        assert "install.sh: " in ended.stderr


async def test_shellcheck_has_nothing_to_say(tmp_path: Path) -> None:
    computer = Computer(tmp_path)
    script = await bundle_for(computer, tmp_path, device="a'b")
    assert complaints(script) == b""
