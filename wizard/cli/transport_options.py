"""Options that say what is spoken with the hub, and on which ports."""

from __future__ import annotations

from wizard import compose
from wizard.cli import values
from wizard.cli.arguments import Parser
from wizard.domain.hub.transport import DEFAULT_PORTS, TRANSPORT_OF_OPTION, Transport
from wizard.text.language import _


def add_transport(command: Parser) -> None:
    """What the check speaks as the module, and the ports that differ from every hub's."""
    command.add_argument(
        "--transport",
        choices=tuple(TRANSPORT_OF_OPTION),
        help=_("the transport that the agent was built for; the C agent's default is amqp"),
    )
    _add_ports(command)


def add_transport_type(command: Parser) -> None:
    """What an agent is to use whose files say so."""
    command.add_argument(
        "--transport",
        choices=compose.transport_types(),
        metavar="TYPE",
        help=_(
            "also set the C# agent's transportType: Amqp_WebSocket_Only (port 443 only), Amqp, "
            "Amqp_Tcp_Only, Mqtt, Mqtt_WebSocket_Only or Mqtt_Tcp_Only"
        ),
    )


def _add_ports(command: Parser) -> None:
    for transport in (Transport.AMQP, Transport.MQTT):
        usual = DEFAULT_PORTS[transport]
        command.add_argument(
            f"--{transport.value}-port",
            type=values.port,
            default=usual,
            metavar="N",
            help=_("port to use instead of {number}").format(number=usual),
        )
