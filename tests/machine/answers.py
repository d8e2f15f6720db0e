"""The answers file of the machine's ordinary account."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.end2end.processes import REPOSITORY
from tests.machine.agent import FOLDER
from tests.machine.machine import HOME, UID, Machine
from wizard.demo.hub import DemoHub

PROGRAM: Final = str(Path(sys.executable).with_name("iot-agent-setup"))
_FILE: Final = HOME / "answers.toml"


def patient_program(limits: Mapping[str, float]) -> str:
    """The program as a line of shell, with these limits and no others (`tests.end2end`)."""
    environment = {"PYTHONPATH": str(REPOSITORY), "TEST_LIMITS": json.dumps(limits)}
    values = (f"{name}={value}" for name, value in environment.items())
    return shlex.join(("env", *values, sys.executable, "-m", "tests.end2end.patient_program"))


def answers(machine: Machine, hub: DemoHub, secrets: str = "keyring = false") -> str:
    """The file's path in the machine; the hub's connection string is in the environment there."""
    ca_file = HOME / "ca.pem"
    machine.put(ca_file, Path(hub.ca_file).read_text("ascii"), uid=UID)
    machine.set_environment(HUB=hub.connection_string("registryReadWrite").reveal())
    machine.put(
        _FILE,
        f'[hub]\nconnection_string = {{ env = "HUB" }}\nca_file = "{ca_file}"\n'
        f"amqp_port = {hub.amqp_port}\n"
        '[device]\nid = "cam-01"\n[authentication]\nidentity = "SecurityModule"\n'
        f'[agent]\nflavour = "c"\ndirectory = "{FOLDER}"\n'
        f"[secrets]\n{secrets}\n",
        uid=UID,
    )
    return str(_FILE)
