"""How the window is started."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from wizard.domain.demo_fault import DemoFault
    from wizard.text.languages import Language


@dataclass(frozen=True, slots=True)
class TourLook:
    """How the window looks on the pictures; by itself as it opens."""

    scheme: str | None = None
    """``light`` or ``dark``."""
    scale: float | None = None
    size: tuple[int, int] | None = None
    """Width and height, before they are scaled."""


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """The options of the window; by itself what holds without any argument."""

    demo: bool = False
    fault: DemoFault | None = None
    """What the demo hub does wrong."""
    tour: Path | None = None
    """A folder for pictures: no window, but a walk through its pages."""
    scheme: str | None = None
    scale: float | None = None
    size: tuple[int, int] | None = None
    """All three of the pictures."""
    lang: Language | None = None
    """None: as was chosen in the menu, or as the system's."""
    log_file: Path | None = None
    verbose: bool = False

    @classmethod
    def of(cls, parsed: argparse.Namespace) -> WindowOptions:
        """What the command line says of them."""
        return cls(
            demo=parsed.demo,
            fault=parsed.fault,
            tour=parsed.tour,
            scheme=parsed.scheme,
            scale=parsed.scale,
            size=parsed.size,
            lang=parsed.lang,
            log_file=parsed.log_file,
            verbose=parsed.verbose,
        )
