"""Remembering what was read last: judging, repairing and writing read the same bytes many times."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_KEPT: Final = 4
"""Files of an agent that are at work at once; each may have a million bytes."""


def remembered(*faults: type[Exception]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """A pure function that keeps its last results, and the last ``faults`` that it raised.

    A pass over the largest file that is read takes most of a second. Nobody changes a result.
    """

    def keeping(function: Callable[P, T]) -> Callable[P, T]:
        known: OrderedDict[object, T | Exception] = OrderedDict()

        @wraps(function)
        def ask(*args: P.args, **kwargs: P.kwargs) -> T:
            key = (args, tuple(kwargs.items()))
            found = known.pop(key, None)
            if found is None:
                found = _outcome(lambda: function(*args, **kwargs), faults)
            known[key] = found
            while len(known) > _KEPT:
                known.popitem(last=False)
            if isinstance(found, Exception):
                raise found.with_traceback(None)
            return found

        return ask

    return keeping


def _outcome(function: Callable[[], T], faults: tuple[type[Exception], ...]) -> T | Exception:
    try:
        return function()
    except faults as fault:
        return fault
