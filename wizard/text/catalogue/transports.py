"""Sentences about AMQP, WebSockets and the ports of the agents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from wizard.domain.hub.port_found import PortFound, PortRole, PortState
from wizard.domain.hub.transport import Transport
from wizard.text.language import N_, _
from wizard.text.sentence import Text

_AGAIN: Final = "Try again in a minute."
_CUT_BETWEEN: Final = (
    "Try again. If the problem persists, ask whether a firewall blocks connections after they "
    "have started."
)

TEXTS: Final[Mapping[str, Text]] = {
    "answers.invalid/transport": Text(
        '{key} is "{value}", but this agent is not built with it.',
        "Write {allowed}, or leave it out.",
    ),
    "answers.invalid/transport_in_file": Text(
        "{key} is only for agents that are built for one transport. The {agent} reads its "
        "transport from its configuration.",
        "Leave it out, or change transportType in SecurityIotInterface.config.",
    ),
    "answers.invalid/transport_built_in": Text(
        "The {agent} was built with its transport and reads none from its files: {key} cannot "
        "change it.",
        "Ask that its port be opened towards the hub, or build the agent with another transport.",
    ),
    "answers.invalid/transport_word": Text(
        '{key} is "{value}", which the {agent} does not know. It takes, in this spelling: '
        "{allowed}.",
        "Use one of these words.",
    ),
    "check.refused/amqp_layer": Text(
        "{host} and the agent do not agree on whether AMQP starts with SASL.",
        "Check that {host} is an IoT hub and that the port is correct.",
    ),
    "check.refused/amqp_sasl": Text(
        "{host} does not accept the SASL mechanism of the agent (MSSBCBS).",
        "Check that {host} is an IoT hub and that the port is correct.",
    ),
    "check.refused/token": Text(
        "{host} did not accept the module's token (status {status}).",
        "Check the host name and the device ID in the agent's configuration.",
    ),
    "check.refused/closed": Text(
        "{host} closed the AMQP connection: {condition}.",
        "Try again. If the problem persists, check the hub's health in the Azure portal.",
    ),
    "check.link_refused": Text(
        "The hub accepts the key of the security module of {device} but refuses its link "
        "({condition}). The module or its device is disabled, or it is not allowed to send.",
        "Check whether the device and the module are enabled in the hub.",
    ),
    "check.link_refused/condition": Text(
        "The hub refused or closed the link of the security module of {device}: {condition}.",
        "Check whether the device and the module are enabled in the hub, then try again.",
    ),
    "check.identity_in_use": Text(
        "Another client connected as the security module of {device}, so the hub closed this "
        "connection. It allows one connection for each identity.",
        "Stop the agent, or whatever else connects with this identity, and try again.",
    ),
    "check.not_found/identity": Text(
        "The hub {host} has no security module for {device}.",
        "Check the device ID in the agent's configuration, or set up the device again and "
        "create the module.",
    ),
    "check.not_found/hub": Text(
        "The server at {host} is not the hub of this name ({condition}).",
        "Check the hub's name in the agent's configuration.",
    ),
    "check.connection_lost/amqp": Text(
        "{host} closed the AMQP connection.",
        "Try again. Possible causes are an agent that uses the same identity, or a throttled hub.",
    ),
    "check.connection_lost/sasl": Text(
        "{host} closed the AMQP connection during SASL.", _CUT_BETWEEN
    ),
    "check.connection_lost/open": Text(
        "{host} closed the AMQP connection while it was being opened.", _CUT_BETWEEN
    ),
    "check.connection_lost/token": Text(
        "{host} closed the AMQP connection when it received the module's token.", _AGAIN
    ),
    "check.connection_lost/link": Text(
        "{host} accepted the module's token, but closed the AMQP connection when the "
        "telemetry link was opened.",
        "Try again. Possible causes are an agent that uses the same identity, or a throttled hub.",
    ),
    "check.connection_lost/websocket": Text(
        "{host} closed the connection when a WebSocket was requested.", _CUT_BETWEEN
    ),
    "check.unauthorized/websocket": Text(
        "{host} refuses the request for a WebSocket (HTTP 401), before the agent could show its "
        "key.",
        "Ask whether a gateway or proxy here wants a login; the agent has none for it.",
    ),
    "check.not_found/websocket": Text(
        "The hub {host} has no WebSocket at the address where every hub has it (HTTP 404).",
        "Check the host name; a hub behind a gateway of its own needs the address let through.",
    ),
    "check.timeout/sasl": Text(
        "The hub did not answer SASL within {seconds} seconds.",
        _CUT_BETWEEN,
    ),
    "check.timeout/open": Text(
        "The hub did not open the AMQP connection within {seconds} seconds.", _CUT_BETWEEN
    ),
    "check.timeout/token": Text(
        "The hub did not answer the module's token within {seconds} seconds.", _AGAIN
    ),
    "check.timeout/link": Text(
        "The hub accepted the module's token, but did not open its link within {seconds} seconds.",
        _AGAIN,
    ),
    "check.timeout/websocket": Text(
        "The hub did not answer the WebSocket request within {seconds} seconds.",
        _CUT_BETWEEN,
    ),
    "check.unavailable/token": Text(
        "The hub {host} could not validate the module's token (status {status}).", _AGAIN
    ),
    "check.unavailable/amqp": Text(
        "The hub {host} is throttling and closed the AMQP connection ({condition}).", _AGAIN
    ),
    "check.bad_config/http1": Text(
        "The agent's transportType is Http1. Modules have no twin over HTTP, so the agent "
        "cannot read its settings.",
        "Set transportType to Amqp in SecurityIotInterface.config.",
    ),
    "check.telemetry_failed/rejected": Text(
        "The hub did not accept the test message: {condition}.",
        "Check the hub's quota and health in the Azure portal, then try again.",
    ),
    "check.agent_port_closed": Text(
        "Port {port} is closed: this agent has no other way.",
        "Ask your network administrator to open port {port} towards {host}; the {agent} needs it.",
    ),
    "check.agent_port_closed/both": Text(
        "Ports {port} and {other} are closed: this agent has no other way.",
        "Ask your network administrator to open port {port} or {other} towards {host}; the {agent} "
        "needs one of them.",
    ),
    "check.agent_port_closed/falls_back": Text(
        "{port} is closed here, {other} is open. The {agent} will fall back to {other}; it loses "
        "up to a minute at each start.",
        "Set transportType to {setting} (repair --transport), or ask your network administrator to "
        "open port {port}.",
    ),
    "check.other_transport": Text(
        "This check used {transport} as requested, but the {agent} uses {own}.",
        "Check again with the agent's own transport to prove that it can connect.",
    ),
}


PORTS: Final[Mapping[PortRole, Mapping[PortState, str]]] = {
    PortRole.OWN: {
        PortState.OPEN: N_("Port {port} is open from here. The {agent} uses it."),
        PortState.CLOSED: N_("Port {port} is closed from here. The {agent} needs it."),
        PortState.NO_TLS: N_(
            "Port {port} is open from here, but no TLS connection can be established on it. The "
            "{agent} needs it."
        ),
        PortState.UNKNOWN: N_(
            "Port {port} did not answer before the check was done. The {agent} needs it."
        ),
    },
    PortRole.FALLBACK: {
        PortState.OPEN: N_("Port {port} is open from here. The {agent} can fall back to it."),
        PortState.CLOSED: N_(
            "Port {port} is closed from here. The {agent} cannot fall back to it."
        ),
        PortState.NO_TLS: N_(
            "Port {port} is open from here, but no TLS connection can be established on it. The "
            "{agent} cannot fall back to it."
        ),
        PortState.UNKNOWN: N_(
            "Port {port}, to which the {agent} would fall back, did not answer before the check "
            "was done."
        ),
    },
    PortRole.UNUSED: {
        PortState.OPEN: N_("Port {port} is open from here. The {agent} does not use it."),
        PortState.CLOSED: N_("Port {port} is closed from here. The {agent} does not need it."),
        PortState.NO_TLS: N_(
            "Port {port} is open from here, but no TLS connection can be established on it. The "
            "{agent} does not need it."
        ),
        PortState.UNKNOWN: N_(
            "Port {port} did not answer before the check was done. The {agent} does not need it."
        ),
    },
}


def port_text(found: PortFound, agent: str) -> str:
    """What was found at a port, and what it is to this agent."""
    return _(PORTS[found.role][found.state]).format(port=found.port, agent=agent)


_NAMES: Final = {
    Transport.HTTPS: N_("HTTPS"),
    Transport.MQTT: N_("MQTT"),
    Transport.AMQP: N_("AMQP"),
    Transport.MQTT_WEBSOCKET: N_("MQTT over WebSocket"),
    Transport.AMQP_WEBSOCKET: N_("AMQP over WebSocket"),
}


_PORT_STATES: Final = {
    PortState.OPEN: N_("{port} open"),
    PortState.CLOSED: N_("{port} closed"),
    PortState.NO_TLS: N_("{port} without a secure connection"),
    PortState.UNKNOWN: N_("{port} not known"),
}


def transport_words(transports: Sequence[Transport]) -> str:
    """What an agent tries, in its order; empty where that is not known."""
    return _(", then ").join(_(_NAMES[one]) for one in transports)


def port_state_words(port_and_state: str) -> str:
    """ "443 open", as a step notes what was found at another port, in words."""
    port, _space, state = port_and_state.partition(" ")
    return _(_PORT_STATES[PortState(state)]).format(port=port)
