"""Shows one page of the manual after the other; what leads out of it goes to the web browser."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QImageReader,
    QPainter,
    QPalette,
    QResizeEvent,
    QShowEvent,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
    QTextOption,
)
from PySide6.QtWidgets import QApplication, QTextBrowser

from wizard.gui.manual.document import fill, headings, images, indentation, reformat
from wizard.gui.style.theme import by_font, changes_look
from wizard.text.language import _
from wizard.text.manual import INDEX, anchors, manual_file, page_text

_WIDEST: Final = 760
"""Pixels of text, at the usual size of it: longer lines are hard to read."""
_WEB: Final = ("https", "http")
_SHOWN_ANEW: Final = (QEvent.Type.LanguageChange, QEvent.Type.ApplicationFontChange)


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and how far down it was read."""

    address: str
    scrolled: int


class ManualBrowser(QTextBrowser):
    """The manual's pages, their links and a way back."""

    arrived = Signal()
    """Another page or section is shown."""

    address: str = ""
    """What is shown: ``FILE`` or ``FILE#ANCHOR``."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.anchorClicked.connect(self._follow)
        self.title = ""
        """The heading of what is shown."""
        self._page = ""
        self._before: list[Place] = []

    @property
    def can_go_back(self) -> bool:
        """Whether something was shown before."""
        return bool(self._before)

    def open(self, address: str) -> None:
        """Show a page from its beginning, or a section of it; back leads to what is shown now."""
        if self.address and address != self.address:
            self._before.append(Place(self.address, self.verticalScrollBar().value()))
        self._show(address)
        self._scroll()

    def open_contents(self) -> None:
        """Show the list of all pages."""
        self.open(INDEX)

    def go_back(self) -> None:
        """Show what was shown before."""
        if not self._before:
            return
        place = self._before.pop()
        self._show(place.address)
        self.verticalScrollBar().setValue(place.scrolled)

    def loadResource(self, _kind: int, _name: QUrl | str) -> Any:
        """Nothing is ever loaded but what `_fit_images` gives to the document."""
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._leave_room()
        self._fit_images()

    def _leave_room(self) -> None:
        """Beside lines that would be too long."""
        spare = max(0, self.width() - by_font(_WIDEST))
        self.setViewportMargins(spare // 2, 0, spare // 2, 0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._scroll()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if self.address and (event.type() in _SHOWN_ANEW or changes_look(event)):
            self._leave_room()
            at = self.verticalScrollBar().value()
            self._show(self.address, again=True)
            self.verticalScrollBar().setValue(at)

    def _follow(self, link: QUrl) -> None:
        if link.scheme() in _WEB:
            QDesktopServices.openUrl(link)
        elif not link.scheme():
            name, _sharp, section = link.toString().partition("#")
            self.open(f"{name or self._page}#{section}" if section else name)

    def _show(self, address: str, *, again: bool = False) -> None:
        page, _sharp, _section = address.partition("#")
        self.address = address
        if page != self._page or again:
            self._page = page
            self._fill()
        heading = self._heading()
        self.title = heading.block().text()
        self.setAccessibleName(self.title)
        self.arrived.emit()

    def _fill(self) -> None:
        try:
            text = page_text(PurePosixPath(self._page).name)
        except OSError:
            text = _("This page of the manual is missing. Install the program again.")
        fill(self.document(), text, QApplication.font(), self.palette())
        self._fit_images()

    def _heading(self) -> QTextCursor:
        """Before the heading of the section that is shown; before the first where there is none."""
        _page, _sharp, section = self.address.partition("#")
        found = headings(self.document())
        names = anchors(self._page) if section else ()
        number = names.index(section) if section in names else 0
        return QTextCursor(found[number] if number < len(found) else self.document().begin())

    def _scroll(self) -> None:
        """Bring the section to the top, and begin there to look for links and words."""
        heading = self._heading()
        self.setTextCursor(heading)
        is_first = heading.block() == self.document().begin()
        top = self.document().documentLayout().blockBoundingRect(heading.block()).top()
        self.verticalScrollBar().setValue(0 if is_first else round(top))

    def _fit_images(self) -> None:
        """Give the document its pictures, as large as there is room for."""
        for picture in list(images(self.document())):
            shape = picture.charFormat().toImageFormat()
            reader = QImageReader(_inside(shape.name()))
            size = self._fitting(reader.size(), indentation(self.document(), picture))
            if size.isValid() and shape.width() != size.width():
                kind = QTextDocument.ResourceType.ImageResource.value
                self.document().addResource(kind, QUrl(shape.name()), self._drawn(reader, size))
                wanted = QTextImageFormat(shape)
                wanted.setWidth(size.width())
                wanted.setHeight(size.height())
                reformat(self.document(), picture, wanted)

    def _drawn(self, reader: QImageReader, size: QSize) -> QImage:
        scale = self.devicePixelRatioF()
        is_drawing = reader.format() == b"svg"
        if is_drawing:
            # Larger first: Qt puts the letters of a small drawing on whole pixels, out of line.
            reader.setScaledSize(size * (2 * scale))
        smooth = Qt.TransformationMode.SmoothTransformation
        picture = reader.read().convertToFormat(QImage.Format.Format_ARGB32)
        picture = picture.scaled(size * scale, mode=smooth)
        if not is_drawing:
            painter = QPainter(picture)  # the window's edge, on a ground of its own colour
            painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
            painter.drawRect(picture.rect().adjusted(0, 0, -1, -1))
            painter.end()
        picture.setDevicePixelRatio(scale)
        return picture

    def _fitting(self, size: QSize, indented: float) -> QSize:
        margins = 2 * self.document().documentMargin()
        room = round(self.viewport().width() - margins - indented)
        wide = min(by_font(size.width()), max(room, 1))
        return size.scaled(wide, 1 << 16, Qt.AspectRatioMode.KeepAspectRatio)


def _inside(address: str) -> str:
    """A file of the manual's folder, or of its pictures; never one of another folder."""
    path = PurePosixPath(address)
    parts = [part for part in path.parts if part not in ("..", "/")]
    return str(manual_file("/".join(parts)))
