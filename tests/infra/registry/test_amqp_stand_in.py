"""The SDK loads and talks to a hub without uamqp, also where that is installed."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

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


def read_a_device(program: str, home: Path) -> str:
    """The id of the device that was read by a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program, str(home)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_device_is_read_without_uamqp(tmp_path: Path) -> None:
    assert read_a_device(PROGRAM, tmp_path) == DEVICE


def test_the_newest_sdk_that_may_be_installed_reads_a_device_too(tmp_path: Path) -> None:
    """Not only the one that the constraints name: who installs with pip gets the newest."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (wanted,) = {
        line.partition(";")[0].strip()
        for line in project["dependencies"]
        if line.startswith("azure-iot-hub")
    }
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--retries", "0"]
    asked = subprocess.run(
        [*pip, "--timeout", "5", "--dest", str(tmp_path), wanted], capture_output=True, text=True
    )
    if asked.returncode:
        pytest.skip(f"no package index answers: {asked.stderr.strip().splitlines()[-1]}")
    (wheel,) = tmp_path.glob("azure_iot_hub-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "newest")
    folder = str(tmp_path / "newest" / "azure" / "iot")
    # `azure` is a namespace of several packages: only its part `iot` is exchanged.
    begin = f"import azure.iot\nazure.iot.__path__ = [{folder!r}]\n"
    end = "\nfrom azure.iot import hub as sdk\nprint(sdk.__file__)\n"
    device, place = read_a_device(begin + PROGRAM + end, tmp_path).splitlines()
    assert (device, place.startswith(folder)) == (DEVICE, True)
