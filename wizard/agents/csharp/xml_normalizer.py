"""Turning a configuration file that would kill the C# agent into one that it reads.

One fault at a time, in the order in which the agent's reader would meet them. What has no place
in the file becomes a comment: nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from wizard.agents.csharp.config_section import read_section
from wizard.agents.csharp.xml_encoding import DECLARATION, XmlText, decode_xml
from wizard.agents.csharp.xml_faults import XmlError, XmlFault
from wizard.agents.csharp.xml_scanner import (
    TYPOGRAPHIC_VALUE,
    Element,
    XmlDocument,
    parse_xml,
)
from wizard.domain.lazy_pattern import LazyPattern

_LIMIT: Final = 1 << 16
"""Bytes; the shipped files have less than a thousand."""
_MOST_FAULTS: Final = 40
_COMMENT: Final = LazyPattern(r"(<!--.*?-->)", re.DOTALL)
_BARE_AMPERSAND: Final = LazyPattern(r"&(?!#\d+;|#x[0-9A-Fa-f]+;|(?:amp|lt|gt|quot|apos);)")
_VALUE: Final = LazyPattern(r"""(=[ \t]*)("[^"\r\n]*"|'[^'\r\n]*')""")
_ENCODING: Final = LazyPattern(r"""(<\?xml[^>]*?encoding[ \t]*=[ \t]*["'])[^"']*(["'])""")
_ILLEGAL: Final = LazyPattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ALLOWED: Final = {"add": ("key", "value"), "remove": ("key",), "clear": ()}


def cleaned(data: bytes, root: str) -> bytes:
    """``data`` as the agent reads it; the same bytes where it does already, or never would."""
    found = data
    for _ in range(_MOST_FAULTS):
        fault = _fault(found, root)
        if fault is None:
            return found
        following = _repaired(found, root, fault) if len(found) <= _LIMIT else found
        if following == found:
            break
        found = following
    return data


def _fault(data: bytes, root: str) -> XmlError | None:
    try:
        read_section(data, root)
    except XmlError as error:
        return error
    return None


def _repaired(data: bytes, root: str, error: XmlError) -> bytes:
    if error.fault is XmlFault.ENCODING:
        return _in_utf8(data)
    try:
        file = decode_xml(data)
    except XmlError:
        return data
    if error.fault is XmlFault.FRAGMENT:
        return file.encode(_in_root(file.text, root))
    if mend := _TEXT_MENDERS.get(error.fault):
        return file.encode(mend(file.text))
    try:
        return _repaired_structure(file, parse_xml(file.text), root)
    except XmlError:
        return data


def _in_utf8(data: bytes) -> bytes:
    """Read by its BOM, as UTF-8, or else as Windows' Western encoding, which takes anything."""
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            text = data[2:].decode(codec, "replace")
            break
    else:
        content = data.removeprefix(b"\xef\xbb\xbf")
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
    return _ENCODING.sub(r"\1utf-8\2", _ILLEGAL.sub("", text), count=1).encode("utf-8")


def _outside_comments(text: str, change: Callable[[str], str]) -> str:
    parts = _COMMENT.split(text)
    return "".join(part if part.startswith("<!--") else change(part) for part in parts)


def _without_bare_ampersands(text: str) -> str:
    if "<!DOCTYPE" in text:
        return text  # its author meant an entity
    return _outside_comments(text, lambda part: _BARE_AMPERSAND.sub("&amp;", part))


def _without_bare_less_than(text: str) -> str:
    def escaped(match: re.Match[str]) -> str:
        return match[1] + match[2].replace("<", "&lt;")

    return _outside_comments(text, lambda part: _VALUE.sub(escaped, part))


def _declaration_first(text: str) -> str:
    return text.lstrip(" \t\r\n\ufeff")


def _with_straight_quotes(text: str) -> str:
    return _outside_comments(text, lambda part: TYPOGRAPHIC_VALUE.sub(r'\1"\2"', part))


