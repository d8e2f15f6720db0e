"""What keeps an agent from starting, for the agent's plug-in to say what it logs of that."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.domain.agent.model import Identity
from wizard.domain.errors import Problem


@dataclass(frozen=True, slots=True)
class FailedStart:
    """A step that the agent will fail at as the live check did.

    ``problem`` is the cause that was found; ``problem.agent_error`` what an agent logs that tells
    every answer apart. ``identity`` is the agent's, by its configuration. ``at_dps``: it was the
    provisioning service that did not do.
    """

    problem: Problem
    identity: Identity | None = None
    at_dps: bool = False
