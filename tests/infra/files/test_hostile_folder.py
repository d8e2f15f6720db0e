"""As root in a folder that another account owns and changes at the worst moment.

Everything is exchanged at every operation of a run in turn, and then by a process of that account
that never stops. What root alone may read or write must not be read, written or given away.
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.infra.files.crash_driver import OPERATIONS
from wizard.domain.errors import Code, FilesError
from wizard.domain.files import FileWrite
from wizard.infra.files.agent_files import DiskFiles
from wizard.infra.files.disk import Disk
from wizard.infra.files.records import FORMER_JOURNAL, FORMER_RECORD

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0,
    reason="only root can be another account's victim: run the tests as root to see this",
)
STRANGER = 12345
SECRET = b"SECRET-OF-ROOT-0123456789"
KEY = b"Q0FOQVJZLWtleQ==\n"
WRITES = 60
"""How many runs a racing process meets."""


class Scene:
    """``home`` and the agent's folder in it belong to the stranger, ``vault`` to root alone."""

    def __init__(self, root: Path) -> None:
        self.vault = root / "vault"
        self.home = root / "home"
        self.agent = self.home / "agent"
        self.state = root / "state"
        self.vault.mkdir(mode=0o700)
        for name in ("General.config", "device.key", "secret"):
            (self.vault / name).write_bytes(SECRET)
            (self.vault / name).chmod(0o600)
        for folder in (self.home, self.agent):
            folder.mkdir()
            os.chown(folder, STRANGER, STRANGER)
        self.put("General.config", b"old")
        self.put("device.key", b"old key")
        self.sealed = self.contents_of_vault()

    def put(self, name: str, content: bytes, uid: int = STRANGER) -> Path:
        path = self.agent / name
        path.write_bytes(content)
        os.chown(path, uid, uid)
        return path

    def contents_of_vault(self) -> dict[str, tuple[object, ...]]:
        return {
            path.name: (path.read_bytes(), (found := path.stat()).st_uid, found.st_mode)
            for path in self.vault.iterdir()
        }

    def writes(self, number: int = 0) -> list[FileWrite]:
        return [
            FileWrite(self.agent / "General.config", b"new %d" % number),
            FileWrite(self.agent / "device.key", KEY + b"%d" % number, secret=True),
        ]

    def files(self, disk: Disk | None = None) -> DiskFiles:
        return DiskFiles(disk, state=self.state)

    def require_intact(self) -> None:
        """Nothing in the vault has changed, and nothing of it can be read outside."""
        assert self.contents_of_vault() == self.sealed
        for path in self.home.rglob("*"):
            with suppress(FileNotFoundError):
                if stat.S_ISREG(path.lstat().st_mode):
                    assert SECRET not in path.read_bytes(), path


@pytest.fixture
def scene() -> Iterator[Scene]:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Scene(Path(name))


def disk_that_meets(turn: int, event: Callable[[], None]) -> Disk:
    """A disk before whose operation number ``turn`` the event happens."""
    disk, count = Disk(), iter(range(1, 1_000_000))

    def wrapped(name: str) -> Callable[..., object]:
        operation = getattr(disk, name)

        def counted(*args: Any, **kwargs: Any) -> object:
            if next(count) == turn:
                event()
            return operation(*args, **kwargs)

        return counted

    for name in OPERATIONS:
        setattr(disk, name, wrapped(name))
    return disk


async def write(files: DiskFiles, scene: Scene) -> None:
    await (await files.write(scene.agent, scene.writes())).commit()


async def undo(files: DiskFiles, scene: Scene) -> None:
    await files.undo(scene.agent)


async def roll_back(files: DiskFiles, scene: Scene) -> None:
    await (await files.write(scene.agent, scene.writes())).roll_back()


def exchange_folder(scene: Scene) -> None:
    scene.agent.rename(scene.home / "moved")
    scene.agent.symlink_to(scene.vault)
    os.lchown(scene.agent, STRANGER, STRANGER)


def exchange_files(scene: Scene) -> None:
    """Every file, backup and draft becomes a link to a file of root's."""
    for path in [*scene.agent.iterdir()]:
        path.unlink()
        path.symlink_to(scene.vault / "secret")
        os.lchown(path, STRANGER, STRANGER)


def exchange_by_other_names(scene: Scene) -> None:
    """The same with hard links, as systems without `fs.protected_hardlinks` let anybody make."""
    for path in [*scene.agent.iterdir()]:
        path.unlink()
        path.hardlink_to(scene.vault / "secret")


@pytest.mark.parametrize("work", [write, undo, roll_back])
@pytest.mark.parametrize("exchange", [exchange_folder, exchange_files, exchange_by_other_names])
async def test_an_exchange_before_any_operation(
    scene: Scene,
    work: Callable[[DiskFiles, Scene], Awaitable[None]],
    exchange: Callable[[Scene], None],
) -> None:
    met = 0
    for turn in range(1, 200):
        with tempfile.TemporaryDirectory() as name:
            Path(name).chmod(0o755)
            scene = Scene(Path(name))
            if work is undo:
                await write(scene.files(), scene)
            happened: list[bool] = []

            def event(scene: Scene = scene, happened: list[bool] = happened) -> None:
                happened.append(True)
                exchange(scene)

            with suppress(FilesError):  # and nothing else
                await work(scene.files(disk_that_meets(turn, event)), scene)
            if exchange is exchange_by_other_names:
                for path in scene.agent.iterdir():
                    if path.lstat().st_nlink > 1:
                        path.unlink()  # the stranger's own doing
            scene.require_intact()
            if not happened:
                break
            met += 1
    assert 10 < met < 199


