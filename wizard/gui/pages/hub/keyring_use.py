"""The first page's keyring: what it is called, why it cannot be used, and using it all the same."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from wizard.domain.errors import KeyringError, SetupError
from wizard.gui.page import Page
from wizard.gui.pages.hub.saved_hubs import SavedHubs
from wizard.gui.pages.hub.secrets_choice import SecretsFields, refused_keyring, use_all_the_same


class KeyringUse(QObject):
    """Faults are told beside the choice; on top of the page where a saved hub was chosen."""

    go_on = Signal()
    """The keyring was accepted: the saved hub can be read."""

    def __init__(self, page: Page, fields: SecretsFields, saved: SavedHubs) -> None:
        super().__init__(page)
        self._page = page
        self._fields = fields
        self._saved = saved
        self._looking = page.tasks.slot()
        fields.accepted.connect(self._allow)
        page.notice.action.connect(self._accept)

    def look(self) -> None:
        """Find the keyring, and say before anything is typed where there is none."""
        self._looking.start(self._page.session.secrets.require, self._found, self._not_found)

    def show_name(self) -> None:
        """Name the keyring wherever it is chosen."""
        self._fields.name_keyring(self._page.session.secrets.name)
        if self._saved.cards:
            self._saved.name_keyring(self._page.session.secrets.name)

    def say(self, error: KeyringError) -> None:
        """Say why nothing can be read from the keyring or kept there, and what can be done."""
        if self._saved.chosen is None:
            self._fields.say_error(error)
            self._page.reveal_field(self._fields.field)
        else:
            self._fields.show_refusal(error)
            offer = use_all_the_same() if refused_keyring(error) else ""
            self._page.notice.say_error(error, action=offer)
            self._page.show_top()

    def _found(self, _nothing: None) -> None:
        self.show_name()

    def _not_found(self, error: SetupError) -> None:
        if self._fields.keeps_something:
            self._fields.say_error(error)

    def _allow(self) -> None:
        self._page.session.secrets.allow(self._fields.choice.allow_keyring)
        self.look()

    def _accept(self) -> None:
        self._fields.allow()
        self._allow()
        self.go_on.emit()
