"""What a demonstration begins with: its story, in the place of a row of dots."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from wizard.gui.pages.hub.start import Demonstration
from wizard.gui.style.theme import Tone
from wizard.gui.widgets.notice import Notice
from wizard.text.language import _


class Greeting(Notice):
    """Says what the demo hub has, and what cannot happen. Hidden where there is none."""

    def __init__(self, demonstration: Demonstration | None, parent: QWidget) -> None:
        """``parent``: without one it would be a window of its own for a moment."""
        super().__init__(parent)
        self.is_shown = demonstration is not None
        if demonstration is None:
            return
        words = _("A demo hub runs on this computer: {count} devices of a plant.")
        rest = _(
            "Nothing leaves this computer, and no installed agent is touched. Next lists the "
            "devices. The menu below the steps can simulate a fault."
        )
        self.say(words.format(count=demonstration.devices), rest, Tone.ACCENT)
