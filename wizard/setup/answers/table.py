"""Reading one table of the answers file: every value checked, every refusal with its key."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, NoReturn, TypeVar

from wizard.domain.errors import AnswersError, Code

_SOURCES: Final = ("env", "keyring", "file", "stdin")

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class SecretSource:
    """Where a secret is taken from: ``kind`` is env, keyring, file or stdin."""

    kind: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the file. Relative paths in it are relative to ``base``."""

    name: str
    values: Mapping[str, object] = field(repr=False)
    base: Path

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def invalid(self, key: str, variant: str, **params: str) -> NoReturn:
        """Refuse a value. Raises AnswersError."""
        raise AnswersError(Code.ANSWERS_INVALID, variant, key=f"{self.name}.{key}", **params)

    def required(self, key: str) -> object:
        """The value, whatever its type. Raises AnswersError ``answers.missing``."""
        if key not in self.values:
            raise AnswersError(Code.ANSWERS_MISSING, key=f"{self.name}.{key}")
        return self.values[key]

    def text(self, key: str) -> str:
        """A text with something in it."""
        value = self.required(key)
        if not isinstance(value, str):
            self.invalid(key, "not_text")
        if not value.strip():
            raise AnswersError(Code.ANSWERS_MISSING, key=f"{self.name}.{key}")
        return value

    def path(self, key: str) -> Path:
        """An absolute path without ``..``; links in it are not followed."""
        return Path(os.path.abspath(self.base / self._expanded(key, self.text(key))))  # noqa: PTH100

    def file_name(self, key: str) -> str:
        """The name or path of a file to be written. The agents read it as it stands."""
        name = self.text(key)
        if name != name.strip() or "\0" in name or name.endswith(("/", "\\")):
            self.invalid(key, "key_file", value=name.replace("\0", ""))
        return os.path.normpath(self._expanded(key, name))

    def boolean(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.invalid(key, "not_boolean")
        return value

    def number(self, key: str, default: int, allowed: range) -> int:
        """A whole number."""
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value not in allowed:
            self.invalid(key, "not_number", least=str(allowed[0]), most=str(allowed[-1]))
        return value

    def choice(self, key: str, kind: type[E], default: E | None = None) -> E:
        """One of the words of ``kind``."""
        if default is not None and key not in self.values:
            return default
        return kind(self.word(key, tuple(member.value for member in kind)))

    def word(self, key: str, words: tuple[str, ...]) -> str:
        """One of these words."""
        text = self.text(key)
        if text not in words:
            allowed = ", ".join(f'"{word}"' for word in words)
            self.invalid(key, "choice", value=text, allowed=allowed)
        return text

    def secret_source(self, key: str) -> SecretSource:
        """Where a secret is; the secret itself is refused, and not repeated."""
        value = self.required(key)
        if isinstance(value, str):
            self.invalid(key, "secret_inline")
        if not isinstance(value, dict) or len(value) != 1:
            self.invalid(key, "secret_source")
        kind, where = next(iter(value.items()))
        if kind not in _SOURCES:
            refuse_unknown_key(f"{self.name}.{key}.{kind}", kind, _SOURCES)
        if kind == "stdin":
            if where is not True:
                self.invalid(key, "secret_source")
            return SecretSource("stdin")
        if not isinstance(where, str) or not where.strip():
            self.invalid(key, "secret_source")
        is_file = kind == "file"
        return SecretSource(kind, str(self.base / self._expanded(key, where)) if is_file else where)

    def refuse_control_characters(self, key: str, text: str) -> None:
        """Refuse a path that no system has. Raises AnswersError."""
        if "\0" in text:
            self.invalid(key, "nul")
        if any(character < " " for character in text):
            # "C:\temp" in double quotes: TOML has made a tab of the backslash and the t.
            self.invalid(key, "path_escape")

    def _expanded(self, key: str, text: str) -> Path:
        self.refuse_control_characters(key, text)
        # Windows has no ~name; Python would make a folder beside the user's own of it.
        if sys.platform == "win32" and Path(text).parts[:1] != ("~",) and text.startswith("~"):
            self.invalid(key, "home", value=text)
        try:
            return Path(text).expanduser()
        except RuntimeError:  # ~ where there is no home, ~name where there is no such user
            self.invalid(key, "home", value=text)

    def refuse(self, keys: tuple[str, ...], variant: str) -> None:
        """Refuse the first of these keys that is there: it would be ignored silently."""
        for key in keys:
            if key in self.values:
                self.invalid(key, variant)


def refuse_unknown_key(full: str, key: str, known: tuple[str, ...], prefix: str = "") -> NoReturn:
    """Raise AnswersError ``answers.unknown_key`` with the nearest key that exists."""
    raise AnswersError(
        Code.ANSWERS_UNKNOWN_KEY,
        key=full,
        nearest=prefix + nearest(key, known),
        known=", ".join(known),
    )


def nearest(key: str, known: Sequence[str]) -> str:
    """The key that exists and is most like this one."""
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
    return near[0] if near else known[0]
