"""With what the first page begins, and what it is left with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wizard.domain.demo_fault import DemoFault
from wizard.domain.hub.model import Network, SavedHub
from wizard.domain.secret import Secret
from wizard.gui.pages.hub.access_choice import AccessKind


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A hub on this computer, made for the demonstration."""

    devices: int
    show_fault: Callable[[DemoFault | None], None]
    """Let something go wrong there from now on; None: nothing."""
    fault: DemoFault | None = None
    """What goes wrong from the start."""


@dataclass(frozen=True, slots=True)
class HubStart:
    """With what the page begins: nothing, or the demo hub's values."""

    connection_string: Secret | None = None
    network: Network = Network()
    demonstration: Demonstration | None = None


@dataclass(frozen=True, slots=True)
class HubChoice:
    """What was filled in or chosen on the page."""

    kind: AccessKind
    source: Secret | SavedHub
    network: Network
