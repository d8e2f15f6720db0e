#!/usr/bin/env python3
"""The pictures of the manual and the README, taken anew: `bootstrap.py pictures`.

The tour walks through the wizard; the pictures that the pages show are kept in
``resources/manual/pictures``, small. ``pictures.json`` beside this script has the sentences that
each of them shows: a test says when one of them is no longer the program's. ``--check`` walks as
well, writes nothing, and names the pictures that would show other sentences now.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

FOLDER: Final = ROOT / "resources" / "manual" / "pictures"
SHOWN: Final = ROOT / "packaging" / "pictures.json"
NAMES: Final = ("hub", "device-chosen", "authentication", "review", "check-failed", "check-done")
"""The tour's names of the pictures that are kept."""

_COLOURS: Final = 256
_PARAMETER: Final = re.compile(r"\\\{\w+\\\}")


def sentences_in(texts: Sequence[str]) -> list[str]:
    """The program's sentences that these texts are, without access keys and what is filled in."""
    import translations

    known = sorted(
        {
            text
            for message in translations.extracted()
            if message.id
            for text in translations.sentences(message)
        }
    )
    plain = {sentence.replace("&", ""): sentence for sentence in known}
    filled = [(_pattern(each), each) for each in known if "{" in each and _words(each)]
    found = set()
    for text in texts:
        fitting = [each for pattern, each in filled if pattern.fullmatch(text)]
        found.add(plain.get(text) or max(fitting, key=_words, default=""))
    return sorted(each.replace("&", "") for each in found - {""})


def _words(sentence: str) -> int:
    """How many letters it has besides what is filled in."""
    return len(re.findall(r"[A-Za-z]", re.sub(r"\{\w+\}", "", sentence)))


def _pattern(sentence: str) -> re.Pattern[str]:
    escaped = re.escape(sentence.replace("&", ""))
    return re.compile(_PARAMETER.sub("(?s:.+?)", escaped))


def take(folder: Path) -> Mapping[str, list[str]]:
    """Walk through the wizard; the pictures are in ``folder``, and which sentences they show."""
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget

    from wizard.gui import app
    from wizard.gui.window_options import TourLook

    shown: dict[str, list[str]] = {}

    def texts(window: QWidget) -> Iterator[str]:
        for part in window.findChildren(QWidget):
            if not part.isVisibleTo(window):
                continue
            if isinstance(part, (QLabel, QAbstractButton, QLineEdit)):
                yield re.sub(r"<[^>]+>|&", "", part.text())
            if isinstance(part, QLineEdit):
                yield part.placeholderText()
            if isinstance(part, QComboBox):
                yield part.currentText()

    def seen(name: str, window: QWidget) -> None:
        if name in NAMES:
            shown[name] = sentences_in(list(texts(window)))

    if code := app.tour(folder, TourLook("light"), seen):
        raise SystemExit(code)
    return shown


def make_small(source: Path, target: Path) -> None:
    """The picture with the colours that it has most of: a third of the size, nothing to be seen."""
    from PySide6.QtGui import QImage

    picture = QImage(str(source)).convertToFormat(QImage.Format.Format_RGB32)
    pixels = memoryview(picture.constBits()).cast("I")
    table = [colour for colour, _count in Counter(pixels).most_common(_COLOURS)]
    small = picture.convertToFormat(QImage.Format.Format_Indexed8, table)
    if not small.save(str(target), "PNG", 0):  # type: ignore[call-overload]
        raise SystemExit(f"{target} cannot be written.")


def on_a_screen() -> int:
    """Run this script again on a screen of its own, the same everywhere."""
    screen = ["xvfb-run", "-a", "-s", "-screen 0 1920x1200x24"]
    if shutil.which(screen[0]) is None:
        raise SystemExit(
            "xvfb-run is missing: pictures are taken on a virtual screen (Debian: xvfb)."
        )
    environment = {**os.environ, "PICTURES_SCREEN": "1", "LANGUAGE": "en"}
    return subprocess.call([*screen, sys.executable, __file__, *sys.argv[1:]], env=environment)


def main(arguments: Sequence[str]) -> int:
    """Take the pictures, or only compare what they would show; 1 where that differs."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    only_check = parser.parse_args(arguments).check
    if "PICTURES_SCREEN" not in os.environ:
        return on_a_screen()
    with tempfile.TemporaryDirectory() as name:
        shown = dict(sorted(take(Path(name)).items()))
        if only_check:
            former = json.loads(SHOWN.read_text(encoding="utf-8"))
            stale = [each for each in NAMES if former.get(each) != shown[each]]
            sys.stdout.write("".join(f"{each}: stale\n" for each in stale))
            return 1 if stale else 0
        FOLDER.mkdir(exist_ok=True)
        for picture in sorted(Path(name).glob("*.png")):
            kept = picture.stem.partition("-")[2]
            if kept in NAMES:
                make_small(picture, FOLDER / f"{kept}.png")
        words = json.dumps(shown, indent=1, ensure_ascii=False)
        SHOWN.write_text(words + "\n", encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
