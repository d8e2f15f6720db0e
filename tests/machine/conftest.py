"""One machine for all tests of this folder, and an agent's service in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.machine.agent import InstalledAgent
from tests.machine.machine import Machine, booted
from wizard.demo.hub import DemoHub


@pytest.fixture(scope="package")
def machine(own_home: None) -> Iterator[Machine]:
    """It boots once."""
    with booted() as found:
        yield found


@pytest.fixture(scope="package")
def running_hub(own_home: None) -> Iterator[DemoHub]:
    with DemoHub(devices=3) as hub:
        yield hub


@pytest.fixture
def hub(running_hub: DemoHub) -> Iterator[DemoHub]:
    """The demo hub, without the faults of the test before."""
    running_hub.faults.clear()
    yield running_hub
    running_hub.faults.clear()


@pytest.fixture
def agent(machine: Machine) -> Iterator[InstalledAgent]:
    """The agent's folder and service, new for each test."""
    found = InstalledAgent(machine)
    yield found
    found.remove()
