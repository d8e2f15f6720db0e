"""Whether a port can be reached and trusted: name, route, TLS, and no credentials."""

from __future__ import annotations

from wizard.domain.agent.agent_error import AgentError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.transport import Transport
from wizard.infra.net.blocking_call import blocking_call
from wizard.infra.net.cancellable_socket import CancellableSocket
from wizard.infra.probe.agent_errors import connecting_as_agent
from wizard.infra.probe.context import ProbeContext
from wizard.infra.probe.stream import secure_socket


async def reach(address: HubAddress, transport: Transport, context: ProbeContext) -> None:
    """Connect as far as TLS, and leave. Raises CheckError and HubError."""

    def connect_and_leave(cancellable: CancellableSocket) -> None:
        secure_socket(address, transport, context, cancellable).close()

    is_https = transport is Transport.HTTPS
    with connecting_as_agent(AgentError.AUTH_OTHER if is_https else AgentError.REMOTE_TIMEOUT):
        await blocking_call(connect_and_leave, address.name, context.watch)
