"""The way out through an HTTP proxy, as the environment or the system's settings ask for it."""

from __future__ import annotations

import base64
import http.client
import re
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from wizard.domain.errors import Code, HubError
from wizard.domain.secret import Secret

_DEFAULT_PORT: Final = 80
_KINDS: Final = ("http", "https", "socks", "socks4", "socks4a", "socks5", "socks5h")
_HOST: Final = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|[0-9a-f:.]+(?:%[a-z0-9_.-]+)?")
"""A name or an address; anything else in its place may be a part of a password."""
_CUTTING: Final = "#/?[]\\ @"
"""Signs that end a user name or a password, or the whole address, where they are not encoded."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy that tunnels (CONNECT); ``login`` is the value of Proxy-Authorization."""

    host: str
    port: int
    login: Secret | None = None

    def fault(self, variant: str, status: int = 0) -> HubError:
        """The proxy stands in the way. Its login is not told."""
        return HubError(Code.HUB_PROXY, variant, proxy=f"{self.host}:{self.port}", status=status)

    def open_tunnel(self, sock: socket.socket, host: str, port: int) -> None:
        """Ask the proxy on ``sock`` for a tunnel. Raises HubError."""
        lines = [f"CONNECT {host}:{port} HTTP/1.1", f"Host: {host}:{port}"]
        if self.login is not None:
            lines.append(f"Proxy-Authorization: {self.login.reveal()}")
        answer = http.client.HTTPResponse(sock, method="CONNECT")
        try:
            sock.sendall("".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1"))
            answer.begin()
        except TimeoutError:
            raise self.fault("silent") from None
        except (OSError, http.client.HTTPException):
            raise self.fault("broken") from None
        finally:
            answer.close()
        if answer.status == http.client.PROXY_AUTHENTICATION_REQUIRED:
            raise self.fault("login", answer.status)
        if not 200 <= answer.status < 300:
            raise self.fault("refused", answer.status)


def proxy_for(host: str, port: int) -> Proxy | None:
    """The proxy for HTTPS to ``host``; None to go straight. Raises HubError for a useless one.

    ``HTTPS_PROXY``, ``ALL_PROXY`` and ``NO_PROXY``, or on Windows the system's settings.
    """
    proxies = getproxies()
    url = proxies.get("https") or proxies.get("all")
    if not url or proxy_bypass(f"{host}:{port}"):
        return None
    if sign := _cutting_sign(url):
        raise HubError(Code.HUB_PROXY, "sign", sign=sign, encoded=quote(sign, safe=""))
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        name, proxy_port = parts.hostname, parts.port
    except ValueError:
        raise HubError(Code.HUB_PROXY, "malformed") from None
    if parts.scheme not in _KINDS or not name or not _HOST.fullmatch(name):
        # Of an address that is none nothing is repeated: any part of it may be a password.
        raise HubError(Code.HUB_PROXY, "malformed")
    if parts.scheme != "http":
        raise HubError(Code.HUB_PROXY, "kind", scheme=parts.scheme)
    login = None
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        login = Secret("Basic " + base64.b64encode(pair.encode()).decode("ascii"))
    return Proxy(name, proxy_port or _DEFAULT_PORT, login)


def _cutting_sign(url: str) -> str:
    """The first sign in the address's user name and password that cuts it; "" where none does.

    They stand in front of the last ``@``, whatever is in them.
    """
    login, at, _ = url.partition("://")[2].rpartition("@") if "://" in url else url.rpartition("@")
    return next((sign for sign in login if sign in _CUTTING), "") if at else ""
