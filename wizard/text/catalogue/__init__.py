"""Every sentence about a problem, by its code and variant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.catalogue import (
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
from wizard.text.sentence import Text

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
