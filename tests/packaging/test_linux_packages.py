"""What belongs to one of the Linux packages alone. Nothing is built."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from release import lint, linux_tree, pins, project, rpm, trial_linux
from release.changelog import debian_changelog, rpm_changelog, section_of
from release.project import MissingError, Project

from wizard.infra.own_folders import _ROOT_LOG as OWN_LOG
from wizard.infra.own_folders import _ROOT_STATE as OWN_STATE

VERSION = Project("1.2.3", 1_700_000_000)
CHANGELOG = """\
## [Unreleased]

- Later.

## [1.2.3] - 2023-11-14

### Added

- The first thing, `named` so, at 100 %,
  in two lines.
- The second.

## [1.2.2] - 2023-01-01

- Earlier.
"""


def test_a_versions_section_ends_at_the_next() -> None:
    section = section_of(CHANGELOG, "1.2.3")

    assert "The second." in section
    assert "Later" not in section
    assert "Earlier" not in section
    assert section_of(CHANGELOG, "9.9.9") == ""


def test_debians_changelog_has_the_versions_bullets() -> None:
    text = debian_changelog(CHANGELOG, VERSION)

    assert text.startswith("iot-agent-setup (1.2.3) unstable; urgency=medium\n\n  * The first")
    assert "named so, at 100 %, in two lines." in text
    assert re.search(r"\n\n -- .+ <.+>  Tue, 14 Nov 2023 22:13:20 \+0000\n$", text)
    assert "Earlier" not in text


def test_rpms_changelog_says_a_per_cent_sign_so_that_it_is_no_macro() -> None:
    text = rpm_changelog(CHANGELOG, VERSION)

    assert text.startswith("* Tue Nov 14 2023 ")
    assert "100 %%," in text


def test_of_the_systems_folders_the_rpm_owns_its_files_alone(tmp_path: Path) -> None:
    for name in (
        "opt/iot-agent-setup/lib/x.py",
        "usr/bin/iot-agent-setup",
        "usr/share/man/man1/iot-agent-setup.1.gz",
        "usr/share/doc/iot-agent-setup/sbom.cdx.json",
        "usr/share/licenses/iot-agent-setup/LICENSES.txt",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    assert list(rpm.entries(tmp_path)) == [
        "%defattr(-,root,root,-)",
        "/opt/iot-agent-setup",
        "%doc /usr/share/doc/iot-agent-setup",
        "%license /usr/share/licenses/iot-agent-setup",
        "/usr/bin/iot-agent-setup",
        "%doc /usr/share/man/man1/iot-agent-setup.1.gz",
    ]


def test_both_packages_want_a_python_that_their_modules_are_for() -> None:
    newest = int(pins.LINUX.pythons[-1].removeprefix("3."))

    assert f"python3 (<< 3.{newest + 1})" in linux_tree.filled("control")
    assert f"python(abi) < 3.{newest + 1}\n" in linux_tree.filled("package.spec")
    declared = tomllib.loads((project.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert declared["project"]["requires-python"] == f">=3.11,<3.{newest + 1}"


def test_every_exception_of_the_checkers_has_its_reason() -> None:
    groups = re.split(r"^#", linux_tree.filled("lintian-overrides"), flags=re.MULTILINE)[1:]
    assert len(groups) > 4
    assert all(len(group.strip().splitlines()) >= 2 for group in groups)
    filters = linux_tree.filled("rpmlint.toml").partition("Filters = [\n")[2]
    assert filters.strip().startswith("#")


def test_of_the_metainfo_only_what_is_explained_is_passed_over() -> None:
    explained = "W: io.github.iot_agent_setup:~: url-homepage-missing\n"
    good = f"I: x:14: unknown-tag developer\n{explained}? Validation failed: warnings: 1\n"

    assert lint.metainfo_faults("? Validation was successful.\n") == []
    assert lint.metainfo_faults(good) == []
    assert lint.metainfo_faults(f"E: x:9: tag-empty\n{good}") == ["E: x:9: tag-empty"]
    assert lint.metainfo_faults("no such file") == ["no such file"]


def test_an_upgraded_rpm_is_compiled_when_the_old_one_is_gone() -> None:
    """rpm runs %post of the new version before %preun and the files' removal of the old one."""
    scripts = linux_tree.filled("package.spec")

    assert "compileall" in scripts.partition("\n%posttrans\n")[2].partition("\n%")[0]
    assert "if [ $1 -eq 0 ]" in scripts.partition("\n%preun\n")[2].partition("\n%")[0]


@pytest.mark.skipif(os.name == "nt", reason="a shell's script")
def test_only_a_purge_takes_away_what_roots_runs_have_left(tmp_path: Path) -> None:
    left = {"/var/log/iot-agent-setup": OWN_LOG, "/var/lib/iot-agent-setup": OWN_STATE}
    script = linux_tree.filled("postrm")
    for folder, of_the_program in left.items():
        assert Path(folder) == of_the_program
        script = script.replace(folder, str(tmp_path / folder.lstrip("/")))
        (tmp_path / folder.lstrip("/")).mkdir(parents=True)

    for word, remain in (("remove", 2), ("upgrade", 2), ("purge", 0)):
        subprocess.run(["sh", "-c", script, "postrm", word], check=True)
        assert len(list(tmp_path.glob("var/*/iot-agent-setup"))) == remain


def test_the_trial_of_the_rpm_has_the_libraries_of_the_deb() -> None:
    names = trial_linux.depends()

    assert {"python3", "libxcb-cursor0", "libgl1"} <= set(names)
    assert not any(" " in name or "(" in name for name in names)


def test_a_tool_that_is_not_there_is_named_with_its_package() -> None:
    with pytest.raises(MissingError, match=r"no-such-tool \(Debian: apt-get install something\)"):
        project.need("no-such-tool", package="something")
