"""Whether a port can be reached and trusted: name, route, TLS, and no credentials."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from wizard.domain.agent.agent_error import AgentError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.connection_events import AMQP_PORT, Transport
from wizard.infra.net import faults
from wizard.infra.net.blocking_call import blocking_call
from wizard.infra.net.cancellable_socket import CancellableSocket, connect
from wizard.infra.net.route import open_route
from wizard.infra.net.tls import secure
from wizard.infra.probe.agent_errors import connecting_as_agent
from wizard.infra.probe.context import ProbeContext

if TYPE_CHECKING:
    import ssl


async def reach(address: HubAddress, transport: Transport, context: ProbeContext) -> None:
    """Connect as far as TLS, and leave. Raises CheckError and HubError."""
    is_https = transport is Transport.HTTPS

    def connect_and_leave(cancellable: CancellableSocket) -> None:
        if is_https:
            deadline = time.monotonic() + faults.LIMIT
            way_out = context.network.proxy
            sock = open_route(address.name, address.https_port, deadline, cancellable, way_out)
            secure(sock, context.contexts.get, address.name, cancellable).close()
        else:
            port = AMQP_PORT if transport is Transport.AMQP else context.network.mqtt_port
            secure_socket(address.name, port, context.contexts.get, cancellable).close()

    with connecting_as_agent(AgentError.AUTH_OTHER if is_https else AgentError.REMOTE_TIMEOUT):
        await blocking_call(connect_and_leave, address.name, context.watch)


def secure_socket(
    host: str, port: int, get_context: Callable[[], ssl.SSLContext], cancellable: CancellableSocket
) -> ssl.SSLSocket:
    """A TLS connection that no proxy carries. Raises HubError and what the context raises."""
    sock = connect(host, port, time.monotonic() + faults.LIMIT, cancellable)
    return secure(sock, get_context, host, cancellable)
