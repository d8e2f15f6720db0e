"""Which languages there are, and which one somebody wants."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Language:
    """``code`` as gettext and Qt write it; ``name`` in the language itself; ``tag`` for HTML."""

    code: str
    name: str
    tag: str
    right_to_left: bool = False


SOURCE: Final = Language("en", "English", "en")
LANGUAGES: Final = (
    SOURCE,
    Language("de", "Deutsch", "de"),
    Language("es", "Español", "es"),
    Language("fr", "Français", "fr"),
    Language("ja", "日本語", "ja"),
    Language("zh_CN", "简体中文", "zh-CN"),
)
"""In the order of the menu."""
LONGER: Final = Language("en_XA", "[Ƥşéüðö]", "en-XA")
MIRRORED: Final = Language("ar_XB", "Pseudo, right to left", "ar-XB", right_to_left=True)
PSEUDO: Final = (LONGER, MIRRORED)
"""For tests and pictures, by the codes that are usual for them: every sentence 40 % longer; the
window mirrored. No system asks for them."""

_BY_CODE: Final[Mapping[str, Language]] = {
    language.code.lower(): language for language in (*LANGUAGES, *PSEUDO)
}
_SIMPLIFIED: Final = ("zh", "zh_sg", "zh_hans", "zh_hans_cn", "zh_hans_sg")
_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_C: Final = ("c", "posix")


def named(name: str) -> Language | None:
    """The language of a locale (``de_AT.UTF-8``) or of a tag (``zh-CN``); None where there is
    none."""
    code = name.strip().partition(".")[0].partition("@")[0].replace("-", "_").lower()
    if code in _C:
        return SOURCE
    if code in _SIMPLIFIED:
        return _BY_CODE["zh_cn"]
    # A reader of traditional Chinese is not served by the simplified script.
    base = "" if code.startswith("zh_") else code.partition("_")[0]
    return _BY_CODE.get(code) or _BY_CODE.get(base)


def language_codes() -> str:
    """The codes of all languages, for people; those for tests are not told."""
    return ", ".join(language.code for language in LANGUAGES)


def language_of(arguments: Sequence[str]) -> Language:
    """The language of a command line: what ``--lang`` asks for, else the system's."""
    return asked_for(arguments) or system_language()


def asked_for(arguments: Sequence[str]) -> Language | None:
    """What ``--lang`` asks for, before the command line is parsed."""
    for at, argument in enumerate(arguments):
        name, is_value, value = argument.partition("=")
        if name == "--lang":
            value = value if is_value else "".join(arguments[at + 1 : at + 2])
            return named(value)
    return None


def system_language() -> Language:
    """As gettext finds it: ``LANGUAGE`` (several, the first that there is), ``LC_ALL``,
    ``LC_MESSAGES``, ``LANG``; then the language of Windows' own windows; otherwise English."""
    return next((found for name in _wanted() if (found := named(name))), SOURCE)


def _wanted() -> Iterator[str]:
    yield from filter(None, os.environ.get("LANGUAGE", "").split(":"))
    # The first of them that is set decides, as in the C library.
    names = filter(None, map(os.environ.get, _VARIABLES))
    if name := next(names, None):
        yield name
    elif sys.platform == "win32":
        yield _windows_language()


def _windows_language() -> str:
    """The language in which Windows shows itself to this user."""
    import locale

    if sys.platform != "win32":
        return ""
    import ctypes

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
