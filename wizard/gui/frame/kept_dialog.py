"""What is kept on this computer: hubs, agents' keys, proxies; each can be deleted, and undone."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wizard.domain.errors import SetupError
from wizard.gui.frame.close_button import close_button
from wizard.gui.style.icons import Picture
from wizard.gui.style.theme import BLOCK, LARGE, MEDIUM, SMALL, Tone, by_font
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.card import Card
from wizard.gui.widgets.labels import Label, announce, heading, small
from wizard.gui.widgets.notice import Notice
from wizard.setup.kept import Deleted, Kept, KeptKind, all_kept, delete, put_back
from wizard.setup.session import Session
from wizard.text.language import _

_SIZE = (620, 460)


class KeptDialog(QDialog):
    """Stays open while one works; what is deleted can be brought back until it is closed."""

    changed = Signal()
    """Something was deleted or brought back."""

    def __init__(self, session: Session, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._work = tasks.slot(writes=True)
        self.rows: list[KeptRow] = []
        self.setWindowTitle(_("What is kept"))
        self.notice = Notice()
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, MEDIUM)
        box.setSpacing(BLOCK)
        box.addWidget(heading(_("What is kept on this computer")))
        where = _(
            "The secrets are in {keyring}. Every program of this account can read them there."
        )
        box.addWidget(Label(where.format(keyring=session.secrets.name)))
        box.addWidget(self.notice)
        self._list = QVBoxLayout()
        box.addWidget(self._scrolling(self._list), 1)
        box.addWidget(close_button(self))
        self.resize(by_font(_SIZE[0]), by_font(_SIZE[1]))
        self._fill()

    def _scrolling(self, column: QVBoxLayout) -> QScrollArea:
        inner = QWidget()
        column.setContentsMargins(0, 0, SMALL, 0)
        column.setSpacing(SMALL)
        inner.setLayout(column)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _fill(self) -> None:
        kept = all_kept(self._session.ports)
        if not kept:
            self._list.addWidget(small(_("Nothing is kept.")))
        for one in kept:
            row = KeptRow(one)
            row.delete.connect(partial(self._delete, row))
            row.put_back.connect(partial(self._put_back, row))
            self.rows.append(row)
            self._list.addWidget(row)
        self._list.addStretch(1)

    def _delete(self, row: KeptRow) -> None:
        work = partial(delete, row.kept, self._session.ports)
        self._work.start(work, partial(self._deleted, row), self.notice.say_error)

    def _deleted(self, row: KeptRow, deleted: Deleted) -> None:
        self.notice.clear()
        row.show_deleted(deleted)
        self.changed.emit()

    def _put_back(self, row: KeptRow) -> None:
        if row.deleted is not None:
            work = partial(put_back, row.deleted, self._session.ports)
            self._work.start(work, partial(self._is_back, row), self._not_back)

    def _is_back(self, row: KeptRow, _nothing: None) -> None:
        self.notice.clear()
        row.show_kept()
        self.changed.emit()

    def _not_back(self, error: SetupError) -> None:
        self.notice.say_error(error)


class KeptRow(Card):
    """One entry: what it is, and the button that deletes it or brings it back."""

    delete = Signal()
    put_back = Signal()

    def __init__(self, kept: Kept) -> None:
        super().__init__()
        self.kept = kept
        self.deleted: Deleted | None = None
        self._title, self._note = Label(selectable=True), small()
        self.button = QPushButton()
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._pressed)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._note)
        row = QHBoxLayout()
        row.setSpacing(BLOCK)
        picture = Picture("hub" if kept.kind is KeptKind.HUB else "key", Tone.QUIET, 18)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.box.addLayout(row)
        self.show_kept()

    def show_kept(self) -> None:
        """It is in the keyring."""
        self.deleted = None
        self._show(*_words(self.kept), _("Delete"))

    def show_deleted(self, deleted: Deleted) -> None:
        """It is not there any more."""
        self.deleted = deleted
        note = _("Deleted. It can be brought back until this window is closed.")
        self._show(_words(self.kept)[0], note, _("Undo"))
        announce(self, note, politely=True)

    def _show(self, title: str, note: str, button: str) -> None:
        self._title.setText(title)
        self._note.setText(note)
        self.button.setText(button)
        self.button.setAccessibleName(f"{button}: {title}")
        self.setAccessibleName(title)

    def _pressed(self) -> None:
        if self.deleted is None:
            self.delete.emit()
        else:
            self.put_back.emit()


def _words(kept: Kept) -> tuple[str, str]:
    """What it is and where it belongs, in the language in use."""
    title, note = {
        KeptKind.HUB: (
            _("Hub {place}"),
            _("Connection string of the policy {name}"),
        ),
        KeptKind.MODULE_KEY: (
            _("Key of the security module of {name}"),
            _("In the hub {place}"),
        ),
        KeptKind.DEVICE_KEY: (
            _("Key of the device {name}"),
            _("In the hub {place}"),
        ),
        KeptKind.REGISTRATION_KEY: (
            _("Key of the registration {name}"),
            _("Of the provisioning service, ID scope {place}"),
        ),
        KeptKind.PROXY: (_("Login to the proxy {name}"), _("User and password")),
    }[kept.kind]
    return (
        title.format(name=kept.name, place=kept.place),
        note.format(name=kept.name, place=kept.place),
    )
