"""What is wrong with a C# agent's configuration file as XML. Each is a rule with its sentence."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class XmlFault(StrEnum):
    """Every one of them ends the agent's process at start."""

    EMPTY = "xml.empty"
    ENCODING = "xml.encoding"
    DECLARATION = "xml.declaration_not_first"
    AMPERSAND = "xml.ampersand"
    ENTITY = "xml.entity"
    LESS_THAN = "xml.less_than"
    SYNTAX = "xml.syntax"
    QUOTES = "xml.quotes"
    FRAGMENT = "xml.fragment"
    DUPLICATE_ATTRIBUTE = "xml.duplicate_attribute"
    ROOT = "xml.root"
    ATTRIBUTE = "xml.attribute"
    ATTRIBUTE_MISSING = "xml.attribute_missing"
    ELEMENT = "xml.element"
    CONTENT = "xml.content"
    SIZE = "xml.size"
    """More elements than are looked at: no configuration has them."""


class XmlError(Exception):
    """The file kills the agent: the fault, its line from 1, and the name or text it is about."""

    def __init__(self, fault: XmlFault, line: int, detail: str = "") -> None:
        super().__init__(fault.value)
        self.fault: Final = fault
        self.line: Final = line
        self.detail: Final = detail
