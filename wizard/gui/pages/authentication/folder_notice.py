"""What is to be said about the agent's folder, and another one where it is another device's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from wizard.domain.agent.model import AgentTarget
from wizard.domain.errors import Problem
from wizard.gui.folder_words import folder_hint, taken_folder_words
from wizard.gui.pages.authentication.agent_fields import AgentFields
from wizard.gui.style.theme import Tone
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.notice import Notice
from wizard.gui.widgets.typing_rest import TypingRest
from wizard.gui.words import device_word
from wizard.setup.folder_notes import NEW_FOLDER, FolderTruth
from wizard.setup.series import folder_beside
from wizard.setup.session import Session
from wizard.text.language import _

_MOST_OF_A_NAME: Final = 24


@dataclass(frozen=True, slots=True)
class _Looked:
    """A folder that was looked at, for a device."""

    target: AgentTarget | None
    device: str
    """Its id, or that of its registration."""


class FolderNotice(Notice):
    """Stands below the folder and follows what is typed there.

    A folder of another device has to be confirmed by a second Next; one in which nothing can be
    written has to be replaced.
    """

    def __init__(self, session: Session, tasks: Tasks, fields: AgentFields) -> None:
        super().__init__(button_below=True)
        self._session = session
        self._fields = fields
        self._looking = tasks.slot()
        self._looked: _Looked | None = None
        self._confirmed: _Looked | None = None
        self._former = ""
        self._obstacle: Problem | None = None
        self._offered = Path()
        self._proposed_for = ""
        self._rest = TypingRest(self, self.look)
        fields.add_below(self)
        fields.edited.connect(self._edited)
        fields.settled.connect(self.look)
        self.action.connect(self._take_offered)

    def enter(self) -> None:
        """Show the agent that was chosen before, in the folder for this device."""
        self._looked = None  # a run may have written there since
        self._fields.show_truth("")
        self._fields.show_target(self._session.state.agent)
        self.propose()

    def propose(self) -> None:
        """Another device than before gets a bundle with its name, and a folder of its own where
        one was set up already; not where the user has named another."""
        state, device = self._session.state, device_word(self._session.state)
        if device == self._proposed_for:
            return
        self._proposed_for = device
        self._fields.bundle.suggest(device)
        folder = self._session.series.proposal_for(device, state.agent) if state.agent else None
        if folder is not None and not self._fields.folder.isModified():
            self._fields.folder.setText(str(folder))

    def look(self) -> None:
        """Look at the folder, and say what is to be said."""
        self._rest.stop()
        if self.has_to_look():
            self._looking.start(self.look_now, lambda _: None, self.say_error)

    def stop(self) -> None:
        """It is not wanted any more."""
        self._rest.stop()
        self._looking.cancel()

    async def look_now(self) -> None:
        """The same, to its end."""
        now = self._now()
        truth = FolderTruth()
        if now.target is not None and is_here(now.target):
            truth = await self._session.folder_truth()
        self._looked, self._former, self._obstacle = now, "", truth.obstacle
        self._fields.show_truth(folder_hint(truth))
        if truth.obstacle is not None:
            self.say_problem(truth.obstacle)
        elif truth.note is None or truth.note.variant in NEW_FOLDER:
            self.clear()
        elif truth.note.variant == "other_device":
            self._say_whose(truth.note, now)
        else:
            self.say_problem(truth.note, Tone.WARNING)

    def has_to_look(self) -> bool:
        """Whether it is not known yet if one may go on with this folder."""
        now = self._now()
        is_open = self._obstacle is not None or bool(self._former)
        return self._looked != now or (is_open and self._confirmed != now)

    def must_stop(self) -> bool:
        """Whether one cannot go on with this folder, or not unasked: then it is said beside it."""
        if self._obstacle is not None:
            self._fields.written_field.set_problem(self._obstacle)
            self.clear()
            return True
        if not self._former or self._confirmed == self._looked:
            return False
        self._confirmed = self._looked
        self._fields.folder_field.set_error(taken_folder_words(self._former))
        return True

    def what_to_read(self) -> QWidget:
        """Where it stands why one cannot go on."""
        return self._fields.folder_field.below if self.isHidden() else self

    def _say_whose(self, note: Problem, now: _Looked) -> None:
        assert now.target is not None  # noqa: S101 (it has an owner)
        self._former = str(dict(note.params)["former"])
        self._offered = folder_beside(now.target.directory, now.device)
        words = _("Use {folder} beside it").format(folder=_short(self._offered.name))
        self.say_problem(note, Tone.WARNING, action=words)
        self.button.setToolTip(str(self._offered))
        self.button.setAccessibleDescription(str(self._offered))

    def _take_offered(self) -> None:
        self._fields.folder.setText(str(self._offered))
        self._fields.folder.setModified(True)
        self._fields.settled.emit()
        self._fields.folder.setFocus()

    def _edited(self) -> None:
        if self._looked == self._now():
            return
        self._looking.cancel()
        self._looked, self._former, self._obstacle = None, "", None
        self._fields.show_truth("")
        self.clear()
        self._rest.start()

    def _now(self) -> _Looked:
        state = self._session.state
        return _Looked(state.agent, device_word(state))


def is_here(target: AgentTarget) -> bool:
    """Whether the folder can be looked at while it is typed: for another computer's it would have
    to be connected to."""
    return target.elsewhere is None and target.directory.is_absolute()


def _short(name: str) -> str:
    """A folder's name for a button: its access key's sign doubled, its middle left out."""
    if len(name) > _MOST_OF_A_NAME:
        half = _MOST_OF_A_NAME // 2
        name = f"{name[:half]}…{name[-half:]}"
    return name.replace("&", "&&")
