"""Connecting as the module over what the agent will use, in the agent's order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from wizard.domain.agent.agent_error import AgentError
from wizard.domain.agent.assessment import Assessment
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import CheckError, Code, Param, Problem, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.connection_events import TransportChosen, Watch
from wizard.domain.hub.model import Network
from wizard.domain.hub.port_found import PortFound, PortState
from wizard.domain.hub.transport import Transport
from wizard.domain.ports.probe import AuthProbe, ModuleLink
from wizard.domain.proof import Assignment
from wizard.domain.secret import Secret

_NETWORK: Final = (Code.CHECK_UNREACHABLE, Code.CHECK_TIMEOUT, Code.CHECK_CONNECTION_LOST)
"""Failures for the network's sake: after these the C# agent's SDK tries its next transport."""

_ONLY_WEBSOCKET: Final = {
    Transport.AMQP_WEBSOCKET: "Amqp_WebSocket_Only",
    Transport.MQTT_WEBSOCKET: "Mqtt_WebSocket_Only",
}


class ModuleConnection:
    """The connection of one check. ``transport`` is what was tried last; ``link`` what came of it.

    ``wanted`` is the transport that the user has named, where that is not left to the agent.
    """

    def __init__(self, probe: AuthProbe, network: Network, wanted: Transport | None) -> None:
        self._probe = probe
        self._network = network
        self._wanted = wanted
        self._flavour: AgentFlavour | None = None
        self._first_failure: SetupError | None = None
        self._shut: list[Transport] = []
        self._own: tuple[Transport, ...] = (Transport.AMQP,)
        self.transports: tuple[Transport, ...] = (Transport.AMQP,)
        self.transport = Transport.AMQP
        self.link: ModuleLink | None = None

    def plan(self, flavour: AgentFlavour, assessment: Assessment) -> None:
        """What the agent will use: by its configuration, else as it is built."""
        self._flavour = flavour
        self._own = assessment.transports or flavour.transports
        self.transports = (self._wanted,) if self._wanted else self._own
        self.transport = self.transports[0]

    @property
    def with_sasl(self) -> bool:
        """Whether this agent opens AMQP with SASL."""
        return self._flavour is None or self._flavour.opens_with_sasl

    async def open(self, target: Assignment, module_id: str, key: Secret, watch: Watch) -> None:
        """Connect, by the next transport where one fails for the network's sake.

        Raises CheckError and HubError: of the first transport where none gets through.
        """
        failure: Problem | None = None
        for transport in self.transports:
            if transport is Transport.HTTPS:
                raise CheckError(
                    Code.CHECK_BAD_CONFIG, "http1", agent_error=AgentError.REMOTE_TIMEOUT
                )
            self.transport = transport
            watch(TransportChosen(transport, failure))
            try:
                self.link = await self._probe.connect(
                    target.address,
                    target.device_id,
                    module_id,
                    key,
                    watch,
                    transport,
                    with_sasl=self.with_sasl,
                )
            except SetupError as error:
                if not is_of_network(error.problem):
                    raise
                self._first_failure, failure = self._first_failure or error, error.problem
                if _is_shut(error.problem):
                    self._shut.append(transport)
            else:
                return
        if self._first_failure is not None:
            self.transport = self.transports[0]
            raise self._first_failure

    def warnings(self, target: Assignment, found: Sequence[PortFound]) -> Iterator[Problem]:
        """What to warn of. ``found`` is what is known of the hub's ports."""
        flavour, wanted = self._flavour, self._wanted
        if flavour is None:
            return
        if self.link is not None and wanted is not None and not self._may_be_built_so(wanted):
            own = " / ".join(one.value for one in self._own)
            about = (("agent", flavour.name), ("transport", wanted.value), ("own", own))
            yield Problem(Code.CHECK_OTHER_TRANSPORT, "", about)
        yield from self._closed_port(target.address, flavour, found)

    def _closed_port(
        self, address: HubAddress, flavour: AgentFlavour, found: Sequence[PortFound]
    ) -> Iterator[Problem]:
        """The agent's first port is closed: what that means to this agent."""
        shut = {one.port for one in found if one.state.is_shut}
        shut |= {self._network.port(one, address) for one in self._shut}
        first, *others = (self._network.port(one, address) for one in self.transports)
        is_connected_at_once = self.link is not None and not self._fell_back
        if first not in shut or is_connected_at_once:
            return
        left = next((port for port in others if port not in shut), None)
        about: tuple[tuple[str, Param], ...] = (
            ("agent", flavour.name),
            ("host", address.name),
            ("port", first),
        )
        if left is not None:
            setting = _ONLY_WEBSOCKET.get(self.transports[-1], "")
            more = (*about, ("other", left), ("setting", setting))
            yield Problem(Code.CHECK_AGENT_PORT_CLOSED, "falls_back", more)
        elif self._first_failure is None or any(one.state is PortState.OPEN for one in found):
            # Where nothing at all can be reached, the failure itself says so.
            if others:
                more = (*about, ("other", others[-1]))
                yield Problem(Code.CHECK_AGENT_PORT_CLOSED, "both", more)
            else:
                yield Problem(Code.CHECK_AGENT_PORT_CLOSED, "", about)

    @property
    def was_tried(self) -> bool:
        """Whether anybody has tried to connect, in vain or not."""
        return self.link is not None or self._first_failure is not None

    @property
    def _fell_back(self) -> bool:
        return self.link is not None and self._first_failure is not None

    def _may_be_built_so(self, wanted: Transport) -> bool:
        """Whether the agent uses it: as configured, or where its build decides and may be so."""
        flavour = self._flavour
        return wanted in self._own or (flavour is not None and wanted in flavour.build_options)


def _is_shut(problem: Problem) -> bool:
    """Whether nobody answers at the port itself."""
    is_silent = problem.code is Code.CHECK_TIMEOUT and problem.variant in ("connect", "tls")
    return problem.code is Code.CHECK_UNREACHABLE or is_silent


def is_of_network(problem: Problem | None) -> bool:
    """Whether a connection has failed for the network's sake."""
    return problem is not None and problem.code in _NETWORK
