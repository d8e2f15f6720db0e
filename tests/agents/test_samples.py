"""The configurations that the real agents judged: each verdict, and what the agent logs."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from tests.agents.builders import FOLDER, GENERAL, INTERFACE, assess, outcome, section
from tests.agents.sample_folders import ROWS, Row, folder_of
from wizard.agents import AGENTS

_SAMPLES: Final = Path(__file__).parents[3] / "shared" / "reference" / "verdict-samples.json"


def _samples() -> list[dict[str, Any]]:
    if not _SAMPLES.is_file():
        return []
    samples: list[dict[str, Any]] = json.loads(_SAMPLES.read_bytes())
    return samples


def _judged(agent: str, files: Mapping[str, bytes]) -> tuple[str, str | None]:
    """What this agent makes of the folder.

    A relative path is resolved against the agent's folder, as its service does.
    """

    def read(path: str) -> bytes | None:
        return files.get(path.removeprefix(f"{FOLDER}/").removeprefix("./"))

    return outcome(assess({one.id: one for one in AGENTS}[agent], read))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['agent']}: {row['case']}")
def test_each_folder_is_judged_as_by_the_real_agent(row: Row) -> None:
    assert _judged(row["agent"], folder_of(row)) == (row["verdict"], row.get("error"))


def test_the_rows_have_every_verdict_of_both_agents() -> None:
    assert Counter(row["agent"] for row in ROWS) == {"c": 67, "csharp": 72}
    assert len({row["verdict"] for row in ROWS}) == 4


@pytest.mark.skipif(not _SAMPLES.is_file(), reason="the judged samples lie beside the checkout")
@pytest.mark.parametrize("sample", _samples(), ids=lambda sample: str(sample["id"]))
def test_agrees_with_the_real_agents_byte_for_byte(sample: dict[str, Any]) -> None:
    files = {
        "General.config": section("General", GENERAL),
        "SecurityIotInterface.config": section("ExternalInterface", INTERFACE),
    }
    for name, content in sample["files"].items():
        data = base64.b64decode(content)
        for codec in ("utf-8", "utf-16-le"):
            data = data.replace("@DIR@".encode(codec), FOLDER.encode(codec))
        files[name] = data
    expected = (sample["agent_verdict"], sample["agent_error"])
    assert _judged(sample["agent"], files) == expected
