"""A field for a file or a folder: typed, chosen in a dialog, or dropped on it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton

from wizard.text.retranslation import retranslated


class _LastFolder:
    """Where the last dialog of this session ended: the next one begins there."""

    path: Path | None = None


_LAST: Final = _LastFolder()


def open_dialog(dialog: QFileDialog) -> None:
    """Open it where the last one ended, unless it begins at a path of its own."""
    if _LAST.path is not None and _LAST.path.is_dir() and not dialog.property("begins"):
        dialog.setDirectory(str(_LAST.path))
    dialog.fileSelected.connect(_remember)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _remember(chosen: str) -> None:
    path = Path(chosen)
    _LAST.path = path if path.is_dir() else path.parent


class PathEdit(QLineEdit):
    """One line for a path. What is chosen or dropped counts as typed."""

    named = Signal()
    """A path was chosen in the dialog, or dropped."""

    def __init__(
        self, title: str, *, folder: bool = False, filters: tuple[str, ...] = (), text: str = ""
    ) -> None:
        """``title`` is the dialog's; ``filters`` are its kinds of files."""
        super().__init__(text)
        self._title = title
        self._is_folder = folder
        self._filters = filters
        self.setAcceptDrops(True)

    def browse_button(self, words: str) -> QPushButton:
        """The button that opens the dialog; ``words`` has its access key."""
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.clicked.connect(self._browse)
        return button

    def name(self, path: str) -> None:
        """Take this path as the dialog's."""
        self.setText(path)
        self.setModified(True)
        self.named.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event):
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if _dropped(event):
            event.acceptProposedAction()
        else:
            super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """A file for a folder names the folder that it is in."""
        path = _dropped(event)
        if not path:
            super().dropEvent(event)
            return
        event.acceptProposedAction()
        is_inside = self._is_folder and Path(path).is_file()
        self.name(str(Path(path).parent) if is_inside else path)

    def _browse(self) -> None:
        dialog = QFileDialog(self, retranslated(self._title), self.text())
        dialog.setProperty("begins", bool(self.text().strip()))
        if self._is_folder:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilters(list(self._filters))
        dialog.fileSelected.connect(self.name)
        open_dialog(dialog)


def _dropped(event: QDropEvent) -> str:
    """The path of the first file; "" where no local file is dragged."""
    urls = event.mimeData().urls()
    return urls[0].toLocalFile() if urls else ""
