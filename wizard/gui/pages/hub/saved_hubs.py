"""The hubs that are kept, as cards, and one card more for another hub."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from wizard.domain.hub.model import SavedHub
from wizard.gui.style.theme import SMALL
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.choice_card import ChoiceCard
from wizard.setup.session import Session
from wizard.text.language import _


class SavedHubs(QWidget):
    """Choose one of the saved hubs, forget one, or go for another. Empty without saved hubs."""

    changed = Signal()
    forgotten = Signal()
    failed = Signal(object)
    """Why a hub could not be forgotten: a SetupError."""

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self._session = session
        self._forgetting = tasks.slot(writes=True)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(SMALL)
        self._cards: dict[ChoiceCard, SavedHub | None] = {}

    @property
    def chosen(self) -> SavedHub | None:
        """The chosen hub; None for another one."""
        return next((hub for card, hub in self._cards.items() if card.isChecked()), None)

    @property
    def cards(self) -> tuple[ChoiceCard, ...]:
        """The cards from top to bottom, the one for another hub last."""
        return tuple(self._cards)

    def choose(self, host_name: str) -> None:
        """Choose the hub of this name, if it is kept."""
        for card, hub in self._cards.items():
            if hub is not None and hub.host_name.lower() == host_name.lower():
                card.setChecked(True)

    def name_keyring(self, keyring: str) -> None:
        """Say where the hubs are kept."""
        for card, hub in self._cards.items():
            if hub is not None:
                card.set_description(self._words(hub, keyring))

    def show_hubs(self, hubs: tuple[SavedHub, ...], keyring: str) -> None:
        """Show these, the first one chosen."""
        for card in self._cards:
            self._box.removeWidget(card)
            card.setParent(None)
            card.deleteLater()
        self._cards = {}
        for hub in hubs:
            self._add(self._card(hub, keyring), hub)
        if hubs:
            self._add(ChoiceCard(_("Ano&ther hub")), None)
            self.cards[0].setChecked(True)
        self.setVisible(bool(hubs))
        self.changed.emit()

    def _add(self, card: ChoiceCard, hub: SavedHub | None) -> None:
        self._cards[card] = hub
        self._box.addWidget(card)
        card.toggled.connect(self.changed)

    def _card(self, hub: SavedHub, keyring: str) -> ChoiceCard:
        card = ChoiceCard(hub.host_name, self._words(hub, keyring))
        button = QPushButton(_("Remove"))
        button.setProperty("quiet", True)
        button.setAutoDefault(False)
        button.setAccessibleName(_("Remove {hub}").format(hub=hub.host_name))
        button.clicked.connect(partial(self._forget, hub))
        card.add_beside(button)
        return card

    def _forget(self, hub: SavedHub) -> None:
        work = partial(self._session.forget_hub, hub)
        self._forgetting.start(work, lambda _nothing: self.forgotten.emit(), self.failed.emit)

    def _words(self, hub: SavedHub, keyring: str) -> str:
        words = _("Policy {policy}, saved in {keyring}")
        return words.format(policy=hub.policy, keyring=keyring)
