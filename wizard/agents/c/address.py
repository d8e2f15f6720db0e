"""What the C agent makes of the host name and the device id, and whether a hub is there.

For the module it writes both into a connection string, which its SDK takes apart again: leading
dots of the host name are lost, and what stands behind a ``;`` is another part of the string. As
the device it puts both into a URL as they are (agents.md).
"""

from __future__ import annotations

from typing import Final

from wizard.agents.c.facts import id_limit
from wizard.agents.shared.findings import FindingCollector, Place
from wizard.agents.shared.hosts import host_fault, is_demo
from wizard.agents.shared.id_limits import illegal_id, illegal_signs
from wizard.domain.agent.model import AgentSettings, Identity
from wizard.domain.lazy_pattern import LazyPattern

_PART: Final = LazyPattern(r"(?P<name>[^;=]+)=(?P<value>[^;]+)")
_UNFINISHED: Final = LazyPattern(r"[^;=]*=?")
_SPOILING: Final = frozenset(
    ("HostName", "SharedAccessSignature", "x509", "UseProvisioning", "GatewayHostName")
)
_WRITTEN_LATER: Final = frozenset(("DeviceId", "ModuleId", "SharedAccessKey"))
"""The agent writes them behind the host name, and the last of a name counts."""
_CONNECTION_STRING_MAX: Final = 499
_CONNECTION_STRING_FIXED: Final = 62
BUFFER_MAX: Final = 499
_MODULE_URL: Final = "/devices/{}/modules/azureiotsecurity?api-version=2018-06-30"


def used_part(text: str, *, last: bool) -> str:
    """What is left of a value of the connection string where harmless parts stand behind it.

    The SDK passes over names that it does not know, and stops at an unfinished part without harm
    where the value is the ``last`` (``IoTHubClientCore_LL_CreateFromConnectionString``). ``text``
    itself where what is behind a ``;`` would count, or swallow what follows.
    """
    value, mark, rest = text.partition(";")
    parts = rest.split(";")
    if last and _UNFINISHED.fullmatch(parts[-1]):
        parts.pop()
    counting = _SPOILING | _WRITTEN_LATER if last else _SPOILING
    found = [_PART.fullmatch(part) for part in parts]
    harmless = all(part is not None and part["name"] not in counting for part in found)
    return value if mark and harmless else text


def used_host(settings: AgentSettings) -> str:
    """The name that the agent connects to, and signs for."""
    if settings.identity is not Identity.SECURITY_MODULE:
        return settings.host_name
    return used_part(settings.host_name, last=False).lstrip(".")


def check_address(
    settings: AgentSettings, findings: FindingCollector, host_place: Place, id_place: Place
) -> None:
    """Find what in the host name and in the device id keeps the agent from its hub."""
    host, device_id = used_host(settings), settings.device_id
    if fault := host_fault(host):
        findings.useless(fault, host_place, value=settings.host_name)
    elif host != settings.host_name:
        findings.note("host.passed_over", host_place, value=settings.host_name, used=host)
    elif is_demo(host):
        findings.note("host.demo", host_place, value=host)
    if rule := illegal_id(device_id):
        signs = illegal_signs(device_id)
        findings.useless(rule, id_place, value=device_id, size=len(device_id), part=signs)
    elif limit := id_limit(settings.identity, device_id):
        findings.useless(f"device_id.{limit.variant}", id_place, part=limit.characters)


def check_lengths(
    settings: AgentSettings, key_size: int, findings: FindingCollector, place: Place
) -> None:
    """Fixed buffers: what does not fit is refused without a word in the log."""
    host_size = len(text_bytes(settings.host_name))
    id_size = len(text_bytes(settings.device_id))
    if settings.identity is Identity.SECURITY_MODULE:
        size = _CONNECTION_STRING_FIXED + host_size + id_size + key_size
        limit = _CONNECTION_STRING_MAX
    else:
        size = max(host_size, len(_MODULE_URL) - len("{}") + id_size)
        limit = BUFFER_MAX
    if size > limit:
        findings.reject("settings.too_long", None, place, size=size, limit=limit)


def text_bytes(text: str) -> bytes:
    """``text`` as the agent holds it."""
    return text.encode("utf-8", "surrogateescape")
