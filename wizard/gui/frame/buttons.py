"""What the wizard's buttons say on each page, and where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget, QWizard

from wizard.gui.style.theme import BLOCK, MEDIUM, SMALL
from wizard.gui.widgets.primary import make_primary
from wizard.setup.page_id import PageId
from wizard.text.language import _

if TYPE_CHECKING:
    from wizard.domain.state import SetupState
    from wizard.gui.pages.check.page import CheckPage

_Button = QWizard.WizardButton
_LAID_OUT: Final = "number of buttons"


def name_buttons(wizard: QWizard, state: SetupState | None, check: CheckPage | None) -> None:
    """Name the buttons for the page that is shown; ``check`` is the last page while it is that."""
    forward = [] if check is not None else [_Button.NextButton]
    _lay_out(wizard, [_Button.Stretch, _Button.BackButton, *forward, _Button.CancelButton])
    fixing = check is not None and not (check.is_proven or check.is_undone or check.is_running)
    wizard.setButtonText(
        _Button.BackButton,
        _("&Back to fix it") if fixing else _("&Back"),
    )
    wizard.setButtonText(_Button.NextButton, _next_words(wizard.currentId(), state))
    closing = check is not None and (check.committed or not check.is_running)
    wizard.setButtonText(
        _Button.CancelButton,
        _("&Close") if closing else _("Cancel"),
    )


def _lay_out(wizard: QWizard, buttons: list[QWizard.WizardButton]) -> None:
    """Only where it changes: Qt hides all of them meanwhile, and the focus goes elsewhere."""
    if wizard.property(_LAID_OUT) != len(buttons):
        wizard.setProperty(_LAID_OUT, len(buttons))
        wizard.setButtonLayout(buttons)


def _next_words(page: int, state: SetupState | None) -> str:
    if state is None or page not in (PageId.DEVICE, PageId.REVIEW):
        return _("&Next")
    from wizard.setup.flow import next_page  # not needed before the window is seen

    if next_page(PageId(page), state) is not PageId.CHECK:
        return _("&Next")
    if page == PageId.DEVICE:
        return _("&Write and check")
    return _("&Write configuration")


def dress_buttons(wizard: QWizard) -> None:
    """Let the button that goes on stand out."""
    make_primary(wizard.button(_Button.NextButton))


def lay_out_frame(side_widget: QWidget) -> None:
    """Bring the side widget to the window's edge and the buttons into our rhythm."""
    holder = side_widget.parentWidget()
    around = holder.layout() if holder else None
    middle = holder.parentWidget() if holder else None
    grid = middle.layout() if middle else None
    if around is None or grid is None:
        return
    around.setContentsMargins(0, 0, 0, 0)
    items = (grid.itemAt(index) for index in range(grid.count()))
    for buttons in filter(None, (item.layout() for item in items if item)):
        buttons.setContentsMargins(MEDIUM, BLOCK, MEDIUM, BLOCK)
        buttons.setSpacing(SMALL)
