"""Keeping secrets, and people's names, out of text that was not made for it: logs, tracebacks,
reports."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from threading import RLock
from typing import Final
from urllib.parse import quote, quote_plus
from weakref import WeakKeyDictionary

from wizard.domain.lazy_pattern import LazyPattern
from wizard.domain.secret import LIVING_SECRETS, MASK, Secret

_IN_HTML: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}
)
"""What `html.escape` does; importing its module takes 3 ms of every start."""

_SHAPES: Final = LazyPattern(
    r"(?P<name>SharedAccessKey=|SharedAccessSignature[ =]|\bsig=|\bsig%3D|\bpassword=)"
    r"(?![…,.:;)]*(?:\s|\Z))[^;&\"'\s<>]+"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{22,}={1,2}(?![A-Za-z0-9+/=])",
    re.IGNORECASE | re.DOTALL,
)

_HOMES: Final = LazyPattern(
    r"(?P<above>/home/|/Users/|\b[A-Za-z]:\\Users\\)"
    r"(?:[^/\\\s\"']+(?: [^/\\\s\"']+)*(?=[\\/])|[^/\\\s\"']+)"
)

_SHORTEST: Final = 8
"""Shorter texts are no keys, and replacing them would eat ordinary words."""

_made: Final[WeakKeyDictionary[Secret, frozenset[str]]] = WeakKeyDictionary()


def redact(text: str) -> str:
    """``text`` with every secret that is alive, and whatever looks like one, masked."""
    if _beginnings.in_text(text):
        for secret in LIVING_SECRETS.longest_first():
            for form in _forms_of(secret):
                text = text.replace(form, MASK)
    return _SHAPES.sub(lambda match: (match["name"] or "") + MASK, text)


def without_home(text: str) -> str:
    """``text`` with the user's home folder as ``~``: its name is mostly a person's."""
    try:
        home = str(Path.home())
    except RuntimeError:  # nobody's
        return text
    if len(Path(home).parts) < 2:
        return text
    return re.sub(re.escape(home) + r"(?![^\s/\\\"'\])},;:])", "~", text)


def without_names(text: str) -> str:
    """``text`` without the names of people that paths of home folders have."""
    return _HOMES.sub(lambda match: f"{match['above']}…", without_home(text))


class _Beginnings:
    """How the forms of the living secrets begin, as hashes: most text has none of them, and a fleet
    has thousands of secrets."""

    def __init__(self) -> None:
        self._lock: Final = RLock()  # the same thread may log in the middle
        self._known: set[int] = set()
        self._secrets = 0

    def in_text(self, text: str) -> bool:
        """Whether a secret may be in it; never False where one is."""
        with self._lock:
            self._take_new()
            known = self._known
        places = range(len(text) - _SHORTEST + 1)
        return any(hash(text[place : place + _SHORTEST]) in known for place in places)

    def _take_new(self) -> None:
        while LIVING_SECRETS.new:
            secret = LIVING_SECRETS.new.popleft()()
            if secret is not None:
                self._add(secret)
        if self._secrets > 2 * len(LIVING_SECRETS) + 100:  # most are gone
            self._known, self._secrets = set(), 0
            for secret in LIVING_SECRETS.longest_first():
                self._add(secret)

    def _add(self, secret: Secret) -> None:
        self._secrets += 1
        self._known.update(hash(form[:_SHORTEST]) for form in _forms_of(secret))


_beginnings: Final = _Beginnings()


def _forms_of(secret: Secret) -> frozenset[str]:
    """Made once: a log has many lines. They go when the secret goes. None where it is too short."""
    forms = _made.get(secret)
    if forms is None:
        value = secret.reveal()
        forms = frozenset({value, *_forms(value)}) if len(value) >= _SHORTEST else frozenset()
        _made[secret] = forms
    return forms


def _forms(value: str) -> Iterator[str]:
    """How a library may have written it: in a URL, in JSON, in XML, as a repr, encoded."""
    for quoted in (quote(value, safe=""), quote_plus(value)):
        yield quoted
        yield re.sub("%..", lambda match: match[0].lower(), quoted)
    yield json.dumps(value)[1:-1]
    yield value.translate(_IN_HTML)
    yield repr(value)[1:-1]
    raw = value.encode("utf-8", "surrogatepass")
    yield raw.hex()
    yield base64.b64encode(raw).decode()
