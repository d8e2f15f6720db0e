"""What is seen while the first page is being made: its heading, and that it comes."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWizardPage

from wizard.gui.style.theme import BLOCK, LARGE, MARGIN, Tone
from wizard.gui.widgets.labels import Label, heading
from wizard.setup.page_id import PageId
from wizard.text.language import _


class SplashPage(QWizardPage):
    """Stands in the first page's place for a moment."""

    def __init__(self) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(MARGIN, LARGE, MARGIN, 0)
        box.setSpacing(BLOCK)
        box.addWidget(heading(first_heading()))
        box.addWidget(Label(_("Starting…"), Tone.QUIET))
        box.addStretch(1)

    def nextId(self) -> int:
        return PageId.HUB


def first_heading() -> str:
    """The heading of the first page."""
    return _("Which hub does the device belong to?")
