"""The port `AgentService` on another computer."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import Code, FilesError, ServiceError
from wizard.domain.ports.service import ServiceState, ServiceStatus
from wizard.infra.service.commands import Ended
from wizard.infra.service.linux_log import messages_in
from wizard.infra.service.systemd import PROPERTIES, require_restarted, status_in
from wizard.infra.ssh.client import Ran
from wizard.infra.ssh.remote_shell import RemoteShell, script

_SHOW: Final = b'PATH=$PATH:/usr/sbin:/sbin; systemctl show "$service" "--property=$properties"\n'
_RESTART: Final = b"""\
PATH=$PATH:/usr/sbin:/sbin
if command -v systemctl >/dev/null 2>&1; then
  systemctl --no-ask-password reset-failed "$service" 2>/dev/null
  exec systemctl --no-ask-password restart "$service"
fi
name=${service%.service}
if [ -x "/etc/init.d/$name" ]; then exec "/etc/init.d/$name" restart; fi
echo "System has not been booted with systemd" >&2
exit 1
"""
_LOG: Final = b"""\
PATH=$PATH:/usr/sbin:/sbin
if command -v journalctl >/dev/null 2>&1; then
  journalctl "--identifier=$name" "--since=@$since" --output=json --no-pager --all --lines=200
else
  for file in /var/log/syslog /var/log/messages; do
    if [ -r "$file" ]; then echo syslog; tail -c 262144 "$file"; exit 0; fi
  done
  exit 3
fi
"""
_NO_LOG: Final = 3


class RemoteService:
    """Through ``systemctl`` there, with sudo where rights are needed."""

    def __init__(self, shell: RemoteShell) -> None:
        self._shell: Final = shell

    async def status(self, flavour: AgentFlavour) -> ServiceStatus:
        """How the service is. Never raises."""
        values = {"service": flavour.linux.service, "properties": PROPERTIES}
        try:
            ran = await self._shell.run(script("", values) + _SHOW)
        except FilesError:
            return ServiceStatus(ServiceState.UNKNOWN)
        if ran.code:
            return ServiceStatus(ServiceState.UNKNOWN, words=_ended(ran).words)
        return status_in(ran.out.decode("utf-8", "replace"))

    async def restart(self, flavour: AgentFlavour) -> None:
        """Restart it. Raises ServiceError ``agent.restart_failed``, SshError."""
        service = flavour.linux.service
        ran = await self._shell.run_as_root(script("", {"service": service}) + _RESTART)
        require_restarted(service, _ended(ran))

    async def log(self, flavour: AgentFlavour, since: datetime) -> tuple[str, ...]:
        """Its messages since then. Raises ServiceError ``agent.log_unreadable``."""
        name = flavour.linux.log_name
        values = {"name": name, "since": str(int(since.timestamp()))}
        try:
            ran = await self._shell.run_as_root(script("", values) + _LOG, write=False)
        except FilesError as error:
            raise ServiceError(
                Code.AGENT_LOG_UNREADABLE, name=name, reason=error.code.value
            ) from None
        if ran.code:
            variant = "no_log" if ran.code == _NO_LOG else ""
            reason = _ended(ran).words
            raise ServiceError(Code.AGENT_LOG_UNREADABLE, variant, name=name, reason=reason)
        return messages_in(ran.out.decode("utf-8", "replace"), name, since)


def _ended(ran: Ran) -> Ended:
    return Ended(ran.code, ran.out.decode("utf-8", "replace"), ran.said)
