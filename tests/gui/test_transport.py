"""What the agent connects over, seen on three pages; the button where its first port is closed."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gui.conftest import OpenWizard
from tests.gui.driver import Driver
from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.demo.hub import DemoHub
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import Code
from wizard.domain.hub.model import Network
from wizard.domain.hub.transport import Transport
from wizard.domain.report import Result, StepId
from wizard.setup.page_id import PageId

DEVICE = "cam-04"
INTERFACE = "SecurityIotInterface.config"


def to_authentication(wizard: Driver, flavour: AgentFlavour) -> None:
    wizard.to_devices()
    wizard.choose(DEVICE)
    agent = wizard.authentication.agent_fields.agent
    agent.setCurrentIndex(agent.findData(flavour.id))


def seen(wizard: Driver, name: str) -> None:
    if folder := os.environ.get("SEEN_TRANSPORT"):
        wizard.window.grab().save(str(Path(folder) / f"{name}.png"))


@pytest.fixture
def port_closed(open_wizard: OpenWizard, hub: DemoHub) -> Iterator[Driver]:
    """The wizard where AMQP's port refuses connections, and HTTPS is open."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        ports = {**hub.ports, Transport.AMQP: reserved.getsockname()[1]}
        yield open_wizard(network=Network(hub.ca_file, ports, hub.dps_host))


def test_the_pages_say_what_the_agent_connects_over(wizard: Driver) -> None:
    to_authentication(wizard, C)
    fields = wizard.authentication.agent_fields
    assert "Connects over AMQP." in wizard.words(fields)
    fields.agent.setCurrentIndex(fields.agent.findData(CSHARP.id))
    assert "Connects over AMQP, then AMQP over WebSocket." in wizard.words(fields)
    seen(wizard, "authentication")
    wizard.to_review()
    assert "AMQP, then AMQP over WebSocket" in wizard.words(wizard.review)
    seen(wizard, "review")


def test_a_closed_port_is_answered_with_the_button(port_closed: Driver) -> None:
    wizard = port_closed
    to_authentication(wizard, CSHARP)
    wizard.to_review()
    report = wizard.write()
    assert report.result is Result.OK
    page = wizard.check
    assert "The C# agent will fall back to" in page.notice.text
    assert [one.code for one in report.warnings] == [Code.CHECK_AGENT_PORT_CLOSED]
    assert page.notice.button.text() == "Set trans&portType"
    seen(wizard, "offer")

    wizard.click(page.notice.button)
    wizard.until(lambda: page.report is not None and page.report is not report)
    again = page.report
    assert again is not None
    assert again.result is Result.OK
    assert Code.CHECK_AGENT_PORT_CLOSED not in [one.code for one in again.warnings]
    connected = next(step for step in again.steps if step.step is StepId.CHECK_CONNECT)
    assert dict(connected.detail)["transport"] == "amqp over websocket"
    assert again.directory is not None
    folder = again.directory
    assert b'"Amqp_WebSocket_Only"' in (folder / INTERFACE).read_bytes()
    assert [file.path.name for file in again.files].count(INTERFACE) == 1
    seen(wizard, "done")

    # One run to the user: undone as one, the folder is as it was before the set-up.
    undo = page.changes_panel.undo_button
    assert undo is not None
    wizard.click(undo)
    wizard.until(lambda: page.changes_panel.undo_button is None)
    assert not [path for path in folder.glob("*") if path.suffix != ".bak"]


def test_the_c_agent_is_offered_nothing(port_closed: Driver) -> None:
    wizard = port_closed
    to_authentication(wizard, C)
    wizard.to_review()
    report = wizard.write()
    assert report.result is Result.FAILED
    assert "this agent has no other way" in wizard.check.notice.text
    assert not wizard.check.notice.button.isVisible()
    assert wizard.window.currentId() == PageId.CHECK
    seen(wizard, "c")
