"""The tour: a picture of every page, at the scale and in the colours asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage


def test_the_tour_takes_pictures_of_all_pages(screen: None, tmp_path: Path) -> None:
    pictures = tmp_path / "new" / "tour"
    ended = subprocess.run(
        [sys.executable, *f"-m wizard --tour {pictures} --scheme dark --scale 1.5".split()],
        capture_output=True,
        text=True,
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    names = sorted(path.name for path in pictures.iterdir())
    assert [int(name[:2]) for name in names] == list(range(1, len(names) + 1))
    pages = (
        *("hub", "device", "authentication", "review", "check-failed", "check-done"),
        *("authentication-new-certificate", "review-hub-change", "authentication-certificate"),
        *("hub-own-connection-string", "authentication-provisioning"),
        *("hub-installation-with-problems", "repair", "repair-done"),
    )
    for page in pages:
        assert any(name[3:] == f"{page}.png" for name in names), names
    assert all(str(pictures / name) in ended.stdout for name in names)
    assert "Connect as the security module: failed" in ended.stdout
    for name in names:
        image = QImage(str(pictures / name))
        assert (image.width(), image.height()) == (1350, 900)
        assert image.pixelColor(5, 5).lightness() < 80
