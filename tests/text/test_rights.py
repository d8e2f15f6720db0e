"""What a person without administrator rights is told."""

from __future__ import annotations

import re

import pytest

from wizard.gui.pages.check.bundle_panel import _COMMANDS
from wizard.text.catalogue.elevation import TEXTS


@pytest.mark.parametrize("variant", ["rights_refused", "rights_unavailable", "rights_windows"])
def test_the_commands_for_somebody_with_rights_are_those_of_a_bundle(variant: str) -> None:
    commands = re.findall(r"`([^`]+)`", TEXTS[f"files.not_writable/{variant}"].remedy)
    assert set(commands) == set(_COMMANDS.values())
