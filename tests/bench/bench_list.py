"""A page of the device list while the query of its module column is slow, beside one alone."""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import Final

from tests.bench.harness import TIMES, forget_variables, show
from tests.infra.plant import DEVICE, registry
from tests.patience import until_then
from wizard.demo.faults.faults import Delay
from wizard.demo.hub import DemoHub
from wizard.domain.hub.model import MODULE_ID, DeviceQuery
from wizard.infra.registry.azure_registry import AzureRegistry

DEVICES: Final = 5_000
SLOW: Final = 0.5
"""Seconds that the column's query takes."""
AIM: Final = 1.2


def main() -> None:
    """Measure and print."""
    forget_variables()
    with DemoHub(devices=DEVICES) as hub:
        pairs = asyncio.run(_pairs(hub))
    alone, beside = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for other, one in pairs)
    show(
        f"A page of the device list (median of {TIMES})",
        ("", "ms", "ratio", "aim"),
        [
            ("alone", f"{alone:.0f}", "", ""),
            ("while the module column waits", f"{beside:.0f}", f"{ratio:.2f}", f"{AIM:g}"),
        ],
    )


async def _pairs(hub: DemoHub) -> list[tuple[float, float]]:
    """Milliseconds of a page alone, and while a query of the column is under way, by turns."""
    async with registry(hub) as opened:
        await opened.having_module([DEVICE], MODULE_ID)  # both connections are there
        return [(await _page(opened), await _beside(hub, opened)) for _ in range(TIMES + 1)][1:]


async def _page(opened: AzureRegistry) -> float:
    start = time.perf_counter()
    await opened.devices(DeviceQuery())
    return (time.perf_counter() - start) * 1000


async def _beside(hub: DemoHub, opened: AzureRegistry) -> float:
    slowness = hub.faults.rest.add(Delay(SLOW), path="query", times=1)
    column = asyncio.create_task(opened.having_module([DEVICE], MODULE_ID))
    await until_then(lambda: slowness.hits > 0)
    taken = await _page(opened)
    await column
    return taken


if __name__ == "__main__":
    main()
