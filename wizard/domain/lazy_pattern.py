"""Regular expressions that are compiled when they are first used.

The program has more than a hundred, of which a run uses a dozen; compiling all of them takes 50 ms
of every start.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, AnyStr, Final, Generic


class LazyPattern(Generic[AnyStr]):
    """What `re.compile` gives, later. Its methods are those of `re.Pattern`, which see."""

    def __init__(self, pattern: AnyStr, flags: int = 0) -> None:
        self.pattern: Final[AnyStr] = pattern
        self._flags: Final = flags

    @cached_property
    def compiled(self) -> re.Pattern[AnyStr]:
        """The expression itself. Raises re.error."""
        return re.compile(self.pattern, self._flags)

    def match(
        self, text: AnyStr, begin: int = 0, end: int = sys.maxsize
    ) -> re.Match[AnyStr] | None:
        """At ``begin``."""
        return self.compiled.match(text, begin, end)

    def fullmatch(
        self, text: AnyStr, begin: int = 0, end: int = sys.maxsize
    ) -> re.Match[AnyStr] | None:
        """From ``begin`` to ``end``."""
        return self.compiled.fullmatch(text, begin, end)

    def search(
        self, text: AnyStr, begin: int = 0, end: int = sys.maxsize
    ) -> re.Match[AnyStr] | None:
        """Anywhere."""
        return self.compiled.search(text, begin, end)

    def finditer(self, text: AnyStr) -> Iterator[re.Match[AnyStr]]:
        """All, one after the other."""
        return self.compiled.finditer(text)

    def findall(self, text: AnyStr) -> list[Any]:
        """The texts, or groups, of all."""
        return self.compiled.findall(text)

    def split(self, text: AnyStr) -> list[AnyStr | Any]:
        """What is between."""
        return self.compiled.split(text)

    def sub(
        self,
        replacement: AnyStr | Callable[[re.Match[AnyStr]], AnyStr],
        text: AnyStr,
        count: int = 0,
    ) -> AnyStr:
        """The text with all, or ``count``, replaced."""
        return self.compiled.sub(replacement, text, count)
