"""What the page says below its heading."""

from __future__ import annotations

from wizard.domain.errors import Code, Problem
from wizard.domain.state import SetupState
from wizard.gui.words import in_a_row
from wizard.text.language import _
from wizard.text.lookup import text_of


def introduction(state: SetupState) -> str:
    """What every choice on the page ends with; has the braces ``module`` and ``device``."""
    if state.device_id:
        return _(
            "Either way, the agent connects as the module {module} of {device}. The difference "
            "is which key is stored on the device.",
        )
    return _(
        "The agent connects as the module {module} of the device that the provisioning service "
        "assigns.",
    )


def what_is_unknown(state: SetupState) -> str:
    """What could not be looked up, where the hub is not asked; empty where it is."""
    if state.credentials is not None:
        return ""
    variant = "" if state.own else "dps"
    problem = Problem(Code.HUB_NOT_ASKED, variant, (("device", state.device_id),))
    return in_a_row(text_of(problem))
