"""The manual: its links lead somewhere, its examples are valid, and its first page works."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pictures
import pytest
import readme
import translations

from wizard.__main__ import main
from wizard.cli.parser import parse
from wizard.setup.answers.file import KEYS
from wizard.setup.page_id import PageId
from wizard.text.manual import INDEX, anchor, anchors, manual_file, page_text, section_of

PAGES = sorted(path.name for path in manual_file().glob("*.md"))
CODE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?<=\n\n)((?:(?: {4,}.*)?\n)+)")
ROOT = Path(__file__).resolve().parent.parent
SHOWN = (ROOT / "packaging" / "pictures.json").read_text(encoding="utf-8")
PICTURE = re.compile(r"!\[[^]]+\]\(([^)\s]+)\)")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def source(name: str) -> str:
    return manual_file(name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    """The code blocks in this language, without their indentation."""
    return [
        re.sub(rf"^{indent}", "", code, flags=re.MULTILINE)
        for indent, found, code in CODE.findall(source(name))
        if found == language
    ]


def commands(name: str) -> Iterator[list[str]]:
    """Every command of this program that a page shows in a block of its own."""
    text = source(name)
    shown = [code for _indent, language, code in CODE.findall(text) if language in ("sh", "")]
    for block in (*shown, *INDENTED.findall(CODE.sub("\n", text))):
        for line in block.splitlines():
            if line.strip().startswith("iot-agent-setup"):
                yield shlex.split(line, comments=True)[1:]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_page_and_to_a_heading_of_it(page: str) -> None:
    for target in LINK.findall(source(page)):
        if "://" in target:
            continue
        name, _, wanted = target.partition("#")
        assert manual_file(name or page).is_file(), target
        if wanted:
            assert wanted in anchors(name or page), target


@pytest.mark.parametrize("page", PAGES)
def test_the_headings_of_a_page_have_anchors_of_their_own(page: str) -> None:
    found = anchors(page)

    assert len(set(found)) == len(found)
    assert source(page).startswith("# ")


def test_every_page_of_the_window_has_a_section() -> None:
    for page in PageId:
        name, _, wanted = section_of(page).partition("#")
        assert wanted in anchors(name), page


def test_anchors_are_those_of_github() -> None:
    assert anchor("Windows: Intune, SCCM, Group Policy") == "windows-intune-sccm-group-policy"
    assert anchor("`check`, and what-ever") == "check-and-what-ever"


def test_the_index_says_that_the_manual_is_english() -> None:
    assert "in English only" in source(INDEX)


@pytest.mark.parametrize("page", PAGES)
def test_the_answers_shown_have_known_keys(page: str) -> None:
    for block in blocks(page, "toml"):
        for table, keys in tomllib.loads(block).items():
            if table in KEYS:
                assert set(keys) <= set(KEYS[table]) | {"generate"}, block
            else:  # a line of its own, without the table that it belongs to
                assert any(table in known for known in KEYS.values()), block


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_shown_are_commands(page: str) -> None:
    for words in commands(page):
        parse(words)  # exits where an option does not exist


def test_the_pictures_are_used_small_and_optimised() -> None:
    there = {path.name: path.stat().st_size for path in manual_file("pictures").iterdir()}
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    used = {Path(name).name for page in PAGES for name in PICTURE.findall(source(page))}

    assert set(there) == {name for name in used if name.endswith(".png")}
    assert sum(there.values()) < 600_000
    assert len(PICTURE.findall(text)) == 3
    assert {f"{name}.png" for name in json.loads(SHOWN)} == set(there)


@pytest.mark.parametrize("picture", json.loads(SHOWN))
def test_a_picture_shows_sentences_that_the_program_still_has(picture: str) -> None:
    known = {
        text for message in translations.extracted() for text in translations.sentences(message)
    }
    gone = set(json.loads(SHOWN)[picture]) - {text.replace("&", "") for text in known}

    assert not gone, "run: python3 packaging/bootstrap.py pictures"


def test_the_sentences_of_a_picture_are_recognized() -> None:
    texts = ["Next", "Hub 127.0.0.1:4711, policy registryRead.", "cam-01", "No access to the hub?"]

    assert pictures.sentences_in(texts) == [
        "Hub {host}, policy {policy}.",
        "Next",
        "No access to the hub?",
    ]


def test_the_readme_of_the_wheel_has_no_pictures() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shipped = readme.without_pictures(text)

    assert PICTURE.findall(text)
    assert not PICTURE.findall(shipped)
    assert re.sub(r"\s+", "", re.sub(r"!\[[^]]*\]\([^)]*\)", "", text)) == re.sub(
        r"\s+", "", shipped
    )


def test_the_five_minutes_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    [answers] = blocks("first-device.md", "toml")
    Path("first.toml").write_text(answers, encoding="utf-8")
    dry_run, apply, check, fault, undo = (
        shlex.split(block)[1:] for block in blocks("first-device.md", "sh")
    )

    assert main(dry_run) == 0
    assert not list(Path("agent").glob("*"))
    assert main(apply) == 0
    configured = Path("agent/LocalConfiguration.json").read_bytes()
    assert main(check) == 0
    assert "accepted" in capsys.readouterr().out
    assert main(fault) == 7
    said = " ".join(capsys.readouterr().out.split())
    [shown] = re.findall(
        r"failed  check\.unauthorized.*?Unauthorized", page_text("first-device.md"), re.S
    )
    for part in " ".join(shown.split()).split("…"):
        assert part.strip() in said
    assert main(undo) == 0
    assert Path("agent/LocalConfiguration.json").read_bytes() == configured
