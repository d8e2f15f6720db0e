"""Fifty bundles from one process: the processor's time for each after the first."""

from __future__ import annotations

import json
import resource
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.bench.harness import PROGRAM, demo_hub, private_environment, show

MORE = 50
AIM_MS = 60
ANSWERS = """
[hub]
connection_string = {{ env = "BENCH_HUB" }}
ca_file = '{ca_file}'
amqp_port = {amqp_port}
[authentication]
identity = "SecurityModule"
[agent]
flavour = "c"
target = "bundle"
[secrets]
keyring = false
"""


def processor_seconds(folder: Path, rows: int, check: str, env: Mapping[str, str]) -> float:
    """What setting up so many devices takes of the processor, from start to exit."""
    # Generated devices that are enabled and have the module.
    numbers = [number for number in range(1, 500) if number % 4 and number % 25][:rows]
    lines = [f"meter-{number:05},out/{number}.zip" for number in numbers]
    (folder / "devices.csv").write_text("\n".join(["device.id,agent.bundle", *lines]))
    command = [*PROGRAM, "apply", folder / "answers.toml", "--each", folder / "devices.csv"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(
        [*map(str, command), "--check", check], capture_output=True, text=True, env=dict(env)
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    results = [json.loads(line)["result"] for line in ended.stdout.splitlines()]
    assert results == ["ok"] * rows, ended.stderr
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def main() -> None:
    with (
        private_environment() as env,
        demo_hub(env, devices=500) as hub,
        tempfile.TemporaryDirectory() as name,
    ):
        folder = Path(name)
        (folder / "answers.toml").write_text(ANSWERS.format(**hub))
        known = {**env, "BENCH_HUB": hub["connection_strings"]["registryReadWrite"]}
        rows = []
        for check in ("never", "always"):
            one = processor_seconds(folder, 1, check, known)
            many = processor_seconds(folder, 1 + MORE, check, known)
            each = (many - one) * 1000 / MORE
            rows.append((f"--check {check}", f"{one * 1000:.0f} ms", f"{each:.0f} ms"))
    show(f"Bundles (aim: {AIM_MS} ms each)", ("", "the first", f"each of {MORE} more"), rows)


if __name__ == "__main__":
    main()
