"""Looking for secrets where they must not be, in every shape they could have taken."""

from __future__ import annotations

import base64
import html
import json
import re
import traceback
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote, quote_plus

from wizard.domain.secret import Secret

_FRAGMENT: Final = 12
"""Characters of a secret in a row that give it away; fewer may stand in a text by chance."""

_TOKEN: Final = re.compile(rb"sig=(?:[A-Za-z0-9+/_-]|%[0-9A-Fa-f]{2}){30,}", re.IGNORECASE)
"""A SAS signature: of whatever key, it opens a door by itself."""


class Haystack:
    """Everything that a run left behind, each piece with a name for the failure message."""

    def __init__(self) -> None:
        self.pieces: Final[dict[str, bytes]] = {}

    def add(self, name: str, content: str | bytes) -> None:
        """A piece of output: a stream, a log, a report, the text of a widget."""
        raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
        self.pieces[name] = self.pieces.get(name, b"") + raw

    def add_object(self, name: str, value: object) -> None:
        """What printing, logging or inspecting ``value`` shows; of an exception its whole chain."""
        self.add(name, f"{value!r}\n{value}\n{value:}\n")
        if isinstance(value, BaseException):
            self.add(name, "".join(traceback.format_exception(value)))
            self.add(name, repr((value.args, vars(value), value.__cause__, value.__context__)))

    def add_tree(self, folder: Path, allowed: Collection[Path] = ()) -> None:
        """All files below ``folder`` and their names, but not the content of those ``allowed``."""
        for path in sorted(folder.rglob("*")):
            self.add("file names", f"{path}\n")
            if path.is_file() and path not in allowed:
                self.add(str(path), path.read_bytes())

    def add_process(self, pid: int) -> None:
        """A running process as others see it: its arguments and its environment (Linux)."""
        for what in ("cmdline", "environ"):
            self.add(f"{what} of {pid}", Path(f"/proc/{pid}/{what}").read_bytes())


def assert_no_canary(secrets: Mapping[str, Secret | str], haystack: Haystack) -> None:
    """Fail if a secret, or a SAS signature, is anywhere in the haystack; the message names where.

    ``secrets`` maps a name for the message to the secret; each must be long and random.
    """
    assert haystack.pieces, "an empty haystack proves nothing"
    found = [
        f"{name} ({shape}) in {where}"
        for name, secret in secrets.items()
        for shape, needles in _shapes(secret)
        for where, content in haystack.pieces.items()
        if any(needle in content for needle in needles)
    ]
    found += [
        f"a SAS signature in {where}"
        for where, content in haystack.pieces.items()
        if _TOKEN.search(content)
    ]
    assert not found, "; ".join(found)


def _shapes(secret: Secret | str) -> Iterator[tuple[str, frozenset[bytes]]]:
    """The fragments of a secret in each encoding that a library or a log may have used."""
    text = secret.reveal() if isinstance(secret, Secret) else secret
    assert len(text) >= 2 * _FRAGMENT, "too short for a canary"
    raw = text.encode()
    yield "plain", _fragments(raw)
    yield "reversed", _fragments(raw[::-1])
    yield "URL-encoded", _fragments(quote(text, safe="").encode())
    yield "URL-encoded, lower case", _fragments(quote(text, safe="").lower().encode())
    yield "form-encoded", _fragments(quote_plus(quote_plus(text)).encode())
    yield "JSON", _fragments(json.dumps(text)[1:-1].replace("/", r"\/").encode())
    yield "XML", _fragments(html.escape(text).encode())
    yield "UTF-16", _fragments(text.encode("utf-16-le"))
    yield "hexadecimal", _fragments(raw.hex().encode()) | _fragments(raw.hex().upper().encode())
    yield "base64", _base64_fragments(raw)
    if Secret(text).is_base64():
        key = base64.b64decode(text)
        yield "decoded", _fragments(key)
        yield "decoded, hexadecimal", _fragments(key.hex().encode())


def _base64_fragments(raw: bytes) -> frozenset[bytes]:
    """Base64 of a text that contains the secret looks different for each offset modulo three."""
    fragments: set[bytes] = set()
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw)
        # The first group mixes in what stands before, the last one what comes after.
        inner = encoded[4 if offset else 0 : len(encoded) - 4]
        fragments |= _fragments(inner) | _fragments(inner.translate(bytes.maketrans(b"+/", b"-_")))
    return frozenset(fragments)


def _fragments(raw: bytes) -> frozenset[bytes]:
    return frozenset(raw[at : at + _FRAGMENT] for at in range(max(1, len(raw) - _FRAGMENT + 1)))
