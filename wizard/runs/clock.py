"""This computer's clock against the hub's, as an answer of the hub has told its time."""

from __future__ import annotations

from wizard.domain.errors import Code, Problem
from wizard.domain.hub.connection_events import CLOCK_TOLERANCE


def clock_skew(ahead: float | None) -> Problem | None:
    """What a clock that is ``ahead`` seconds ahead is blamed for; None: it is right enough."""
    if ahead is None or abs(ahead) <= CLOCK_TOLERANCE:
        return None
    variant = "ahead" if ahead > 0 else "behind"
    return Problem(Code.HUB_CLOCK_SKEW, variant, (("minutes", round(abs(ahead) / 60)),))


def clock_warning(ahead: float | None) -> Problem | None:
    """What to warn of where nothing was refused for the clock yet."""
    skew = clock_skew(ahead)
    if skew is None:
        return None
    return Problem(skew.code, f"{skew.variant}_so_far", skew.params)
