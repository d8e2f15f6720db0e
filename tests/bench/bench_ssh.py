"""The whole job for an agent on another computer, over SSH to loopback, beside the same here.

Connecting, looking, writing with sudo, reading back, the live check. It needs root, to make a user.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.bench.bench_apply import answers_file, benched_hub
from tests.bench.harness import PROGRAM, Cost, Figure, by_turns, cost_of_child, show_figures
from tests.infra.ssh.sshd import Server, make_ready, open_server

TIMES: Final = 5
MOST_MS: Final = 3000.0
"""What the whole job may take, by the clock on the wall."""


def main() -> None:
    """Measure and print."""
    if os.geteuid() != 0:
        raise SystemExit("bench ssh makes a user, and rules for sudo: it needs root")
    with (
        benched_hub() as (hub, environment),
        tempfile.TemporaryDirectory() as temporary,
        contextmanager(open_server)(Path(temporary)) as server,
    ):
        make_ready(server)
        server.allow("NOPASSWD: ALL")
        local = answers_file(hub, Path(temporary), "SecurityModule", "c")
        there = over_ssh(local, server)
        path = f"{wrapper(server)}{os.pathsep}{environment['PATH']}"

        def measure(answers: Path) -> Cost:
            command = [*PROGRAM, "apply", str(answers)]
            return cost_of_child(command, {**environment, "PATH": path})

        costs = by_turns(lambda: measure(there), lambda: measure(local), times=TIMES)
    ssh, here = costs
    show_figures("apply over SSH to loopback, beside apply here", [Figure("apply", ssh, here)])
    slowest = max(cost.ms for cost in ssh)
    print(f"the slowest took {slowest:.0f} ms; the aim is less than {MOST_MS:.0f}")  # noqa: T201


def over_ssh(local: Path, server: Server) -> Path:
    """The same answers, for the computer behind the sshd."""
    lines = [line for line in local.read_text().splitlines() if not line.startswith("directory")]
    at = lines.index("[agent]") + 1
    keys = ['target = "ssh"', 'ssh = "target"', f"directory = {json.dumps(str(server.agent))}"]
    path = local.with_name("ssh.toml")
    path.write_text("\n".join([*lines[:at], *keys, *lines[at:]]) + "\n")
    return path


def wrapper(server: Server) -> Path:
    """A folder with an ssh that reads the server's configuration."""
    folder = server.folder / "bin"
    folder.mkdir()
    program = folder / "ssh"
    real = shutil.which("ssh")
    program.write_text(f'#!/bin/sh\nexec {real} -F {server.config()} "$@"\n')
    program.chmod(0o755)
    return folder


if __name__ == "__main__":
    main()
