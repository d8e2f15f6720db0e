"""What stands in the list's place where there is nothing to be listed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from wizard.domain.errors import Code, SetupError
from wizard.domain.hub.model import DeviceQuery
from wizard.gui.style.theme import Tone
from wizard.gui.widgets.placeholder import Placeholder
from wizard.gui.words import in_a_row
from wizard.text.lookup import text_of


def show_empty(pane: Placeholder, query: DeviceQuery) -> None:
    """The hub has answered, and nothing is in the answer."""
    translate = QCoreApplication.translate
    if query == DeviceQuery():
        pane.show_state(
            translate("DeviceList", "This hub has no devices yet"),
            translate("DeviceList", "Register the device in the hub, then look again."),
            action=translate("DeviceList", "Look again"),
        )
    else:
        pane.show_state(
            translate("DeviceList", "No device matches"),
            translate(
                "DeviceList", "Capitals matter: the hub compares with the beginning of the id."
            ),
            action=translate("DeviceList", "Show all"),
        )


def show_failure(pane: Placeholder, error: SetupError) -> None:
    """The list cannot be fetched; without the right to query it will not be another time either."""
    translate = QCoreApplication.translate
    if error.code is Code.HUB_UNAUTHORIZED:
        pane.show_state(
            translate("DeviceList", "No list with this policy"),
            translate(
                "DeviceList",
                "This policy may not query the hub. Type the device's whole id above.",
            ),
            tone=Tone.WARNING,
        )
    else:
        pane.show_state(
            translate("DeviceList", "No list for now"),
            in_a_row(text_of(error.problem)),
            tone=Tone.WARNING,
            action=translate("DeviceList", "Try again"),
        )
