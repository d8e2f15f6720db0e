"""What OpenSSH's client says of a failure, as an error with a code of its own.

The words are those of OpenSSH 7 to 10, which are not translated; of the C library's, in English.
"""

from __future__ import annotations

import re
from typing import Final

from wizard.domain.errors import Code, SshError

_MOST_WORDS: Final = 300

_KINDS: Final = (
    # The shared connection has gone, or did not begin.
    (r"Control socket connect|mux_client|UNKNOWN port 65535", Code.SSH_LOST, ""),
    (r"REMOTE HOST IDENTIFICATION HAS CHANGED|host key .* has changed", Code.SSH_KEY_CHANGED, ""),
    (r"REVOKED HOST KEY|is revoked", Code.SSH_KEY_CHANGED, "revoked"),
    (r"Host key verification failed|No \w+ host key is known", Code.SSH_KEY_UNKNOWN, ""),
    (r"Could not resolve hostname", Code.SSH_NAME, ""),
    (r"Connection refused", Code.SSH_REFUSED, ""),
    (r"No route to host|Network is unreachable|Host is down", Code.SSH_NO_ROUTE, ""),
    (r"timed out|Operation timed out", Code.SSH_TIMEOUT, ""),
    (r"UNPROTECTED PRIVATE KEY FILE", Code.SSH_LOGIN, "open_key"),
    (r"Too many authentication failures", Code.SSH_LOGIN, "too_many"),
    (r"Permission denied", Code.SSH_LOGIN, ""),
    (r"sftp connections only|currently not available|not recognized as", Code.SSH_NO_SHELL, ""),
    (r"Bad (owner or permissions|configuration option)|terminating, \d+ bad", Code.SSH_CONFIG, ""),
    (r"Unable to negotiate|no matching (host key|key exchange|cipher)", Code.SSH_TOO_OLD, ""),
    (
        r"Connection (closed|reset)|kex_exchange_identification|Broken pipe|lost connection",
        Code.SSH_LOST,
        "",
    ),
)
_NAME_WITH_PORT: Final = re.compile(r"[^:]+:\d+")
"""``host:port``, which ssh takes for the name of a computer. An IPv6 address has more colons."""
_LOGIN: Final = re.compile(r"Permission denied \((?P<methods>[^)]*)\)")


def failure_of(said: str, computer: str) -> SshError:
    """The error that ssh's last words mean."""
    words = " ".join(said.split())[-_MOST_WORDS:]
    for pattern, code, variant in _KINDS:
        if re.search(pattern, said, re.IGNORECASE):
            methods = _LOGIN.search(said)
            more = {"methods": methods["methods"]} if methods else {"methods": "?"}
            params = more if code is Code.SSH_LOGIN else {}
            if code is Code.SSH_NAME and _NAME_WITH_PORT.fullmatch(computer):
                variant = "port"
            return SshError(code, variant, computer=computer, words=words, **params)
    return SshError(Code.SSH_FAILED, computer=computer, words=words or "-")
