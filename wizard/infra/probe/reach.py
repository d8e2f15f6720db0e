"""Whether a port can be reached and trusted: name, route, TLS, and no credentials."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable
from typing import Final

from wizard.domain.hub.connection_events import AMQP_PORT, Transport
from wizard.domain.state import HubAddress
from wizard.infra.net.cancellable_socket import CancellableSocket, connect
from wizard.infra.net.faults import BACKSTOP, LIMIT, NetworkFault, check_error
from wizard.infra.net.https_client import open_way
from wizard.infra.net.tls import secure
from wizard.infra.probe.context import ProbeContext
from wizard.infra.threads import run_blocking

_OTHER: Final = "Authentication / Other"
_NO_TWIN: Final = "Remote Configuration / Timeout"


async def reach(address: HubAddress, transport: Transport, way: ProbeContext) -> None:
    """Connect as far as TLS, and leave. Raises CheckError and HubError."""
    line = way.line()
    is_https = transport is Transport.HTTPS

    def look() -> None:
        if is_https:
            sock = open_way(address.name, address.https_port, time.monotonic() + LIMIT, line)
            secure(sock, way.contexts.get, address.name, line).close()
        else:
            port = AMQP_PORT if transport is Transport.AMQP else way.network.mqtt_port
            secure_socket(address.name, port, way.contexts.get, line).close()

    logged = _OTHER if is_https else _NO_TWIN
    try:
        async with asyncio.timeout(BACKSTOP):
            await run_blocking(look)
    except TimeoutError:
        line.cut()
        raise check_error(line.out_of_time(address.name), logged) from None
    except NetworkFault as fault:
        raise check_error(fault, logged) from None
    except asyncio.CancelledError:
        line.cut()
        raise


def secure_socket(
    host: str, port: int, get_context: Callable[[], ssl.SSLContext], line: CancellableSocket
) -> ssl.SSLSocket:
    """A TLS connection that no proxy carries. Raises NetworkFault and what the context raises."""
    sock = connect(host, port, time.monotonic() + LIMIT, line)
    return secure(sock, get_context, host, line)
