"""The program's log: one JSON object a line, in a file that does not grow for ever.

Every line passes the redaction, whoever wrote it: this program, a library, or the interpreter about
an exception that nobody caught.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import sys
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

from wizard.domain.environment import environment
from wizard.domain.errors import AnswersError, Code
from wizard.domain.log_fields import fields
from wizard.domain.redaction import redact, without_home
from wizard.infra.files.append import open_to_append
from wizard.infra.files.folders import OpenFolders
from wizard.infra.files.real_paths import real_folder

MAX_BYTES: Final = 1_000_000
"""Size of a log file in bytes; a full one is kept as ``….1``, up to `BACKUPS` of them."""

BACKUPS: Final = 3

_LAYOUT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_installed: Final[list[logging.Handler]] = []


class RedactingFormatter(logging.Formatter):
    """A line for a person, without secrets, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """The line without secrets."""
        return redact(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        """The message, then what `fields` gave."""
        more = getattr(record, "fields", {})
        shown = (f"{name}={value}" for name, value in more.items() if value not in (None, "", {}))
        return " ".join([super().formatMessage(record), *shown])


class JsonFormatter(logging.Formatter):
    """One JSON object: time (UTC), level, logger, message, pid, what `fields` gave, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; each text in it is without secrets, so that it stays valid JSON."""
        found: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "pid": record.process,
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            found["traceback"] = self.formatException(record.exc_info)
        return json.dumps({name: _clean(value) for name, value in found.items()})


def set_up_logging(
    log_file: Path | None, *, verbose: bool, default_file: Path | None = None
) -> None:
    """Log to ``log_file``, else to ``default_file``; when ``verbose``, to standard error as well.

    ``verbose`` also lets the libraries tell all they can. A default file that cannot be written is
    no error: there is no log then. Raises AnswersError where it was asked for.
    """
    handlers = [*_to_file(log_file, default_file), *_to_person(verbose)]
    logging.raiseExceptions = False  # what it would print of a line that failed is not redacted
    end_logging()
    root = logging.getLogger()
    _installed.extend(handlers or [logging.NullHandler()])
    for handler in _installed:
        root.addHandler(handler)
    root.setLevel(logging.DEBUG if verbose else logging.WARNING)
    logging.getLogger("wizard").setLevel(logging.DEBUG if handlers else logging.WARNING)
    _catch_the_uncaught()
    logging.getLogger("wizard").info("started", extra=fields(**environment()))


def end_logging() -> None:
    """Close what `set_up_logging` opened."""
    for handler in _installed:
        logging.getLogger().removeHandler(handler)
        handler.close()
    _installed.clear()


class _RotatingFile(RotatingFileHandler):
    """Readable by its owner only. Two runs may share it: who cannot rotate goes on in it.

    Nothing is written through a link: `open_to_append`.
    """

    def _open(self) -> TextIOWrapper:
        def owner_only(path: str, _flags: int) -> int:
            return open_to_append(Path(path))

        return open(self.baseFilename, "a", encoding="utf-8", opener=owner_only)

    def doRollover(self) -> None:  # noqa: N802 - the library's name
        """Start a new file, unless another program holds the full one open, as on Windows."""
        with contextlib.suppress(OSError):
            super().doRollover()


def _to_file(log_file: Path | None, default_file: Path | None) -> Iterator[logging.Handler]:
    path = log_file or default_file
    if path is None:
        return
    try:
        if log_file is None:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place = real_folder(path.absolute().parent) / path.name
        # Rotating goes by names: where others can exchange them, one file has to do.
        limit = 0 if OpenFolders().is_open_to_others(place.parent) else MAX_BYTES
        if log_file is None and not limit:
            return
        handler = _RotatingFile(place, maxBytes=limit, backupCount=BACKUPS)
    except (OSError, ValueError) as error:
        if log_file is None:
            return
        if getattr(error, "errno", None) == errno.ELOOP:
            raise AnswersError(
                *(Code.ANSWERS_INVALID, "log_link"), key="--log-file", path=str(log_file)
            ) from None
        raise AnswersError(
            Code.ANSWERS_INVALID,
            "log_file",
            key="--log-file",
            path=str(log_file),
            detail=getattr(error, "strerror", None) or type(error).__name__,
        ) from None
    handler.setFormatter(JsonFormatter())
    yield handler


def _to_person(verbose: bool) -> Iterator[logging.Handler]:
    if verbose and sys.stderr is not None:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(RedactingFormatter(_LAYOUT))
        yield handler


def _clean(value: object) -> object:
    if isinstance(value, bool) or value is None or isinstance(value, (int, float)):
        return value
    if isinstance(value, Mapping):
        return {str(name): _clean(inner) for name, inner in value.items()}
    return without_home(redact(str(value)))


def _catch_the_uncaught() -> None:
    """What the interpreter would print, unredacted, of a thread or a finalizer; not where a test
    runner listens already."""
    log = logging.getLogger("wizard.uncaught")

    def thread_failed(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            log.error("a thread ended unexpectedly", exc_info=_info(args.exc_value))

    def not_raisable(args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            log.error("an exception could not be raised", exc_info=_info(args.exc_value))

    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = thread_failed
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = not_raisable


def _info(
    error: BaseException,
) -> tuple[type[BaseException], BaseException, TracebackType | None]:
    return type(error), error, error.__traceback__
