"""Steps of a report, made from the events of a connection.

The first connection of a check is reported as steps: name, route, TLS, then what it was made for.
A later one belongs as a whole to the step that it is made for.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

from wizard.domain.errors import Code, Problem
from wizard.domain.hub.connection_events import (
    CLOCK_TOLERANCE,
    AddressFailed,
    Connected,
    ConnectionEvent,
    Phase,
    PhaseStarted,
    Resolved,
    Secured,
    ServerTime,
    Stage,
    StageStarted,
    TransportChosen,
)
from wizard.domain.hub.transport import Transport
from wizard.domain.report import Detail, StepId
from wizard.runs.clock import clock_skew, clock_warning
from wizard.runs.step_runner import StepRunner

_STEPS: Final = {
    Phase.RESOLVE: StepId.CHECK_RESOLVE,
    Phase.TCP: StepId.CHECK_TCP,
    Phase.TLS: StepId.CHECK_TLS,
}


class ConnectionSteps:
    """One connection. ``step`` is what it is made for; None: only to see whether it can be made.

    ``ahead`` is how far this computer's clock is ahead of the server's, in seconds, where it told.
    """

    def __init__(self, runner: StepRunner, step: StepId | None, *, is_first: bool) -> None:
        self._runner = runner
        self._step = step
        self._steps = _STEPS if is_first else {}
        self._current: StepId | None = None
        self._is_closed = False
        self._unanswered: list[AddressFailed] = []
        self._connected: Connected | None = None
        self._transport: Transport | None = None
        self._stage = Stage.TCP
        self.is_secured = False
        self.ahead: float | None = None
        if not is_first and step is not None:
            self._move_on(step, time.perf_counter())

    def watch(self, event: ConnectionEvent) -> None:
        """Take an event in. One after `close`, from a thread that was given up, is ignored."""
        if self._is_closed:
            return
        match event:
            case TransportChosen(transport, after):
                self._begin_again(transport, after)
            case PhaseStarted(phase, at):
                self._stage = Stage.TLS if phase is Phase.TLS else Stage.TCP
                if phase in self._steps:
                    self._move_on(self._steps[phase], at)
            case StageStarted(stage):
                self._stage = stage
            case Resolved(addresses):
                self._note(("addresses", addresses))
            case AddressFailed():
                self._unanswered.append(event)
            case Connected():
                self._connect(event)
            case Secured():
                self._secured(event)
            case ServerTime(ahead):
                self.ahead = ahead

    def close(self) -> None:
        """Take no more events: the call that connects has ended."""
        self._is_closed = True

    def succeed(self) -> None:
        """The connection has done its work."""
        at = time.perf_counter()
        self._move_on(self._step, at)
        self._note_transport()
        if self._current is not None:
            self._runner.finish(self._current, at=at)

    def fail(self, problem: Problem, at: float) -> None:
        """The connection failed, at that time, where it had come to."""
        if self._connected is None:
            self._note_unanswered()
        if self._current is None:
            self._move_on(self._step or StepId.CHECK_RESOLVE, at)
        self._note_transport(("stage", self._stage.value))
        if self._current is not None:
            self._runner.finish(self._current, problem, at)

    def broken_route(self, host: str) -> Problem | None:
        """What to warn of where an address did not do, and another did."""
        if self._connected is None or not self._unanswered:
            return None
        dead = [one.address for one in self._unanswered]
        only_ipv6 = all(":" in one for one in dead) and ":" not in self._connected.address
        params = (
            ("host", self._connected.proxy or host),
            ("dead", ", ".join(dead)),
            ("address", self._connected.address),
        )
        return Problem(Code.CHECK_ADDRESS_UNREACHABLE, "ipv6" if only_ipv6 else "", params)

    def _begin_again(self, transport: Transport, after: Problem | None) -> None:
        """The next transport is tried: what was found on the way of the one before is no more."""
        if self._transport is not None:
            if after is not None and self._step is not None:
                self._runner.fall_back(self._step, after, self._transport, transport)
            self._runner.forget(*self._steps.values())
            self._connected, self.is_secured, self._unanswered = None, False, []
            self._current = None if self._steps else self._current
        self._transport, self._stage = transport, Stage.TCP

    def _note_transport(self, *facts: tuple[str, str]) -> None:
        """Of a connection as the module: over what, and where it failed. Also where the failure
        itself is that of an earlier step."""
        if self._transport is not None and self._step is not None:
            self._runner.note(self._step, (("transport", self._transport.value), *facts))

    def _connect(self, event: Connected) -> None:
        self._connected = event
        self._note(("address", event.address), ("port", event.port))
        if event.proxy:
            self._note(("proxy", event.proxy))
        if event.rule:
            self._note(("proxy_rule", event.rule))
        self._note_unanswered()

    def _note_unanswered(self) -> None:
        if self._unanswered:
            found = tuple(f"{one.address} ({one.reason})" for one in self._unanswered)
            self._note(("unanswered", found))

    def _secured(self, event: Secured) -> None:
        self.is_secured = True
        self._note(("tls_version", event.version))
        if event.issuer:
            self._note(("issuer", event.issuer))
        if event.expires is not None:
            self._note(("expires", f"{event.expires:%Y-%m-%d}"))
        self._move_on(self._step, event.at)

    def _move_on(self, step: StepId | None, at: float) -> None:
        if step is self._current:
            return
        if self._current is not None:
            self._runner.finish(self._current, at=at)
        self._current = step
        if step is not None:
            self._runner.start(step, at)

    def _note(self, *facts: tuple[str, str | int | tuple[str, ...]]) -> None:
        detail: Detail = facts
        if self._current is not None:
            self._runner.note(self._current, detail)


class ClockStep:
    """Told once, by the first server that tells its time. A refused token makes a fault of it."""

    def __init__(self, runner: StepRunner) -> None:
        self._runner = runner
        self._is_open = False
        self.ahead: float | None = None

    def compare(self, ahead: float) -> None:
        """This computer's clock is ``ahead`` seconds ahead. What comes of it stays open if much."""
        if self.ahead is not None:
            return
        self.ahead = ahead
        self._runner.start(StepId.CHECK_CLOCK)
        self._runner.note(StepId.CHECK_CLOCK, (("ahead_seconds", round(ahead, 1)),))
        self._is_open = abs(ahead) > CLOCK_TOLERANCE
        if not self._is_open:
            self._runner.finish(StepId.CHECK_CLOCK)

    def blame(self, problem: Problem) -> None:
        """A token was refused because of it; ``problem`` says so."""
        if not self._is_open:
            self._runner.start(StepId.CHECK_CLOCK)
        self._is_open = False
        self._runner.finish(StepId.CHECK_CLOCK, problem)

    def explained(self, problem: Problem) -> Problem:
        """The problem, or this one where it is about a token that was refused for the clock."""
        if problem.code is not Code.CHECK_UNAUTHORIZED or self._skew() is None:
            return problem
        return replace(self._skew() or problem, agent_error=problem.agent_error)

    def settle(self) -> Problem | None:
        """Nothing was refused: what to warn of."""
        if not self._is_open:
            return None
        self._is_open = False
        self._runner.finish(StepId.CHECK_CLOCK)
        return clock_warning(self.ahead)

    def _skew(self) -> Problem | None:
        return clock_skew(self.ahead)