_TEXT_MENDERS: Final[dict[XmlFault, Callable[[str], str]]] = {
    XmlFault.AMPERSAND: _without_bare_ampersands,
    XmlFault.ENTITY: _without_bare_ampersands,
    XmlFault.LESS_THAN: _without_bare_less_than,
    XmlFault.DECLARATION: _declaration_first,
    XmlFault.QUOTES: _with_straight_quotes,
}


def _repaired_structure(file: XmlText, document: XmlDocument, root: str) -> bytes:
    text, element = document.text, document.root
    if element.name != root:
        return file.encode(_with_root(document, root))
    edits = [*_attribute_edits(text, element, ())]
    for start in (*document.strange, *element.strange):
        edits.append(_commented_out(text, start, _end_of_strange(text, start)))
    for child in element.children:
        edits += _child_edits(text, child)
    for start, end, replacement in sorted(edits, reverse=True):
        text = text[:start] + replacement + text[end:]
    return file.encode(text)


def _in_root(text: str, root: str) -> str:
    """Rows that stand alone, as the documentation prints them, in their element."""
    declaration = DECLARATION.match(text)
    end = declaration.end() if declaration else 0
    return f"{text[:end]}\n<{root}>{text[end:]}</{root}>\n".lstrip()


def _with_root(document: XmlDocument, root: str) -> str:
    """The root renamed where only its case is wrong, or taken out of what was put around it."""
    text, element = document.text, document.root
    if element.name.lower() == root.lower():
        end = text[element.open_end : element.end]
        if not element.self_closing:
            end = text[element.open_end : element.close_start] + f"</{root}>"
        start = element.start + 1 + len(element.name)
        return (
            f"{text[: element.start]}<{root}{text[start : element.open_end]}"
            f"{end}{text[element.end :]}"
        )
    inner = next((c for c in element.children if c.name.lower() == root.lower()), None)
    if inner is None:
        return text
    declaration = DECLARATION.match(text)
    before = declaration[0] + "\n" if declaration else ""
    return f"{before}{text[inner.start : inner.end]}\n"


def _child_edits(text: str, child: Element) -> list[tuple[int, int, str]]:
    name = child.name.lower()
    allowed = _ALLOWED.get(name)
    attributes = {attribute.name.lower(): attribute for attribute in child.attributes}
    is_whole = allowed is not None and all(wanted in attributes for wanted in allowed)
    if allowed is None or not is_whole or ("key" in allowed and not attributes["key"].value):
        return [_commented_out(text, child.start, child.end)]
    edits = list(_attribute_edits(text, child, allowed))
    if child.name != name:
        edits.append((child.start + 1, child.start + 1 + len(name), name))
        if not child.self_closing:
            edits.append((child.close_start + 2, child.close_start + 2 + len(name), name))
    return edits


def _attribute_edits(
    text: str, element: Element, allowed: tuple[str, ...]
) -> list[tuple[int, int, str]]:
    """Names in lower case; attributes that are not allowed taken out."""
    edits = []
    for attribute in element.attributes:
        name = attribute.name.lower()
        found = re.compile(rf"[ \t\r\n]+{re.escape(attribute.name)}[ \t\r\n]*=[ \t\r\n]*\Z")
        before = found.search(text[element.start : attribute.start - 1])
        if before is None:
            continue
        start = element.start + before.start()
        if name not in allowed:
            edits.append((start, attribute.end + 1, ""))
        elif attribute.name != name:
            begin = text.index(attribute.name, start)
            edits.append((begin, begin + len(name), name))
    return edits


def _end_of_strange(text: str, start: int) -> int:
    """Where text, a processing instruction or CDATA ends."""
    for opening, closing in (("<?", "?>"), ("<![CDATA[", "]]>")):
        if text.startswith(opening, start):
            return text.index(closing, start) + len(closing)
    return start + len(text[start:].partition("<")[0].rstrip())


def _commented_out(text: str, start: int, end: int) -> tuple[int, int, str]:
    content = text[start:end].strip().replace("--", "- -").rstrip("-")
    return start, end, f"<!-- {content} -->"
