"""Second page: which device."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from wizard.domain.errors import Code, Problem, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.gui.asking_page import AskingPage
from wizard.gui.style.theme import Tone
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.field import Form
from wizard.setup.flow import PageId, device_id_problem
from wizard.setup.session import Session


@dataclass(frozen=True, slots=True)
class _DeviceChoice:
    device_id: str
    create_module: bool


class DevicePage(AskingPage):
    """Choose in the list or type the id; Next reads device and security module."""

    page_id = PageId.DEVICE

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__(session, tasks)
        self._listed: tuple[HubAddress, str] | None = None

    def heading(self) -> str:
        return self.tr("Which device is this?")

    def asking(self) -> str:
        return self.tr("Reading the device…")

    def first_field(self) -> QWidget | None:
        return self.list.filter.search

    def build(self) -> None:
        from wizard.gui.pages.device.list import DeviceList

        self.list = DeviceList(self.session, self.tasks, self.busy, self.on_wait)
        self.list.picked.connect(self._picked)
        self.list.activated.connect(self._activated)
        self.body.addWidget(self.list, 1)
        form = Form()
        self.device_id = QLineEdit()
        self.device_id.textChanged.connect(self._typed)
        self.id_field = form.add(self.tr("&Device id"), self.device_id)
        self.create_module = QCheckBox(self.tr("Create the &module"))
        self.create_module.toggled.connect(self.edited)
        self.create_module.hide()
        form.add_below(self.create_module)
        Form.line_up(form, self.list.filter)
        self.body.addWidget(form)

    def enter(self) -> None:
        state = self.session.state
        if state.credentials is None:
            return
        self.say(
            self.tr("Choose it among the devices of {hub}, or type its id."),
            hub=state.credentials.address.host_name,
        )
        self._warn_of_rights()
        hub = (state.credentials.address, state.credentials.policy)
        if hub != self._listed:
            self._listed = hub
            self.list.reload()
        if not state.device_id:
            self.device_id.clear()
        elif not self.device_id.text():
            self.device_id.setText(state.device_id)

    def search_field(self) -> QLineEdit | None:
        return self.list.filter.search

    def refresh(self) -> None:
        self.list.reload()

    def stop(self) -> None:
        super().stop()
        self.list.stop()

    def collect(self) -> Hashable | None:
        device_id = self.device_id.text().strip()
        problem = device_id_problem(device_id)
        if problem is not None:
            self.id_field.set_problem(problem)
            self.reveal_field(self.id_field)
            return None
        return _DeviceChoice(device_id, self._wants_module())

    async def ask(self, value: Hashable) -> None:
        assert isinstance(value, _DeviceChoice)  # noqa: S101 (what collect returned)
        await self.session.find_device(value.device_id, self.on_wait)
        missing = self.session.state.module is None
        self.session.update(create_module=value.create_module and missing)

    def answered(self) -> bool:
        state = self.session.state
        if state.module is not None or state.create_module:
            return True
        words = self.tr(
            "{device} has no module {module}, which the agent needs. Tick the box below to have "
            "it created in the hub."
        )
        module = " / ".join(self.session.module_ids())
        self.id_field.set_error(words.format(device=state.device_id, module=module))
        self.create_module.show()
        self.reveal(self.create_module)
        return False

    def show_error(self, error: SetupError) -> None:
        if error.code in (Code.DEVICE_NOT_FOUND, Code.HUB_UNAUTHORIZED):
            self.id_field.set_error_of(error)
            self.reveal_field(self.id_field)
        else:
            super().show_error(error)

    def forgive(self) -> None:
        super().forgive()
        self.id_field.clear_error()

    def _wants_module(self) -> bool:
        return self.create_module.isVisibleTo(self) and self.create_module.isChecked()

    def _typed(self, text: str) -> None:
        self.edited()
        self.create_module.hide()
        self.create_module.setChecked(False)
        self.list.select(text.strip())

    def _picked(self, device_id: str) -> None:
        if self.device_id.text().strip() != device_id:
            self.device_id.setText(device_id)

    def _activated(self) -> None:
        self.wizard().next()

    def _warn_of_rights(self) -> None:
        hub, credentials = self.session.state.hub, self.session.state.credentials
        if hub and credentials and hub.more_rights_than_needed:
            policy = (("policy", credentials.policy),)
            self.notice.say_problem(Problem(Code.HUB_TOO_MANY_RIGHTS, "", policy), Tone.WARNING)
