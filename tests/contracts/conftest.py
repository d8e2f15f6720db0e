"""The hubs of the contract suites."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contracts.hubs import Hub, InMemory, OverTheNetwork
from wizard.demo.hub import DemoHub


@pytest.fixture(params=["fake", "demo hub"])
def hub(request: pytest.FixtureRequest) -> Iterator[Hub]:
    """A hub that no other test has filled."""
    if request.param == "fake":
        yield InMemory()
        return
    with DemoHub() as running:
        yield OverTheNetwork(running)
