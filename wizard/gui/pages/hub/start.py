"""With what the first page begins, and what it is left with."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.domain.hub.model import Network, SavedHub
from wizard.domain.secret import Secret
from wizard.gui.pages.hub.access_choice import AccessKind


@dataclass(frozen=True, slots=True)
class HubStart:
    """With what the page begins: nothing, or the demo hub's values."""

    connection_string: Secret | None = None
    network: Network = Network()


@dataclass(frozen=True, slots=True)
class HubChoice:
    """What was filled in or chosen on the page."""

    kind: AccessKind
    source: Secret | SavedHub
    network: Network
