"""Where the program's log goes; every line passes the redaction."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Final

from wizard.core.errors import AnswersError, Code
from wizard.core.redaction import redact

_LAYOUT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class RedactingFormatter(logging.Formatter):
    """Masks secrets in the whole formatted line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """The line without secrets."""
        return redact(super().format(record))


def set_up_logging(log_file: Path | None, *, verbose: bool) -> None:
    """Log to ``log_file`` and, when ``verbose``, to standard error. Raises AnswersError."""
    handlers: list[logging.Handler] = []
    if log_file is not None:
        try:
            handlers.append(logging.FileHandler(log_file, encoding="utf-8"))
        except OSError as error:
            raise AnswersError(
                Code.ANSWERS_INVALID,
                "log_file",
                key="--log-file",
                path=str(log_file),
                detail=error.strerror or type(error).__name__,
            ) from None
    if verbose:
        handlers.append(logging.StreamHandler(sys.stderr))
    logging.raiseExceptions = False  # what it would print of a line that failed is not redacted
    root = logging.getLogger()
    root.handlers = handlers or [logging.NullHandler()]
    root.setLevel(logging.WARNING)
    logging.getLogger("wizard").setLevel(logging.DEBUG if handlers else logging.WARNING)
    for handler in handlers:
        handler.setFormatter(RedactingFormatter(_LAYOUT))
