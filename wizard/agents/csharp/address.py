"""What the C# agent makes of the host name and the ids, and whether a hub is there.

For the module its SDK looks at the host name (``IotHubConnectionStringBuilder``) and makes a URI of
it (``IotHubConnectionString``), which throw where there is none. As the device the agent puts the
name into a URL first (``DevicesApi``), and gets no further where that is another's. Nobody catches
what is thrown: a crash (agents.md, gatewayHostname).
"""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from wizard.agents.csharp import settings as keys
from wizard.agents.csharp.facts import id_limit
from wizard.agents.shared.findings import FindingCollector, Place
from wizard.agents.shared.hosts import host_fault, is_demo
from wizard.agents.shared.id_limits import illegal_id, illegal_signs
from wizard.domain.agent.model import Identity
from wizard.domain.lazy_pattern import LazyPattern

_END: Final = LazyPattern(r"[a-zA-Z0-9_\-.]\n?\Z")
"""The SDK's pattern has no beginning: it looks at the end of the name only."""

_LABEL: Final = r"[\w\-]+"
_AUTHORITY: Final = LazyPattern(
    rf"(?:[^@:/?#\\\s]*(?::[^@/?#\\\s]*)?@)?{_LABEL}(?:\.{_LABEL})*\.?(?P<port>:[0-9]{{0,5}})?"
)
"""Where .NET's URI finds a host: a name, a user before it, a port behind it."""


def check_host(host: str, identity: Identity, findings: FindingCollector, place: Place) -> None:
    """Find what in the host name ends the agent, or keeps it from its hub."""
    fault = host_fault(host)
    if is_demo(host):
        findings.note("host.demo", place, value=host)
    elif _kills(host, identity):
        findings.crash(fault or "host.malformed", place, value=host)
    elif fault:
        findings.useless(fault, place, value=host)


def check_ids(
    ids: dict[str, tuple[str, Place]], identity: Identity, findings: FindingCollector
) -> None:
    """Find what in the device's id and the module's ends the agent or names another device."""
    for text, place in ids.values():
        if rule := illegal_id(text):
            signs = illegal_signs(text)
            findings.crash(rule, place, value=text, size=len(text), part=signs)
        elif ";" in text:
            findings.crash("device_id.crash", place, part=";")
    device_id, place = ids[keys.DEVICE_ID]
    limit = id_limit(identity, device_id)
    if limit and limit.variant != "crash":
        findings.useless(f"device_id.{limit.variant}", place, part=limit.characters)


def _kills(host: str, identity: Identity) -> bool:
    if identity is Identity.SECURITY_MODULE:
        if _END.search(host) is None or not host.partition(".")[0].strip() or "." not in host:
            return True
        if ":" in host:
            return not _is_ipv6(host)  # ``UriBuilder`` puts it in brackets
    authority = re.split(r"[/?#\\]", host, maxsplit=1)[0]
    match = _AUTHORITY.fullmatch(authority)
    return match is None or int((match["port"] or ":")[1:] or 0) > 65535


def _is_ipv6(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).version == 6
    except ValueError:
        return False
