"""What every AgentFiles does: the disk, the writer with its rights, and the fake of the tests."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.agents.builders import KEY as BUILT_KEY
from tests.agents.builders import c_config
from tests.contracts.writer import writer_files
from tests.fakes.files import FakeFiles
from wizard.agents.c.agent import CAgent
from wizard.domain.agent.assessment import Verdict
from wizard.domain.errors import Code, FilesError
from wizard.domain.files import Change, FileResult, FileWrite
from wizard.domain.ports.files import AgentFiles
from wizard.domain.secret import Secret
from wizard.infra.files.agent_files import DiskFiles

KEY = b"bmV3\n"
DEVICE_KEY = f"{BUILT_KEY}\n".encode()
AGENT = CAgent()


@dataclass
class Place:
    """A folder to be written to, and a look at it that does not go through the port."""

    files: AgentFiles
    folder: Path
    put: Callable[[str, bytes], None]
    all: Callable[[], Mapping[str, bytes]]
    remove: Callable[[str], object]
    keep_out: Callable[[str, str], object]

    def config(self, content: bytes = b"new") -> FileWrite:
        return FileWrite(self.folder / "LocalConfiguration.json", content)

    def key(self, content: bytes = KEY) -> FileWrite:
        return FileWrite(self.folder / "device.key", content, secret=True)


@pytest.fixture(params=["disk", "writer", "fake"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    folder = tmp_path / "var" / "agent"
    if request.param == "fake":
        fake = FakeFiles()

        def put_in_memory(name: str, content: bytes) -> None:
            fake.contents[folder / name] = content

        def all_in_memory() -> Mapping[str, bytes]:
            return {str(path.relative_to(folder)): data for path, data in fake.contents.items()}

        def remove_in_memory(name: str) -> None:
            del fake.contents[folder / name]

        def keep_out_in_memory(name: str, account: str) -> None:
            fake.shut.add((folder / name, account))

        yield Place(
            fake, folder, put_in_memory, all_in_memory, remove_in_memory, keep_out_in_memory
        )
        return

    def put(name: str, content: bytes) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)

    def all_files() -> Mapping[str, bytes]:
        found = (path for path in folder.rglob("*") if path.is_file())
        return {str(path.relative_to(folder)): path.read_bytes() for path in found}

    def remove(name: str) -> None:
        (folder / name).unlink()

    def keep_out(name: str, account: str) -> None:
        (folder / name).chmod(0o600)

    with writer_files() if request.param == "writer" else nullcontext(DiskFiles()) as files:
        yield Place(files, folder, put, all_files, remove, keep_out)


async def test_reads_a_file(place: Place) -> None:
    place.put("General.config", b"\xef\xbb\xbf<x/>\r\n")
    assert await place.files.read(place.folder / "General.config") == b"\xef\xbb\xbf<x/>\r\n"


async def test_no_file_is_none(place: Place) -> None:
    assert await place.files.read(place.folder / "General.config") is None
    place.put("General.config", b"")
    assert await place.files.read(place.folder / "General.config") == b""


async def test_a_folder_is_not_readable(place: Place) -> None:
    place.put("General.config/inside", b"")
    with pytest.raises(FilesError) as caught:
        await place.files.read(place.folder / "General.config")
    assert (caught.value.code, caught.value.variant) == (Code.FILES_UNREADABLE, "not_a_file")


async def test_names_the_files_in_the_folder(place: Place) -> None:
    place.put("a.json", b"1")
    place.put("sub/b.json", b"2")
    assert await place.files.names(place.folder) == ("a.json",)
    assert await place.files.names(place.folder / "none") == ()


async def test_reads_many_at_once(place: Place) -> None:
    place.put("a.json", b"1")
    there, gone = place.folder / "a.json", place.folder / "none"
    assert await place.files.read_many([there, gone]) == {there: b"1", gone: None}
    place.put("folder/inside", b"")
    with pytest.raises(FilesError) as caught:
        await place.files.read_many([there, place.folder / "folder"])
    assert caught.value.variant == "not_a_file"


async def test_assesses_with_paths_from_the_folder(place: Place) -> None:
    place.put("LocalConfiguration.json", c_config({"Authentication.FilePath": "./device.key"}))
    place.put("device.key", DEVICE_KEY)
    found = await place.files.assess(place.folder, AGENT)
    assert (found.verdict, found.secret) == (Verdict.ACCEPTED, Secret(DEVICE_KEY.decode().strip()))
    place.remove("device.key")
    assert (await place.files.assess(place.folder, AGENT)).verdict is not Verdict.ACCEPTED


async def test_assesses_a_backup_in_the_place_of_the_configuration(place: Place) -> None:
    place.put("LocalConfiguration.json", b"{")
    backup = "LocalConfiguration.json.20261123T150405Z.bak"
    place.put(backup, c_config({"Authentication.FilePath": "device.key"}))
    place.put("device.key", DEVICE_KEY)
    assert (await place.files.assess(place.folder, AGENT)).settings is None
    assert (await place.files.assess(place.folder, AGENT, backup=backup)).settings is not None


async def test_plans_a_repair_and_writes_nothing(place: Place) -> None:
    place.put("LocalConfiguration.json", c_config({"Authentication.FilePath": "device.key"}))
    place.put("device.key", b" " + DEVICE_KEY)
    before = place.all()
    plan = await place.files.repair(place.folder, AGENT, "7b3c2a61-0000-4000-8000-000000000001")
    assert plan.after.verdict is Verdict.ACCEPTED
    assert place.folder / "device.key" in [write.path for write in plan.writes]
    assert place.all() == before


@pytest.mark.skipif(sys.platform != "linux", reason="told on Linux only")
async def test_an_account_that_cannot_read_is_kept_out(place: Place) -> None:
    place.put("device.key", KEY)
    place.keep_out("device.key", "nobody")
    path = place.folder / "device.key"
    assert await place.files.access_barrier(path, "nobody") in (*path.parents, path)


async def test_of_an_unknown_account_nothing_can_be_told(place: Place) -> None:
    place.put("device.key", KEY)
    assert await place.files.access_barrier(place.folder / "device.key", "no-such-account") is None


async def test_creates_what_is_missing(place: Place) -> None:
    unit = await place.files.write(place.folder, [place.config(), place.key()])
    assert unit.results == (
        FileResult(place.folder / "LocalConfiguration.json", Change.CREATED),
        FileResult(place.folder / "device.key", Change.CREATED),
    )
    await unit.commit()
    assert place.all() == {"LocalConfiguration.json": b"new", "device.key": KEY}


async def test_what_is_written_can_be_read_before_it_is_final(place: Place) -> None:
    unit = await place.files.write(place.folder, [place.config()])
    assert await place.files.read(place.folder / "LocalConfiguration.json") == b"new"
    await unit.roll_back()


async def test_updates_and_keeps_the_old_content(place: Place) -> None:
    place.put("LocalConfiguration.json", b"old")
    place.put("other.txt", b"of the user")
    unit = await place.files.write(place.folder, [place.config()])
    (result,) = unit.results
    await unit.commit()
    assert result.change is Change.UPDATED
    assert result.backup is not None
    assert result.backup.parent == place.folder
    assert re.fullmatch(r"LocalConfiguration\.json\.\d{8}T\d{6}Z\.bak", result.backup.name)
    assert place.all() == {
        "LocalConfiguration.json": b"new",
        result.backup.name: b"old",
        "other.txt": b"of the user",
    }


async def test_leaves_the_same_content_alone(place: Place) -> None:
    place.put("LocalConfiguration.json", b"new")
    unit = await place.files.write(place.folder, [place.config()])
    await unit.commit()
    assert unit.results == (FileResult(place.folder / "LocalConfiguration.json", Change.UNCHANGED),)
    assert place.all() == {"LocalConfiguration.json": b"new"}


async def test_rolls_back_to_what_was_there(place: Place) -> None:
    place.put("LocalConfiguration.json", b"old")
    unit = await place.files.write(place.folder, [place.config(), place.key()])
    await unit.roll_back()
    assert place.all() == {"LocalConfiguration.json": b"old"}


async def test_rolls_back_to_nothing(place: Place) -> None:
    unit = await place.files.write(place.folder, [place.config(), place.key()])
    await unit.roll_back()
    assert place.all() == {}


async def test_can_be_written_again_after_either_end(place: Place) -> None:
    for content in (b"1", b"2", b"3"):
        unit = await place.files.write(place.folder, [place.config(content)])
        await (unit.roll_back() if content == b"2" else unit.commit())
    assert place.all()["LocalConfiguration.json"] == b"3"


async def test_two_runs_in_one_folder_do_not_mix(place: Place) -> None:
    unit = await place.files.write(place.folder, [place.config()])
    with pytest.raises(FilesError) as caught:
        await place.files.write(place.folder, [place.config(b"other")])
    assert (caught.value.code, caught.value.variant) == (Code.FILES_BUSY, "run")
    await unit.commit()
    assert place.all() == {"LocalConfiguration.json": b"new"}


async def test_refuses_to_write_one_file_twice(place: Place) -> None:
    with pytest.raises(FilesError) as caught:
        await place.files.write(place.folder, [place.config(), place.config(b"other")])
    assert (caught.value.code, caught.value.variant) == (Code.FILES_NOT_WRITABLE, "twice")
    assert place.all() == {}


async def test_says_beforehand_that_it_can_write_and_leaves_no_trace(place: Place) -> None:
    await place.files.check_writable([place.config().path, place.key().path])
    assert place.all() == {}


async def test_there_is_nothing_to_recover_after_a_whole_run(place: Place) -> None:
    assert not await place.files.recover(place.folder)
    await (await place.files.write(place.folder, [place.config()])).commit()
    assert not await place.files.recover(place.folder)
    assert place.all() == {"LocalConfiguration.json": b"new"}


async def _run(place: Place, *writes: FileWrite) -> None:
    await (await place.files.write(place.folder, writes)).commit()


async def _nothing_to_undo(place: Place, variant: str = "") -> None:
    before = place.all()
    with pytest.raises(FilesError) as caught:
        await place.files.undo(place.folder)
    assert (caught.value.code, caught.value.variant) == (Code.FILES_NOTHING_TO_UNDO, variant)
    assert place.all() == before


async def test_undoes_the_last_run(place: Place) -> None:
    place.put("LocalConfiguration.json", b"old")
    place.put("other.txt", b"of the user")
    before = place.all()
    await _run(place, place.config(), place.key())
    assert await place.files.undo(place.folder) == (
        FileResult(place.folder / "LocalConfiguration.json", Change.RESTORED),
        FileResult(place.folder / "device.key", Change.REMOVED),
    )
    assert place.all() == before
    await _nothing_to_undo(place)


async def test_nothing_to_undo_where_nothing_was_done(place: Place) -> None:
    place.put("other.txt", b"of the user")
    await _nothing_to_undo(place)
    place.put("LocalConfiguration.json", b"new")
    await _run(place, place.config())
    await _nothing_to_undo(place)


async def test_a_run_that_changed_nothing_or_was_taken_back_is_no_run(place: Place) -> None:
    await _run(place, place.config())
    await _run(place, place.config())
    await (await place.files.write(place.folder, [place.config(b"other")])).roll_back()
    await place.files.undo(place.folder)
    assert place.all() == {}


async def test_only_the_last_run_is_undone(place: Place) -> None:
    place.put("LocalConfiguration.json", b"1")
    await _run(place, place.config(b"2"))
    place.put("LocalConfiguration.json", b"by hand")
    await _run(place, place.config(b"3"))
    await place.files.undo(place.folder)
    assert place.all()["LocalConfiguration.json"] == b"by hand"
    await _nothing_to_undo(place)


async def test_what_was_changed_since_is_kept(place: Place) -> None:
    place.put("LocalConfiguration.json", b"old")
    await _run(place, place.config(), place.key())
    place.put("LocalConfiguration.json", b"newer")
    place.put("device.key", b"newer key")
    config, key = await place.files.undo(place.folder)
    assert config.backup is not None
    assert key.backup is not None
    assert (config.change, key.change) == (Change.RESTORED, Change.REMOVED)
    assert place.all() == {
        "LocalConfiguration.json": b"old",
        config.backup.name: b"newer",
        key.backup.name: b"newer key",
    }


async def test_without_the_backup_nothing_is_undone(place: Place) -> None:
    place.put("LocalConfiguration.json", b"old")
    unit = await place.files.write(place.folder, [place.config(), place.key()])
    await unit.commit()
    backup = unit.results[0].backup
    assert backup is not None
    place.remove(backup.name)
    await _nothing_to_undo(place, "backup_gone")


async def test_what_is_undone_can_be_done_again(place: Place) -> None:
    for _ in range(3):
        await _run(place, place.config(), place.key())
        assert len(place.all()) == 2
        await place.files.undo(place.folder)
        assert place.all() == {}
