"""The connection that a protocol is spoken over: TLS, or a WebSocket inside it."""

from __future__ import annotations

import ssl
import time
from typing import Final

from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.connection_events import Stage, StageStarted
from wizard.domain.hub.transport import Transport
from wizard.infra.net import faults
from wizard.infra.net.cancellable_socket import CancellableSocket, connect, set_deadline
from wizard.infra.net.faults import connection_lost, timed_out
from wizard.infra.net.route import open_route
from wizard.infra.net.tls import secure
from wizard.infra.net.websocket import RefusedUpgradeError, WebSocketStream
from wizard.infra.probe.context import ProbeContext
from wizard.infra.probe.websocket_refusals import not_agreed

Stream = ssl.SSLSocket | WebSocketStream

_SUBPROTOCOLS: Final = {
    Transport.AMQP_WEBSOCKET: "AMQPWSB10",
    Transport.MQTT_WEBSOCKET: "mqtt",
}


def secure_socket(
    address: HubAddress, transport: Transport, context: ProbeContext, cancellable: CancellableSocket
) -> ssl.SSLSocket:
    """A TLS connection to the port of that transport; only the HTTPS port may be behind a proxy.

    Raises HubError and what the TLS context raises.
    """
    deadline = time.monotonic() + faults.LIMIT
    port = context.network.port(transport, address)
    if transport.is_web:
        sock = open_route(address.name, port, deadline, cancellable, context.network.proxy)
    else:
        sock = connect(address.name, port, deadline, cancellable)
    return secure(sock, context.contexts.get, address.name, cancellable)


def open_stream(
    address: HubAddress, transport: Transport, context: ProbeContext, cancellable: CancellableSocket
) -> Stream:
    """What the protocol of ``transport`` is spoken over. Raises as `secure_socket`, and HubError
    or CheckError where the hub does not agree to a WebSocket."""
    secured = secure_socket(address, transport, context, cancellable)
    if transport not in _SUBPROTOCOLS:
        return secured
    cancellable.awaited = "websocket"
    cancellable.tell(StageStarted(Stage.OPEN))
    try:
        set_deadline(secured, time.monotonic() + faults.LIMIT)
        return WebSocketStream(secured, address.name, _SUBPROTOCOLS[transport])
    except RefusedUpgradeError as error:
        secured.close()
        raise not_agreed(error.answer, address.name) from None
    except TimeoutError:
        secured.close()
        raise timed_out("websocket") from None
    except OSError:
        secured.close()
        raise connection_lost("websocket", host=address.name) from None
    except BaseException:
        secured.close()
        raise


def socket_of(stream: Stream) -> ssl.SSLSocket:
    """The socket beneath, which is cut where the call is given up."""
    return stream.secured if isinstance(stream, WebSocketStream) else stream
