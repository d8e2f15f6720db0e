"""The configurations that the real agents judged, where they are at hand."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.agents.builders import FOLDER, GENERAL, INTERFACE, assess, outcome, section
from wizard.agents import AGENTS

_SAMPLES: Final = Path(__file__).parents[3] / "shared" / "reference" / "verdict-samples.json"


def _samples() -> list[dict[str, Any]]:
    if not _SAMPLES.is_file():
        return []
    samples: list[dict[str, Any]] = json.loads(_SAMPLES.read_bytes())
    return samples


@pytest.mark.skipif(not _SAMPLES.is_file(), reason="the judged samples lie beside the checkout")
@pytest.mark.parametrize("sample", _samples(), ids=lambda sample: str(sample["id"]))
def test_agrees_with_the_real_agents(sample: dict[str, Any]) -> None:
    files = {
        "General.config": section("General", GENERAL),
        "SecurityIotInterface.config": section("ExternalInterface", INTERFACE),
    }
    for name, content in sample["files"].items():
        data = base64.b64decode(content)
        for codec in ("utf-8", "utf-16-le"):
            data = data.replace("@DIR@".encode(codec), FOLDER.encode(codec))
        files[name] = data

    def read(path: str) -> bytes | None:
        """A relative path is resolved against the agent's folder, as its service does."""
        return files.get(path.removeprefix(f"{FOLDER}/").removeprefix("./"))

    assessment = assess({one.id: one for one in AGENTS}[sample["agent"]], read)
    assert outcome(assessment) == (sample["agent_verdict"], sample["agent_error"])
