"""HTTPS to one host over one connection that is kept: under the SDK and under the live check.

One client for both, so that both trust the same certificates, use the same proxy and name a
failure in the same way. It blocks; it runs in a thread of `wizard.infra.threads`.
"""

from __future__ import annotations

import contextlib
import http.client
import selectors
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from wizard.domain.errors import Code, HubError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import Network
from wizard.domain.proof import Certificate
from wizard.infra.net import faults
from wizard.infra.net.cancellable_socket import CancellableSocket, set_deadline
from wizard.infra.net.faults import exchange_fault
from wizard.infra.net.route import open_route
from wizard.infra.net.tls import Contexts, secure

LARGEST_BODY: Final = 8_000_000
"""Bytes. A page of 1,000 devices, each with the largest twin there is, stays far below."""
_CHUNK: Final = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer. Header names are in lower case; the body can hold keys."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class HttpsClient:
    """A client of one hub, which is shown ``certificate``. Not for several threads at once.

    ``contexts`` are those to be used, if not every connection shall have its own.
    """

    def __init__(
        self,
        address: HubAddress,
        network: Network,
        certificate: Certificate | None = None,
        contexts: Contexts | None = None,
    ) -> None:
        def get_context() -> ssl.SSLContext:
            return (contexts or Contexts(network.ca_file)).get(certificate)

        self._connection: Final = _Connection(address, network, get_context)

    def exchange(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        cancellable: CancellableSocket,
    ) -> Answer:
        """Send one request and read its whole answer. No redirect is followed, nothing repeated.

        Raises HubError, AnswersError for a CA file that cannot be used, and CertificateError
        for a certificate that cannot.
        """
        connection = self._connection
        try:
            connection.prepare(cancellable, time.monotonic() + faults.LIMIT)
            try:
                connection.request(method, target, body=body, headers=dict(headers))
                response = connection.getresponse()
                with contextlib.closing(response):
                    content = _whole_body(response, connection.host)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise exchange_fault(error, connection.host) from None
        except BaseException:
            connection.close()
            raise
        named = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, named, content)

    def close(self) -> None:
        """Close the connection, if there is one."""
        self._connection.close()


def _whole_body(response: http.client.HTTPResponse, host: str) -> bytes:
    """The answer's content, of `LARGEST_BODY` at most, whatever length it is said to have.

    Raises HubError ``hub.bad_answer`` (``too_large``), HTTPException where it is cut off, OSError.
    """
    parts: list[bytes] = []
    left = LARGEST_BODY
    while (response.length or 0) <= left and (part := response.read(min(left + 1, _CHUNK))):
        parts.append(part)
        left -= len(part)
        if left < 0:
            break
    if left < 0 or (response.length or 0) > left:
        raise HubError(Code.HUB_BAD_ANSWER, "too_large", host=host, limit=LARGEST_BODY)
    if response.length:  # unlike read() without a number, the one with a number does not tell
        raise http.client.IncompleteRead(b"", response.length)
    return b"".join(parts)


class _Connection(http.client.HTTPConnection):
    """http.client's HTTP over our own way to the host: name, TCP, proxy, TLS, each with its fault.

    Everything that can fail before the request is raised as HubError, which no caller takes
    for an OSError.
    """

    default_port = http.client.HTTPS_PORT
    auto_open = 0

    def __init__(
        self, address: HubAddress, network: Network, get_context: Callable[[], ssl.SSLContext]
    ) -> None:
        super().__init__(address.name, address.https_port)
        self._network = network
        self._get_context = get_context

    def prepare(self, cancellable: CancellableSocket, deadline: float) -> None:
        """Connect, unless the connection still stands."""
        if self.sock is not None and _was_dropped(self.sock):
            self.close()
        if self.sock is None:
            self.sock = self._open(cancellable, deadline)
        cancellable.hold(self.sock)
        set_deadline(self.sock, deadline)

    def _open(self, cancellable: CancellableSocket, deadline: float) -> ssl.SSLSocket:
        sock = open_route(self.host, self.port, deadline, cancellable, self._network.proxy)
        return secure(sock, self._get_context, self.host, cancellable)


def _was_dropped(sock: socket.socket) -> bool:
    """Whether an idle connection has something to read: the other side's farewell."""
    with selectors.DefaultSelector() as selector:
        selector.register(sock, selectors.EVENT_READ)
        return bool(selector.select(timeout=0))
