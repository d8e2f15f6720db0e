"""A demo hub for each test: it starts in some twenty milliseconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from wizard.demo.hub import DemoHub


@pytest.fixture
def hub() -> Iterator[DemoHub]:
    with DemoHub() as running:
        yield running
