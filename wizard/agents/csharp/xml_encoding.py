"""Bytes to text and back as .NET's XmlTextReader goes about it: BOM first, then what is declared.

Of the encodings only those of .NET Core without extra code pages are known to the agent.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

from wizard.agents.csharp.xml_faults import XmlError, XmlFault
from wizard.domain.lazy_pattern import LazyPattern

DECLARATION: Final = LazyPattern(
    r"<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(['\"])1\.0\1"
    r"(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(['\"])(?P<encoding>[A-Za-z][A-Za-z0-9._\-]*)\2)?"
    r"(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(['\"])(?:yes|no)\4)?[ \t\r\n]*\?>"
)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF16: Final = ("utf-16-le", "utf-16-be")
_NEEDS_UTF16: Final = ("utf-16", "ucs-2", "iso-10646-ucs-2")
_NAMES: Final = {
    "utf-8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "utf-16le": "utf-16-le",
    "unicode": "utf-16-le",
    "utf-16be": "utf-16-be",
    "unicodefffe": "utf-16-be",
}
_ILLEGAL: Final = LazyPattern(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class XmlText:
    """A file's text, and what it takes to write it again."""

    text: str
    codec: str
    bom: bytes

    def encode(self, text: str) -> bytes:
        """``text`` in the file's encoding; what that cannot say becomes a character reference."""
        return self.bom + text.encode(self.codec, "xmlcharrefreplace")


def decode_xml(data: bytes) -> XmlText:
    """Decode as the agent does. Raises XmlError."""
    bom, codec = _detect(data)
    content = data[len(bom) :]
    declared = DECLARATION.match(content.decode(codec, "replace"))
    if declared and declared["encoding"]:
        codec = _switched(codec, declared["encoding"].lower())
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise XmlError(XmlFault.ENCODING, line, detail=codec) from None
    # A zero ends the text to the agent's reader, where its document may end: see the scanner.
    if illegal := _ILLEGAL.search(text.partition("\0")[0]):
        raise XmlError(XmlFault.ENCODING, text.count("\n", 0, illegal.start()) + 1, detail=codec)
    return XmlText(text, codec, bom)


def _detect(data: bytes) -> tuple[bytes, str]:
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return bom, codec
    if data.startswith(b"<\0"):
        return b"", "utf-16-le"
    if data.startswith(b"\0<"):
        return b"", "utf-16-be"
    return b"", "utf-8"


def _switched(detected: str, declared: str) -> str:
    """The codec after the declaration has been read. Raises XmlError."""
    if declared in _NEEDS_UTF16:
        if detected not in _UTF16:
            raise XmlError(XmlFault.ENCODING, 1, detail=declared)
        return detected
    codec = _NAMES.get(declared)
    if codec is None or (codec in _UTF16) != (detected in _UTF16):
        raise XmlError(XmlFault.ENCODING, 1, detail=declared)
    return codec
