"""Some of the inputs of ``bootstrap.py bench fuzz`` in every run of the tests, always the same."""

from __future__ import annotations

import pytest

from tests.fuzz.run import fuzz
from tests.fuzz.targets import share, targets

TARGETS = targets()
TIMES = 20_000


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_is_raised_but_our_own(name: str) -> None:
    assert not list(fuzz(name, TARGETS[name], share(TARGETS[name], TARGETS, TIMES), seed=0))
