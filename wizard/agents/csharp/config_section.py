"""A C# agent's configuration file as .NET's NameValueSectionHandler takes it.

``<add key= value=>`` sets, ``<remove key=>`` and ``<clear>`` take back; of two the last wins; keys
are case-insensitive. Anything else in or on the section ends the process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wizard.agents.csharp.xml_encoding import XmlText, decode_xml
from wizard.agents.csharp.xml_faults import XmlError, XmlFault
from wizard.agents.csharp.xml_scanner import Attribute, Element, XmlDocument, parse_xml
from wizard.agents.shared.remembered import remembered

_ATTRIBUTES: Final = {"add": ("key", "value"), "remove": ("key",), "clear": ()}


@dataclass(frozen=True, slots=True)
class Setting:
    """An ``<add>`` that counts: its key as written, its value, where the value stands."""

    key: str
    value: Attribute


@dataclass(frozen=True, slots=True)
class Section:
    """A file that the agent reads: encoding, tokens, and the settings by folded key."""

    file: XmlText
    document: XmlDocument
    settings: dict[str, Setting]

    def get(self, key: str) -> str | None:
        """The value that the agent gets for ``key``; None where there is none."""
        setting = self.settings.get(fold(key))
        return setting.value.value if setting else None

    def line_of(self, key: str) -> int:
        """The line of the key, or of the root where it is missing."""
        setting = self.settings.get(fold(key))
        position = setting.value.start if setting else self.document.root.start
        return self.document.line_of(position)


def fold(key: str) -> str:
    """A key for comparing: ASCII letters only, as ordinal comparison without case does."""
    return "".join(c.lower() if c.isascii() else c for c in key)


@remembered(XmlError)
def read_section(data: bytes, root: str) -> Section:
    """Read a whole file. Raises XmlError for what would end the agent's process."""
    file = decode_xml(data)
    document = parse_xml(file.text)
    _check_around(document, root)
    settings: dict[str, Setting] = {}
    for child in document.root.children:
        _check_child(document, child)
        if child.name == "clear":
            settings.clear()
            continue
        key = child.attribute("key")
        value = child.attribute("value")
        if key is not None and child.name == "remove":
            settings.pop(fold(key.value), None)
        elif key is not None and value is not None:
            settings[fold(key.value)] = Setting(key.value, value)
    return Section(file, document, settings)


def adds_of(section: Section, key: str) -> list[Attribute]:
    """The values of every ``<add>`` of this key, those that do not count included."""
    found = []
    for child in section.document.root.children:
        name, value = child.attribute("key"), child.attribute("value")
        if child.name == "add" and name and value and fold(name.value) == fold(key):
            found.append(value)
    return found


def _check_around(document: XmlDocument, root: str) -> None:
    element = document.root
    if element.name != root:
        raise XmlError(XmlFault.ROOT, document.line_of(element.start), element.name)
    if element.attributes:
        raise XmlError(
            XmlFault.ATTRIBUTE, document.line_of(element.start), element.attributes[0].name
        )
    if strange := [*document.strange, *element.strange]:
        raise XmlError(XmlFault.CONTENT, document.line_of(min(strange)))


def _check_child(document: XmlDocument, child: Element) -> None:
    if found := _child_fault(child):
        raise XmlError(found[0], document.line_of(child.start), found[1])


def _child_fault(child: Element) -> tuple[XmlFault, str] | None:
    """What the agent's reader does not take of a child, and the name of what it is about."""
    allowed = _ATTRIBUTES.get(child.name)
    if allowed is None:
        return XmlFault.ELEMENT, child.name
    for name in allowed:
        attribute = child.attribute(name)
        if attribute is None or (name == "key" and not attribute.value):
            return XmlFault.ATTRIBUTE_MISSING, name
    strange = next((a.name for a in child.attributes if a.name not in allowed), None)
    return None if strange is None else (XmlFault.ATTRIBUTE, strange)
