"""What is wrong with an answers file that is no TOML, for people who write such a file rarely."""

from __future__ import annotations

import re
import tomllib
from typing import Final

from wizard.domain.errors import AnswersError, Code

_PLACE: Final = re.compile(r"at line (\d+)")
_TYPOGRAPHIC: Final = re.compile("[\u2018-\u201f\u00ab\u00bb]")
_BASIC_STRING: Final = re.compile(r'"[^"\n]*\\')
_ESCAPED: Final = re.compile(r"\\(?:[^btnfr\"\\uU]|[uU](?![0-9A-Fa-f]{4}))")


def toml_error(text: str, error: tomllib.TOMLDecodeError) -> AnswersError:
    """The error with the usual causes named: a Windows path in double quotes, curly quotes."""
    place = _PLACE.search(str(error))
    number = int(place[1]) if place else 0
    lines = text.splitlines()
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    if _BASIC_STRING.search(line) and ("escape" in str(error).lower() or _ESCAPED.search(line)):
        variant = "toml_backslash"
    elif _TYPOGRAPHIC.search(line.partition("#")[0]):
        variant = "toml_quotes"
    else:
        variant = "toml"
    return AnswersError(Code.ANSWERS_INVALID, variant, key="", line=number, detail=_about(error))


def _about(error: tomllib.TOMLDecodeError) -> str:
    """The parser's own words, without the full stop that the sentence has."""
    return str(error).rstrip(".")
