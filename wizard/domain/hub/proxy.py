"""Which HTTP proxy leads out of this network, as the user has chosen it; never with a login in it.

User name and password are kept beside the address, not in it, so that the address can be shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from wizard.domain.errors import AnswersError, Code
from wizard.domain.lazy_pattern import LazyPattern
from wizard.domain.secret import Secret

DEFAULT_PROXY_PORT: Final = 80

_HOST_AND_PORT: Final = LazyPattern(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?/?")
_KNOWN_SCHEMES: Final = ("https", "socks", "socks4", "socks4a", "socks5", "socks5h")
"""Of proxies that are none over plain HTTP. No other scheme is named: it could be a part of a
password."""


class ProxyMode(StrEnum):
    """Who says which proxy is used."""

    SYSTEM = "system"
    NONE = "none"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class ProxyLogin:
    """Who signs in to a proxy. A domain stands before the name: ``DOMAIN\\user``."""

    user: str = field(repr=False)
    password: Secret = field(repr=False)


NO_PASSWORD: Final = Secret("")


@dataclass(frozen=True, slots=True)
class ProxyAddress:
    """Where a proxy listens. ``host`` has no brackets."""

    host: str
    port: int = DEFAULT_PROXY_PORT

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class ProxyChoice:
    """The proxy to be used: the system's, none, or the one at ``address``.

    ``login`` is for whichever proxy that is; ``kept`` are logins for single ones that the system
    may name.
    """

    mode: ProxyMode = ProxyMode.SYSTEM
    address: ProxyAddress | None = None
    login: ProxyLogin | None = None
    kept: tuple[tuple[ProxyAddress, ProxyLogin], ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        """As it stands in an answers file; without the login."""
        return f"http://{self.address}" if self.address else self.mode.value


SYSTEM_PROXY: Final = ProxyChoice()
NO_PROXY: Final = ProxyChoice(ProxyMode.NONE)


def login_of(user: str, secret: Secret, key: str) -> ProxyLogin:
    """Who signs in: ``user`` by ``secret``; where that is ``USER:PASSWORD``, by what it says.

    Raises AnswersError that names ``key`` where nobody is named.
    """
    text = secret.reveal().rstrip("\r\n")
    name, colon, password = text.partition(":")
    if user and name == user and colon:
        return ProxyLogin(user, Secret(password))
    if user:
        return ProxyLogin(user, Secret(text))
    if not name or not colon:
        raise AnswersError(Code.ANSWERS_INVALID, "proxy_nobody", key=key)
    return ProxyLogin(name, Secret(password))


class ProxyFormError(ValueError):
    """No address of an HTTP proxy. ``variant`` says why; nothing of the text is in it.

    ``scheme`` is named where the proxy is of another kind.
    """

    def __init__(self, variant: str, scheme: str = "") -> None:
        super().__init__(variant)
        self.variant: Final = variant
        self.scheme: Final = scheme


def parse_address(text: str) -> ProxyAddress:
    """``[http://]host[:port]``. Raises ProxyFormError."""
    scheme, separator, rest = text.strip().rpartition("://")
    scheme = scheme.lower()
    if separator and scheme != "http":
        known = scheme in _KNOWN_SCHEMES
        raise ProxyFormError("kind" if known else "malformed", scheme if known else "")
    if "@" in rest:
        raise ProxyFormError("login")
    found = _HOST_AND_PORT.fullmatch(rest)
    port = int(found[2] or DEFAULT_PROXY_PORT) if found else 0
    if found is None or not 0 < port < 65536:
        raise ProxyFormError("malformed")
    return ProxyAddress(found[1].strip("[]").lower(), port)


def parse_choice(text: str, key: str) -> ProxyChoice:
    """``system``, ``none`` or ``http://host:port``. Raises AnswersError that names ``key``.

    An address without scheme is refused: ``none`` and a host of that name would look alike.
    """
    word = text.strip()
    if word in (ProxyMode.SYSTEM, ProxyMode.NONE):
        return ProxyChoice(ProxyMode(word))
    try:
        if "://" not in word and "@" not in word:
            raise ProxyFormError("malformed")
        return ProxyChoice(ProxyMode.FIXED, parse_address(word))
    except ProxyFormError as error:
        raise AnswersError(
            Code.ANSWERS_INVALID, f"proxy_{error.variant}", key=key, scheme=error.scheme
        ) from None
