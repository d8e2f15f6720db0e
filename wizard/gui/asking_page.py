"""A page whose Next has to ask something before the wizard goes on."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from wizard.domain.errors import SetupError
from wizard.gui.page import Page
from wizard.gui.tasks import Tasks
from wizard.setup.session import Session


class AskingPage(Page):
    """A page whose Next asks the hub.

    `collect` says what stands in the fields, `ask` proves it and takes it into the session, and
    then the wizard goes on. The page compares what it has proved with what stands in its fields
    now: whatever is edited meanwhile is asked anew.
    """

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__(session, tasks)
        self._asking = tasks.slot(self._show_busy)
        self._proved: Hashable | None = None

    def collect(self) -> Hashable | None:
        """What the fields say; None where something is missing, which is then said beside it."""
        raise NotImplementedError

    async def ask(self, value: Hashable) -> None:
        """Prove ``value`` and take it into the session. Raises SetupError."""
        raise NotImplementedError

    def asking(self) -> str:
        """What is being waited for, in a sentence."""
        raise NotImplementedError

    def has_to_ask(self, _value: Hashable) -> bool:
        """Whether there is anything to be proved."""
        return True

    def answered(self) -> bool:
        """Whether the wizard may go on with the answer; says why where not."""
        return True

    def show_error(self, error: SetupError) -> None:
        """Say what `ask` failed with."""
        self.notice.say_error(error)
        self.show_top()

    def stop(self) -> None:
        self._asking.cancel()

    def interrupt(self) -> bool:
        """Wait for the answer no longer: everything stays as it was entered."""
        was_asking = self._asking.running
        self._asking.cancel()
        return was_asking

    def edited(self) -> None:
        """A field has changed: what was asked and said about its former value is void."""
        self._asking.cancel()
        self.forgive()

    def forgive(self) -> None:
        """Take back what was said to be wrong."""
        self.notice.clear()

    def ready_to_leave(self) -> bool:
        if self._asking.running:
            self.busy.remind()
            return False
        self.forgive()
        value = self.collect()
        if value is None or value == self._proved or not self.has_to_ask(value):
            # Good for one time: who comes back finds that the hub is asked again.
            self._proved = None
            return value is not None
        self._asking.start(partial(self.ask, value), partial(self._go_on, value), self.show_error)
        return False

    def _go_on(self, value: Hashable, _nothing: None) -> None:
        if self.answered() and self.collect() == value:
            self._proved = value
            self.wizard().next()

    def _show_busy(self, busy: bool) -> None:
        if busy:
            self.busy.begin(self.asking())
        else:
            self.busy.end()
