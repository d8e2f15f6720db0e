"""The window with an agent that is new: it asks for that agent's own module."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fakes.ports import PortsOfTest
from tests.gui.driver import Driver
from tests.third_agent.agent import FILE
from tests.third_agent.facts import THIRD
from tests.third_agent.row import plug_in
from wizard.agents.c.facts import C
from wizard.demo.hub import DemoHub
from wizard.domain.agent.facts import FoundAgent
from wizard.domain.hub.model import MODULE_ID
from wizard.domain.report import Result
from wizard.setup.page_id import PageId

DEVICE = "cam-01"


@pytest.fixture
def both(hub: DemoHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PortsOfTest]:
    """The C agent first, then the new one; the device has the C agent's module alone."""
    plug_in(monkeypatch)
    agents = (
        FoundAgent(C, tmp_path / "c", installed=False),
        FoundAgent(THIRD, tmp_path / "third", installed=False),
    )
    yield PortsOfTest(tmp_path, agents)
    if hub.store.get(DEVICE, THIRD.module_id) is not None:
        hub.store.remove(DEVICE, THIRD.module_id)


def test_each_agent_is_shown_with_its_own_module(
    open_wizard: Callable[..., Driver], both: PortsOfTest, tmp_path: Path
) -> None:
    wizard = open_wizard(ports=both)
    wizard.to_devices()
    wizard.choose(DEVICE)
    page = wizard.authentication
    assert MODULE_ID in wizard.words(page)
    assert all(option.possible for option in wizard.session.options())

    page.agent_fields.agent.setCurrentIndex(page.agent_fields.agent.findData(THIRD.id))
    wizard.until(lambda: page.agent_fields.folder.text() == str(tmp_path / "third"))
    assert THIRD.module_id in wizard.words(page)
    assert MODULE_ID not in wizard.words(page)
    assert not any(option.possible for option in wizard.session.options()[:2])

    wizard.back_to(PageId.DEVICE)
    wizard.click(wizard.next_button)
    wizard.until(wizard.device.create_module.isVisible)
    assert THIRD.module_id in wizard.words(wizard.device)
    wizard.device.create_module.setChecked(True)
    wizard.next_to(PageId.AUTHENTICATION)
    wizard.to_review()
    assert f"The module {THIRD.module_id} is created" in wizard.words(wizard.review)
    report = wizard.write()
    assert report.result is Result.OK, report.error
    assert [change.module_id for change in report.hub_changes] == [THIRD.module_id]
    assert json.loads((tmp_path / "third" / FILE).read_bytes())["device"] == DEVICE


def test_going_back_to_the_agent_that_has_its_module(
    open_wizard: Callable[..., Driver], both: PortsOfTest
) -> None:
    wizard = open_wizard(ports=both)
    wizard.to_devices()
    wizard.choose(DEVICE)
    agents = wizard.authentication.agent_fields.agent
    for flavour, possible in ((THIRD, False), (C, True)):
        agents.setCurrentIndex(agents.findData(flavour.id))
        assert wizard.session.state.module_id == flavour.module_id
        assert wizard.session.options()[0].possible is possible
