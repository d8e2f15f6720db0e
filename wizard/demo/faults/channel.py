"""Setting faults for one server of the demo hub, and taking them when they are due."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

F = TypeVar("F")
T = TypeVar("T")


@dataclass(eq=False, slots=True)
class Rule(Generic[F]):
    """A fault that was set. ``left`` counts down; None is for ever. ``hits`` counts up."""

    fault: F
    method: str | None
    path: re.Pattern[str] | None
    left: int | None
    hits: int = 0

    def matches(self, method: str, path: str) -> bool:
        """Whether the rule still acts, and on this request."""
        return (
            self.left != 0
            and (self.method is None or self.method == method)
            and (self.path is None or self.path.search(path) is not None)
        )


class FaultChannel(Generic[F]):
    """The faults of one server of the hub."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule[F]] = []

    def add(
        self,
        fault: F,
        *,
        times: int | None = None,
        method: str | None = None,
        path: str | None = None,
    ) -> Rule[F]:
        """Set a fault; the first one set that fits acts.

        ``times``: then it passes by itself. ``method`` and ``path`` (a regular expression, searched
        in the undecoded path without its query) narrow it down to some REST requests.
        """
        rule = Rule(fault, method, re.compile(path) if path is not None else None, times)
        with self._lock:
            self._rules.append(rule)
        return rule

    def remove(self, rule: Rule[F]) -> None:
        """Take a fault back; one that is gone is no error."""
        with self._lock:
            self._rules = [other for other in self._rules if other is not rule]

    def clear(self) -> None:
        """Take all faults back."""
        with self._lock:
            self._rules.clear()

    def take(
        self,
        kind: type[T],
        method: str = "",
        path: str = "",
        suits: Callable[[T], bool] = lambda _fault: True,
    ) -> T | None:
        """The fault of that kind that acts now and ``suits``, counted as used."""
        with self._lock:
            for rule in self._rules:
                fault = rule.fault
                if isinstance(fault, kind) and rule.matches(method, path) and suits(fault):
                    rule.hits += 1
                    if rule.left is not None:
                        rule.left -= 1
                    return fault
        return None
