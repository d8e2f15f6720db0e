"""What a program has logged on Linux: in journald's journal, else in syslog's files."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from wizard.domain.errors import Code, ServiceError
from wizard.domain.lazy_pattern import LazyPattern
from wizard.infra.service.commands import Ended, run_tool

_SECONDS: Final = 10.0
_MOST_LINES: Final = 200
_HIDDEN: Final = ("insufficient permissions", "currently not seeing messages")
"""What journalctl says on standard error to an account that may not read the system's journal."""

SYSLOG_FILES: Final = (Path("/var/log/syslog"), Path("/var/log/messages"))
_TAIL: Final = 1 << 18
_ISO: Final = LazyPattern(r"(?P<when>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d:\d\d|Z)) ")
_CLASSIC: Final = LazyPattern(r"(?P<when>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) ")


def read_log(name: str, since: datetime) -> tuple[str, ...]:
    """The messages of the program that calls itself ``name``, the oldest first.

    Raises ServiceError ``agent.log_unreadable``.
    """
    found = run_tool("journalctl", _arguments(name, since), _SECONDS)
    lines = tuple(_in_journal(found.out, since))
    if lines:
        return lines
    if found.code is not None and not _lacks_a_journal(found):
        if any(words in found.err.lower() for words in _HIDDEN):
            raise ServiceError(Code.AGENT_LOG_UNREADABLE, "no_rights", name=name)
        return ()
    return read_syslog(name, since)


def read_syslog(
    name: str, since: datetime, files: tuple[Path, ...] = SYSLOG_FILES
) -> tuple[str, ...]:
    """The messages in the first of syslog's files that is there.

    Raises ServiceError ``agent.log_unreadable``; with ``no_log`` where there is none of them.
    """
    for path in files:
        try:
            text = _tail(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            variant = "no_rights" if isinstance(error, PermissionError) else ""
            reason = error.strerror or type(error).__name__
            raise ServiceError(
                Code.AGENT_LOG_UNREADABLE, variant, name=name, reason=reason
            ) from None
        return tuple(_in_syslog(text, name, since))[-_MOST_LINES:]
    raise ServiceError(Code.AGENT_LOG_UNREADABLE, "no_log", name=name)


def messages_in(text: str, name: str, since: datetime) -> tuple[str, ...]:
    """The messages in what ``journalctl`` has printed, or in the end of a syslog file after a line
    that says ``syslog``."""
    first, _, rest = text.partition("\n")
    if first == "syslog":
        return tuple(_in_syslog(rest, name, since))[-_MOST_LINES:]
    return tuple(_in_journal(text, since))


def _arguments(name: str, since: datetime) -> tuple[str, ...]:
    begin = f"--since=@{int(since.timestamp())}"
    return (
        *(f"--identifier={name}", begin, "--output=json", "--no-pager"),
        *("--all", f"--lines={_MOST_LINES}"),
    )


def _lacks_a_journal(found: Ended) -> bool:
    return "no journal files were found" in found.err.lower()


def _in_journal(text: str, since: datetime) -> Iterator[str]:
    """``--since`` counts whole seconds: what came before in the same one is not asked for."""
    for line in text.splitlines():
        try:
            entry = json.loads(line)
            microseconds = int(entry["__REALTIME_TIMESTAMP"])
            message = entry["MESSAGE"]
        except (ValueError, KeyError, TypeError):
            continue  # "-- No entries --"
        if microseconds >= since.timestamp() * 1_000_000:
            # A message that is no UTF-8 is given as the list of its bytes.
            yield message if isinstance(message, str) else bytes(message).decode("utf-8", "replace")


def _tail(path: Path) -> str:
    with path.open("rb") as stream:
        stream.seek(0, os.SEEK_END)
        stream.seek(max(0, stream.tell() - _TAIL))
        return stream.read().decode("utf-8", "replace")


def _in_syslog(text: str, name: str, since: datetime) -> Iterator[str]:
    tag = re.compile(rf" {re.escape(name)}(?:\[\d+\])?: (?P<message>.*)")
    for line in text.splitlines():
        found = tag.search(line)
        if found and _is_since(line, since):
            yield found["message"]


def _is_since(line: str, since: datetime) -> bool:
    if iso := _ISO.match(line):
        return datetime.fromisoformat(iso["when"]) >= since
    if classic := _CLASSIC.match(line):
        local = since.astimezone()
        # It has neither year nor zone, and counts whole seconds.
        when = datetime.strptime(f"{local.year} {classic['when']}", "%Y %b %d %H:%M:%S")
        return when.replace(tzinfo=local.tzinfo) >= local.replace(microsecond=0)
    return False
