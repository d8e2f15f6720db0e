"""What lies in an agent's folder already, and whether the agent can use it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from wizard.domain.agent.assessment import Verdict
from wizard.domain.agent.model import AgentFlavour, AgentSettings
from wizard.domain.errors import SetupError
from wizard.gui.style.theme import Tone
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.notice import Notice
from wizard.gui.words import flavour_word, settings_words
from wizard.setup.session import Session
from wizard.text.language import _

if TYPE_CHECKING:
    from wizard.gui.pages.authentication.repair_dialog import RepairDialog
    from wizard.upkeep.repair import Repairable

_MOST_FINDINGS: Final = 3


class Installation(Notice):
    """Says how many problems there are and offers to fix them; quiet where none can be.

    ``describes``: it also says whom an agent without problems is set up for.
    """

    looked = Signal()
    """It is known what is there: `found`."""

    def __init__(self, session: Session, tasks: Tasks, *, describes: bool = False) -> None:
        super().__init__()
        self._describes = describes
        self._session = session
        self._tasks = tasks
        self._looking = tasks.slot()
        self._folder: tuple[Path, AgentFlavour] | None = None
        self.found: Repairable | None = None
        self.dialog: RepairDialog | None = None
        self.action.connect(self._fix)

    @property
    def target(self) -> tuple[Path, AgentFlavour] | None:
        """The folder and the agent whose files are in it."""
        if self._folder is None or self.found is None:
            return None
        return self._folder[0], self.found.flavour

    @property
    def settings(self) -> AgentSettings | None:
        """What the agent is set up for, once its problems are fixed; None where it is not."""
        return self.found.plan.after.settings if self.found else None

    def look(self, directory: Path, flavour: AgentFlavour) -> None:
        """Look into the folder; ``flavour`` decides where both agents are configured."""
        self._folder = (directory, flavour)
        folder = self._session.folder(directory, flavour)
        self._looking.start(folder.look, self._show, self._unreadable)

    def stop(self) -> None:
        """It is not wanted any more."""
        self._looking.cancel()

    def _show(self, found: Repairable | None) -> None:
        self.found = found
        if found is not None and found.plan.fixed:
            self.say(*self._problems(found), Tone.WARNING, action=_("Fi&x…"))
        elif self.settings is not None and self._describes:
            self.say(*self._description(self.settings), Tone.ACCENT)
        else:
            self.clear()
        self.looked.emit()

    def _description(self, settings: AgentSettings) -> tuple[str, str]:
        if self.target is None:
            return settings_words(settings), _("The next pages start with these settings.")
        directory, flavour = self.target
        words = _("The {agent} in {folder} is set up for {whom}.").format(
            agent=flavour_word(flavour), folder=directory, whom=settings_words(settings)
        )
        return words, _("The next pages start with these settings.")

    def _problems(self, found: Repairable) -> tuple[str, str]:
        from wizard.text.lookup import text_of_finding

        fixed = found.plan.fixed
        left = [one for one in found.plan.after.findings if one.verdict is not Verdict.ACCEPTED]
        count = len(fixed) + len(left)
        words = (
            _("This installation has one problem.")
            if count == 1
            else _("This installation has {count} problems.").format(count=count)
        )
        causes = [f"• {text_of_finding(finding).cause}" for finding in (*fixed, *left)]
        more = ["…"] if count > _MOST_FINDINGS else []
        return words, "\n".join([*causes[:_MOST_FINDINGS], *more])

    def _unreadable(self, error: SetupError) -> None:
        self.found = None
        self.say_error(error)
        self.looked.emit()

    def _fix(self) -> None:
        from wizard.gui.pages.authentication.repair_dialog import RepairDialog

        if self.target is None or self.found is None:
            return
        folder = self._session.folder(*self.target)
        self.dialog = RepairDialog(folder, self.found, self._tasks, self.window())
        self.dialog.changed.connect(self._look_again)
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _look_again(self) -> None:
        if self._folder is not None:
            self.look(*self._folder)

    def _closed(self, _result: int) -> None:
        self.dialog = None
