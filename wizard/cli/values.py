"""What an option's value has to be. Each function raises `argparse.ArgumentTypeError`."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable
from typing import Final, TypeVar

from wizard.domain.demo_fault import DemoFault
from wizard.domain.errors import AnswersError
from wizard.domain.hub.proxy import ProxyChoice, parse_choice
from wizard.domain.lazy_pattern import LazyPattern
from wizard.text.language import N_, _
from wizard.text.languages import Language, language_codes, named

N = TypeVar("N", int, float)
_SECONDS_IN_A_DAY: Final = 86_400
_SIZE: Final = LazyPattern(r"([1-9]\d{2,3})x([1-9]\d{2,3})")


def _number(kind: Callable[[str], N], low: N, high: N, wanted: str) -> Callable[[str], N]:
    def number(text: str) -> N:
        with contextlib.suppress(ValueError):
            if low <= (found := kind(text)) <= high:
                return found
        raise argparse.ArgumentTypeError(_(wanted).format(value=repr(text)))

    return number


port: Final = _number(int, 1, 65535, N_("{value} is not a port from 1 to 65535"))
count: Final = _number(int, 0, 1_000_000, N_("{value} is not a number from 0 to 1000000"))
scale: Final = _number(float, 0.5, 4.0, N_("{value} is not a scale from 0.5 to 4"))
at_once: Final = _number(int, 1, 64, N_("{value} is not a number from 1 to 64"))
seconds: Final = _number(
    int, 1, _SECONDS_IN_A_DAY, N_("{value} is not a number of seconds from 1 to 86400")
)


def size(text: str) -> tuple[int, int]:
    """Width and height of a window."""
    found = _SIZE.fullmatch(text)
    if found is None:
        words = _("{value} is not a size such as 800x480")
        raise argparse.ArgumentTypeError(words.format(value=repr(text)))
    return int(found[1]), int(found[2])


def keyring_name(text: str) -> str:
    """The name behind ``keyring:``: a secret itself is never an argument, so it is not shown."""
    kind, _colon, name = text.partition(":")
    if kind != "keyring" or not name or "=" in name:
        raise argparse.ArgumentTypeError(_("write keyring:HOST or keyring:HOST/POLICY"))
    return name


def proxy(text: str) -> ProxyChoice:
    """``system``, ``none`` or an address without login. Nothing of what is refused is shown."""
    try:
        return parse_choice(text, "--proxy")
    except AnswersError as error:
        wrong = (
            _("write the proxy without user and password; store them in the keyring")
            if error.variant == "proxy_login"
            else _("write system, none or http://HOST:PORT")
        )
        raise argparse.ArgumentTypeError(wrong) from None


def fault(text: str) -> DemoFault:
    """One of the demo hub's faults."""
    try:
        return DemoFault(text)
    except ValueError:
        words = _("there is no fault {value}; choose one of {known}")
        raise argparse.ArgumentTypeError(
            words.format(value=repr(text), known=", ".join(DemoFault))
        ) from None


def language(text: str) -> Language:
    """One of the program's languages, as ``de``, ``de_AT.UTF-8`` or ``zh-CN``."""
    if (found := named(text)) is None:
        words = _("there is no language {value}; choose one of {known}")
        raise argparse.ArgumentTypeError(words.format(value=repr(text), known=language_codes()))
    return found
