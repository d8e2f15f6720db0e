"""What is kept in the keyring: the hub's connection string, the agent's key, both or nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from wizard.domain.errors import Code, SetupError
from wizard.domain.state import SecretsChoice
from wizard.gui.widgets.field import Combo, Form
from wizard.text.language import _

_BOTH: Final = 0
_CHOICES: Final = (
    SecretsChoice(),
    SecretsChoice(keep_hub=False, keep_agent_key=False),
    SecretsChoice(keep_agent_key=False),
    SecretsChoice(keep_hub=False),
)


def use_all_the_same() -> str:
    """The button that accepts a keyring which is not recommended."""
    return _("Use it anyway")


def refused_keyring(error: SetupError) -> str:
    """The keyring that is not recommended and can be accepted; empty where that is no cause."""
    is_it = error.code is Code.KEYRING_UNAVAILABLE and error.variant == "not_recommended"
    return str(dict(error.problem.params)["name"]) if is_it else ""


class SecretsFields(Form):
    """The choice, and below it the button for a keyring that may be a readable file."""

    edited = Signal()
    accepted = Signal()
    """The keyring of this computer is to be used although it is not recommended."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._refused = self._allowed = ""
        self.combo = Combo()
        self.combo.addItems(
            [
                _("Save in the keyring"),
                _("Use for this run only"),
                _("Save only the hub's connection string"),
                _("Save only the agent's key"),
            ]
        )
        self.combo.currentIndexChanged.connect(self.edited)
        self.combo.currentIndexChanged.connect(self._changed)
        self.field = self.add(
            _("S&ecrets"), self.combo, hint=_("The hub's connection string and the agent's key.")
        )
        self.accept = QPushButton(use_all_the_same())
        self.accept.setAutoDefault(False)
        self.accept.clicked.connect(self._accept)
        self.accept.hide()
        self.add_below(self.accept)

    @property
    def choice(self) -> SecretsChoice:
        """What is chosen, with the keyring that was accepted for it."""
        chosen = _CHOICES[self.combo.currentIndex()]
        return SecretsChoice(chosen.keep_hub, chosen.keep_agent_key, self._allowed)

    @property
    def keeps_something(self) -> bool:
        """Whether a keyring is needed."""
        return self.choice.keep_hub or self.choice.keep_agent_key

    def name_keyring(self, name: str) -> None:
        """The keyring is known by now."""
        self.combo.setItemText(_BOTH, _("Save in {keyring}").format(keyring=name))

    def say_error(self, error: SetupError) -> None:
        """Say beside the choice why nothing can be kept; and offer what can be done about it."""
        self.field.set_error_of(error)
        self.show_refusal(error)
        self.accept.setVisible(bool(self._refused))

    def show_refusal(self, error: SetupError) -> None:
        """Remember which keyring would be accepted."""
        self._refused = refused_keyring(error)

    def allow(self) -> None:
        """Take the keyring that was refused, for the rest of this run."""
        self._allowed = self._refused
        words = _("{keyring} may store secrets in a readable file.")
        self.field.set_hint(words.format(keyring=self._allowed))
        self.field.clear_error()
        self.accept.hide()

    def _accept(self) -> None:
        self.allow()
        self.combo.setFocus()  # before the button goes
        self.accepted.emit()

    def _changed(self) -> None:
        self.accept.setVisible(bool(self._refused) and not self._allowed and self.keeps_something)
