"""Setting values in a C# agent's configuration file while everything else stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from wizard.agents.csharp.config_section import Section, adds_of
from wizard.agents.csharp.xml_scanner import Element

_INDENT: Final = "  "


def edited(section: Section, values: Mapping[str, str]) -> bytes:
    """The file with these settings: changed where they stand, added behind the last element.

    A key that stands there more than once gets the value everywhere: readers that take the first
    and the agent, which takes the last, then agree.
    """
    edits: list[tuple[int, int, str]] = []
    missing: list[tuple[str, str]] = []
    for key, value in values.items():
        for attribute in adds_of(section, key):
            if attribute.value != value:
                raw = _escaped(value, attribute.quote)
                edits.append((attribute.start, attribute.end, raw))
        if section.get(key) is None:
            missing.append((key, value))
    if missing:
        edits.append(_insertion(section, missing))
    text = section.document.text
    for start, end, replacement in sorted(edits, reverse=True):
        text = text[:start] + replacement + text[end:]
    return section.file.encode(text)


def _insertion(section: Section, missing: list[tuple[str, str]]) -> tuple[int, int, str]:
    root = section.document.root
    text = section.document.text
    newline = "\r\n" if "\r\n" in text else "\n" if "\n" in text else ""
    like = next((child for child in reversed(root.children) if child.name == "add"), None)
    indent = _indent(text, like.start) if like else _INDENT
    quote, closing = _style(text, like)
    added = "".join(
        f"{newline}{indent if newline else ''}"
        f"<add key={quote}{key}{quote} value={quote}{_escaped(value, quote)}{quote}{closing}"
        for key, value in missing
    )
    if root.self_closing:
        slash = text.rindex("/", root.start, root.open_end)
        return slash, root.end, f">{added}{newline}</{root.name}>"
    inner = text[root.open_end : root.close_start]
    end = root.open_end + len(inner.rstrip(" \t\r\n"))
    return end, end, added if inner.strip() else added + newline


def _style(text: str, like: Element | None) -> tuple[str, str]:
    """The quote and the end of the tag that the file itself uses."""
    if like is None or not like.self_closing:
        return '"', " />"
    match = re.search(r"\s*/>$", text[like.start : like.end])
    return like.attributes[0].quote, match[0] if match else " />"


def _indent(text: str, position: int) -> str:
    begin = text.rfind("\n", 0, position) + 1
    match = re.compile(r"[ \t]*").match(text, begin, position)
    return match[0] if match else ""


def _escaped(value: str, quote: str) -> str:
    raw = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    raw = raw.replace(quote, "&quot;" if quote == '"' else "&apos;")
    return re.sub(r"[\x00-\x1f\ufffe\uffff]", lambda match: f"&#x{ord(match[0]):X};", raw)
