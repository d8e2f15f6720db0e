"""The tour: a picture of every page as it was asked for, and nothing wrong on any of them."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.end2end.processes import run_program
from tests.gui.judged_tour import FAULT
from wizard.text.languages import LANGUAGES, LONGER, MIRRORED, SOURCE

JUDGED = (sys.executable, "-m", "tests.gui.judged_tour")
BESIDE = ("repair", "repair-done", "manual", "about", "leaving", "what-is-kept")
"""What is not as large as the window."""
PAGES = (
    *("hub", "device", "authentication", "review", "check-failed", "check-done"),
    *("authentication-new-certificate", "review-hub-change", "authentication-certificate"),
    *("hub-own-connection-string", "authentication-provisioning", "check-undone"),
    "hub-installation-with-problems",
    *BESIDE,
)


@dataclass(frozen=True)
class Look:
    """How the tour looks at the window."""

    scheme: str = "light"
    scale: float = 1.0
    size: tuple[int, int] = (720, 520)
    language: str = SOURCE.code

    def __str__(self) -> str:
        width, height = self.size
        return f"{self.scheme}-{self.scale}-{width}x{height}-{self.language}"


LOOKS = [Look("dark", 1.5)]
if os.environ.get("TEST_LOOKS"):
    languages = (SOURCE, LONGER, MIRRORED, *LANGUAGES[1:])
    sizes = ((720, 520), (800, 480), (900, 600))
    LOOKS = [
        Look(scheme, scale, size, language.code)
        for scheme, scale, size, language in product(
            ("light", "dark"), (1.0, 1.5, 2.0), sizes, languages
        )
        if language in (SOURCE, LONGER, MIRRORED) or (scheme, scale) == ("light", 1.5)
    ]
"""One, since each walks the whole program; longer, mirrored and large texts `test_pictures` judges
too. With TEST_LOOKS=1 every one of them; the folder that TEST_PICTURES names keeps the pictures."""


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_picture_can_be_read(screen: None, tmp_path: Path, look: Look) -> None:
    pictures = Path(os.environ.get("TEST_PICTURES", tmp_path)) / "new" / str(look)
    width, height = look.size
    options = ("--scheme", look.scheme, "--scale", str(look.scale), "--size", f"{width}x{height}")

    ended = run_program(
        "--tour", pictures, *options, "--lang", look.language, program=JUDGED, env={}
    )

    shown = ended.out.decode()
    faults = [line for line in shown.splitlines() if line.startswith(FAULT)]
    assert not faults, "\n".join(faults)
    assert (ended.code, ended.err) == (0, "")
    names = sorted(path.name for path in pictures.iterdir())
    assert [int(name[:2]) for name in names] == list(range(1, len(names) + 1))
    for page in PAGES:
        assert any(name[3:] == f"{page}.png" for name in names), names
    assert all(str(pictures / name) in shown for name in names)
    window = (round(width * look.scale), round(height * look.scale))
    for name in names:
        image = QImage(str(pictures / name))
        is_window = not name[3:].startswith(BESIDE)
        assert not is_window or (image.width(), image.height()) == window
        # The corner of the map; in the other one the page's scroll bar may be.
        corner = image.width() - 6 if look.language == MIRRORED.code else 5
        assert (image.pixelColor(corner, 5).lightness() < 80) == (look.scheme == "dark")
