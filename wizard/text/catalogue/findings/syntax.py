"""Sentences about files that an agent cannot parse: ``{file}`` and ``{line}`` are always given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_BACK_UP: Final = (
    "Correct that line, or move the file to another place; a new file is then written."
)

_FILE: Final[Mapping[str, Text]] = {
    "file.missing": Text(
        "{file} is missing. The agent does not start without it.",
        "Run the setup for this folder; it writes the file.",
    ),
    "file.unreadable": Text(
        "{file} exists but cannot be read.",
        "Give the agent's account and your account permission to read it.",
    ),
}

_JSON: Final[Mapping[str, Text]] = {
    "json.empty": Text(
        "{file} is empty.",
        "Run the setup for this folder; it writes the file.",
    ),
    "json.utf16": Text(
        "{file} is saved as UTF-16, which the C agent cannot read.",
        "Save it as UTF-8.",
    ),
    "json.comment": Text(
        "{file} has a comment in line {line}. JSON does not allow comments, so the agent "
        "rejects the whole file.",
        "Remove the comment.",
    ),
    "json.trailing_comma": Text(
        "{file} has a comma before the closing bracket in line {line}, which the agent's parser "
        "rejects.",
        "Remove the comma after the last entry.",
    ),
    "json.escape": Text(
        "{file} has a backslash in line {line} that does not start a valid JSON escape sequence.",
        "Write every backslash of a path twice.",
    ),
    "json.line_break": Text(
        "{file} has a line break or another control character inside the text in line {line}.",
        "Close the quotes on the same line, or write the character as an escape sequence.",
    ),
    "json.duplicate_key": Text(
        "{file} has the key {key} twice in the same object, the second time in line {line}. The "
        "agent rejects the whole file.",
        "Remove one of the two.",
    ),
    "json.quotes": Text(
        "{file} has typographic quotes in line {line}; JSON requires straight quotes.",
        'Write straight quotes (") there, or let this program repair the file.',
    ),
    "json.fragment": Text(
        "{file} is only a fragment: it starts with a member such as Authentication, without "
        "braces around it.",
        "Put it into the object Configuration of the file that is shipped with the agent, or "
        "let this program repair it.",
    ),
    "json.syntax": Text(
        "{file} is not valid JSON from line {line} on, so the agent cannot read any of it.",
        _BACK_UP,
    ),
}

_XML: Final[Mapping[str, Text]] = {
    "xml.empty": Text(
        "{file} is empty, and the agent crashes.",
        "Run the setup for this folder; it writes the file.",
    ),
    "xml.encoding": Text(
        "{file} is not in its declared encoding, or .NET does not know the encoding. Line "
        "{line} cannot be read.",
        "Save it as UTF-8, and declare utf-8 in its first line.",
    ),
    "xml.declaration_not_first": Text(
        "{file} starts with something other than its XML declaration, such as a blank line.",
        "Remove everything before the declaration.",
    ),
    "xml.ampersand": Text(
        "{file} has an unescaped & in line {line}, and the agent crashes.",
        "Write it as &amp; instead.",
    ),
    "xml.entity": Text(
        "{file} uses the entity {detail} in line {line}, which the agent cannot resolve.",
        "Write the text itself in its place.",
    ),
    "xml.less_than": Text(
        "{file} has an unescaped < inside a value in line {line}, and the agent crashes.",
        "Write it as &lt; instead.",
    ),
    "xml.quotes": Text(
        "{file} has typographic quotes in line {line}; XML requires straight quotes. The agent "
        "crashes.",
        'Write straight quotes (") there, or let this program repair the file.',
    ),
    "xml.fragment": Text(
        "{file} is only a fragment: it has more than one element without {root} around them, "
        "and the agent crashes.",
        "Put them into an element {root}, or let this program repair the file.",
    ),
    "xml.syntax": Text(
        "{file} is not well-formed XML at line {line}, and the agent crashes.",
        _BACK_UP,
    ),
    "xml.duplicate_attribute": Text(
        "{file} has the attribute {detail} twice on one element in line {line}.",
        "Remove one of the two.",
    ),
    "xml.size": Text(
        "{file} has more than {detail} elements. It is not read further than line {line}.",
        "Write the file again: an agent's configuration has about a dozen.",
    ),
    "xml.root": Text(
        "The root element of {file} is <{detail}>, but the agent accepts only <{root}>, in "
        "this spelling.",
        "Rename the element, and remove any other one around it.",
    ),
    "xml.attribute": Text(
        "{file} has the attribute {detail} in line {line}, which the agent does not know, and "
        "the agent crashes.",
        "Remove the attribute.",
    ),
    "xml.attribute_missing": Text(
        "An element in line {line} of {file} has no attribute {detail}, or an empty one.",
        "Add the attribute, or remove the element.",
    ),
    "xml.element": Text(
        "{file} has the element <{detail}> in line {line}. The agent knows only <add>, <remove> "
        "and <clear>, and it crashes.",
        "Remove the element.",
    ),
    "xml.content": Text(
        "{file} has text or a processing instruction in line {line}, where only elements and "
        "comments are allowed.",
        "Remove it, or make it a comment.",
    ),
}

SYNTAX: Final[Mapping[str, Text]] = {**_FILE, **_JSON, **_XML}
