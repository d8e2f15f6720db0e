"""An agent that is in several folders of this computer: each is a choice."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.facts import FoundAgent
from wizard.domain.agent.model import AgentTarget
from wizard.gui.pages.authentication.agent_fields import AgentFields

UNIT, FORMER, NOWHERE = Path("/srv/agent"), Path("/var/ASCIoTAgent"), Path("/var/other")


@pytest.fixture
def fields(qtbot: QtBot) -> AgentFields:
    found = FoundAgent(C, UNIT, True), FoundAgent(C, FORMER, True), FoundAgent(CSHARP, UNIT, False)
    widget = AgentFields(found)
    qtbot.addWidget(widget)
    return widget


def test_each_place_is_offered_and_its_folder_follows(fields: AgentFields) -> None:
    offered = [fields.agent.itemText(row) for row in range(fields.agent.count())]
    assert [str(UNIT) in offered[0], str(FORMER) in offered[1], str(UNIT) in offered[2]] == [
        *(True, True, False)
    ]

    fields.agent.setCurrentIndex(1)

    assert fields.target(None) == AgentTarget(C, FORMER)


@pytest.mark.parametrize(
    ("target", "row"),
    [
        (AgentTarget(C, FORMER), 1),
        (AgentTarget(C, NOWHERE), 0),
        (AgentTarget(CSHARP, FORMER), 2),
    ],
)
def test_what_was_chosen_before_is_shown(
    fields: AgentFields, target: AgentTarget, row: int
) -> None:
    fields.show_target(target)

    assert fields.agent.currentIndex() == row
    assert fields.target(None) == target
