"""What stands in the list's place where there is nothing to be listed."""

from __future__ import annotations

from wizard.domain.errors import Code, SetupError
from wizard.domain.hub.model import DeviceQuery
from wizard.gui.style.theme import Tone
from wizard.gui.widgets.placeholder import Placeholder
from wizard.gui.words import in_a_row
from wizard.text.language import _
from wizard.text.lookup import text_of


def show_empty(pane: Placeholder, query: DeviceQuery) -> None:
    """The hub has answered, and nothing is in the answer."""
    if query == DeviceQuery():
        pane.show_state(
            _("This hub has no devices yet"),
            _("Register the device in the hub, then refresh the list."),
            action=_("Refresh"),
        )
    else:
        pane.show_state(
            _("No device matches"),
            _("The hub compares the beginning of the ID, and it is case-sensitive."),
            action=_("Show all"),
        )


def show_failure(pane: Placeholder, error: SetupError) -> None:
    """The list cannot be fetched; without the right to query it will not be another time either."""
    if error.code is Code.HUB_UNAUTHORIZED:
        pane.show_state(
            _("This policy cannot list devices"),
            _(
                "Enter the whole device ID above.",
            ),
            tone=Tone.WARNING,
        )
    else:
        pane.show_state(
            _("The list is not available right now"),
            in_a_row(text_of(error.problem)),
            tone=Tone.WARNING,
            action=_("Try again"),
        )
