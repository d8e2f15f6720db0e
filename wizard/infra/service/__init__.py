"""The port `AgentService`: the service as which an agent runs, and what it has logged.

- systemd, unit_files     services of Linux, and where their programs lie
- linux_log               the log of Linux: journald where it keeps one, else syslog's files
- windows, event_log      services and event log of Windows
- commands                the system's tools, each with a time limit and a clean environment
- no_service              where there is neither
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.domain.ports.service import AgentService


def system_service() -> AgentService:
    """The service manager of this system."""
    if sys.platform == "win32":
        from wizard.infra.service.windows import WindowsService

        return WindowsService()
    from wizard.infra.service.systemd import SystemdService

    return SystemdService()
