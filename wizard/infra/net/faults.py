"""What goes wrong between this computer and the hub, named as what it is.

The blocking code raises the HubError that the registry reports; the live check makes what the agent
would log of it (`wizard.infra.probe.agent_errors`). An error carries no text of the library that
met it: such texts can quote requests with their tokens.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from typing import Any, Final

from wizard.domain.errors import Code, HubError

LIMIT: Final = 10.0
"""Seconds for one exchange with the hub, from the name to the last byte of the answer."""


def name_fault(error: OSError | UnicodeError, host: str) -> HubError:
    """What a failed name resolution means. A label that is no name at all gives UnicodeError."""
    no_server = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
    return HubError(Code.HUB_NAME_NOT_RESOLVED, "no_name_server" if no_server else "", host=host)


def connect_fault(error: OSError, host: str, port: int) -> HubError:
    """What a failed TCP connection means."""
    if isinstance(error, TimeoutError):
        return timed_out("connect", host=host, port=port)
    variant = "refused" if isinstance(error, ConnectionRefusedError) else ""
    return HubError(Code.HUB_UNREACHABLE, variant, host=host, port=port)


def timed_out(variant: str = "", **params: Any) -> HubError:
    """Nothing came within `LIMIT`. Silence may pass, unless nobody has answered at all."""
    may_pass = variant != "connect"
    return HubError(Code.HUB_TIMEOUT, variant, retryable=may_pass, seconds=round(LIMIT), **params)


def connection_lost(variant: str = "", **params: Any) -> HubError:
    """The connection stood and was reset or cut, which may pass."""
    return HubError(Code.HUB_CONNECTION_LOST, variant, retryable=True, **params)


# OpenSSL's X509_V_ERR_*, then Windows' CERT_E_* and macOS' errSec* as truststore passes them on.
_EXPIRED: Final = {10, 0x800B0101, -67818}
_NOT_YET_VALID: Final = {9, -67819}
_WRONG_NAME: Final = {62, 64, 0x800B010F, -67602}
_SELF_SIGNED: Final = {18}


def tls_fault(error: OSError, host: str) -> HubError:
    """What a failed TLS handshake means."""
    if isinstance(error, TimeoutError):
        return timed_out("tls")
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_fault(error.verify_code, host)
    if isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return connection_lost("tls", host=host)
    if _is_about_our_certificate(error):
        return HubError(Code.HUB_UNAUTHORIZED, "handshake", host=host)
    if isinstance(error, ssl.SSLError):
        return HubError(Code.HUB_TLS_UNTRUSTED, "no_agreement", host=host)
    return connection_lost("tls", host=host)


def _certificate_fault(verify_code: int, host: str) -> HubError:
    if verify_code in _EXPIRED:
        return HubError(Code.HUB_TLS_EXPIRED, host=host)
    if verify_code in _NOT_YET_VALID:
        return HubError(Code.HUB_TLS_EXPIRED, "not_yet_valid", host=host)
    if verify_code in _WRONG_NAME:
        return HubError(Code.HUB_TLS_WRONG_NAME, host=host)
    variant = "self_signed" if verify_code in _SELF_SIGNED else ""
    return HubError(Code.HUB_TLS_UNTRUSTED, variant, host=host)


def _is_about_our_certificate(error: Exception) -> bool:
    """Whether the server's alert says that it does not take the client's certificate."""
    reason = str(error.reason or "") if isinstance(error, ssl.SSLError) else ""
    return "ALERT" in reason and ("CERTIFICATE" in reason or "UNKNOWN_CA" in reason)


def exchange_fault(error: Exception, host: str) -> HubError:
    """What an error on an established connection means: in the request or in its answer."""
    if isinstance(error, TimeoutError):
        return timed_out()
    # In TLS 1.3 the server judges the client's certificate after the handshake.
    if _is_about_our_certificate(error):
        return HubError(Code.HUB_UNAUTHORIZED, "handshake", host=host)
    # RemoteDisconnected is a BadStatusLine too: losing the line comes before misreading it.
    if isinstance(error, (OSError, http.client.IncompleteRead)):
        cut = isinstance(error, http.client.IncompleteRead)
        return connection_lost("cut" if cut else "", host=host)
    return HubError(Code.HUB_NOT_A_HUB, host=host)
