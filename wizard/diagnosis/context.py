"""What the live check tells whoever looks for the cause behind a step that failed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from wizard.domain.agent.model import AgentFlavour, AgentSettings
from wizard.domain.errors import Problem
from wizard.domain.hub.model import Network
from wizard.domain.proof import Assignment, Proof
from wizard.domain.report import StepId
from wizard.domain.secret import Secret


@dataclass(frozen=True, slots=True)
class FailureContext:
    """What was known when ``step`` failed; None: it was not known yet.

    A connection that failed on its way has the step that it was made for. ``proof`` is what the
    agent's file holds; ``module_key`` what the module's connection was, or would have been, proven
    with: the same in mode SecurityModule, else what the hub told the device. ``target`` is the hub
    and the device, from the configuration or the provisioning service. ``may_connect`` False: the
    user does not want that anybody connects as the module. ``ahead`` is how far this computer's
    clock is ahead of a server's that told its time, in seconds.
    """

    step: StepId
    network: Network
    flavour: AgentFlavour | None = None
    settings: AgentSettings | None = None
    proof: Proof | None = None
    module_key: Secret | None = None
    target: Assignment | None = None
    may_connect: bool = True
    ahead: float | None = None


Explain = Callable[[Problem, FailureContext], Awaitable[Problem]]
"""Gives a problem with a more precise code or variant, or the same one.

It has what is left of the check's time. What it raises is logged and changes nothing.
"""


async def as_it_is(problem: Problem, _context: FailureContext) -> Problem:
    """Explains nothing."""
    return problem
