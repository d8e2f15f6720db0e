"""What is wrong with an answers file that is no TOML, for people who write such a file rarely."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

from wizard.domain.errors import AnswersError, Code
from wizard.domain.lazy_pattern import LazyPattern

_PLACE: Final = LazyPattern(r"at line (\d+)")
_TYPOGRAPHIC: Final = LazyPattern("[\u2018-\u201f\u00ab\u00bb]")
_BASIC_STRING: Final = LazyPattern(r'"[^"\n]*\\')
_ESCAPED: Final = LazyPattern(r"\\(?:[^btnfr\"\\uU]|[uU](?![0-9A-Fa-f]{4}))")


_MOST_PARTS: Final = 32
_PART: Final = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
_LONG_KEY: Final = LazyPattern(
    rf"(?:^|[\[{{,])[ \t]*+{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{_MOST_PARTS}}}",
    re.MULTILINE,
)
"""A dotted key; the time that reading one takes grows with the square of its parts."""


def load_toml(text: str) -> dict[str, Any]:
    """Read TOML. Raises AnswersError, also for what would take Python's parser out of its depth."""
    if match := _LONG_KEY.search(text):
        line = text.count("\n", 0, match.end()) + 1
        raise AnswersError(Code.ANSWERS_INVALID, "toml_key", key="", line=line)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise toml_error(text, error) from None
    except RecursionError:
        raise AnswersError(Code.ANSWERS_INVALID, "toml_depth", key="") from None
    except ValueError:  # Python converts 4,300 digits at most
        raise AnswersError(Code.ANSWERS_INVALID, "toml_number", key="") from None


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
