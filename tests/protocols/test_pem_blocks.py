"""The blocks of a PEM file: the same that a pattern finds, in one pass."""

from __future__ import annotations

import re
from random import Random

import pytest

from wizard.protocols.pem_blocks import pem_blocks

LOOSE = re.compile(rb"-----BEGIN (?P<kind>[A-Z0-9 ]+)-----.*?-----END (?P=kind)-----", re.DOTALL)
STRICT = re.compile(
    rb"^-----BEGIN (?P<kind>[A-Z0-9 ]+)-----[ \t\r]*\n.*?^-----END (?P=kind)-----",
    re.DOTALL | re.MULTILINE,
)
PIECES = (
    *(b"-----BEGIN CERTIFICATE-----", b"-----END CERTIFICATE-----", b"-----BEGIN KEY-----"),
    *(b"-----END KEY-----", b"\n", b"\n", b"\r\n", b" ", b"MIIB", b"-----BEGIN key-----"),
)


@pytest.mark.parametrize(("pattern", "strict"), [(LOOSE, False), (STRICT, True)])
def test_they_are_those_of_the_pattern(pattern: re.Pattern[bytes], strict: bool) -> None:
    random = Random(9)  # noqa: S311 - repeatable on purpose
    for _ in range(3000):
        data = b"".join(random.choices(PIECES, k=random.randint(1, 14)))
        found = [(block.kind, block.whole) for block in pem_blocks(data, strict=strict)]
        assert found == [(match["kind"], match[0]) for match in pattern.finditer(data)], data


@pytest.mark.parametrize("strict", [False, True])
def test_marks_without_an_end_take_one_pass(strict: bool) -> None:
    """The pattern would look for each one's end through the whole megabyte."""
    data = b"-----BEGIN CERTIFICATE-----\n" * 36_000

    assert list(pem_blocks(data, strict=strict)) == []
    assert len(list(pem_blocks(data + b"-----END CERTIFICATE-----", strict=strict))) == 1
