"""Sentences about the run itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

TEXTS: Final[Mapping[str, Text]] = {
    "run.cancelled": Text(
        "The run was cancelled.",
        "Nothing more is changed on this computer. You can start again at any time.",
    ),
    "run.internal_error": Text(
        "This program has an internal error ({type}).",
        "Report the error with the program's log; it contains no secrets.",
    ),
    "run.internal_error/sdk_missing": Text(
        "azure-iot-hub is not installed, so no hub can be read.",
        "Install it into the program's environment, without what it requires itself: "
        "pip install --no-deps azure-iot-hub",
    ),
}
