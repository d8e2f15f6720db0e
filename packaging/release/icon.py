"""The icon as Windows wants it, and the picture of the set-up: drawn from the SVG by Qt."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
"""Pixels: those that Windows asks for at 100 to 250 %, and the large one."""


SIDE = (328, 628)
"""Pixels of the picture on the first and last page: twice NSIS's, for screens at 200 %."""
SIDE_COLOURS = ("#2362e0", "#12316f")
"""From top to bottom; the first is that of the icon."""


def ico(svg: Path) -> bytes:
    """The file's content (ICONDIR, one ICONDIRENTRY a picture, the pictures)."""
    pictures = [_png(svg, size) for size in SIZES]
    head = struct.pack("<HHH", 0, 1, len(pictures))
    entries, offset = b"", len(head) + 16 * len(pictures)
    for size, picture in zip(SIZES, pictures, strict=True):
        edge = size % 256  # 0 stands for 256
        entries += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return head + entries + b"".join(pictures)


def side_picture(svg: Path) -> bytes:
    """A BMP of 24 bits a pixel, which is what NSIS takes."""
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
    from PySide6.QtSvg import QSvgRenderer

    width, height = SIDE
    image = QImage(width, height, QImage.Format.Format_RGB888)
    painter = QPainter(image)
    colours = QLinearGradient(0, 0, 0, height)
    for place, colour in enumerate(SIDE_COLOURS):
        colours.setColorAt(place, QColor(colour))
    painter.fillRect(image.rect(), colours)
    edge = 200
    QSvgRenderer(str(svg)).render(painter, QRectF((width - edge) / 2, 110, edge, edge))
    painter.end()
    return _saved(image, "BMP")


def _png(svg: Path, size: int) -> bytes:
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter)
    painter.end()
    return _saved(image, "PNG")


def _saved(image: QImage, kind: str) -> bytes:
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind)  # type: ignore[call-overload]
    return bytes(buffer.data().data())
