"""Which hosts go past the proxy: the list in ``NO_PROXY``, or in a system's settings.

Programs differ in what they understand; here everything counts that any usual one takes: a domain
with or without a dot before it, ``*.domain``, a port, an address, a network, ``10.*``, ``<local>``.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Final

from wizard.domain.lazy_pattern import LazyPattern

_SEPARATORS: Final = LazyPattern(r"[\s,;|]+")
_WITH_PORT: Final = LazyPattern(r"(\[.*\]|[^:]*):([0-9]+)")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def split_list(text: str) -> tuple[str, ...]:
    """The exceptions in one text, as they were written."""
    return tuple(filter(None, _SEPARATORS.split(text)))


def exception_for(host: str, port: int, exceptions: Iterable[str]) -> str | None:
    """The first exception that lets this host past the proxy, as it was written; else None."""
    name = host.lower().strip("[]").rstrip(".")
    return next((one for one in exceptions if _lets_past(one.lower(), name, port)), None)


def _lets_past(exception: str, host: str, port: int) -> bool:
    wanted, only_port = _without_port(exception)
    if only_port is not None and only_port != port:
        return False
    address = _address(host)
    if wanted == "<local>":
        return address is None and "." not in host
    if address is not None and (network := _network(wanted)) is not None:
        return address in network
    if "*" in wanted:
        return fnmatchcase(host, wanted.replace("[", "[[]"))
    if address is not None:
        return wanted.endswith(".") and host.startswith(wanted)
    domain = wanted.strip(".")
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))


def _without_port(exception: str) -> tuple[str, int | None]:
    """``host:port`` apart. An IPv6 address without brackets has no port."""
    found = _WITH_PORT.fullmatch(exception)
    if found is None:
        return exception.strip("[]"), None
    return found[1].strip("[]"), int(found[2])


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """A network in CIDR; a single address is one of its size."""
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
