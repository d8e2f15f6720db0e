"""The bundle for an agent on another computer, and the system of that computer."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from wizard.domain.agent.model import AgentFlavour
from wizard.domain.agent.target_folder import (
    THIS_SYSTEM,
    OtherComputer,
    TargetKind,
    TargetSystem,
)
from wizard.gui.widgets.field import Combo, Form
from wizard.gui.widgets.path_edit import PathEdit, open_dialog
from wizard.gui.widgets.secret_edit import SecretEdit
from wizard.setup.series import folder_beside
from wizard.text.language import _

_SYSTEMS: Final = ((TargetSystem.LINUX, "Linux"), (TargetSystem.WINDOWS, "Windows"))


class BundleEdit(PathEdit):
    """A path for a file that is to be made."""

    def _browse(self) -> None:
        dialog = QFileDialog(self, _("The bundle"), self.text(), _("Bundles (*.zip)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.selectFile(Path(self.text()).name)
        dialog.fileSelected.connect(self.name)
        open_dialog(dialog)


class BundleFields(QObject):
    """The zip file that the agent's files are packed into; hidden where none is made."""

    edited = Signal()

    def __init__(self, form: Form) -> None:
        super().__init__(form)
        self._device = ""
        self.system = Combo()
        for system, name in _SYSTEMS:
            self.system.addItem(name, system.value)
        self.system_field = form.add(_("Syste&m"), self.system)
        self.system.setCurrentIndex(self.system.findData(THIS_SYSTEM.value))
        self.bundle = BundleEdit(_("The bundle"))
        self._browse = self.bundle.browse_button(_("Save as…"))
        hint = _(
            "A zip file with the agent's files and a script that installs them. It holds a secret: "
            "only your account can read it here."
        )
        self.bundle_field = form.add(_("B&undle"), self.bundle, self._browse, hint=hint)
        self.passphrase = SecretEdit()
        words = _("Optional: encrypts the bundle (AES). Open it with 7-Zip on the other computer.")
        self._passphrase_field = form.add(_("P&assphrase"), self.passphrase, hint=words)
        self.bundle.textChanged.connect(self._edited)
        self.bundle.named.connect(self.edited)
        self.passphrase.changed.connect(self.edited)

    def set_visible(self, visible: bool, flavour: AgentFlavour) -> None:
        """Show or hide what is asked about a bundle; the system where the agent has several."""
        self.system_field.set_visible(visible and flavour.windows is not None)
        self.bundle_field.set_visible(visible)
        self._passphrase_field.set_visible(visible)

    def system_of(self, flavour: AgentFlavour) -> TargetSystem:
        """The system there; an agent for Linux alone is not asked about."""
        if flavour.windows is None:
            return TargetSystem.LINUX
        return TargetSystem(self.system.currentData())

    def usual_folder(self, flavour: AgentFlavour) -> str:
        """Where this agent is usually on that computer."""
        is_windows = self.system_of(flavour) is TargetSystem.WINDOWS
        folder = flavour.installation(windows=is_windows).folder
        return str(folder) if is_windows else folder.as_posix()

    def suggest(self, device_id: str) -> None:
        """Name the bundle like the device, in the folder of the last one: each has its own."""
        if device_id == self._device or self.bundle.isModified():
            return
        text = self.bundle.text().strip()
        folder = Path(text).parent if text else Path.home()
        self._device = device_id
        self.bundle.setText(f"{folder_beside(folder / 'agent', device_id)}.zip")

    def other_computer(self, directory: str, flavour: AgentFlavour) -> OtherComputer:
        """What is chosen; ``directory`` is the agent's folder there."""
        system = self.system_of(flavour)
        bundle = Path(self.bundle.text().strip()).expanduser()
        passphrase = self.passphrase.secret()
        return OtherComputer(
            system.path(directory),
            system,
            TargetKind.BUNDLE,
            bundle,
            passphrase=passphrase if passphrase and passphrase.reveal() else None,
        )

    def show_target(self, other: OtherComputer | None) -> None:
        """Show what was chosen before; a passphrase is asked for again."""
        if other is not None and other.bundle is not None:
            self.system.setCurrentIndex(self.system.findData(other.system.value))
            self.bundle.setText(str(other.bundle))

    def _edited(self, _text: str) -> None:
        self.bundle_field.clear_error()
        self.edited.emit()
