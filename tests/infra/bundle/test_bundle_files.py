"""Packing: what is in a bundle, who may read it, and when it is written."""

from __future__ import annotations

import hashlib
import stat
import sys
import zipfile
from pathlib import Path

import pytest

from tests.infra.bundle.bundles import KEY, BundleMaker
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.assessment import Verdict
from wizard.domain.agent.target_folder import TargetSystem
from wizard.domain.errors import Code, FilesError
from wizard.domain.files import Change
from wizard.domain.secret import Secret
from wizard.infra.bundle.archive import read_archive
from wizard.infra.files.agent_files import DiskFiles

PASSPHRASE = Secret("correct horse")


def maker(tmp_path: Path, **values: object) -> BundleMaker:
    bundle = tmp_path / "out" / "cam.zip"
    return BundleMaker(bundle, "/var/ASCIoTAgent", **values)  # type: ignore[arg-type]


def windows(tmp_path: Path, **values: object) -> BundleMaker:
    how = {"flavour": CSHARP, "system": TargetSystem.WINDOWS} | values
    return BundleMaker(tmp_path / "cam.zip", "C:\\Program Files\\ASC", **how)  # type: ignore[arg-type]


def listed(archive: zipfile.ZipFile) -> dict[str, str]:
    lines = archive.read("manifest.sha256").decode().splitlines()
    return {name: found for found, _, name in (line.partition("  ") for line in lines)}


async def test_the_manifest_lists_every_other_file(tmp_path: Path) -> None:
    made = maker(tmp_path, key_file="keys/my.key")
    assert await made.make() == "created"
    with zipfile.ZipFile(made.bundle) as archive:
        names = {*archive.namelist()}
        assert {"install.sh", "README.txt", "LocalConfiguration.json", "keys/my.key"} < names
        assert {*listed(archive)} == names - {"manifest.sha256"}
        for name, found in listed(archive).items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == found
        assert archive.read("keys/my.key") == KEY
        assert archive.getinfo("install.sh").external_attr >> 16 & 0o777 == 0o700
        assert archive.getinfo("keys/my.key").external_attr >> 16 & 0o777 == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="modes of files")
async def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    made = maker(tmp_path)
    await made.make()
    assert stat.S_IMODE(made.bundle.stat().st_mode) == 0o600
    made.bundle.chmod(0o644)
    assert await maker(tmp_path).make() == "updated"
    assert stat.S_IMODE(made.bundle.stat().st_mode) == 0o600
    assert [*made.bundle.parent.iterdir()] == [made.bundle]


async def test_the_same_files_are_the_same_bundle(tmp_path: Path) -> None:
    await maker(tmp_path).make()
    before = (tmp_path / "out" / "cam.zip").read_bytes()
    assert await maker(tmp_path).make() == "unchanged"
    assert (tmp_path / "out" / "cam.zip").read_bytes() == before
    assert await maker(tmp_path, key=KEY.replace(b"a2V5", b"a2V4")).make() == "updated"


async def test_a_passphrase_encrypts_all_of_it(tmp_path: Path) -> None:
    made = maker(tmp_path, passphrase=PASSPHRASE)
    await made.make()
    content = made.bundle.read_bytes()
    with zipfile.ZipFile(made.bundle) as archive:
        assert all(entry.flag_bits & 1 for entry in archive.infolist())
        # 99: encrypted by AES, in the form of WinZip's specification.
        assert {entry.compress_type for entry in archive.infolist()} == {99}
    assert read_archive(content) is None
    assert read_archive(content, Secret("wrong")) is None
    opened = read_archive(content, PASSPHRASE)
    assert opened is not None
    assert opened["azureiotsecurity.key"] == KEY
    assert await maker(tmp_path, passphrase=PASSPHRASE).make() == "unchanged"
    assert await maker(tmp_path, passphrase=Secret("another one")).make() == "updated"
    assert await maker(tmp_path).make() == "updated"


async def test_nothing_is_written_before_the_run_is_final(tmp_path: Path) -> None:
    made = maker(tmp_path)
    unit = await made.files.write(made.bundle, made.writes())
    assert unit.results[0].change is Change.CREATED
    assessment = await made.files.assess(made.bundle, made.agent)
    assert assessment.verdict is Verdict.ACCEPTED
    assert assessment.settings is not None
    assert assessment.settings.secret_path == "/var/ASCIoTAgent/azureiotsecurity.key"
    assert await made.files.read(made.bundle / "azureiotsecurity.key") == KEY
    await unit.roll_back()
    assert not made.bundle.parent.exists()


async def test_an_unpacked_bundle_is_read_as_the_agent_will(tmp_path: Path) -> None:
    made = windows(tmp_path)
    await made.make()
    folder = made.unpack(tmp_path / "unpacked")
    found = await DiskFiles(state=tmp_path / "state").assess(folder, made.agent)
    assert found.verdict is Verdict.ACCEPTED
    assert found.secret == Secret(KEY.decode().strip())


async def test_what_is_for_windows_is_written_as_windows_reads_it(tmp_path: Path) -> None:
    made = windows(tmp_path, key_file="keys\\it's.key", device="cam\u2019s")
    await made.make()
    with zipfile.ZipFile(made.bundle) as archive:
        script = archive.read("install.ps1")
        assert archive.read("README.txt").count(b"\r\n") > 10
        assert "keys/it's.key" in archive.namelist()
    assert script.startswith(b"\xef\xbb\xbf")
    text = script.decode("utf-8-sig")
    assert "\n" not in text.replace("\r\n", "")
    assert "Place = 'C:\\Program Files\\ASC\\keys\\it''s.key'" in text
    assert "$Device = 'cam\u2019\u2019s'" in text
    assert "$Service = 'ASC IoT Agent'" in text
    assert "#@settings@" not in text


@pytest.mark.parametrize("name", ["install.sh", "README.txt", "manifest.sha256"])
async def test_no_file_of_the_agent_has_a_name_of_the_bundle(tmp_path: Path, name: str) -> None:
    made = maker(tmp_path, key_file=name)
    with pytest.raises(FilesError) as caught:
        await made.files.check_writable([write.path for write in made.writes()])
    assert (caught.value.code, caught.value.variant) == (Code.FILES_NOT_WRITABLE, "own_name")


@pytest.mark.skipif(sys.platform == "win32", reason="links")
async def test_no_link_is_written_through(tmp_path: Path) -> None:
    made = maker(tmp_path)
    made.bundle.parent.mkdir()
    victim = tmp_path / "victim"
    victim.write_text("other")
    made.bundle.symlink_to(victim)
    with pytest.raises(FilesError) as caught:
        await made.make()
    assert (caught.value.code, caught.value.variant) == (Code.FILES_NOT_WRITABLE, "link")
    assert victim.read_text() == "other"


async def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    made = maker(tmp_path)
    made.bundle.mkdir(parents=True)
    with pytest.raises(FilesError) as caught:
        await made.make()
    assert caught.value.code is Code.FILES_NOT_WRITABLE


async def test_a_file_that_is_no_bundle_is_not_overwritten(tmp_path: Path) -> None:
    made = maker(tmp_path)
    made.bundle.parent.mkdir()
    made.bundle.write_text("somebody's notes")
    with pytest.raises(FilesError) as caught:
        await made.make()
    assert (caught.value.code, caught.value.variant) == (Code.FILES_NOT_WRITABLE, "no_bundle")
    assert made.bundle.read_text() == "somebody's notes"
