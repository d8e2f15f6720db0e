"""What the page says below its heading."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from wizard.domain.errors import Code, Problem
from wizard.domain.state import SetupState
from wizard.gui.words import in_a_row
from wizard.text.lookup import text_of


def introduction(state: SetupState) -> str:
    """What every choice on the page ends with; has the braces ``module`` and ``device``."""
    translate = QCoreApplication.translate
    if state.device_id:
        return translate(
            "AuthenticationPage",
            "Each way ends with the agent connected as the module {module} of {device}. They "
            "differ in what has to be kept on the device.",
        )
    return translate(
        "AuthenticationPage",
        "The agent will be connected as the module {module} of the device that the "
        "provisioning service names.",
    )


def what_is_unknown(state: SetupState) -> str:
    """What could not be looked up, where the hub is not asked; empty where it is."""
    if state.credentials is not None:
        return ""
    variant = "" if state.own else "dps"
    problem = Problem(Code.HUB_NOT_ASKED, variant, (("device", state.device_id),))
    return in_a_row(text_of(problem))
