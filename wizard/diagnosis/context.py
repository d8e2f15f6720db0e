"""What the live check tells whoever looks for the cause behind a step that failed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from wizard.domain.agent.agent_error import AgentError
from wizard.domain.agent.model import AgentFlavour, AgentSettings
from wizard.domain.certificate_store import StoreReference
from wizard.domain.errors import Code, Param, Problem
from wizard.domain.hub.model import Network
from wizard.domain.hub.transport import Transport
from wizard.domain.proof import Assignment, Proof, StoredCertificate
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
    clock is ahead of a server's that told its time, in seconds. ``transport`` is what the module's
    connection was, or would have been, made over. ``stored`` is the certificate that the agent
    takes from a store, where it was found in this computer's.
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
    transport: Transport = Transport.AMQP
    stored: StoredCertificate | None = None


Explain = Callable[[Problem, FailureContext], Awaitable[Problem]]
"""Gives a problem with a more precise code or variant, or the same one.

It has what is left of the check's time. What it raises is logged and changes nothing.
"""


async def as_it_is(problem: Problem, _context: FailureContext) -> Problem:
    """Explains nothing."""
    return problem


class Role(StrEnum):
    """As whom the login was tried."""

    DEVICE = "device"
    MODULE = "module"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A login that the hub refused, or would refuse.

    ``proof`` is what it was shown: from ``file``, or from the hub itself where that is empty (the
    module's key in device mode). A certificate in a store nobody could show it.
    """

    problem: Problem
    target: Assignment
    module_id: str
    role: Role
    proof: Proof | StoredCertificate | StoreReference = field(repr=False)
    file: str

    @classmethod
    def of(cls, problem: Problem, context: FailureContext) -> Refusal | None:
        """The refusal behind a failed step; None where it is none, or not by the hub."""
        settings, target = context.settings, context.target
        if problem.code not in _REFUSED or settings is None or target is None:
            return None
        if problem.variant == _BEFORE_ANY_KEY:
            return None
        role = Role.DEVICE if context.step is StepId.CHECK_HUB_REST else Role.MODULE
        proof = context.proof if role is Role.DEVICE else context.module_key
        if proof is None:
            return None
        file = settings.secret_path if proof == context.proof else ""
        return cls(problem, target, settings.module_id, role, proof, file)

    @classmethod
    def expected(cls, context: FailureContext) -> Refusal | None:
        """Of a certificate in a store, with which nobody has logged in; None without one."""
        settings, target = context.settings, context.target
        if settings is None or settings.store is None or target is None:
            return None
        about = (("device", target.device_id),)
        problem = Problem(Code.CHECK_UNAUTHORIZED, "", about, AgentError.AUTH_UNAUTHORIZED)
        proof = context.stored or settings.store
        return cls(problem, target, settings.module_id, Role.DEVICE, proof, settings.secret_path)

    @property
    def key(self) -> Secret | None:
        """The symmetric key that was shown; None for a certificate."""
        return self.proof if isinstance(self.proof, Secret) else None

    def because(self, variant: str, **params: Param) -> Problem:
        """The same failure with its cause: a sentence of its own, and what that needs."""
        device = self.target.device_id
        identity = device if self.role is Role.DEVICE else f"{device}/{self.module_id}"
        known: dict[str, Param] = dict(self.problem.params)
        known |= {"device": device, "module": self.module_id, "identity": identity}
        known |= {"host": self.target.address.host_name, "file": self.file} | params
        return replace(self.problem, variant=variant, params=tuple(known.items()))


_BEFORE_ANY_KEY = "websocket"
_REFUSED = (Code.CHECK_UNAUTHORIZED, Code.CHECK_NOT_FOUND, Code.CHECK_LINK_REFUSED)
