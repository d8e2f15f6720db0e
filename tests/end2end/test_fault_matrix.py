"""Every fault at every door: the check ends in time with its own code, leaves nothing, recovers."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end2end.fault_plant import LIMIT, Plant
from tests.end2end.fault_table import CASES, Case, Route
from tests.infra.leftovers import nothing_left
from wizard.demo.hub import DemoHub
from wizard.domain.report import Result
from wizard.text.lookup import text_of

SLACK = 2.0
"""Seconds for cleaning up, and for a machine that has other things to do."""


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    with DemoHub() as hub:
        yield Plant(hub, tmp_path_factory.mktemp("plant"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_fault(plant: Plant, case: Case) -> None:
    if case.fault is Route.DROPPED and sys.platform != "linux":
        pytest.skip("only Linux drops what comes to a full queue")
    before = contents(plant.directory(case.endpoint))
    with plant.suffering(case):
        began = time.monotonic()
        async with nothing_left():
            report = await plant.check(case.endpoint)
        assert report.error is not None
        assert report.error.code is case.code
        assert time.monotonic() - began < LIMIT + SLACK
    text = text_of(report.error)
    assert "…" not in text.cause + text.remedy, "a gap in the sentence"

    async with nothing_left():
        again = await plant.check(case.endpoint)
    assert (again.result, again.error) == (Result.OK, None)
    assert contents(plant.directory(case.endpoint)) == before
