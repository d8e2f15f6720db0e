"""Every fault at every door: the check ends with its own code, leaves nothing, recovers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end2end.fault_plant import Plant
from tests.end2end.fault_table import CASES, Case, Route
from tests.infra.leftovers import nothing_left
from tests.patience import NEVER, longer_and_longer
from wizard.demo.hub import DemoHub
from wizard.domain.report import Result
from wizard.text.lookup import text_of


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
    for seconds in longer_and_longer(0.3) if case.hangs else (NEVER,):
        with plant.suffering(case, exchange=seconds, check=NEVER):
            async with nothing_left():
                report = await plant.check(case.endpoint)
        if report.error and report.error.code is case.code:
            break
    assert report.error is not None
    assert report.error.code is case.code
    text = text_of(report.error)
    assert "…" not in text.cause + text.remedy, "a gap in the sentence"

    async with nothing_left():
        again = await plant.check(case.endpoint)
    assert (again.result, again.error) == (Result.OK, None)
    assert contents(plant.directory(case.endpoint)) == before
