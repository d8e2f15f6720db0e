"""Recognizing what is no hub's connection string: another service's, a token, a key alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final
from urllib.parse import unquote

from wizard.domain.lazy_pattern import LazyPattern
from wizard.domain.secret import Secret

_SERVICES: Final = (
    # The name of a variant, and what only this service's strings have. The first that fits counts.
    ("built_in_endpoint", r"Endpoint=sb://(?:iothub-ns-|ihsu)[\w.-]*"),
    ("built_in_endpoint", r"EntityPath=(?:iothub-ehub-|messages/events)"),
    ("service_bus", r"Endpoint=sb://"),
    ("event_grid", r"Endpoint=https://[\w.-]+\.eventgrid\."),
    ("signalr", r"Endpoint=https?://[\w.-]+\.(?:service\.signalr|webpubsub)\."),
    ("app_configuration", r"Endpoint=https://[\w.-]+\.azconfig\."),
    ("communication", r"Endpoint=https://[\w.-]+\.communication\."),
    ("cosmos", r"AccountEndpoint=https?://|\.(?:documents|mongo\.cosmos)\.azure\."),
    (
        "storage",
        r"DefaultEndpointsProtocol=|UseDevelopmentStorage=|AccountName=[^;]*;?.*AccountKey=",
    ),
    ("storage", r"(?:Blob|Queue|Table|File)Endpoint=|\.(?:blob|queue|table|file|dfs)\.core\."),
    ("insights", r"InstrumentationKey=|IngestionEndpoint="),
    ("redis", r"\.redis\.cache\.|\.redisenterprise\."),
    ("sql", r"(?:^|;)\s*(?:Server|Data Source|Initial Catalog)\s*="),
    ("iot_central", r"HostName=[\w.-]*\.azureiotcentral\."),
    ("repository", r"HostName=[\w.-]*\.azureiotrepository\."),
    ("provisioning", r"HostName=[\w.-]*\.azure-devices-provisioning\."),
)
_FORMS: Final = tuple((name, LazyPattern(form, re.IGNORECASE)) for name, form in _SERVICES)
KINDS: Final = (
    *dict.fromkeys(name for name, _ in _SERVICES),
    *("token", "token_until", "iot_central_token", "portal", "host_alone", "key"),
)
"""All that `other_kind` tells; ``token_until`` is a token that says when it ends."""

_TOKEN: Final = LazyPattern(
    r"(?:^|;\s*)(?:Authorization:\s*|SharedAccessSignature=)?(?:SharedAccessSignature\s+)?"
    r"(?=[^;]*\bsig=)(?=[^;]*\b(?:sr|sv|se)=)",
    re.IGNORECASE,
)
_CENTRAL_TOKEN: Final = LazyPattern(r"\bsr=[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)
_END: Final = LazyPattern(r"\bse=([^&;\s]+)", re.IGNORECASE)
_HOST_ALONE: Final = LazyPattern(r"(?:https?://)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/?")
_PORTAL: Final = LazyPattern(r"https?://(?:[\w-]+\.)*portal\.azure\.\w+(?:[/#?].*)?", re.IGNORECASE)
_PLACEHOLDER: Final = LazyPattern(
    r".*(?:<[^<>]*>|\{[^{}]*\}|\[[^\[\]]*\]).*|[*•xX]{4,}|\.{3}|…|your[-_ ].*", re.IGNORECASE
)
_SHORTEST_KEY: Final = 20


def other_kind(text: str) -> str:
    """The name of what ``text`` is instead of a connection string of a hub; "" where none is known.

    One of `KINDS`: ``token`` is a ready-made SAS token, ``iot_central_token`` one of IoT Central,
    ``portal`` an address of the Azure portal, ``key`` a key alone, ``host_alone`` a host name
    alone; the others are services.
    """
    if _TOKEN.search(text) and "SharedAccessKey=" not in text:
        if _CENTRAL_TOKEN.search(text):
            return "iot_central_token"
        return "token_until" if token_end(text) else "token"
    for name, form in _FORMS:
        if form.search(text):
            return name
    if _PORTAL.fullmatch(text):
        return "portal"
    if _HOST_ALONE.fullmatch(text):
        return "host_alone"
    return "key" if len(text) >= _SHORTEST_KEY and Secret(text).is_base64() else ""


def token_end(text: str) -> str:
    """When a SAS token ends, in UTC; "" where it does not say."""
    match = _END.search(text)
    value = unquote(match[1]) if match else ""
    try:
        return f"{datetime.fromtimestamp(int(value), UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return ""


def is_placeholder(value: str) -> bool:
    """Whether a value is still the one of an example: ``<device id>``, ``{key}``, ``****``."""
    return _PLACEHOLDER.fullmatch(value.strip()) is not None
