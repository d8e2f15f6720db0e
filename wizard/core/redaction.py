"""Keeping secrets out of text that was not made for it: logs and tracebacks."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from wizard.core.secret import MASK, living_secrets

_SHAPES: Final = re.compile(
    r"(?P<name>SharedAccessKey=|SharedAccessSignature[ =]|\bsig=|\bpassword=)[^;&\"'\s<>]+"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{22,}={1,2}(?![A-Za-z0-9+/=])",
    re.IGNORECASE | re.DOTALL,
)


def redact(text: str) -> str:
    """``text`` with every secret that is alive, and whatever looks like one, masked."""
    for secret in living_secrets():
        value = secret.reveal()
        if len(value) >= _SHORTEST:
            text = text.replace(value, MASK).replace(quote(value, safe=""), MASK)
    return _SHAPES.sub(lambda match: (match["name"] or "") + MASK, text)


_SHORTEST: Final = 8
"""Shorter texts are no keys, and replacing them would eat ordinary words."""
