"""What was found about the way to one host."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from wizard.domain.errors import Code, HubError
from wizard.domain.hub.proxy import (
    DEFAULT_PROXY_PORT,
    ProxyAddress,
    ProxyFormError,
    ProxyLogin,
    parse_address,
)


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy that tunnels. ``rule`` is what named it: a variable, a setting, a desktop."""

    address: ProxyAddress
    rule: str = ""
    login: ProxyLogin | None = field(default=None, repr=False)

    def fault(self, variant: str, status: int = 0, offered: str = "") -> HubError:
        """The proxy stands in the way. Its login is not told."""
        return HubError(
            Code.HUB_PROXY,
            variant,
            proxy=str(self.address),
            status=status,
            offered=offered,
            rule=self.rule,
        )


@dataclass(frozen=True, slots=True)
class Found:
    """The ways to a host in the order in which they are tried; None goes straight.

    ``rule`` is what decided: it can be an exception of a proxy's. "" where nothing is set at all.
    """

    ways: tuple[Proxy | None, ...] = (None,)
    rule: str = ""


STRAIGHT: Final = Found()
"""Nobody has set anything."""


def malformed(rule: str, variant: str = "malformed", scheme: str = "") -> HubError:
    """A setting that is no address of an HTTP proxy. Nothing of it is told but its kind."""
    return HubError(Code.HUB_PROXY, variant, rule=rule, scheme=scheme)


def named(text: str, rule: str, login: ProxyLogin | None = None) -> Proxy:
    """The proxy at ``host:port`` or ``http://host:port``. Raises HubError."""
    try:
        return Proxy(parse_address(text), rule, login)
    except ProxyFormError as error:
        variant = error.variant if error.variant == "kind" else "malformed"
        raise malformed(rule, variant, error.scheme) from None


def from_pac(answer: str, rule: str) -> tuple[Proxy | None, ...]:
    """``PROXY a:1; DIRECT`` as ways, in its order. What is no HTTP proxy is left out.

    Raises HubError where nothing usable is left.
    """
    ways: list[Proxy | None] = []
    for part in filter(None, (one.strip() for one in answer.split(";"))):
        kind, _, where = part.partition(" ")
        if kind.upper() == "DIRECT":
            ways.append(None)
        elif kind.upper() in ("PROXY", "HTTP"):
            ways.append(named(where.strip() or f":{DEFAULT_PROXY_PORT}", rule))
    if not ways:
        raise HubError(Code.HUB_PROXY, "pac_useless", rule=rule)
    return tuple(ways)


def rule_of_pac(url: str) -> str:
    """A script's address as a rule's name: without user and query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "PAC"
    return f"PAC {parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
