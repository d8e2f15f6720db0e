"""What is to be done with the bundle that was made."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.agent.model import AgentTarget
from wizard.domain.agent.target_folder import TargetSystem
from wizard.gui.pages.check.command_line import CommandLine
from wizard.gui.style.theme import SMALL
from wizard.gui.widgets.labels import small
from wizard.text.language import _

_COMMANDS = {
    TargetSystem.LINUX: "sudo sh ./install.sh",
    TargetSystem.WINDOWS: "powershell -ExecutionPolicy Bypass -File .\\install.ps1",
}


class BundlePanel(QWidget):
    """Shown when a bundle is made: the command that installs it where the agent runs."""

    def __init__(self) -> None:
        super().__init__()
        self.words = small()
        self._command = CommandLine(
            _("Unpac&k the bundle on the agent's computer, and run there in its folder:"), ""
        )
        self.line = self._command.line
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SMALL)
        box.addWidget(self._command)
        box.addWidget(self.words)
        self.hide()

    def show_for(self, target: AgentTarget | None) -> None:
        """Say what to do with this agent's bundle; nothing where none was made."""
        self.setVisible(target is not None and target.is_packed)
        if target is None:
            return
        self.line.setText(_COMMANDS[target.system])
        words = _(
            "The bundle is {bundle}. It holds a secret: delete it when the agent runs, and the "
            "folder that it was unpacked to."
        )
        self.words.setText(words.format(bundle=target.directory))
