"""A number of inputs for every target: which raised what they may not, and which took too long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.fuzz.mutation import mutated
from tests.fuzz.targets import Target

SECONDS: Final = 1.0
"""Of the processor's time for one input, which other programs do not lengthen."""


@dataclass(frozen=True)
class Found:
    """An input that was too much: what it did, and itself."""

    target: str
    what: str
    data: bytes


def fuzz(name: str, target: Target, times: int, seed: int) -> Iterator[Found]:
    """Feed so many inputs; tell each that was too much."""
    random = Random(f"{name} {seed}")  # noqa: S311 - repeatable on purpose
    for _ in range(times):
        data = mutated(target.seeds, random)
        start = time.process_time()
        try:
            target.feed(data)
        except Exception as error:
            yield Found(name, repr(error)[:200], data)
        if time.process_time() - start > SECONDS:
            yield Found(name, "more than a second", data)
