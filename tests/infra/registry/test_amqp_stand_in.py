"""The SDK loads and talks to a hub without uamqp, also where that is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.infra.plant import DEVICE

ROOT = Path(__file__).resolve().parents[3]

PROGRAM = """
import sys
from importlib.abc import MetaPathFinder

class Refused(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "uamqp":
            raise AssertionError("uamqp was looked for")

sys.meta_path.insert(0, Refused())

import asyncio
from pathlib import Path
from tests.fakes.ports import PortsOfTest
from tests.infra.plant import DEVICE, credentials, network
from wizard.demo.hub import DemoHub

async def ask(hub):
    registry = PortsOfTest(Path(sys.argv[1]), ()).open_registry(credentials(hub), network(hub))
    try:
        await registry.connect()
        return await registry.device(DEVICE)
    finally:
        await registry.close()

with DemoHub() as hub:
    print(asyncio.run(ask(hub)).id)
"""


def test_a_device_is_read_without_uamqp(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    )

    assert (done.returncode, done.stdout.strip()) == (0, DEVICE), done.stderr