RACER = """
import os, sys
os.setgroups([]); os.setgid(12345); os.setuid(12345)
home, vault, what = sys.argv[1:]
os.chdir(home)
print("racing", flush=True)
while True:
    try:
        if what == "folder":
            os.rename("agent", "moved"); os.symlink(vault, "agent")
            os.unlink("agent"); os.rename("moved", "agent")
        else:
            os.symlink(vault + "/secret", "link"); os.replace("link", "agent/General.config")
            with open("file", "wb") as file:
                file.write(b"old")
            os.chmod("file", 0o777)
            os.replace("file", "agent/General.config")
    except OSError:
        for name in ("link", "file"):
            try: os.unlink(name)
            except OSError: pass
        if what == "folder":
            try:
                if os.path.islink("agent"): os.unlink("agent")
                if not os.path.lexists("agent"): os.rename("moved", "agent")
            except OSError: pass
"""


@contextmanager
def racing(scene: Scene, what: str) -> Iterator[None]:
    """A process of the stranger that exchanges without end."""
    command = [sys.executable, "-c", RACER, str(scene.home), str(scene.vault), what]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd="/") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"racing\n"
        try:
            yield
        finally:
            process.kill()


@pytest.mark.parametrize("what", ["folder", "file"])
async def test_against_a_process_that_exchanges_without_end(scene: Scene, what: str) -> None:
    with racing(scene, what):
        for number in range(WRITES):
            files = scene.files()
            with suppress(FilesError):
                unit = await files.write(scene.agent, scene.writes(number))
                await (unit.commit() if number % 3 else unit.roll_back())
            with suppress(FilesError):
                await files.read(scene.agent / "General.config")
            if number % 5 == 0:
                with suppress(FilesError):
                    await files.undo(scene.agent)
            assert scene.contents_of_vault() == scene.sealed
    for path in scene.home.iterdir():
        if path.is_symlink():
            path.unlink()
    scene.require_intact()


FORGED = {
    "version": 2,
    "made": [],
    "files": [
        {
            "path": "../../vault/secret",
            "secret": False,
            "former": {
                "uid": STRANGER,
                "gid": STRANGER,
                "mode": 0o4755,
                "mtime_ns": None,
                "extended": {},
                "rights": "",
            },
            "stamp": "",
            "kept": "",
            "written": "",
        }
    ],
}


@pytest.mark.parametrize("name", [FORMER_RECORD, FORMER_JOURNAL])
@pytest.mark.parametrize("uid", [0, STRANGER])
async def test_a_forged_record_is_reported_and_not_obeyed(
    scene: Scene, name: str, uid: int
) -> None:
    """Root's, too: a run makes backups of root's with the stranger's words in them."""
    before = scene.put(name, json.dumps(FORGED).encode(), uid).read_bytes()
    work = scene.files().undo if name == FORMER_RECORD else scene.files().recover
    with pytest.raises(FilesError) as caught:
        await work(scene.agent)
    assert caught.value.variant in ("former_record", "former_journal")
    assert (scene.agent / name).read_bytes() == before
    scene.require_intact()


async def test_a_record_that_leads_out_of_the_folder_is_not_obeyed(scene: Scene) -> None:
    await write(scene.files(), scene)
    (record,) = scene.state.glob("*.undo")
    record.write_text(json.dumps(FORGED))
    with pytest.raises(FilesError) as caught:
        await scene.files().undo(scene.agent)
    assert (caught.value.code, caught.value.variant) == (Code.FILES_NOTHING_TO_UNDO, "record")
    scene.require_intact()


async def test_the_records_are_roots_and_not_in_the_folder(scene: Scene) -> None:
    await write(scene.files(), scene)
    assert not [path for path in scene.agent.iterdir() if path.name.startswith(".iot")]
    assert stat.S_IMODE(scene.state.stat().st_mode) == 0o700
    for path in scene.state.iterdir():
        assert (path.stat().st_uid, stat.S_IMODE(path.stat().st_mode)) == (0, 0o600)


@pytest.mark.parametrize("how", ["owner", "mode"])
async def test_a_folder_for_records_that_is_anothers_is_not_used(scene: Scene, how: str) -> None:
    scene.state.mkdir()
    if how == "owner":
        os.chown(scene.state, STRANGER, STRANGER)
    else:
        scene.state.chmod(0o777)
    before = {path.name: path.read_bytes() for path in scene.agent.iterdir()}
    for work in (
        scene.files().check_writable([scene.agent / "General.config"]),
        write(scene.files(), scene),
    ):
        with pytest.raises(FilesError) as caught:
            await work
        assert caught.value.variant == "state_folder"
    assert {path.name: path.read_bytes() for path in scene.agent.iterdir()} == before


@pytest.mark.parametrize("secret", [False, True])
async def test_reading_follows_only_what_root_alone_could_have_made(
    scene: Scene, secret: bool
) -> None:
    planted = scene.agent / "planted"
    (planted.hardlink_to if secret else planted.symlink_to)(scene.vault / "secret")
    with pytest.raises(FilesError) as caught:
        await scene.files().read(planted)
    assert caught.value.variant == ("other_names" if secret else "folder_link")
    own = scene.vault / "own"
    own.symlink_to("secret")
    assert await scene.files().read(own) == SECRET


async def test_no_file_gets_set_uid(scene: Scene) -> None:
    (scene.agent / "General.config").chmod(0o6755)
    unit = await scene.files().write(scene.agent, scene.writes())
    await unit.commit()
    for path in scene.agent.iterdir():
        assert not path.stat().st_mode & 0o7000
    await scene.files().undo(scene.agent)
    assert not (scene.agent / "General.config").stat().st_mode & 0o7000
