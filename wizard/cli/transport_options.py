"""Options that say what is spoken with the hub, and on which ports."""

from __future__ import annotations

from wizard.cli import values
from wizard.cli.arguments import Parser
from wizard.domain.hub.transport import DEFAULT_PORTS, TRANSPORT_OF_OPTION, Transport


def add_transport(command: Parser) -> None:
    """What the check speaks as the module, and the ports that differ from every hub's."""
    command.add_argument(
        "--transport",
        choices=tuple(TRANSPORT_OF_OPTION),
        help="what the agent was built with (the C agent: amqp unless it is named), or what to try",
    )
    for transport in (Transport.AMQP, Transport.MQTT):
        usual = DEFAULT_PORTS[transport]
        command.add_argument(
            f"--{transport.value}-port",
            type=values.port,
            default=usual,
            metavar="N",
            help=f"instead of {usual}",
        )
