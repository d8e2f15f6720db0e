"""Whom to trust: the operating system's store, and the user's CA file besides it.

One recipe for the SDK, the REST call and MQTT. Every connection gets a context of its own:
truststore holds its context's lock during a handshake, so on a shared one a hub that falls silent
there would stop all others. Nothing here switches verification off.
"""

from __future__ import annotations

import socket
import ssl
import sys
from pathlib import Path
from typing import Final

from wizard.adapters.line import Line
from wizard.adapters.network_faults import tls_fault
from wizard.core.errors import AnswersError, Code

_PEM_START: Final = b"-----BEGIN"


def client_context(ca_file: Path | None) -> ssl.SSLContext:
    """A context that verifies the server's chain and name, TLS 1.2 or later.

    Raises AnswersError ``answers.invalid`` where the file cannot be used.
    """
    context = _system_context(with_more=ca_file is not None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        _add(context, ca_file)
    return context


def _system_context(*, with_more: bool) -> ssl.SSLContext:
    """The system's trust, to which a CA file can be added.

    On Windows truststore lets the system judge the whole chain, which then objects to a private
    CA's certificate for an address; so there OpenSSL judges, with the roots of the system's store.
    """
    if sys.platform == "win32" and with_more:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_default_certs()
        return context
    import truststore

    found: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return found


def start_tls(sock: socket.socket, context: ssl.SSLContext, host: str, line: Line) -> ssl.SSLSocket:
    """Secure a connected socket, which is closed where that fails. Raises NetworkFault."""
    try:
        secured = line.swap(
            lambda: context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
        )
    except OSError as error:
        sock.close()
        raise tls_fault(error, host) from None
    except BaseException:
        sock.close()
        raise
    try:
        secured.do_handshake()
    except OSError as error:
        secured.close()
        raise tls_fault(error, host) from None
    except BaseException:
        secured.close()
        raise
    return secured


def _add(context: ssl.SSLContext, ca_file: Path) -> None:
    try:
        content = ca_file.read_bytes()
    except OSError as error:
        raise _unusable(ca_file, error.strerror or "it cannot be read") from None
    # "Export certificate" writes DER as readily as PEM; OpenSSL wants bytes for the one, text for
    # the other.
    data = content.decode("ascii", "ignore") if _PEM_START in content else content
    try:
        context.load_verify_locations(cadata=data)
    except (ssl.SSLError, ValueError):
        raise _unusable(ca_file, "there is no certificate in it") from None
    # The file may hold the certificate of an issuer that is no root, or the server's own.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN


def _unusable(ca_file: Path, detail: str) -> AnswersError:
    return AnswersError(
        Code.ANSWERS_INVALID, "ca_file", key="hub.ca_file", path=str(ca_file), detail=detail
    )
