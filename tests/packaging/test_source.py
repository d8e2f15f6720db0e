"""What a build is made from, and what it leaves: changelog, commit, modes and checksums."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import package
import pytest
from release import checksums, project, source
from release.project import BuildError, Project

GOOD = "## [Unreleased]\n\n## [1.2.3] - 2026-01-01\n\n- All of it.\n"
needs_git = pytest.mark.skipif(not shutil.which("git"), reason="needs git")


@pytest.mark.parametrize(
    ("changelog", "said"),
    [
        (GOOD.replace("1.2.3", "1.2.2"), r"newest release in CHANGELOG\.md is 1\.2\.2"),
        ("## [Unreleased]\n", "is none"),
        (GOOD.replace(" - 2026-01-01", ""), "has no date"),
        (GOOD.replace("2026-01-01", "2026-02-30"), "has no date"),
        (GOOD.replace("2026-01-01", "soon"), "has no date"),
        (GOOD.replace("- All of it.\n", ""), "has no entries"),
        (GOOD + GOOD.partition("\n\n")[2], "more than one section"),
    ],
)
def test_a_changelog_that_does_not_tell_the_version_is_refused(changelog: str, said: str) -> None:
    source.check_changelog(GOOD, "1.2.3")

    with pytest.raises(BuildError, match=said):
        source.check_changelog(changelog, "1.2.3")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit of 2023-11-14, whose SOURCE_DATE_EPOCH is not set."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "1700000000 +0000")
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b.example"]
    for words in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "One"]):
        subprocess.run([*git, *words], check=True)
    return tmp_path


@needs_git
def test_the_files_are_dated_as_the_commit(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert source.read_date(checkout) == 1_700_000_000

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "42")
    assert source.read_date(checkout) == 42
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(BuildError, match="'yesterday': seconds since 1970"):
        source.read_date(checkout)


@needs_git
def test_an_exported_tree_wants_its_date(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a repository happens to be above it, whose commits are not its own."""
    (checkout / "export").mkdir()
    with pytest.raises(BuildError, match=r"(?s)lies in the repository.*SOURCE_DATE_EPOCH"):
        source.read_date(checkout / "export")

    monkeypatch.setenv("PATH", str(checkout))
    with pytest.raises(BuildError, match=r"(?s)Missing here: git.*SOURCE_DATE_EPOCH"):
        source.read_date(checkout)


@needs_git
def test_nothing_is_signed_that_no_commit_says(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "ROOT", checkout)
    monkeypatch.setattr(source, "_changelog", lambda: GOOD)
    source.check_release()

    (checkout / "new.txt").touch()
    with pytest.raises(BuildError, match=r"(?s)in no commit.*new\.txt"):
        source.check_release()
    (checkout / "new.txt").unlink()
    monkeypatch.setattr(source, "_changelog", lambda: GOOD.replace("]\n", "]\n\n- More.\n", 1))
    with pytest.raises(BuildError, match="under \\*Unreleased\\*"):
        source.check_release()


def test_the_sums_are_of_this_version_alone(tmp_path: Path) -> None:
    for name in (
        "iot-agent-setup_1.2.3_amd64.deb",
        "iot_agent_setup-1.2.3-py3-none-any.whl",
        "iot-agent-setup-1.2.2-x64.msi",
        "SHA256SUMS.minisig",
        "notes.txt",
    ):
        (tmp_path / name).write_text(name)

    checksums.clear(tmp_path, packages=False)
    sums = checksums.write_checksums(Project("1.2.3", 0), [], tmp_path)

    listed = [line.split("  ")[1] for line in sums.read_text().splitlines()]
    assert listed == ["iot-agent-setup_1.2.3_amd64.deb", "iot_agent_setup-1.2.3-py3-none-any.whl"]
    # A signature of the sums before would be published beside those of now.
    assert not (tmp_path / "SHA256SUMS.minisig").exists()


def test_a_whole_build_begins_without_the_packages_before(tmp_path: Path) -> None:
    for name in ("iot-agent-setup-1.2.2-1.x86_64.rpm", "SHA256SUMS", "SHA256SUMS.asc", "notes.txt"):
        (tmp_path / name).touch()

    checksums.clear(tmp_path, packages=True)

    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask of this kind")
def test_modes_in_the_packages_are_not_those_of_the_builders_account(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = []
    monkeypatch.setattr(package, "build", lambda _kinds: seen.append(os.umask(0)))
    before = os.umask(0o077)
    try:
        assert package.main(["build"]) == 0
    finally:
        os.umask(before)

    assert seen == [0o022]


def test_a_full_disk_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def build(_kinds: object) -> None:
        raise OSError(28, "No space left on device", "dist/x.deb")

    monkeypatch.setattr(package, "build", build)
    before = os.umask(0o022)
    os.umask(before)
    try:
        assert package.main(["build"]) == 1
    finally:
        os.umask(before)

    assert "The disk is full (dist/x.deb)" in capsys.readouterr().err


def test_a_tool_that_is_not_there_is_a_sentence() -> None:
    for call in (project.run, project.capture):
        with pytest.raises(BuildError, match="Missing here: no-such-tool"):
            call(["no-such-tool"])
