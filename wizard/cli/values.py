"""What an option's value has to be. Each function raises `argparse.ArgumentTypeError`."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable
from typing import Final, TypeVar

from wizard.domain.demo_fault import DemoFault
from wizard.domain.errors import AnswersError
from wizard.domain.hub.proxy import ProxyChoice, parse_choice

N = TypeVar("N", int, float)
_SECONDS_IN_A_DAY: Final = 86_400


def _number(kind: Callable[[str], N], low: N, high: N, wanted: str) -> Callable[[str], N]:
    def number(text: str) -> N:
        with contextlib.suppress(ValueError):
            if low <= (found := kind(text)) <= high:
                return found
        raise argparse.ArgumentTypeError(f"{text!r} is not {wanted}")

    return number


port: Final = _number(int, 1, 65535, "a port from 1 to 65535")
count: Final = _number(int, 0, 1_000_000, "a number from 0 to 1000000")
scale: Final = _number(float, 0.5, 4.0, "a scale from 0.5 to 4")
seconds: Final = _number(int, 1, _SECONDS_IN_A_DAY, "a number of seconds from 1 to 86400")


def keyring_name(text: str) -> str:
    """The name behind ``keyring:``: a secret itself is never an argument, so it is not shown."""
    kind, _, name = text.partition(":")
    if kind != "keyring" or not name or "=" in name:
        raise argparse.ArgumentTypeError("write keyring:HOST or keyring:HOST/POLICY")
    return name


def proxy(text: str) -> ProxyChoice:
    """``system``, ``none`` or an address without login. Nothing of what is refused is shown."""
    try:
        return parse_choice(text, "--proxy")
    except AnswersError as error:
        told = "has no user or password in it; use the keyring or [network] proxy_password"
        wrong = told if error.variant == "proxy_login" else "is system, none or http://HOST:PORT"
        raise argparse.ArgumentTypeError(f"the proxy {wrong}") from None


def fault(text: str) -> DemoFault:
    """One of the demo hub's faults."""
    try:
        return DemoFault(text)
    except ValueError:
        known = ", ".join(DemoFault)
        raise argparse.ArgumentTypeError(f"no fault {text!r}; there are {known}") from None
