"""Signing in to a proxy: which schemes it offers, which of them fits, and their tokens."""

from __future__ import annotations

import base64
import logging
import sys
from collections.abc import Callable, Sequence
from typing import Final

from wizard.domain.hub.proxy import ProxyAddress, ProxyLogin
from wizard.domain.lazy_pattern import LazyPattern
from wizard.domain.secret import Secret

Next = Callable[[bytes | None], Secret | None]
"""Takes what the proxy answered (at first None) and gives the value of Proxy-Authorization.

None where there is nothing more to say: the login was refused.
"""

_BY_STRENGTH: Final = ("Negotiate", "NTLM", "Basic")
_LONGEST_LIST: Final = 8
_QUOTED: Final = LazyPattern(r'"(?:[^"\\]|\\.)*"')
_SCHEME: Final = LazyPattern(r"(?:^|,)\s*([A-Za-z][A-Za-z0-9-]{0,31})(?=\s|,|$)(?!\s*=)")

# Its debug lines hold whole tokens, from which a weak password can be computed.
logging.getLogger("spnego").setLevel(logging.WARNING)


def offered_schemes(headers: Sequence[str]) -> tuple[str, ...]:
    """The names in all ``Proxy-Authenticate`` headers, each once, in their order."""
    found: dict[str, str] = {}
    for header in headers:
        for name in _SCHEME.findall(_QUOTED.sub("x=", header)):
            found.setdefault(name.lower(), name)
    return tuple(found.values())[:_LONGEST_LIST]


def challenge_in(headers: Sequence[str], scheme: str) -> bytes | None:
    """The token that the proxy has sent for this scheme; None where it has sent none."""
    for header in headers:
        name, _, token = header.strip().partition(" ")
        if name.lower() == scheme.lower() and token.strip():
            try:
                return base64.b64decode(token.strip(), validate=True)
            except ValueError:
                return None
    return None


def fitting_schemes(offered: Sequence[str], login: ProxyLogin | None) -> tuple[str, ...]:
    """Those that can be tried, the best one first.

    Without a login Windows can still sign in as the current user.
    """
    known = {name.lower() for name in offered}
    as_current_user = sys.platform == "win32" and login is None
    return tuple(
        scheme
        for scheme in _BY_STRENGTH
        if scheme.lower() in known
        and (login is not None or (as_current_user and scheme != "Basic"))
    )


def begin(scheme: str, address: ProxyAddress, login: ProxyLogin | None) -> Next:
    """A login by this scheme, from its first token on."""
    return _basic(login) if scheme == "Basic" else _tokens(scheme, address, login)


def _basic(login: ProxyLogin | None) -> Next:
    sent: list[bool] = []

    def step(_challenge: bytes | None) -> Secret | None:
        if sent or login is None:
            return None
        sent.append(True)
        pair = f"{login.user}:{login.password.reveal()}"
        return Secret("Basic " + base64.b64encode(pair.encode()).decode("ascii"))

    return step


def _tokens(scheme: str, address: ProxyAddress, login: ProxyLogin | None) -> Next:
    """NTLM's or Negotiate's exchange of tokens, by pyspnego."""
    import spnego
    from spnego.exceptions import SpnegoError

    try:
        client = spnego.client(
            login.user if login else None,
            login.password.reveal() if login else None,
            hostname=address.host,
            service="HTTP",
            protocol=scheme.lower(),
        )
    except (SpnegoError, ValueError, OSError):
        return lambda _challenge: None

    def step(challenge: bytes | None) -> Secret | None:
        if client.complete:
            return None
        try:
            token = client.step(challenge)
        except (SpnegoError, ValueError, OSError):  # a challenge that makes no sense
            return None
        return Secret(f"{scheme} {base64.b64encode(token).decode('ascii')}") if token else None

    return step
