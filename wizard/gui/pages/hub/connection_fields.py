"""The connection string, what it is good for, and where secrets are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal

from wizard.domain.errors import Code, ConnectionStringError, Problem, SetupError
from wizard.domain.hub.connection_string import parse_own_connection_string
from wizard.domain.state import SetupState
from wizard.gui.pages.hub.access_choice import AccessChoice
from wizard.gui.pages.hub.recognition import UNFINISHED, problem_of_string, recognized_words
from wizard.gui.pages.hub.secrets_choice import SecretsFields
from wizard.gui.widgets.field import Form
from wizard.gui.widgets.secret_edit import SecretEdit
from wizard.gui.widgets.typing_rest import TypingRest
from wizard.setup.flow import problems
from wizard.setup.page_id import PageId
from wizard.text.language import _


class ConnectionFields(Form):
    """What is filled in for a hub that is not saved yet."""

    edited = Signal()
    accepted = Signal()
    """The set-up goes on without the hub, with a device's or module's own string."""

    def __init__(self, module_ids: Callable[[], Sequence[str]]) -> None:
        super().__init__()
        self.string = SecretEdit()
        self.string.changed.connect(self._string_edited)
        self.string_field = self.add(
            _("Connection &string"),
            self.string,
            hint=_("In the Azure portal: your IoT hub > Shared access policies."),
        )
        self.string.pasted.connect(self._recognize)
        self._rest = TypingRest(self, partial(self._recognize, typed=True))
        self.access = AccessChoice(module_ids)
        self.access.accepted.connect(self.accepted)
        self.add_below(self.access)
        self.secrets = SecretsFields()
        self.secrets.edited.connect(self.edited)
        self.add_form(self.secrets)

    def problem(self) -> Problem | None:
        """What is wrong with the string before anybody is asked."""
        if not len(self.string.secret()):
            return problems(PageId.HUB, SetupState())[0].problem
        return self.access.problem

    def problem_of(self, error: SetupError) -> Problem:
        """What to say of a string that was refused; of a device's or a module's own one, why even
        that cannot be used."""
        if error.code in (Code.CS_FOR_DEVICE, Code.CS_FOR_MODULE):
            try:
                parse_own_connection_string(self.string.secret().reveal())
            except ConnectionStringError as own:
                return own.problem
        return error.problem

    def _string_edited(self) -> None:
        self.access.look_at(self.string.secret())
        self.string_field.set_hint(recognized_words(self.string.secret()))
        self.edited.emit()
        self._rest.start()

    def _recognize(self, *, typed: bool = False) -> None:
        """Say at once what the string is where it is no hub's; half a typed one is no fault."""
        self._rest.stop()
        problem = problem_of_string(self.string.secret())
        if problem is not None and not (typed and problem.variant in UNFINISHED):
            self.string_field.set_problem(problem)


def what_to_do(*, is_new: bool) -> str:
    """The sentence below the page's heading; has the braces ``read`` and ``write``."""
    if not is_new:
        return _("Choose a saved hub, or add another one.")
    return _(
        "Paste the connection string of a shared access policy. {read} is sufficient. To create "
        "a missing security module, {write} is required.",
    )


def end_of_support() -> str:
    """What to know of both agents before one sets them up."""
    return _(
        "Both agents, C and C#, are out of support: their cloud service was retired in 2023. They "
        "are still used in labs, in closed environments and with private back ends."
    )
