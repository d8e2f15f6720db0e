"""A tunnel through one HTTP proxy: CONNECT, and the login that the proxy may want."""

from __future__ import annotations

import contextlib
import http.client
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from wizard.domain.hub.proxy import ProxyLogin
from wizard.domain.secret import Secret
from wizard.infra.net.proxy.found import Proxy
from wizard.infra.net.proxy.schemes import begin, challenge_in, fitting_schemes, offered_schemes

Dial = Callable[[], socket.socket]
"""Connects to the proxy; its HubError says that this failed."""

_ANYBODY: Final = ProxyLogin("", Secret(""))
_MOST_BODY: Final = 65536
_MOST_ROUNDS: Final = 5
"""Requests for one login; Kerberos and NTLM take two to three."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    challenges: tuple[str, ...]
    is_page: bool
    """Whether more came than the head of an answer: a page instead of a tunnel."""
    is_open: bool
    """Whether the same connection takes another request."""


class Tunnel:
    """Asks ``proxy`` for a tunnel to one host and port. `open` is called once."""

    def __init__(self, proxy: Proxy, host: str, port: int, dial: Dial, deadline: float) -> None:
        self._proxy: Final = proxy
        name = f"[{host}]" if ":" in host else host
        self._target: Final = f"{name}:{port}"
        self._dial: Final = dial
        self._deadline: Final = deadline
        self._socket: socket.socket | None = None

    def open(self) -> socket.socket:
        """The socket at whose other end the host is. Raises HubError ``hub.proxy``."""
        try:
            answer = self._ask()
            if answer.status == http.client.PROXY_AUTHENTICATION_REQUIRED:
                answer = self._sign_in(answer)
            if not 200 <= answer.status < 300:
                raise self._proxy.fault("refused", answer.status)
            if answer.is_page or self._socket is None:
                raise self._proxy.fault("page", answer.status)
        except BaseException:
            self._close()
            raise
        return self._socket

    def _sign_in(self, answer: _Answer) -> _Answer:
        """Try what the proxy offers; another scheme only where one was not even begun.

        A wrong password is shown once: accounts are locked after a few of them.
        """
        # Who names no scheme means the oldest one.
        offered = offered_schemes(answer.challenges) or ("Basic",)
        fitting = fitting_schemes(offered, self._proxy.login)
        if not fitting:
            raise self._proxy.fault(_why_none_fits(offered), answer.status, ", ".join(offered))
        for scheme in fitting:
            answer, was_judged = self._try(scheme, answer)
            if answer.status != http.client.PROXY_AUTHENTICATION_REQUIRED:
                return answer
            if was_judged:
                break
        variant = "login_refused" if self._proxy.login else "current_user"
        raise self._proxy.fault(variant, answer.status, ", ".join(offered))

    def _try(self, scheme: str, answer: _Answer) -> tuple[_Answer, bool]:
        """The last answer, and whether the proxy has judged the login itself."""
        step = begin(scheme, self._proxy.address, self._proxy.login)
        challenge: bytes | None = None
        rounds = 0
        while rounds < _MOST_ROUNDS:
            value = step(challenge)
            if value is None:
                break
            answer = self._ask(value, again=answer.is_open, is_response=challenge is not None)
            rounds += 1
            challenge = challenge_in(answer.challenges, scheme)
            if answer.status != http.client.PROXY_AUTHENTICATION_REQUIRED or challenge is None:
                break
        return answer, rounds > 1 or scheme == "Basic"

    def _ask(
        self, authorization: Secret | None = None, *, again: bool = False, is_response: bool = False
    ) -> _Answer:
        """Send CONNECT, over the same connection where it takes one more. Raises HubError.

        ``is_response``: to a challenge, which holds for its connection only.
        """
        try:
            if again and self._socket is not None:
                with contextlib.suppress(ConnectionError):  # closed without having said so
                    return self._exchange(self._socket, authorization)
            self._close()
            if is_response:
                raise self._proxy.fault("closes")
            self._socket = self._dial()
            return self._exchange(self._socket, authorization)
        except TimeoutError:
            raise self._proxy.fault("silent") from None
        except (OSError, ValueError, http.client.HTTPException):
            raise self._proxy.fault("broken") from None

    def _exchange(self, sock: socket.socket, authorization: Secret | None) -> _Answer:
        lines = [f"CONNECT {self._target} HTTP/1.1", f"Host: {self._target}"]
        lines.append("Proxy-Connection: keep-alive")
        if authorization is not None:
            lines.append(f"Proxy-Authorization: {authorization.reveal()}")
        request = "".join(f"{line}\r\n" for line in [*lines, ""])
        sock.settimeout(max(self._deadline - time.monotonic(), 0.001))
        sock.sendall(request.encode("latin-1"))
        return _read(sock)

    def _close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _read(sock: socket.socket) -> _Answer:
    """One answer with its body, so that the next one can follow."""
    response = http.client.HTTPResponse(sock, method="CONNECT")
    try:
        response.begin()
        challenges = tuple(response.headers.get_all("Proxy-Authenticate", ()))
        if 200 <= response.status < 300:
            return _Answer(response.status, challenges, _says_more(response, sock), True)
        body = response.read(_MOST_BODY) if _has_end(response) else b""
        is_open = _has_end(response) and len(body) < _MOST_BODY and not _says_close(response)
        return _Answer(response.status, challenges, False, is_open)
    finally:
        response.close()


def _has_end(response: http.client.HTTPResponse) -> bool:
    return bool(response.chunked) or response.length is not None


def _says_close(response: http.client.HTTPResponse) -> bool:
    said = response.headers.get("Connection", "") + response.headers.get("Proxy-Connection", "")
    return (response.version < 11 and "keep-alive" not in said.lower()) or "close" in said.lower()


def _says_more(response: http.client.HTTPResponse, sock: socket.socket) -> bool:
    """Whether something came behind the head: in TLS it is the client that speaks first."""
    if "html" in response.headers.get("Content-Type", "").lower():
        return True
    patience = sock.gettimeout()
    sock.setblocking(False)
    try:
        return bool(response.fp.peek(1))
    except BlockingIOError:
        return False
    finally:
        sock.settimeout(patience)


def _why_none_fits(offered: tuple[str, ...]) -> str:
    """Without a login one helps, if the proxy takes any that this program can make."""
    can_be_made = fitting_schemes(offered, _ANYBODY)
    return "login" if can_be_made else "schemes"
