"""Every sentence about a problem, by its code and variant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.messages import (
    answers,
    causes,
    certificate,
    check,
    files,
    hub,
    identity,
    keyring,
    run,
    twin,
)
from wizard.messages.text import Text

TEXTS: Final[Mapping[str, Text]] = {
    **answers.TEXTS,
    **causes.TEXTS,
    **certificate.TEXTS,
    **check.TEXTS,
    **files.TEXTS,
    **hub.TEXTS,
    **identity.TEXTS,
    **keyring.TEXTS,
    **run.TEXTS,
    **twin.TEXTS,
}
