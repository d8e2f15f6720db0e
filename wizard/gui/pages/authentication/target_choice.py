"""Where the agent runs: on this computer, or on another one."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Final

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QLineEdit

from wizard.domain.agent.model import AgentFlavour
from wizard.domain.agent.target_folder import OtherComputer, TargetKind, TargetSystem
from wizard.gui.widgets.field import Combo, Form
from wizard.text.language import _

_KINDS: Final = (TargetKind.COMPUTER, TargetKind.BUNDLE, TargetKind.SSH)


class TargetChoice:
    """Rows of ``form``: the kind of computer, and what it needs."""

    def __init__(self, form: Form, changed: SignalInstance) -> None:
        self.kind = Combo()
        self.kind_field = form.add(_("Runs &on"), self.kind)
        self.kind.addItem(_("This computer"), TargetKind.COMPUTER.value)
        self.kind.addItem(_("Another computer (bundle)"), TargetKind.BUNDLE.value)
        self.kind.addItem(_("Another computer (SSH)"), TargetKind.SSH.value)
        self.name = QLineEdit()
        self.name.setPlaceholderText("pi@10.0.0.17")
        self.name.setVisible(False)
        self.name_field = form.add(
            _("Co&mputer"),
            self.name,
            hint=_("As for the ssh command: user@host, or a name from your ~/.ssh/config."),
        )
        self.kind.currentIndexChanged.connect(self._show)
        self.kind.currentIndexChanged.connect(changed)
        self.name.textChanged.connect(changed)

    @property
    def is_ssh(self) -> bool:
        """Whether another computer is connected to."""
        return self._kind is TargetKind.SSH

    @property
    def is_bundle(self) -> bool:
        """Whether the files are packed for another computer."""
        return self._kind is TargetKind.BUNDLE

    @property
    def is_elsewhere(self) -> bool:
        """Whether the agent runs on another computer."""
        return self._kind is not TargetKind.COMPUTER

    @property
    def _kind(self) -> TargetKind:
        return _KINDS[self.kind.currentIndex()]

    def elsewhere(self, folder: str) -> OtherComputer | None:
        """The computer that is connected to, with the agent's folder there; None: none is."""
        if not self.is_ssh:
            return None
        name = self.name.text().strip()
        return OtherComputer(PurePosixPath(folder), TargetSystem.LINUX, TargetKind.SSH, ssh=name)

    def usual_folder(self, flavour: AgentFlavour, here: Path) -> str:
        """Where this agent is usually: there, or on this computer."""
        return flavour.linux.folder.as_posix() if self.is_ssh else str(here)

    def show(self, other: OtherComputer | None) -> None:
        """Show what was chosen before."""
        kind = other.kind if other is not None else TargetKind.COMPUTER
        self.kind.setCurrentIndex(_KINDS.index(kind))
        if other is not None and kind is TargetKind.SSH:
            self.name.setText(other.ssh)

    def _show(self) -> None:
        self.name.setVisible(self.is_ssh)
