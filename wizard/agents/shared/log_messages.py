"""The messages that both agents log in the same form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from wizard.domain.agent.agent_log import LogEntry, LogEvent
from wizard.domain.lazy_pattern import LazyPattern
from wizard.domain.redaction import redact

_ERROR: Final = LazyPattern(r"Error in: (?P<code>[^,]+), reason: (?P<reason>[^,]+)")
"""``ASC for IoT agent encounterd an error! Error in: …, reason: …, extra details: …``; the C agent
misspells it, and later versions are named Defender (agents.md)."""
_ONE_NAME: Final = {
    "File Permission": "File Permissions",
    "Missing configuration": "Missing Configuration",
}
"""As some versions say it, and as the others do."""


def explain(
    messages: Sequence[str], starting: Sequence[str], connected: Sequence[str]
) -> tuple[LogEntry, ...]:
    """What each message tells; the words in the arguments are what this agent says in it.

    What looks like a secret in a message is masked.
    """
    return tuple(_entry(redact(message), starting, connected) for message in messages)


def _entry(text: str, starting: Sequence[str], connected: Sequence[str]) -> LogEntry:
    if found := _ERROR.search(text):
        reason = found["reason"].strip()
        reason = _ONE_NAME.get(reason, reason)
        return LogEntry(text, LogEvent.ERROR, f"{found['code'].strip()} / {reason}")
    if any(words in text for words in connected):
        return LogEntry(text, LogEvent.CONNECTED)
    if any(words in text for words in starting):
        return LogEntry(text, LogEvent.STARTING)
    return LogEntry(text)
