"""What goes wrong between this computer and the hub, named as what it is.

The adapters' blocking code raises `NetworkFault`; at the port's edge it becomes a HubError (while
reading the registry) or what the live check says. A fault carries no text of the library that met
it: such texts can quote requests with their tokens.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from enum import Enum, auto
from typing import Any, Final

from wizard.domain.errors import CheckError, Code, HubError, Param, SetupError

LIMIT: Final = 10.0
"""Seconds for one exchange with the hub, from the name to the last byte of the answer."""

BACKSTOP: Final = LIMIT + 0.5
"""When the waiting side gives up: after the blocking side, which knows what it waited for."""


class Kind(Enum):
    """Where a connection ended."""

    NAME = auto()
    UNREACHABLE = auto()
    TIMEOUT = auto()
    LOST = auto()
    TLS_UNTRUSTED = auto()
    TLS_EXPIRED = auto()
    TLS_WRONG_NAME = auto()
    PAIR_REFUSED = auto()
    PROXY = auto()
    NO_HUB = auto()


class NetworkFault(Exception):  # noqa: N818  (the errors are what the user is told)
    """A connection that failed: ``kind``, a ``variant`` of its sentence, the sentence's params."""

    def __init__(self, kind: Kind, variant: str = "", **params: Param) -> None:
        super().__init__(kind.name)
        self.kind: Final = kind
        self.variant: Final = variant
        self.params: Final[Mapping[str, Any]] = params


def name_fault(error: OSError | UnicodeError, host: str) -> NetworkFault:
    """What a failed name resolution means. A label that is no name at all gives UnicodeError."""
    no_server = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
    return NetworkFault(Kind.NAME, "no_name_server" if no_server else "", host=host)


def connect_fault(error: OSError, host: str, port: int) -> NetworkFault:
    """What a failed TCP connection means."""
    if isinstance(error, TimeoutError):
        return timed_out("connect", host=host, port=port)
    variant = "refused" if isinstance(error, ConnectionRefusedError) else ""
    return NetworkFault(Kind.UNREACHABLE, variant, host=host, port=port)


def timed_out(variant: str = "", **params: Param) -> NetworkFault:
    """Nothing came within `LIMIT`."""
    return NetworkFault(Kind.TIMEOUT, variant, seconds=round(LIMIT), **params)


# OpenSSL's X509_V_ERR_*, then Windows' CERT_E_* and macOS' errSec* as truststore passes them on.
_EXPIRED: Final = {10, 0x800B0101, -67818}
_NOT_YET_VALID: Final = {9, -67819}
_WRONG_NAME: Final = {62, 64, 0x800B010F, -67602}
_SELF_SIGNED: Final = {18}


def tls_fault(error: OSError, host: str) -> NetworkFault:
    """What a failed TLS handshake means."""
    if isinstance(error, TimeoutError):
        return timed_out("tls")
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_fault(error.verify_code, host)
    if isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return NetworkFault(Kind.LOST, "tls", host=host)
    if _is_about_our_certificate(error):
        return NetworkFault(Kind.PAIR_REFUSED, "handshake", host=host)
    if isinstance(error, ssl.SSLError):
        return NetworkFault(Kind.TLS_UNTRUSTED, "no_agreement", host=host)
    return NetworkFault(Kind.LOST, "tls", host=host)


def _certificate_fault(verify_code: int, host: str) -> NetworkFault:
    if verify_code in _EXPIRED:
        return NetworkFault(Kind.TLS_EXPIRED, host=host)
    if verify_code in _NOT_YET_VALID:
        return NetworkFault(Kind.TLS_EXPIRED, "not_yet_valid", host=host)
    if verify_code in _WRONG_NAME:
        return NetworkFault(Kind.TLS_WRONG_NAME, host=host)
    variant = "self_signed" if verify_code in _SELF_SIGNED else ""
    return NetworkFault(Kind.TLS_UNTRUSTED, variant, host=host)


def _is_about_our_certificate(error: Exception) -> bool:
    """Whether the server's alert says that it does not take the client's certificate."""
    reason = str(error.reason or "") if isinstance(error, ssl.SSLError) else ""
    return "ALERT" in reason and ("CERTIFICATE" in reason or "UNKNOWN_CA" in reason)


def exchange_fault(error: Exception, host: str) -> NetworkFault:
    """What an error on an established connection means: in the request or in its answer."""
    if isinstance(error, TimeoutError):
        return timed_out()
    # In TLS 1.3 the server judges the client's certificate after the handshake.
    if _is_about_our_certificate(error):
        return NetworkFault(Kind.PAIR_REFUSED, "handshake", host=host)
    # RemoteDisconnected is a BadStatusLine too: losing the line comes before misreading it.
    if isinstance(error, (OSError, http.client.IncompleteRead)):
        cut = isinstance(error, http.client.IncompleteRead)
        return NetworkFault(Kind.LOST, "cut" if cut else "", host=host)
    return NetworkFault(Kind.NO_HUB, host=host)


_HUB_CODES: Final[Mapping[Kind, Code]] = {
    Kind.NAME: Code.HUB_NAME_NOT_RESOLVED,
    Kind.UNREACHABLE: Code.HUB_UNREACHABLE,
    Kind.TIMEOUT: Code.HUB_TIMEOUT,
    Kind.LOST: Code.HUB_CONNECTION_LOST,
    Kind.TLS_UNTRUSTED: Code.HUB_TLS_UNTRUSTED,
    Kind.TLS_EXPIRED: Code.HUB_TLS_EXPIRED,
    Kind.TLS_WRONG_NAME: Code.HUB_TLS_WRONG_NAME,
    Kind.PAIR_REFUSED: Code.HUB_UNAUTHORIZED,
    Kind.PROXY: Code.HUB_PROXY,
    Kind.NO_HUB: Code.HUB_NOT_A_HUB,
}
_CHECK_CODES: Final[Mapping[Kind, Code]] = {
    Kind.UNREACHABLE: Code.CHECK_UNREACHABLE,
    Kind.TIMEOUT: Code.CHECK_TIMEOUT,
    Kind.LOST: Code.CHECK_CONNECTION_LOST,
    Kind.PAIR_REFUSED: Code.CHECK_UNAUTHORIZED,
}


def hub_error(fault: NetworkFault) -> HubError:
    """The fault as the registry reports it.

    A reset may pass, and so may silence after the connection stood; the rest does not in seconds.
    """
    passes = fault.kind is Kind.LOST or (fault.kind is Kind.TIMEOUT and fault.variant != "connect")
    return HubError(_HUB_CODES[fault.kind], fault.variant, retryable=passes, **fault.params)


def check_error(fault: NetworkFault, agent_error: str | None) -> SetupError:
    """The fault as the live check reports it, with what the agent would log."""
    code = _CHECK_CODES.get(fault.kind)
    if code is not None:
        return CheckError(code, fault.variant, agent_error=agent_error, **fault.params)
    code = _HUB_CODES[fault.kind]
    return HubError(code, fault.variant, agent_error=agent_error, **fault.params)
