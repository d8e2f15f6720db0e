"""What the packages are made from: pins, pages, completion, bill of materials. Nothing is built."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from release import (
    completion,
    linux_tree,
    manpages,
    notices,
    parts,
    pins,
    project,
    sbom,
    tree,
    wheel,
)
from release.project import BuildError, Project

from tests.bootstrap.tools import ROOT
from tests.patience import HANG_LIMIT

VERSION = Project("1.2.3", 1_700_000_000)


@pytest.mark.parametrize("python", pins.LINUX.pythons)
def test_every_package_that_ships_on_linux_is_pinned_with_digests(python: str) -> None:
    assert_pinned(pins.shipped(pins.LINUX, python))


def test_every_package_that_ships_on_windows_is_pinned_with_digests() -> None:
    packages = pins.shipped(pins.WINDOWS, "3.13")

    assert_pinned(packages)
    assert "pywin32-ctypes" in packages
    assert "secretstorage" not in packages


def assert_pinned(packages: dict[str, str]) -> None:
    digests = pins.read_hashes(pins.LOCK.read_text(encoding="ascii"))
    assert {"pyside6-essentials", "azure-iot-hub", "keyring", "qasync"} <= set(packages)
    assert not {"uamqp", "pycparser", "pytest"} & set(packages)
    assert all(digests[f"{name}=={version}"] for name, version in packages.items())


def test_digests_on_continued_lines_are_read() -> None:
    digest = f"sha256:{'a' * 64}"

    assert pins.read_hashes(f"One_Two==1.0 \\\n  --hash={digest}\n") == {"one-two==1.0": (digest,)}


def test_a_wheel_with_the_tests_in_it_is_refused() -> None:
    wheel.check([*wheel.INSIDE, "wizard/__main__.py"])

    with pytest.raises(BuildError, match=r"tests/x\.py"):
        wheel.check([*wheel.INSIDE, "tests/x.py"])
    with pytest.raises(BuildError, match="lacks"):
        wheel.check(["wizard/__main__.py"])


def test_each_command_has_a_page_with_all_its_options() -> None:
    pages = manpages.pages(VERSION)
    commands = [text for name, text in pages.items() if name.endswith(".1")]
    assert all(f"{manpages.FOLDER}/README.md" in text.replace("\\-", "-") for text in commands)
    parser = completion.program()

    assert set(pages) == {
        "iot-agent-setup.1",
        *(f"iot-agent-setup-{name}.1" for name in completion.commands(parser)),
        "iot-agent-setup-writer.8",
        "iot-agent-setup-askpass.8",
    }
    for name, command in completion.commands(parser).items():
        page = pages[f"iot-agent-setup-{name}.1"].replace("\\-", "-")
        for action in command._actions:
            assert all(option in page for option in action.option_strings)


def test_a_page_is_named_by_one_short_sentence() -> None:
    """What whatis(1) and apropos(1) show."""
    for page in manpages.pages(VERSION).values():
        name = page.partition(".SH NAME\n")[2].partition("\n")[0]
        assert " \\- " in name
        assert ". " not in name
        assert len(name.replace("\\", "")) < 110


def test_no_line_of_a_page_is_a_request_by_accident() -> None:
    assert manpages.escape(".keyring") == "\\&.keyring"
    known = {"TH", "SH", "TP", "B", "BR", "nf", "fi", "RB", "IR", "PP", "I", "BI"}
    for page in manpages.pages(VERSION).values():
        assert set(re.findall(r"^\.(\w+)", page, re.MULTILINE)) <= known


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_completes_a_command() -> None:
    script = completion.completion("bash") + (
        "\nCOMP_WORDS=(iot-agent-setup appl); COMP_CWORD=1\n"
        "$(complete -p iot-agent-setup | grep -o -- '-F [^ ]*' | cut -c4-) 2>/dev/null\n"
        'echo "${COMPREPLY[@]}"\n'
    )

    done = subprocess.run(["bash"], input=script, capture_output=True, text=True)

    assert done.stdout.split() == ["apply"], done.stderr


@pytest.mark.skipif(not shutil.which("fish"), reason="needs fish")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("appl", {"apply"}),
        ("apply --check ", {"always", "changed", "never"}),
        ("--lang z", {"zh_CN"}),
        ("demo-hub --fault bad", {"bad-twin"}),
        ("apply --each tab", {"table.csv"}),
    ],
)
def test_fish_completes_commands_and_choices(typed: str, offered: set[str], tmp_path: Path) -> None:
    script = completion.completion("fish") + f'\ncomplete -C "iot-agent-setup {typed}"\n'
    home = {**os.environ, "HOME": str(tmp_path)}

    (tmp_path / "table.csv").touch()

    done = subprocess.run(
        ["fish"], input=script, capture_output=True, text=True, env=home, cwd=tmp_path
    )

    assert {line.partition("\t")[0] for line in done.stdout.splitlines()} == offered, done.stderr


@pytest.mark.skipif(sys.platform == "win32" or not shutil.which("zsh"), reason="needs zsh")
@pytest.mark.parametrize(
    ("typed", "shown"),
    [("appl", "iot-agent-setup apply "), ("apply --ch", "iot-agent-setup apply --check ")],
)
def test_zsh_completes_commands_and_options(typed: str, shown: str, tmp_path: Path) -> None:
    """On a terminal of its own, by the Tab key, as zsh completes nowhere else."""
    import pty

    (tmp_path / "_iot-agent-setup").write_text(completion.completion("zsh"), encoding="utf-8")
    (tmp_path / "iot-agent-setup").touch(mode=0o755)
    begin = "PS1='rea''dy> '; fpath=($HOME $fpath); autoload -U compinit; compinit -u -D\n"
    home = {"HOME": str(tmp_path), "TERM": "dumb", "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    ours, theirs = pty.openpty()
    zsh = ["zsh", "-f", "-i"]
    with subprocess.Popen(zsh, stdin=theirs, stdout=theirs, stderr=theirs, env=home) as process:
        said = b""
        for keys, answer in ((begin, "ready> "), (f"iot-agent-setup {typed}\t", shown)):
            os.write(ours, keys.encode())
            while answer.encode() not in said:
                assert select.select([ours], [], [], HANG_LIMIT)[0], said
                said += os.read(ours, 4096)
        process.kill()
    os.close(ours)
    os.close(theirs)


def test_the_launchers_load_nothing_of_the_users() -> None:
    for module in linux_tree.LAUNCHERS.values():
        text = linux_tree.filled("launcher", MODULE=module)
        assert text.startswith("#!/usr/bin/python3 -IBS\n")
        assert "@" not in text
        assert (ROOT / "wizard" / (module.replace(".", "/") + ".py")).is_file()


def test_the_question_for_rights_is_asked_in_every_language() -> None:
    action = ElementTree.fromstring(linux_tree.filled("writer.policy")).find(  # noqa: S314 - our own
        "action"
    )
    assert action is not None

    for tag in ("description", "message"):
        asked = {
            language: one.text or ""
            for one in action.findall(tag)
            for language in [one.get("{http://www.w3.org/XML/1998/namespace}lang", "en")]
        }
        assert set(asked) == set(project.languages())
        assert len(set(asked.values())) == len(asked)
        if tag == "message":
            assert all(text.endswith("$(command_line)") for text in asked.values())


def test_the_polkit_action_names_the_writer_that_the_package_installs() -> None:
    path = re.search(r"exec\.path\">([^<]+)<", linux_tree.filled("writer.policy"))

    assert path is not None
    assert path[1].removeprefix("/usr/bin/") in linux_tree.LAUNCHERS


def test_the_bill_of_materials_has_the_crates_that_a_wheel_declares(tmp_path: Path) -> None:
    a_package(tmp_path, "PySide6-Essentials", "6.11.3", "LGPL-3.0-only")
    a_package(tmp_path, "six", "1.17.0", "MIT")
    [info] = tmp_path.glob("six-*.dist-info")
    crate = {"name": "pem", "version": "4.0.0", "purl": "pkg:cargo/pem@4.0.0?download_url=x"}
    builder = {"name": "cc", "purl": "pkg:cargo/cc@1.4.0", "scope": "excluded"}
    (info / "sboms").mkdir()
    (info / "sboms/six.json").write_text(json.dumps({"components": [crate, builder]}))

    bill = json.loads(sbom.bill(VERSION, pins.LINUX, {"six": "1.17.0"}, tmp_path))

    declared = bill["components"][0]["components"]
    assert [(one["name"], one["purl"]) for one in declared] == [("pem", "pkg:cargo/pem@4.0.0")]


@pytest.mark.parametrize("platform", [pins.LINUX, pins.WINDOWS], ids=lambda each: each.name)
def test_every_part_of_qt_has_its_licence_text(platform: pins.Platform, tmp_path: Path) -> None:
    (tmp_path / "PySide6/Qt/lib").mkdir(parents=True)
    (tmp_path / "PySide6/Qt/lib/libQt6Core.so.6").write_bytes(b"x\x0010.49 2026-09-28\0")

    found = [part for part in parts.undeclared(platform, "6.1", tmp_path) if "Qt 6.1" in part.where]

    assert {part.name for part in found} >= {"harfbuzz", "libpng", "pcre2", "md4c"}
    assert ("zlib" in {part.name for part in found}) is (platform is pins.WINDOWS)
    assert set(parts.licence_texts(part.name for part in found)) == {part.name for part in found}
    versions = {part.name: part.version for part in found}
    assert versions["pcre2"] == "10.49"


def test_the_bill_of_materials_has_packages_and_what_they_do_not_declare(tmp_path: Path) -> None:
    a_package(tmp_path, "PySide6-Essentials", "6.11.3", "LGPL-3.0-only")
    a_package(tmp_path, "six", "1.17.0", "MIT")
    packages = {"pyside6-essentials": "6.11.3", "six": "1.17.0"}

    bill = json.loads(sbom.bill(VERSION, pins.LINUX, packages, tmp_path))

    found = {item["name"]: item.get("version") for item in bill["components"]}
    assert found.items() >= {**packages, "Qt": "6.11.3"}.items()
    assert {"OpenSSL", "ICU", "harfbuzz"} <= set(found)
    assert not {"zlib", "freetype"} & set(found), "on Linux Qt takes the system's"
    assert sbom.bill(VERSION, pins.LINUX, packages, tmp_path) == json.dumps(bill, indent=1) + "\n"
    words = notices.notices(tmp_path, packages)
    assert "six 1.17.0: MIT" in words
    assert "The licence of six" in words
    assert "Lesser General Public License" in words


def a_package(folder: Path, name: str, version: str, licence: str) -> None:
    info = folder / f"{name.replace('-', '_').lower()}-{version}.dist-info"
    (info / "licenses").mkdir(parents=True)
    about = f"Name: {name}\nVersion: {version}\nLicense-Expression: {licence}\n"
    (info / "METADATA").write_text(about)
    (info / "licenses" / "LICENSE").write_text(f"The licence of {name}")


def test_trimming_keeps_the_window_and_the_entry_points(tmp_path: Path) -> None:
    kept = [
        "wizard/resources/manual/README.md",
        "keyring-1.dist-info/entry_points.txt",
        "PySide6/QtCore.abi3.so",
        "PySide6/__init__.py",
        "PySide6/Qt/lib/libQt6Gui.so.6",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "_cffi_backend.cpython-311-x86_64-linux-gnu.so",
        "multidict/_multidict.cpython-311-x86_64-linux-gnu.so",
    ]
    gone = [
        "keyring-1.dist-info/RECORD",
        "PySide6/QtQml.abi3.so",
        "PySide6/lupdate",
        "PySide6/Qt/lib/libQt6Qml.so.6",
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/qml/x.qml",
        "cffi/api.py",
        "aiohttp/_x.pyx",
        "multidict/_testcapi.cpython-311-x86_64-linux-gnu.so",
        "Cryptodome/SelfTest/__main__.py",
        "shiboken6/vcamp140.dll",
    ]
    for name in kept + gone:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    tree.trim(tmp_path, "linux")

    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == set(kept)
