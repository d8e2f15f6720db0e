"""The whole job without a window, from process start to exit, beside one script of the SDKs."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import certifi

from tests.bench.harness import (
    PROGRAM,
    TIMES,
    Cost,
    Figure,
    by_turns,
    cost_of_child,
    demo_hub,
    private_environment,
    run_child,
    show,
    show_figures,
)

COMBINATIONS: Final = [
    (identity, flavour) for identity in ("SecurityModule", "Device") for flavour in ("c", "csharp")
]
ANSWERS: Final = """
[hub]
connection_string = {{ env = "HUB" }}
ca_file = {ca_file}
amqp_port = {amqp_port}
mqtt_port = {mqtt_port}
[device]
id = "{device}"
[authentication]
identity = "{identity}"
method = "SymmetricKey"
[agent]
flavour = "{flavour}"
directory = {directory}
[secrets]
keyring = false
"""
DEVICE: Final = "plc-01"
TOLD: Final = (
    "`apply`: a device set up and checked, whole process",
    "one script with azure-iot-hub and paho",
)
"""In the README."""


def main() -> None:
    """Measure and print."""
    with benched_hub() as (hub, environment), tempfile.TemporaryDirectory() as folder:
        script = [sys.executable, "-m", "tests.bench.bare_job", json.dumps(hub), DEVICE]
        whole = [
            [*PROGRAM, "apply", str(answers_file(hub, Path(folder), *combination)), "--json"]
            for combination in COMBINATIONS
        ]
        commands = [*whole, [*script, f"{folder}/bare"]]

        def measure(command: list[str]) -> Cost:
            return cost_of_child(command, environment)

        *ours, bare = by_turns(*(lambda c=c: measure(c) for c in commands))
        short = by_turns(
            lambda: measure([sys.executable, "-c", "pass"]),
            lambda: measure([*PROGRAM, "--version"]),
            lambda: measure([*PROGRAM, "check", "--offline", *_folder(Path(folder))]),
        )
        steps = json.loads(run_child(whole[0], environment))["steps"]
    show_figures(
        "apply, process start to exit, beside one script with azure-iot-hub and paho",
        [
            Figure(f"{identity}, {flavour}", cost, bare, *((1.3, TOLD) if at == 0 else ()))
            for at, ((identity, flavour), cost) in enumerate(zip(COMBINATIONS, ours, strict=True))
        ],
    )
    show_figures(
        "Short commands, beside the interpreter's own start",
        [
            Figure("--version", short[1], short[0]),
            Figure("check --offline", short[2], short[0]),
        ],
    )
    show(
        f"The steps of one run of the first (one of {TIMES})",
        ("", "ms"),
        [(step["id"], f"{step['ms']:.1f}") for step in steps if step["ms"]],
    )


@contextmanager
def benched_hub(devices: int = 0) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """A demo hub in a process of its own, and the variables for whoever uses it.

    ``HUB`` is a policy with the rights that the README recommends. requests trusts certifi's roots,
    which it reads for every process; the demo hub's are added to them.
    """
    with private_environment() as environment, demo_hub(environment, devices) as hub:
        bundle = Path(environment["XDG_RUNTIME_DIR"], "bundle.pem")
        own = Path(hub["ca_file"]).read_text(encoding="ascii")
        bundle.write_text(Path(certifi.where()).read_text(encoding="utf-8") + own)
        policy = hub["connection_strings"]["registryRead"]
        yield hub, {**environment, "HUB": policy, "REQUESTS_CA_BUNDLE": str(bundle)}


def answers_file(
    hub: Mapping[str, Any], folder: Path, identity: str, flavour: str, device: str = DEVICE
) -> Path:
    """An answers file for this device; the agent's folder is beside it."""
    path = folder / f"{identity}-{flavour}.toml"
    path.write_text(
        ANSWERS.format(
            ca_file=json.dumps(hub["ca_file"]),
            amqp_port=hub["amqp_port"],
            mqtt_port=hub["mqtt_port"],
            device=device,
            identity=identity,
            flavour=flavour,
            directory=json.dumps(str(path.with_suffix(""))),
        )
    )
    return path


def _folder(folder: Path) -> list[str]:
    return ["--agent-dir", str(folder / "SecurityModule-c")]


if __name__ == "__main__":
    main()
