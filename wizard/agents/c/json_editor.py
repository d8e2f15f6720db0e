"""Setting values in a JSON file while everything else stays as it is, to the byte."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Final

from wizard.agents.c.json_scanner import JsonText, Kind, Member, Node

_COLON: Final = " : "  # the C agent's installer finds its keys only with both blanks (agents.md)
_INDENT: Final = "    "


@dataclass(slots=True)
class JsonEditor:
    """Collects changes of one file; :meth:`result` makes them all.

    An edit replaces ``text[start:end]``; inserted members follow the last one of their object in
    that object's own layout.
    """

    source: JsonText
    _edits: list[tuple[int, int, str]] = field(default_factory=list)
    _added: dict[int, tuple[Node, list[str]]] = field(default_factory=dict)

    def rename(self, member: Member, key: str) -> None:
        """Give a member another key."""
        self._edits.append((member.start, member.end, _quoted(key)))

    def set_text(self, parent: Node, key: str, value: str) -> None:
        """Make ``key`` of ``parent`` this string; one that is already equal is not touched."""
        member = parent.members.get(key)
        if member is None:
            self._add(parent, key, _quoted(value))
        elif member.value.kind is not Kind.STRING or member.value.text != value:
            self._edits.append((member.value.start, member.value.end, _quoted(value)))

    def set_whole(self, parent: Node, key: str, value: object) -> None:
        """Make ``key`` of ``parent`` this value, laid out like the file."""
        member = parent.members.get(key)
        if member is None:
            self._add(parent, key, self._laid_out(value, self._inner_indent(parent)))
        else:
            text = self._laid_out(value, self._line_indent(member))
            self._edits.append((member.value.start, member.value.end, text))

    def result(self) -> bytes:
        """The file with all changes made."""
        edits = [*self._edits, *(self._insertion(*added) for added in self._added.values())]
        text = self.source.text
        for start, end, replacement in sorted(edits, reverse=True):
            text = text[:start] + replacement + text[end:]
        return self.source.encode(text)

    def _add(self, parent: Node, key: str, value: str) -> None:
        _, members = self._added.setdefault(parent.start, (parent, []))
        members.append(f"{_quoted(key)}{_COLON}{value}")

    def _insertion(self, parent: Node, members: list[str]) -> tuple[int, int, str]:
        before = self._before_member(parent)
        if parent.members:
            last = max(member.value.end for member in parent.members.values())
            return last, last, "".join(f",{before or ' '}{member}" for member in members)
        outer = self._newline() + self._indent_at(parent.start) if before else ""
        inside = f",{before or ' '}".join(members)
        return parent.start + 1, parent.end - 1, f"{before}{inside}{outer}"

    def _before_member(self, parent: Node) -> str:
        """The blanks in front of a member of this object; "" where it is all on one line."""
        if not parent.members:
            newline = self._newline()
            return newline + self._inner_indent(parent) if newline else ""
        first = min(member.start for member in parent.members.values())
        return self.source.text[parent.start + 1 : first]

    def _inner_indent(self, parent: Node) -> str:
        if parent.members:
            first = min(parent.members.values(), key=lambda member: member.start)
            return self._line_indent(first)
        return self._indent_at(parent.start) + self._unit()

    def _unit(self) -> str:
        """One step of the file's own indentation."""
        first = next(iter(self.source.root.members.values()), None)
        return (self._indent_at(first.start) if first else "") or _INDENT

    def _line_indent(self, member: Member) -> str:
        return self._indent_at(member.start)

    def _indent_at(self, position: int) -> str:
        """The blanks at the beginning of the line of ``position``."""
        begin = self.source.text.rfind("\n", 0, position) + 1
        match = re.compile(r"[ \t]*").match(self.source.text, begin, position)
        return match[0] if match else ""

    def _newline(self) -> str:
        text = self.source.text
        return "\r\n" if "\r\n" in text else "\n" if "\n" in text else ""

    def _laid_out(self, value: object, indent: str) -> str:
        newline = self._newline()
        if not newline:
            return json.dumps(value, ensure_ascii=False, separators=(", ", _COLON))
        text = json.dumps(value, ensure_ascii=False, indent=self._unit(), separators=(",", _COLON))
        return text.replace("\n", newline + indent)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
