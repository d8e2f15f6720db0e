"""Administrator rights on the review page, and the agent's service on the last one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import pytest

from tests.fakes.ports import PortsOfTest
from tests.fakes.service import FakeService
from tests.gui.conftest import OpenWizard
from tests.gui.driver import Driver
from tests.gui.widget_texts import widget_texts
from wizard.domain.errors import Code, ServiceError
from wizard.domain.ports.service import ServiceState, ServiceStatus
from wizard.domain.report import Result
from wizard.infra.elevation.system_elevation import SystemElevation

CONNECTED = "ASC for IoT Agent initialized!"
REFUSED = (
    "ASC for IoT agent encounterd an error! Error in: Authentication, reason: Unauthorized, "
    "extra details: none"
)


class RightsNeeded(SystemElevation):
    """One that says that it will have to ask."""

    async def is_needed(self, paths: Sequence[Path]) -> bool:
        return True


class PortsWithService(PortsOfTest):
    """Ports with an agent's service that the test decides about."""

    fake = FakeService()

    @cached_property
    def service(self) -> FakeService:
        return self.fake

    @cached_property
    def elevation(self) -> RightsNeeded:
        return RightsNeeded(self._own_files)


@pytest.fixture
def served(tmp_path: Path, ports: PortsOfTest) -> PortsWithService:
    found = PortsWithService(tmp_path, ports.found)
    found.fake = FakeService()
    return found


def proven(open_wizard: OpenWizard, ports: PortsWithService) -> Driver:
    """A wizard whose last page is green."""
    wizard = open_wizard(ports=ports)
    wizard.to_devices()
    wizard.choose("cam-01")
    wizard.to_review()
    texts = widget_texts(wizard.review)
    assert "Administrator rights are required" in texts
    assert "You are asked for them once" in texts
    if folder := os.environ.get("TEST_PICTURES"):
        wizard.window.grab().save(f"{folder}/review.png")
    assert wizard.write().result is Result.OK
    return wizard


def restarted(wizard: Driver) -> str:
    """Press the button; what is said then."""
    panel = wizard.check.restart
    wizard.until(panel.button.isVisible)
    wizard.click(panel.button)
    wizard.until(lambda: panel.button.isEnabled() and "Waiting" not in panel.words.text())
    return panel.words.text()


def test_the_agent_is_restarted_and_tells_that_it_has_connected(
    open_wizard: OpenWizard, served: PortsWithService
) -> None:
    served.fake.logs = [(CONNECTED,)]
    wizard = proven(open_wizard, served)

    assert restarted(wizard) == "The agent is running and has connected."
    assert CONNECTED in wizard.check.restart.messages.text()
    assert "restart" in served.fake.calls


def test_after_undo_nothing_is_said_of_the_start_before(
    open_wizard: OpenWizard, served: PortsWithService
) -> None:
    served.fake.logs = [(CONNECTED,)]
    wizard = proven(open_wizard, served)
    restarted(wizard)
    undo = wizard.check.changes_panel.undo_button
    assert undo is not None

    wizard.click(undo)

    wizard.until(lambda: wizard.check.changes_panel.undo_button is None)
    assert not wizard.check.restart.words.isVisible()
    assert not wizard.check.restart.messages.isVisible()


def test_what_the_agent_refuses_is_explained(
    open_wizard: OpenWizard, served: PortsWithService
) -> None:
    served.fake.logs = [(REFUSED,)]
    wizard = proven(open_wizard, served)

    assert restarted(wizard).startswith("The hub refused the agent")
    if folder := os.environ.get("TEST_PICTURES"):
        wizard.window.grab().save(f"{folder}/restart.png")
    assert REFUSED in wizard.check.restart.messages.text()


def test_one_that_does_not_run_is_started(
    open_wizard: OpenWizard, served: PortsWithService
) -> None:
    served.fake.before = ServiceStatus(ServiceState.STOPPED)
    wizard = proven(open_wizard, served)

    wizard.until(wizard.check.restart.button.isVisible)
    assert wizard.check.restart.button.text().replace("&", "") == "Start the agent"


def test_where_there_is_none_there_is_no_button(
    open_wizard: OpenWizard, served: PortsWithService
) -> None:
    served.fake.before = ServiceStatus(ServiceState.NOT_INSTALLED)
    wizard = proven(open_wizard, served)

    panel = wizard.check.restart
    wizard.until(panel.words.isVisible)
    assert panel.words.text().startswith("No service")
    assert not panel.button.isVisible()


def test_refused_rights_leave_the_command(
    open_wizard: OpenWizard, served: PortsWithService
) -> None:
    served.fake.failing = {
        "restart": ServiceError(Code.AGENT_RESTART_FAILED, "no_rights", service="s")
    }
    wizard = proven(open_wizard, served)

    assert restarted(wizard).startswith("This account may not restart")
    assert wizard.check.restart.line.isVisible()
