"""The sentence below a page's heading."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt

from wizard.gui.widgets.labels import Label
from wizard.text.retranslation import retranslated


class Sentence(Label):
    """Some of its words are emphasized, and read out without markup."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.hide()
        self._said: tuple[str, dict[str, str]] = ("", {})

    def say(self, sentence: str, bold: dict[str, str]) -> None:
        """Show the sentence; ``bold`` fills its braces, emphasized."""
        self._said = sentence, bold
        marked = {name: f"<b>{html.escape(words)}</b>" for name, words in bold.items()}
        self.setText(html.escape(sentence, quote=False).format(**marked))
        self.setAccessibleName(sentence.format(**bold))
        self.setVisible(bool(sentence))

    def say_again(self) -> None:
        """In the language that was chosen now."""
        sentence, bold = self._said
        words = {name: retranslated(each) for name, each in bold.items()}
        self.say(retranslated(sentence), words)
