"""The proxy of the environment: ``HTTPS_PROXY``, ``ALL_PROXY``, ``NO_PROXY`` in either case."""

from __future__ import annotations

import os
from typing import Final
from urllib.parse import quote, unquote

from wizard.domain.errors import Code, HubError
from wizard.domain.hub.proxy import ProxyLogin
from wizard.domain.secret import Secret
from wizard.infra.net.proxy.exceptions import exception_for, split_list
from wizard.infra.net.proxy.found import Found, Proxy, named

_PROXIES: Final = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
_EXCEPTIONS: Final = ("no_proxy", "NO_PROXY")
_CUTTING: Final = "#/?[]\\ @"
"""What ends a login in an address for other programs; percent-encoded it is fine for all."""


def environment_route(host: str, port: int) -> Found | None:
    """The way that the environment asks for; None where it says nothing. Raises HubError.

    An empty variable is a statement too: no proxy. Lower case wins, as curl has it.
    """
    name = next((name for name in _PROXIES if name in os.environ), None)
    if name is None:
        return None
    value = os.environ[name].strip()
    if not value:
        return Found(rule=name)
    for variable in _EXCEPTIONS:
        if past := exception_for(host, port, split_list(os.environ.get(variable, ""))):
            return Found(rule=f"{variable}={past}")
    return Found((_proxy(value, name),), name)


def _proxy(value: str, name: str) -> Proxy:
    """The address, and the login that may stand before its last ``@``."""
    before, at, address = value.rpartition("@")
    if not at:
        return named(value, name)
    scheme, separator, pair = before.partition("://")
    if not separator:
        scheme, pair = "", before
    if sign := next((sign for sign in pair if sign in _CUTTING), ""):
        encoded = quote(sign, safe="")
        raise HubError(Code.HUB_PROXY, "sign", sign=sign, encoded=encoded, rule=name)
    user, _, password = pair.partition(":")
    login = ProxyLogin(unquote(user), Secret(unquote(password)))
    return named(f"{scheme}{separator}{address}", name, login)
