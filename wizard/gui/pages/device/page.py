"""Second page: which device; for the next ones also all that is left to be asked."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from wizard.domain.errors import Code, FilesError, Problem, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.gui.asking_page import AskingPage
from wizard.gui.pages.device.last_settings import LastSettings
from wizard.gui.pages.device.list import DeviceList
from wizard.gui.style.theme import Tone
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.field import Form
from wizard.setup.flow import device_id_problem, problems
from wizard.setup.page_id import PageField, PageId
from wizard.setup.session import Session
from wizard.text.language import _
from wizard.text.lookup import text_of


@dataclass(frozen=True, slots=True)
class _DeviceChoice:
    device_id: str
    create_module: bool
    folder: Path | None = None


class DevicePage(AskingPage):
    """Choose in the list or type the id; Next reads device and security module.

    Where the device is set up like the last one, Next writes and checks.
    """

    page_id = PageId.DEVICE

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__(session, tasks)
        self._listed: tuple[HubAddress, str] | None = None

    def heading(self) -> str:
        return _("Which device is this?")

    def asking(self) -> str:
        return _("Reading the device…")

    def first_field(self) -> QWidget | None:
        return self.list.filter.search

    def build(self) -> None:
        self.list = DeviceList(self.session, self.tasks, self.busy, self.on_wait)
        self.list.picked.connect(self._picked)
        self.list.activated.connect(self._activated)
        self.device_id, self.id_field = self.list.filter.search, self.list.filter.id_field
        self.list.filter.typed.connect(self._typed)
        self.body.addWidget(self.list, 1)
        self.create_module = QCheckBox(_("Create the &module"))
        self.create_module.toggled.connect(self.edited)
        self.create_module.hide()
        form = self.list.form_below
        form.add_below(self.create_module)
        self.last_settings = LastSettings(self.session, self.tasks)
        self.last_settings.change.connect(self._change)
        self.last_settings.edited.connect(self.edited)
        self.create_module.toggled.connect(self.last_settings.create_module)
        self.body.addWidget(self.last_settings)
        Form.line_up(self.list.filter, form, self.last_settings.form)
        self.notice.action.connect(self._change)

    def enter(self) -> None:
        state = self.session.state
        if state.credentials is None:
            return
        self._say_what_is_asked()
        self._warn_of_rights()
        hub = (state.credentials.address, state.credentials.label)
        if hub != self._listed:
            self._listed = hub
            self.list.fetch_anew()
        self.list.model.mark_done(self.session.series.done())
        if not state.device_id:
            self.device_id.clear()
        elif not self.device_id.text():
            self.list.filter.show_id(state.device_id)
        self.last_settings.enter(self.device_id.text().strip())

    def _say_what_is_asked(self) -> None:
        credentials, again = self.session.state.credentials, self.session.state.like_last
        question = _("Which device is next?") if again else self.heading()
        self.heading_label.setText(question)
        sentence = _("Choose it from the devices of {hub}, or enter its ID.")
        self.say(sentence, hub=credentials.address.host_name if credentials else "")

    def search_field(self) -> QLineEdit | None:
        return self.device_id

    def refresh(self) -> None:
        self.list.fetch_anew()

    def interrupt(self) -> bool:
        return super().interrupt() or self.list.stop_loading()

    def stop(self) -> None:
        super().stop()
        self.list.stop()
        self.last_settings.stop()

    def collect(self) -> Hashable | None:
        typed = self.device_id.text().strip()
        if typed and self.list.model.row_of(typed) is None and (only := self.list.only_match()):
            self.list.filter.show_id(only)
            typed = only
        problem = device_id_problem(typed)
        if problem is not None:
            self.id_field.set_problem(problem)
            self.reveal_field(self.id_field)
            return None
        if not self.session.state.like_last:
            return _DeviceChoice(typed, self._wants_module())
        return _DeviceChoice(typed, self._wants_module(), self.last_settings.directory())

    async def ask(self, value: Hashable) -> None:
        assert isinstance(value, _DeviceChoice)  # noqa: S101 (what collect returned)
        await self.session.find_device(value.device_id, self.on_wait)
        missing = self.session.state.module is None
        self.session.update(create_module=value.create_module and missing)
        if self.session.state.like_last:
            await self.last_settings.look(value.folder or Path())

    def answered(self) -> bool:
        state = self.session.state
        if state.module is None and not state.create_module:
            self._ask_for_module()
            return False
        return not state.like_last or self._can_be_like_the_last()

    def _ask_for_module(self) -> None:
        words = _(
            "{device} has no module {module}, which the agent needs. Select the check box below "
            "to create it in the hub."
        )
        device = self.session.state.device_id
        module = " / ".join(self.session.module_ids())
        self.id_field.set_error(words.format(device=device, module=module))
        self.create_module.show()
        self.reveal(self.create_module)

    def _can_be_like_the_last(self) -> bool:
        """Whether nothing has to be decided for this device alone; says what otherwise."""
        for found in problems(PageId.AUTHENTICATION, self.session.state):
            if found.field is PageField.FOLDER:
                self.last_settings.folder_field.set_problem(found.problem)
                self.reveal_field(self.last_settings.folder_field)
            else:
                self._say_it_is_different(found.problem)
            return False
        if self.last_settings.must_ask():
            self.reveal_field(self.last_settings.folder_field)
            return False
        return True

    def _say_it_is_different(self, problem: Problem) -> None:
        words = _("{device} cannot be set up like the last device. {reason}")
        text = text_of(problem)
        self.notice.say(
            words.format(device=self.session.state.device_id, reason=text.cause),
            text.remedy,
            Tone.WARNING,
            action=_("Choose for this de&vice"),
        )
        self.reveal(self.notice.button, self.notice)

    def show_error(self, error: SetupError) -> None:
        if error.code in (Code.DEVICE_NOT_FOUND, Code.HUB_UNAUTHORIZED):
            self.id_field.set_error_of(error)
            self.reveal_field(self.id_field)
        elif isinstance(error, FilesError):
            self.last_settings.folder_field.set_error_of(error)
            self.reveal_field(self.last_settings.folder_field)
        else:
            super().show_error(error)

    def forgive(self) -> None:
        super().forgive()
        self.id_field.clear_error()
        self.last_settings.folder_field.clear_error()

    def _wants_module(self) -> bool:
        return self.create_module.isVisibleTo(self) and self.create_module.isChecked()

    def _typed(self, text: str) -> None:
        self.edited()
        # Who has wanted it for one device wants it for those that follow.
        self.create_module.setVisible(self.create_module.isChecked())
        self.list.select(text.strip())
        self.last_settings.propose_for(text.strip())

    def _change(self) -> None:
        """Ask for the settings of this device, beginning with what stands here."""
        self.last_settings.keep_folder()
        self.session.update(like_last=False)
        self.last_settings.hide()
        self._say_what_is_asked()
        if self.device_id.text().strip():
            self.wizard().next()
        else:
            self.device_id.setFocus()

    def _picked(self, device_id: str) -> None:
        self.list.filter.show_id(device_id)

    def _activated(self) -> None:
        self.wizard().next()

    def _warn_of_rights(self) -> None:
        hub, credentials = self.session.state.hub, self.session.state.credentials
        if hub and credentials and hub.more_rights_than_needed:
            policy = (("policy", credentials.label),)
            self.notice.say_problem(Problem(Code.HUB_TOO_MANY_RIGHTS, "", policy), Tone.WARNING)
