"""Which devices of a fleet are done: a file with one JSON object a line, and no secret in it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final

from wizard.domain.errors import AnswersError, Code
from wizard.domain.limited_file import NotRegularError, TooLargeError, read_limited
from wizard.infra.files.append import open_to_append
from wizard.infra.files.real_paths import real_folder

_KEY: Final = "--state"
_BEGINNING: Final = '{"done'
_LARGEST: Final = 50_000_000
"""Bytes; a hundred thousand devices have a fifth of it."""


class FleetProgress:
    """Notes each device as it is done; a line that a killed run has left half is passed over."""

    def __init__(self, path: Path) -> None:
        """Raises AnswersError where nothing can be noted in this file."""
        self._path: Final = path
        self._note(b"")

    def done(self, *, checked: bool) -> frozenset[str]:
        """The fingerprints of the devices that are done; with ``checked`` only of those that were
        checked live. Raises AnswersError, also where the file is one of something else."""
        try:
            text = read_limited(self._path, _LARGEST).decode("utf-8", "replace")
        except (OSError, NotRegularError, TooLargeError) as error:
            raise self._refusal(error) from None
        if text.strip() and not text.lstrip("\n").startswith(_BEGINNING):
            raise AnswersError(Code.ANSWERS_INVALID, "state_other", key=_KEY, path=str(self._path))
        found = filter(None, map(_noted, text.splitlines()))
        return frozenset(
            str(one.get("done", "")) for one in found if one.get("checked") is True or not checked
        )

    def add(self, fingerprint: str, device: str, *, checked: bool) -> None:
        """Note that this device is done. Raises AnswersError."""
        line = {"done": fingerprint, "device": device, "checked": checked}
        self._note(json.dumps(line).encode() + b"\n")

    def _note(self, line: bytes) -> None:
        try:
            file = open_to_append(real_folder(self._path.parent) / self._path.name)
            try:
                os.write(file, line)
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as error:
            raise self._refusal(error) from None

    def _refusal(self, error: Exception) -> AnswersError:
        detail = getattr(error, "strerror", None) or type(error).__name__
        return AnswersError(
            Code.ANSWERS_INVALID, "state_file", key=_KEY, path=str(self._path), detail=detail
        )


def _noted(text: str) -> dict[str, Any]:
    """What the line says; {} for one that says nothing."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
