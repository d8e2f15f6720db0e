"""Sentences about files that an agent cannot parse: ``{file}`` and ``{line}`` are always given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_BACK_UP: Final = "Correct that line, or move the file away: a new one is then written."

_FILE: Final[Mapping[str, Text]] = {
    "file.missing": Text(
        "{file} is missing, and the agent does not start without it.",
        "Run the set-up for this folder: it writes the file.",
    ),
    "file.unreadable": Text(
        "{file} is there, but it cannot be read.",
        "Give the agent's account and your own the permission to read it.",
    ),
}

_JSON: Final[Mapping[str, Text]] = {
    "json.empty": Text(
        "{file} is empty.",
        "Run the set-up for this folder: it writes the file.",
    ),
    "json.utf16": Text(
        "{file} is saved as UTF-16, which the C agent cannot read.",
        "Save it as UTF-8.",
    ),
    "json.comment": Text(
        "{file} has a comment in line {line}. JSON knows no comments, so the agent refuses the "
        "whole file.",
        "Remove the comment.",
    ),
    "json.trailing_comma": Text(
        "{file} has a comma before the closing bracket in line {line}, which the agent's parser "
        "refuses.",
        "Remove the comma behind the last entry.",
    ),
    "json.escape": Text(
        "{file} has a backslash in line {line} that begins no escape of JSON.",
        "Write every backslash of a path twice.",
    ),
    "json.line_break": Text(
        "{file} has a line break or another control character inside the text in line {line}.",
        "Close the quotes on the same line, or write the character as an escape.",
    ),
    "json.duplicate_key": Text(
        "{file} has the key {key} twice in the same object, for the second time in line {line}. "
        "The agent refuses the whole file.",
        "Remove one of the two.",
    ),
    "json.quotes": Text(
        "{file} has typographic quotes in line {line}, as word processors make them; JSON has "
        "straight ones.",
        'Write straight quotes (") there, or let this program repair the file.',
    ),
    "json.fragment": Text(
        "{file} is only a fragment: it begins with a member such as Authentication, with no braces "
        "around it.",
        "Put it into the object Configuration of the file that the agent is shipped with, or let "
        "this program repair it.",
    ),
    "json.syntax": Text(
        "{file} is not JSON from line {line} on, so the agent cannot read any of it.",
        _BACK_UP,
    ),
}

_XML: Final[Mapping[str, Text]] = {
    "xml.empty": Text(
        "{file} is empty, which ends the agent's process.",
        "Run the set-up for this folder: it writes the file.",
    ),
    "xml.encoding": Text(
        "{file} is not in the encoding it says it has, or in one that .NET does not know. Line "
        "{line} cannot be read.",
        "Save it as UTF-8, and declare utf-8 in its first line.",
    ),
    "xml.declaration_not_first": Text(
        "{file} begins with something else than its XML declaration, such as a blank line.",
        "Remove what stands before the declaration.",
    ),
    "xml.ampersand": Text(
        "{file} has a bare & in line {line}, which ends the agent's process.",
        "Write it as &amp; instead.",
    ),
    "xml.entity": Text(
        "{file} uses the entity {detail} in line {line}, which the agent cannot resolve.",
        "Write the text itself in its place.",
    ),
    "xml.less_than": Text(
        "{file} has a bare < inside a value in line {line}, which ends the agent's process.",
        "Write it as &lt; instead.",
    ),
    "xml.quotes": Text(
        "{file} has typographic quotes in line {line}, as word processors make them; XML has "
        "straight ones. That ends the agent's process.",
        'Write straight quotes (") there, or let this program repair the file.',
    ),
    "xml.fragment": Text(
        "{file} is only a fragment: more than one element stands there with no {root} around them. "
        "That ends the agent's process.",
        "Put them into an element {root}, or let this program repair the file.",
    ),
    "xml.syntax": Text(
        "{file} is not well-formed XML at line {line}, which ends the agent's process.",
        _BACK_UP,
    ),
    "xml.duplicate_attribute": Text(
        "{file} has the attribute {detail} twice on one element in line {line}.",
        "Remove one of the two.",
    ),
    "xml.root": Text(
        "The root element of {file} is <{detail}>; the agent takes <{root}> only, in this case.",
        "Rename the element, and remove any other one around it.",
    ),
    "xml.attribute": Text(
        "{file} has the attribute {detail} in line {line}, which the agent does not know. It ends "
        "the process instead of ignoring it.",
        "Remove the attribute.",
    ),
    "xml.attribute_missing": Text(
        "An element in line {line} of {file} has no attribute {detail}, or an empty one.",
        "Add the attribute, or remove the element.",
    ),
    "xml.element": Text(
        "{file} has the element <{detail}> in line {line}. The agent knows <add>, <remove> and "
        "<clear> only, and its process ends.",
        "Remove the element.",
    ),
    "xml.content": Text(
        "{file} has text or a processing instruction in line {line} where only elements and "
        "comments may stand.",
        "Remove it, or make it a comment.",
    ),
}

SYNTAX: Final[Mapping[str, Text]] = {**_FILE, **_JSON, **_XML}
