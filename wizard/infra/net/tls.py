"""Whom to trust: the operating system's store, and the user's CA file besides it.

One recipe for the SDK, the REST call and MQTT. Nothing here switches verification off.
"""

from __future__ import annotations

import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from wizard.domain.errors import AnswersError, Code
from wizard.domain.hub.connection_events import Phase, Secured
from wizard.domain.limited_file import (
    CERTIFICATE_LIMIT,
    NotRegularError,
    TooLargeError,
    read_limited,
)
from wizard.domain.proof import Certificate
from wizard.infra.net.cancellable_socket import CancellableSocket
from wizard.infra.net.client_certificate import present
from wizard.infra.net.faults import tls_fault
from wizard.infra.net.system_roots import Signature, SystemRoots, forget_folders, signature_of

_PEM_START: Final = b"-----BEGIN"
_LONGEST: Final = 120
"""Characters of an issuer's name that are told: a stranger wrote it."""


class Contexts:
    """The contexts of one check. On Linux that without a certificate is the process's: `_shared`.

    Windows' store does not tell whether it was changed, so nothing of it is kept for longer than a
    check: the user may add a root and try again. Thread-safe.
    """

    def __init__(self, ca_file: Path | None) -> None:
        self._ca_file: Final = ca_file
        self._lock: Final = threading.Lock()
        self._made: Final[dict[str, ssl.SSLContext]] = {}

    def get(self, certificate: Certificate | None = None) -> ssl.SSLContext:
        """The context of connections that show ``certificate``.

        Raises AnswersError as `client_context`, CertificateError for a certificate that TLS has no
        use for.
        """
        if certificate is None and sys.platform != "win32":
            return _shared(self._ca_file)
        name = certificate.sha256 if certificate else ""
        with self._lock:
            context = self._made.get(name)
            if context is None:
                context = client_context(self._ca_file)
                if certificate is not None:
                    present(context, certificate)
                if not _holds_up_others(with_more=self._ca_file is not None):
                    self._made[name] = context
        return context


_MOST_KEPT: Final = 4
_lock: Final = threading.Lock()
_kept: Final[dict[tuple[Signature, str], ssl.SSLContext]] = {}


def _shared(ca_file: Path | None) -> ssl.SSLContext:
    """The context of this process, made anew when a root or the CA file was changed.

    Reading the system's roots can take 30 ms, and memory. Raises AnswersError as `client_context`.
    """
    more = () if ca_file is None else (signature_of(ca_file),)
    key = ((*SystemRoots().signature, *more), str(ca_file or ""))
    with _lock:
        if key not in _kept:
            if len(_kept) == _MOST_KEPT:
                _kept.clear()
            _kept[key] = client_context(ca_file)
        return _kept[key]


def forget() -> None:
    """Read everything anew at the next connection, as in a new process."""
    with _lock:
        _kept.clear()
    forget_folders()


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
    if sys.platform == "win32" and not with_more:
        import truststore

        found: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return found
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if sys.platform == "win32":
        context.load_default_certs()
    else:
        SystemRoots().load(context)
    return context


def _holds_up_others(*, with_more: bool) -> bool:
    """Whether one handshake on the context makes all others wait: truststore's hold a lock."""
    return sys.platform == "win32" and not with_more


def secure(
    sock: socket.socket,
    get_context: Callable[[], ssl.SSLContext],
    host: str,
    cancellable: CancellableSocket,
) -> ssl.SSLSocket:
    """Secure a connected socket and tell so; it is closed where that fails.

    Raises HubError and what ``get_context`` raises.
    """
    cancellable.begin(Phase.TLS)
    try:
        context = get_context()
    except BaseException:
        sock.close()
        raise
    secured = start_tls(sock, context, host, cancellable)
    try:
        cancellable.tell(_described(secured))
    except BaseException:
        secured.close()
        raise
    return secured


def start_tls(
    sock: socket.socket, context: ssl.SSLContext, host: str, cancellable: CancellableSocket
) -> ssl.SSLSocket:
    """Secure a connected socket, which is closed where that fails. Raises HubError."""
    try:
        secured = cancellable.swap(
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


def _described(secured: ssl.SSLSocket) -> Secured:
    certificate: Mapping[str, Any] = secured.getpeercert() or {}
    names = dict(pair for part in certificate.get("issuer", ()) for pair in part)
    issuer = names.get("commonName") or names.get("organizationName") or ""
    expires = None
    if ends := certificate.get("notAfter"):
        expires = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC)
    shown = "".join(character for character in issuer if character.isprintable())[:_LONGEST]
    return Secured(secured.version() or "", shown, expires, time.perf_counter())


def _add(context: ssl.SSLContext, ca_file: Path) -> None:
    try:
        content = read_limited(ca_file, CERTIFICATE_LIMIT)
    except NotRegularError:
        raise _unusable(ca_file, "ca_file_kind") from None
    except TooLargeError as error:
        raise _unusable(ca_file, "ca_file_size", limit=error.limit) from None
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise _unusable(ca_file, "ca_file", detail=detail) from None
    # "Export certificate" writes DER as readily as PEM; OpenSSL wants bytes for the one, text for
    # the other.
    data = content.decode("ascii", "ignore") if _PEM_START in content else content
    try:
        context.load_verify_locations(cadata=data)
    except (ssl.SSLError, ValueError):
        raise _unusable(ca_file, "ca_file_empty") from None
    # The file may hold the certificate of an issuer that is no root, or the server's own.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN


def _unusable(ca_file: Path, variant: str, **params: Any) -> AnswersError:
    return AnswersError(
        Code.ANSWERS_INVALID, variant, key="hub.ca_file", path=str(ca_file), **params
    )
