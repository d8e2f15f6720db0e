"""What a program has written into Windows' event log, by Windows' own tool ``wevtutil``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree

from wizard.domain.errors import Code, ServiceError
from wizard.domain.lazy_pattern import LazyPattern
from wizard.infra.service.commands import run_tool

_SECONDS: Final = 15.0
_MOST_EVENTS: Final = 200
_EVENT: Final = LazyPattern(r"<Event .*?</Event>", re.DOTALL)
_NAMESPACE: Final = "{http://schemas.microsoft.com/win/2004/08/events/event}"
_ACCESS_DENIED: Final = 5


def read_event_log(provider: str, since: datetime) -> tuple[str, ...]:
    """The provider's events in the log *Application* since then, the oldest first.

    Raises ServiceError ``agent.log_unreadable``.
    """
    begin = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    query = f"*[System[Provider[@Name='{provider}'] and TimeCreated[@SystemTime>='{begin}']]]"
    arguments = ("qe", "Application", f"/q:{query}", "/f:XML", f"/c:{_MOST_EVENTS}")
    ended = run_tool("wevtutil.exe", arguments, _SECONDS)
    if ended.code == _ACCESS_DENIED:
        raise ServiceError(Code.AGENT_LOG_UNREADABLE, "no_rights", name=provider)
    if ended.code != 0:
        reason = ended.words or "wevtutil did not answer"
        raise ServiceError(Code.AGENT_LOG_UNREADABLE, name=provider, reason=reason)
    return tuple(events_in(ended.out))


def events_in(text: str) -> Iterator[str]:
    """The text of each event: its data, in one line."""
    for found in _EVENT.findall(text):
        try:
            event = ElementTree.fromstring(found)  # noqa: S314 - printed by the system's own tool
        except ElementTree.ParseError:
            continue
        data = event.iter(f"{_NAMESPACE}Data")
        yield " ".join(" ".join(one.text.split()) for one in data if one.text)
