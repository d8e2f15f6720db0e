"""What the user wants of a check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What the user wants of a check.

    ``connect`` False: everything but connecting as the module, which cuts a running agent off for a
    moment.
    """

    connect: bool = True
    send_test_message: bool = False


AS_THE_AGENT: Final = CheckOptions()
