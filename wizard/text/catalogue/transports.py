"""Sentences about AMQP, WebSockets and the ports of the agents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_AGAIN: Final = "Try again in a minute."
_CUT_BETWEEN: Final = (
    "Try again. If it stays so, ask whether a firewall here lets connections begin and then holds "
    "them back."
)

TEXTS: Final[Mapping[str, Text]] = {
    "answers.invalid/transport": Text(
        '{key} is "{value}", which this agent is not built with.',
        "Write {allowed}, or leave it out.",
    ),
    "answers.invalid/transport_in_file": Text(
        "{key} is for agents whose build decides; the {agent} reads its transport from its files.",
        "Leave it out, or change transportType in SecurityIotInterface.config.",
    ),
    "check.refused/amqp_layer": Text(
        "{host} and the agent do not agree on how AMQP begins: with SASL or without.",
        "Check that {host} is an IoT Hub and the port the right one.",
    ),
    "check.refused/amqp_sasl": Text(
        "{host} does not accept the agent's way to begin AMQP (SASL MSSBCBS).",
        "Check that {host} is an IoT Hub and the port the right one.",
    ),
    "check.refused/token": Text(
        "{host} did not take the module's token (status {status}).",
        "Check the hub's name and the device's id in the agent's configuration.",
    ),
    "check.refused/closed": Text(
        "{host} closed the AMQP connection: {condition}.",
        "Try again. If it stays so, look at the hub's health in the Azure portal.",
    ),
    "check.link_refused": Text(
        "The hub accepts the key of the security module of {device} and refuses its link "
        "({condition}): the module or its device is disabled, or it may not send.",
        "Look whether the device and the module are enabled in the hub.",
    ),
    "check.link_refused/condition": Text(
        "The hub refused the link of the security module of {device}, or took it away: "
        "{condition}.",
        "Look whether the device and the module are enabled in the hub, then try again.",
    ),
    "check.identity_in_use": Text(
        "Somebody else has connected as the security module of {device}, and the hub ended this "
        "connection: it keeps one for each identity.",
        "Stop the agent, or whatever else connects with this identity, and try again.",
    ),
    "check.not_found/identity": Text(
        "The hub {host} knows no security module of {device}.",
        "Check the device's id in the agent's configuration, or set the device up again and let "
        "the module be created.",
    ),
    "check.not_found/hub": Text(
        "What answers for {host} is no hub of this name ({condition}).",
        "Check the hub's name in the agent's configuration.",
    ),
    "check.connection_lost/amqp": Text(
        "{host} cut the AMQP connection.",
        "Try again. An agent that runs with the same identity, or a throttled hub, does this.",
    ),
    "check.connection_lost/sasl": Text(
        "{host} cut the AMQP connection at its very beginning (SASL).", _CUT_BETWEEN
    ),
    "check.connection_lost/open": Text(
        "{host} cut the AMQP connection while it was being opened.", _CUT_BETWEEN
    ),
    "check.connection_lost/token": Text(
        "{host} cut the AMQP connection when it was given the module's token.", _AGAIN
    ),
    "check.connection_lost/link": Text(
        "{host} took the module's token and cut the AMQP connection at the link for telemetry.",
        "Try again. An agent that runs with the same identity, or a throttled hub, does this.",
    ),
    "check.connection_lost/websocket": Text(
        "{host} cut the connection when a WebSocket was asked for.", _CUT_BETWEEN
    ),
    "check.timeout/sasl": Text(
        "The hub did not answer the beginning of AMQP (SASL) within {seconds} seconds.",
        _CUT_BETWEEN,
    ),
    "check.timeout/open": Text(
        "The hub did not open the AMQP connection within {seconds} seconds.", _CUT_BETWEEN
    ),
    "check.timeout/token": Text(
        "The hub did not answer to the module's token within {seconds} seconds.", _AGAIN
    ),
    "check.timeout/link": Text(
        "The hub took the module's token and did not open its link within {seconds} seconds.",
        _AGAIN,
    ),
    "check.timeout/websocket": Text(
        "The hub did not answer the request for a WebSocket within {seconds} seconds.",
        _CUT_BETWEEN,
    ),
    "check.unavailable/token": Text(
        "The hub {host} could not judge the module's token (status {status}).", _AGAIN
    ),
    "check.unavailable/amqp": Text(
        "The hub {host} has too much to do and ended the AMQP connection ({condition}).", _AGAIN
    ),
    "check.bad_config/http1": Text(
        "The agent's transportType is Http1, over which a module has no twin: the agent cannot "
        "read its settings.",
        "Set transportType to Amqp in SecurityIotInterface.config.",
    ),
    "check.telemetry_failed/rejected": Text(
        "The hub did not take the test message: {condition}.",
        "Look at the hub's quota and its health in the Azure portal, then try again.",
    ),
    "check.agent_port_closed": Text(
        "Port {port} of {host}, over which the {agent} reaches its hub, is closed from here: this "
        "agent has no other way.",
        "Ask that port {port} be opened towards the hub.",
    ),
    "check.agent_port_closed/falls_back": Text(
        "Port {port} of {host} is closed from here. The {agent} will fall back to port {other}, "
        "and loses up to a minute at each start.",
        "Set transportType to {setting} in SecurityIotInterface.config, or ask that port {port} "
        "be opened.",
    ),
    "check.agent_port_closed/other_open": Text(
        "Port {other} of {host} is open from here.",
        "The {agent}, as it is configured, does not use it.",
    ),
    "check.agent_port_closed/other_closed": Text(
        "Port {other} of {host} is closed from here.",
        "The {agent}, as it is configured, does not need it.",
    ),
    "check.agent_port_closed/other_no_tls": Text(
        "Port {other} of {host} is open from here, and no secure connection comes about on it.",
        "The {agent}, as it is configured, does not need it.",
    ),
    "check.other_transport": Text(
        "This check went over {transport}, as was asked; the {agent} itself uses {own}.",
        "Check again without --transport for a proof that this agent can connect.",
    ),
}
