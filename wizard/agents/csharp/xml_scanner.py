"""A small XML tokenizer that remembers where attributes stand, and never expands anything.

It knows what .NET's XmlTextReader accepts of a configuration file: a document type is skipped (the
reader has no resolver), an entity that is not predefined is an error, line breaks in attributes
are kept, and a zero character behind the root ends the file.

Longer than 250 lines because a grammar is read in one piece.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from wizard.agents.csharp.xml_encoding import DECLARATION
from wizard.agents.csharp.xml_faults import XmlError, XmlFault
from wizard.agents.csharp.xml_references import EntityError, decoded
from wizard.domain.lazy_pattern import LazyPattern

_START: Final = (
    r":A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    r"\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
)
_NAME: Final = LazyPattern(rf"[{_START}][{_START}\-.0-9\u00b7\u0300-\u036f\u203f\u2040]*")
TYPOGRAPHIC_VALUE: Final = LazyPattern(
    r"(=\s*)[\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\"']"
    r"([^<>\"'\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb]*)"
    r"[\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb]"
)
"""An attribute's value between a word processor's quotes, or with one of them behind it."""

MOST_ELEMENTS: Final = 10_000
"""The agent's files have about a dozen."""

_BLANKS: Final = LazyPattern(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: its decoded value, and the place of the raw one, without its quotes."""

    name: str
    value: str
    start: int
    end: int
    quote: str


@dataclass(slots=True)
class Element:
    """An element: ``text[start:end]`` with all it holds; ``open_end`` is behind its start tag."""

    name: str
    start: int
    open_end: int
    self_closing: bool
    attributes: tuple[Attribute, ...]
    end: int = 0
    close_start: int = 0
    children: list[Element] = field(default_factory=list)
    strange: list[int] = field(default_factory=list)
    """Where there is something in it that is no element, comment or blank."""

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of this exact name."""
        return next((found for found in self.attributes if found.name == name), None)


@dataclass(frozen=True, slots=True)
class XmlDocument:
    """A tokenized file. ``strange`` is where the agent's reader stops outside the root."""

    text: str
    root: Element
    strange: tuple[int, ...]

    def line_of(self, position: int) -> int:
        """The line of a place in the text, from 1."""
        return self.text.count("\n", 0, position) + 1


def parse_xml(text: str) -> XmlDocument:
    """Tokenize the whole text. Raises XmlError."""
    return _Tokenizer(text).document()


class _Tokenizer:
    def __init__(self, text: str) -> None:
        self._whole = text
        self._text = text.partition("\0")[0]
        self._at = 0
        self._open: list[Element] = []
        self._count = 0
        self._root: Element | None = None
        self._strange: list[int] = []
        self._doctype = False

    def document(self) -> XmlDocument:
        if not self._text.strip(" \t\r\n"):
            raise XmlError(XmlFault.EMPTY, 1)
        if match := DECLARATION.match(self._text):
            self._at = match.end()
        while self._at < len(self._text):
            self._next()
        if self._root is None or self._open:
            ended = self._text == self._whole
            raise self._fault(XmlFault.SYNTAX if ended else XmlFault.ENCODING)
        return XmlDocument(self._whole, self._root, tuple(self._strange))

    def _next(self) -> None:
        if not self._starts("<"):
            self._character_data()
        elif self._starts("<!--"):
            self._comment()
        elif self._starts("<?"):
            self._instruction()
        elif self._starts("<![CDATA["):
            self._cdata()
        elif self._starts("<!DOCTYPE"):
            self._document_type()
        elif self._starts("</"):
            self._end_tag()
        else:
            self._start_tag()

    def _character_data(self) -> None:
        start = self._at
        end = self._text.find("<", start)
        self._at = end if end >= 0 else len(self._text)
        raw = self._text[start : self._at]
        if not raw.strip(" \t\r\n"):
            return
        self._decoded(raw, start)
        if "]]>" in raw or not self._open:
            raise self._fault(XmlFault.SYNTAX, start)
        self._open[-1].strange.append(start)

    def _comment(self) -> None:
        end = self._text.find("--", self._at + 4)
        if end < 0 or not self._text.startswith("-->", end):
            raise self._fault(XmlFault.SYNTAX)
        self._at = end + 3

    def _instruction(self) -> None:
        start = self._at
        match = _NAME.match(self._text, start + 2)
        end = self._text.find("?>", start)
        if match is None or end < 0:
            raise self._fault(XmlFault.SYNTAX)
        if match[0].lower() == "xml":
            raise self._fault(XmlFault.DECLARATION if start else XmlFault.SYNTAX)
        if match.end() != end and self._text[match.end()] not in " \t\r\n":
            raise self._fault(XmlFault.SYNTAX)
        self._note_strange(start)
        self._at = end + 2

    def _cdata(self) -> None:
        end = self._text.find("]]>", self._at)
        if end < 0 or not self._open:
            raise self._fault(XmlFault.SYNTAX)
        self._note_strange(self._at)
        self._at = end + 3

    def _note_strange(self, position: int) -> None:
        (self._open[-1].strange if self._open else self._strange).append(position)

    def _document_type(self) -> None:
        """Skip it. Its declarations add nothing that the agent could use (`XmlFault.ENTITY`)."""
        if self._root is not None or self._open or self._doctype:
            raise self._fault(XmlFault.SYNTAX)
        self._doctype = True
        inside = False
        start, self._at = self._at, self._at + len("<!DOCTYPE")
        while self._at < len(self._text):
            character = self._text[self._at]
            if character in "'\"":
                self._at = self._text.find(character, self._at + 1)
            elif self._starts("<!--"):
                self._comment()
                continue
            elif character == "[":
                inside = True
            elif character == "]":
                inside = False
            elif character == ">" and not inside:
                self._at += 1
                return
            if self._at < 0:
                break
            self._at += 1
        raise self._fault(XmlFault.SYNTAX, start)

    def _start_tag(self) -> None:
        start = self._at
        name = self._name(start + 1)
        attributes: dict[str, Attribute] = {}
        while True:
            spaced = self._skip_blanks()
            if self._starts("/>") or self._starts(">"):
                break
            if not spaced:
                raise self._fault(XmlFault.SYNTAX)
            found = self._attribute(attributes)
            attributes[found.name] = found
        self_closing = self._starts("/>")
        self._at += 2 if self_closing else 1
        element = Element(name, start, self._at, self_closing, tuple(attributes.values()))
        self._add(element)
        if self_closing:
            element.end = self._at
        else:
            self._open.append(element)

    def _add(self, element: Element) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise self._fault(XmlFault.SIZE, element.start, f"{MOST_ELEMENTS:,}")
        if self._open:
            self._open[-1].children.append(element)
        elif self._root is None:
            self._root = element
        else:
            raise self._fault(XmlFault.SYNTAX, element.start)

    def _end_tag(self) -> None:
        start = self._at
        name = self._name(start + 2)
        self._skip_blanks()
        if not self._starts(">") or not self._open or self._open[-1].name != name:
            raise self._fault(XmlFault.SYNTAX, start)
        self._at += 1
        element = self._open.pop()
        element.close_start, element.end = start, self._at

    def _attribute(self, known: Mapping[str, Attribute]) -> Attribute:
        begin = self._at
        name = self._name(begin)
        self._skip_blanks()
        if not self._starts("="):
            raise self._fault(XmlFault.SYNTAX)
        self._at += 1
        self._skip_blanks()
        quote = self._text[self._at : self._at + 1]
        start = self._at + 1
        end = self._text.find(quote, start) if quote and quote in "'\"" else -1
        if end < 0:
            raise self._fault(XmlFault.SYNTAX)
        raw = self._text[start:end]
        if "<" in raw:
            raise self._fault(XmlFault.LESS_THAN, start + raw.index("<"))
        if name in known:
            raise self._fault(XmlFault.DUPLICATE_ATTRIBUTE, begin, name)
        self._at = end + 1
        return Attribute(name, self._decoded(raw, start), start, end, quote)

    def _decoded(self, raw: str, start: int) -> str:
        try:
            return decoded(raw)
        except EntityError as error:
            raise self._fault(error.fault, start + error.offset, error.name) from None

    def _name(self, position: int) -> str:
        match = _NAME.match(self._text, position)
        if match is None:
            raise self._fault(XmlFault.SYNTAX, position)
        self._at = match.end()
        return match[0]

    def _skip_blanks(self) -> bool:
        match = _BLANKS.match(self._text, self._at)
        begin, self._at = self._at, match.end() if match else self._at
        return self._at > begin

    def _starts(self, text: str) -> bool:
        return self._text.startswith(text, self._at)

    def _fault(self, fault: XmlFault, position: int | None = None, detail: str = "") -> XmlError:
        place = self._at if position is None else position
        if fault is XmlFault.SYNTAX:
            fault = self._known_syntax_fault(place)
        return XmlError(fault, self._text.count("\n", 0, place) + 1, detail)

    def _known_syntax_fault(self, place: int) -> XmlFault:
        """What people do, and what is then said better than "not well-formed"."""
        line = self._text[self._text.rfind("\n", 0, place) + 1 :].partition("\n")[0]
        if TYPOGRAPHIC_VALUE.search(line):
            return XmlFault.QUOTES
        is_second = self._root is not None and not self._open
        if is_second and self._root is not None and self._root.name == "add":
            return XmlFault.FRAGMENT
        return XmlFault.SYNTAX
