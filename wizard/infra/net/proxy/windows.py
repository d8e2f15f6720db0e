"""What Windows' proxy settings mean, as texts: ``http=a:1;https=b:2``, ``*.corp;<local>``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wizard.domain.lazy_pattern import LazyPattern
from wizard.infra.net.proxy.exceptions import exception_for, split_list
from wizard.infra.net.proxy.found import STRAIGHT, Found, malformed, named

RULE: Final = "Windows"
_SEPARATORS: Final = LazyPattern(r"[\s;]+")


@dataclass(frozen=True, slots=True)
class WindowsSettings:
    """What a user of Windows has set. Empty texts: nothing."""

    proxies: str = ""
    exceptions: str = ""
    pac_url: str = ""
    detects: bool = False
    """Whether the network is asked for a PAC (WPAD)."""


def static_route(settings: WindowsSettings, host: str, port: int) -> Found:
    """The way by the proxies that are named one by one. Raises HubError."""
    if not settings.proxies:
        return STRAIGHT
    if past := exception_for(host, port, split_list(settings.exceptions)):
        return Found(rule=f"{RULE}: {past}")
    return listed(settings.proxies, RULE)


def listed(proxies: str, rule: str) -> Found:
    """The proxies for HTTPS in a list, in its order; without any for it, straight."""
    parts = tuple(filter(None, _SEPARATORS.split(proxies)))
    by_scheme = [one.partition("=") for one in parts]
    for_https = [where for scheme, _, where in by_scheme if scheme.lower() == "https" and where]
    for_all = [one for one in parts if "=" not in one]
    if not for_https and not for_all:
        if any(scheme.lower() == "socks" for scheme, _, _ in by_scheme):
            raise malformed(rule, "kind", "socks")
        return Found(rule=rule)
    return Found(tuple(named(one, rule) for one in for_https or for_all), rule)
