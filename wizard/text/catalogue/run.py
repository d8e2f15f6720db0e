"""Sentences about the run itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

TEXTS: Final[Mapping[str, Text]] = {
    "run.cancelled": Text(
        "The run was cancelled.",
        "Nothing more is changed on this computer. Start again when you are ready.",
    ),
    "run.internal_error": Text(
        "This program has met a fault of its own ({type}).",
        "Run again with --log-file and report the fault with that file; secrets are not in it.",
    ),
}
