"""Which ways lead to a host, and what decided that: the user's choice, else what the system has."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import replace
from typing import Final

from wizard.domain.errors import HubError
from wizard.domain.hub.proxy import ProxyAddress, ProxyChoice, ProxyMode
from wizard.infra.net.proxy.environment import environment_route
from wizard.infra.net.proxy.found import STRAIGHT, Found, Proxy

CHOSEN: Final = "network.proxy"
"""The rule's name where the user has chosen: the key of an answers file."""


def find_ways(host: str, port: int, choice: ProxyChoice) -> Found:
    """The ways to an HTTPS host. It may ask the system, so it blocks. Raises HubError."""
    if choice.mode is ProxyMode.NONE:
        return Found(rule=CHOSEN)
    if choice.address is not None:
        return Found((Proxy(choice.address, CHOSEN, choice.login),), CHOSEN)
    found = environment_route(host, port) or _system_route(host, port)
    return replace(found, ways=tuple(way and _with_login(way, choice) for way in found.ways))


def _with_login(way: Proxy, choice: ProxyChoice) -> Proxy:
    """The login that was given goes before one that stands in the environment, and this before one
    that is kept for the proxy."""
    login = choice.login or way.login or dict(choice.kept).get(way.address)
    return replace(way, login=login)


def proxies_without_login(host: str, port: int, choice: ProxyChoice) -> tuple[ProxyAddress, ...]:
    """The proxies that `find_ways` names and nobody has given a login for. Blocks. Never raises."""
    with contextlib.suppress(HubError):
        ways = find_ways(host, port, choice).ways
        return tuple(way.address for way in ways if way is not None and way.login is None)
    return ()


def _system_route(host: str, port: int) -> Found:
    """The desktop's or the operating system's settings, of the user who runs this."""
    if sys.platform == "win32":
        from wizard.infra.net.proxy.winhttp import windows_route

        return windows_route(host, port)
    if sys.platform == "darwin":
        return _mac_route(host, port)
    from wizard.infra.net.proxy.desktop import desktop_route

    return desktop_route(host, port) or STRAIGHT


def _mac_route(host: str, port: int) -> Found:
    """What SystemConfiguration says, as Python reads it; it knows no PAC."""
    from urllib.request import getproxies, proxy_bypass

    from wizard.infra.net.proxy.found import named

    url = getproxies().get("https", "")
    if not url:
        return STRAIGHT
    if proxy_bypass(f"{host}:{port}"):
        return Found(rule="macOS")
    return Found((named(url, "macOS"),), "macOS")
