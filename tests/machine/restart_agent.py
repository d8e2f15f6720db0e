"""Asks for the C agent's service and restarts it, as the program does; prints what was found out.

restart_agent.py FOLDER PATIENCE: the folder that was written, and for how many seconds the agent
may be silent. ``status`` is the service before, the rest is the report.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from wizard.agents.c.facts import C
from wizard.compose.system_ports import SystemPorts
from wizard.text.render.json import report_as_json
from wizard.upkeep.restart import run_restart


async def restarted(folder: Path, patience: float) -> dict[str, Any]:
    """What is printed."""
    ports = SystemPorts(may_elevate=False)
    status = await ports.service.status(C)
    report = await run_restart(folder, C, ports, lambda _event: None, patience)
    found = {
        "status": status.state.value,
        "folder": str(status.folder or ""),
        "restarts": status.restarts,
        "folders": [str(one.directory) for one in ports.find_agents() if one.flavour is C],
    }
    return found | report_as_json(report)


if __name__ == "__main__":
    json.dump(asyncio.run(restarted(Path(sys.argv[1]), float(sys.argv[2]))), sys.stdout)
