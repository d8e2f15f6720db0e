"""What the next device takes from the last one: a line with "Change", and the folder."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from wizard.domain.agent.model import Identity
from wizard.gui.folder_words import folder_line, taken_folder_words
from wizard.gui.style.theme import BLOCK, SMALL
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.field import Form
from wizard.gui.widgets.labels import Label
from wizard.gui.widgets.path_edit import PathEdit
from wizard.gui.widgets.typing_rest import TypingRest
from wizard.gui.words import flavour_word
from wizard.setup.flow import problems
from wizard.setup.folder_notes import FolderTruth
from wizard.setup.page_id import PageId
from wizard.setup.session import Session
from wizard.setup.state_changes import StateChanges
from wizard.text.language import _


class LastSettings(QWidget):
    """Shown where a device is set up like the one before it.

    The folder follows the device's id until the user types one.
    """

    change = Signal()
    edited = Signal()

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self._session = session
        self._device_id = ""
        self._creates = False
        self._looking = tasks.slot()
        self._rest = TypingRest(self, self._look_by_itself)
        self._last = Path()
        self._owner: tuple[Path, str] | None = None
        self._told: tuple[Path, str] | None = None
        self.settings = Label()
        self.change_button = QPushButton(_("&Change…"))
        self.change_button.setProperty("quiet", True)
        self.change_button.setAutoDefault(False)
        self.change_button.clicked.connect(self.change)
        line = QHBoxLayout()
        line.setSpacing(SMALL)
        line.addWidget(self.settings, 1)
        line.addWidget(self.change_button)
        self.form = Form()
        self.folder = PathEdit(_("The agent's folder"), folder=True)
        browse = self.folder.browse_button(_("B&rowse…"))
        self.folder_field = self.form.add(_("&Folder"), self.folder, browse)
        self.folder.textChanged.connect(self._edited)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(BLOCK)
        box.addWidget(self.form)
        box.addLayout(line)

    def enter(self, device_id: str) -> None:
        """Say what the next device takes over; hidden where it takes nothing."""
        state = self._session.state
        self.setVisible(state.like_last)
        if not state.like_last or state.agent is None:
            return
        if not state.device_id:
            self._last = state.agent.directory
            self.folder.setModified(False)
        self._tell_settings()
        self.propose_for(device_id)

    def create_module(self, wanted: bool) -> None:
        """Whether a missing module is created for this device too."""
        self._creates = wanted
        self._tell_settings()

    def _tell_settings(self) -> None:
        state = self._session.state
        if not state.like_last or state.agent is None:
            return
        words = (
            _("Same settings as the last device: {agent}, authenticates as the device.")
            if state.auth.identity is Identity.DEVICE
            else _(
                "Same settings as the last device: {agent}, authenticates as the security module."
            )
        ).format(agent=flavour_word(state.agent.flavour))
        if self._creates:
            words = " ".join([words, _("If its module is missing, it is created.")])
        self.settings.setText(words)
        self.change_button.setAccessibleDescription(words)

    def propose_for(self, device_id: str) -> None:
        """Propose a folder for this device, unless the user has named one."""
        if not self._session.state.like_last:
            return
        self._device_id = device_id
        self._wait_for_rest()
        if not self.folder.isModified():
            self.folder.setText(str(self._session.series.folder_for(device_id, self._last)))

    async def look(self, directory: Path) -> None:
        """Take the folder, and see that it can be written and whose it is. Raises FilesError."""
        state = self._session.state
        if state.agent is None:
            return
        self._session.update(agent=replace(state.agent, directory=directory))
        self._owner = None
        if problems(PageId.AUTHENTICATION, self._session.state):
            return
        found = await self._session.folder(directory, state.agent.flavour).look()
        settings = found.before.settings if found else None
        if settings is not None and settings.device_id not in ("", state.device_id):
            self._owner = (directory, settings.device_id)
        await self._session.preview()

    def must_ask(self) -> bool:
        """Whether the agent in the folder is another device's; says so, once."""
        if self._owner is None or self._owner == self._told:
            return False
        self._told = self._owner
        self.folder_field.set_error(taken_folder_words(self._owner[1]))
        return True

    def keep_folder(self) -> None:
        """Take the folder into the session, for the pages that follow."""
        target, directory = self._session.state.agent, self.directory()
        if self._session.state.like_last and target is not None and directory is not None:
            self._session.update(agent=replace(target, directory=directory))

    def stop(self) -> None:
        """It is not wanted any more."""
        self._rest.stop()
        self._looking.cancel()

    def _edited(self, _text: str) -> None:
        self._wait_for_rest()
        self.edited.emit()

    def _wait_for_rest(self) -> None:
        self._looking.cancel()
        self.folder_field.set_hint("")
        self._rest.start()

    def _look_by_itself(self) -> None:
        """Say below the folder what there is to know of it, as soon as it is named."""
        target, directory = self._session.state.agent, self.directory()
        if target is None or directory is None or not directory.is_absolute():
            return
        chosen = StateChanges(agent=replace(target, directory=directory), device_id=self._device_id)
        work = partial(self._session.folder_truth, **chosen)
        self._looking.start(work, self._show_truth, lambda _error: None)

    def _show_truth(self, truth: FolderTruth) -> None:
        self.folder_field.set_hint(folder_line(truth))

    def directory(self) -> Path | None:
        """The folder; None where the field is empty."""
        text = self.folder.text().strip()
        return Path(text) if text else None
