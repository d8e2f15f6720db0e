"""What was read last is not read again: results and faults."""

from __future__ import annotations

import pytest

from wizard.agents.shared.remembered import remembered


class OddError(Exception):
    """A fault."""


def test_results_and_faults_are_kept_for_the_last_few() -> None:
    read: list[int] = []

    @remembered(OddError)
    def half(number: int) -> int:
        read.append(number)
        if number % 2:
            raise OddError(number)
        return number // 2

    for _ in range(3):
        assert half(4) == 2
        with pytest.raises(OddError, match="5"):
            half(5)
    assert read == [4, 5]

    assert [half(number) for number in (6, 8, 10, 12)] == [3, 4, 5, 6]
    assert half(4) == 2
    assert read == [4, 5, 6, 8, 10, 12, 4]


def test_another_exception_is_not_kept() -> None:
    read: list[str] = []

    @remembered(OddError)
    def broken(text: str) -> str:
        read.append(text)
        raise MemoryError

    for _ in range(2):
        with pytest.raises(MemoryError):
            broken("x")
    assert read == ["x", "x"]
