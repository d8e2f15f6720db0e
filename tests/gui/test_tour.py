"""The tour: a picture of every page, at the scale and in the colours asked for."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtGui import QImage

from tests.end2end.processes import run_program
from tests.patience import NEVER


def test_the_tour_takes_pictures_of_all_pages(screen: None, tmp_path: Path) -> None:
    pictures = tmp_path / "new" / "tour"
    options = ("--tour", pictures, "--scheme", "dark", "--scale", "1.5")
    env = {"TEST_LIMITS": json.dumps({"wizard.gui.tour.driver:_PATIENCE": NEVER})}
    ended = run_program(*options, env=env)

    assert (ended.code, ended.err) == (0, "")
    names = sorted(path.name for path in pictures.iterdir())
    assert [int(name[:2]) for name in names] == list(range(1, len(names) + 1))
    shown = ended.out.decode()
    pages = (
        *("hub", "device", "authentication", "review", "check-failed", "check-done"),
        *("authentication-new-certificate", "review-hub-change", "authentication-certificate"),
        *("hub-own-connection-string", "authentication-provisioning"),
        *("hub-installation-with-problems", "repair", "repair-done"),
    )
    for page in pages:
        assert any(name[3:] == f"{page}.png" for name in names), names
    assert all(str(pictures / name) in shown for name in names)
    assert "Connect as the security module: failed" in shown
    for name in names:
        image = QImage(str(pictures / name))
        assert (image.width(), image.height()) == (1350, 900)
        assert image.pixelColor(5, 5).lightness() < 80
