"""What is there on the agent's computer."""

from __future__ import annotations

import time
from typing import Final

from wizard.domain.agent.model import AgentTarget
from wizard.domain.errors import Code, SshError
from wizard.domain.hub.address import HubAddress
from wizard.domain.ports.computer import ComputerLook, PortState
from wizard.domain.ports.service import ServiceState, ServiceStatus
from wizard.infra.service.systemd import PROPERTIES, status_in
from wizard.infra.ssh.remote_shell import RemoteShell, script

_SERVICE: Final = "service."


async def look(
    shell: RemoteShell, agent: AgentTarget, address: HubAddress | None, port: int
) -> ComputerLook:
    """Look at it. Raises SshError, ``ssh.no_shell`` where it is no Linux with a shell."""
    values = {
        "dir": agent.directory.as_posix(),
        "service": agent.flavour.linux.service,
        "properties": PROPERTIES,
        "host": address.name if address else "",
        "port": str(port),
    }
    begun = time.time()
    ran = await shell.run(script("look.sh", values))
    now = (begun + time.time()) / 2
    text = ran.out.decode("utf-8", "replace")
    found = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    if found.get("end") != "looked" or found.get("system") != "Linux":
        words = " ".join((ran.said or text).split())[:200]
        raise SshError(Code.SSH_NO_SHELL, computer=shell.computer, words=words or "-")
    shell.knows_sudo(found.get("sudo", "missing"))
    clock = found.get("clock", "")
    return ComputerLook(
        release=found.get("release", ""),
        machine=found.get("machine", ""),
        user=found.get("user", ""),
        has_folder=found.get("folder") == "there",
        service=_service(text),
        clock_ahead=int(clock) - now if clock.isdecimal() else None,
        port=PortState(found.get("port", PortState.NOT_KNOWN)),
    )


def _service(text: str) -> ServiceStatus:
    lines = [line.removeprefix(_SERVICE) for line in text.splitlines() if line.startswith(_SERVICE)]
    return status_in("\n".join(lines)) if lines else ServiceStatus(ServiceState.UNKNOWN)
