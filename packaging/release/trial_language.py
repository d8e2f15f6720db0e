"""Whether an installed program speaks its languages, Qt's own buttons included."""

from __future__ import annotations

SPEAK = """\
import sys
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from wizard.gui.window_language import WindowLanguage
from wizard.text.language import _
from wizard.text.languages import LANGUAGES, SOURCE
app = QApplication(["trial", "-platform", "offscreen"])
window = WindowLanguage(app)
english = None
for language in LANGUAGES:
    window.begin(language)
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    said = (_("&Next"), box.buttons()[0].text().replace("&", ""))
    english = english or said
    if language != SOURCE and any(mine == theirs for mine, theirs in zip(said, english)):
        sys.exit(f"{language.code}: {said}")
print("speaks", ", ".join(language.code for language in LANGUAGES))
"""
"""A module; it prints the languages. One of its own sentences and one of Qt's are compared."""
