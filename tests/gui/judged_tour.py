"""The tour of the program, with each picture judged as it is taken: see `picture_faults`.

A program of its own: Qt reads the scale once, when the application is made. Standard output has a
line for each fault.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from tests.end2end.patient_program import be_patient
from tests.gui.picture_faults import illegible, misplaced
from tests.patience import NEVER
from wizard.__main__ import main
from wizard.gui.tour import driver, tour

FAULT: Final = "fault: "
_TURNS_OF_A_LAYOUT: Final = 40
_TURN: Final = 0.05


class JudgingDriver(driver.TourDriver):
    """Waits until everything has its place, as long as that takes; then it counts."""

    async def picture(self, name: str, of: QWidget | None = None) -> None:
        shown = of or self.window
        for _turn in range(_TURNS_OF_A_LAYOUT):
            await asyncio.sleep(_TURN)
            if not misplaced(shown):
                break
        await super().picture(name, of)
        for fault in dict.fromkeys([*misplaced(shown), *illegible(shown)]):
            self.say(f"{FAULT}{name}: {' '.join(fault.split())}")


def judge(*options: str | Path) -> int:
    """``--tour`` with these options; the program's exit code."""
    be_patient()
    driver._PATIENCE = NEVER  # type: ignore[misc]
    driver._SETTLE = _TURN  # type: ignore[misc]
    tour.TourDriver = JudgingDriver  # type: ignore[attr-defined]
    return main(list(map(str, options)))


if __name__ == "__main__":
    sys.exit(judge(*sys.argv[1:]))
