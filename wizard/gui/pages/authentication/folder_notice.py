"""What is to be said about the agent's folder, and another one where it is another device's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wizard.domain.agent.model import AgentTarget
from wizard.domain.errors import Problem
from wizard.gui.pages.authentication.agent_fields import AgentFields
from wizard.gui.style.theme import Tone
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.notice import Notice
from wizard.gui.words import taken_folder_words
from wizard.setup.series import folder_beside
from wizard.setup.session import Session


@dataclass(frozen=True, slots=True)
class _Looked:
    """A folder that was looked at, for a device."""

    target: AgentTarget | None
    device_id: str


class FolderNotice(Notice):
    """Stands below the folder. A folder of another device has to be confirmed by a second Next."""

    def __init__(self, session: Session, tasks: Tasks, fields: AgentFields) -> None:
        super().__init__(button_below=True)
        self._session = session
        self._fields = fields
        self._looking = tasks.slot()
        self._looked: _Looked | None = None
        self._confirmed: _Looked | None = None
        self._former = ""
        self._offered = Path()
        fields.add_below(self)
        fields.edited.connect(self._edited)
        fields.settled.connect(self.look)
        self.action.connect(self._take_offered)

    def look(self) -> None:
        """Look at the folder, and say what is to be said."""
        if self.has_to_look():
            self._looking.start(self.look_now, lambda _: None, self.say_error)

    async def look_now(self) -> None:
        """The same, to its end."""
        now = self._now()
        note = await self._session.folder_note() if _is_known(now.target) else None
        self._looked, self._former = now, ""
        if note is None:
            self.clear()
        elif note.variant == "other_device":
            self._say_whose(note, now)
        else:
            self.say_problem(note, Tone.WARNING)

    def has_to_look(self) -> bool:
        """Whether it is not known yet if one may go on with this folder."""
        now = self._now()
        return self._looked != now or (bool(self._former) and self._confirmed != now)

    def must_ask(self) -> bool:
        """Whether the folder is another device's, which is said beside it; once for a folder."""
        if not self._former or self._confirmed == self._looked:
            return False
        self._confirmed = self._looked
        self._fields.folder_field.set_error(taken_folder_words(self._former))
        return True

    def _say_whose(self, note: Problem, now: _Looked) -> None:
        assert now.target is not None  # noqa: S101 (it has an owner)
        self._former = str(dict(note.params)["former"])
        self._offered = folder_beside(now.target.directory, now.device_id)
        words = self.tr("&Use {folder}").format(folder=self._offered)
        self.say_problem(note, Tone.WARNING, action=words)

    def _take_offered(self) -> None:
        self._fields.folder.setText(str(self._offered))
        self._fields.folder.setModified(True)
        self._fields.settled.emit()
        self._fields.folder.setFocus()

    def _edited(self) -> None:
        if self._looked != self._now():
            self._looking.cancel()
            self._former = ""
            self.clear()

    def _now(self) -> _Looked:
        state = self._session.state
        return _Looked(state.agent, state.device_id)


def _is_known(target: AgentTarget | None) -> bool:
    return target is not None and target.directory.is_absolute()
