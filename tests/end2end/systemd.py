"""Stand-ins for the programs of systemd, for tests on computers where it does not run."""

from __future__ import annotations

from pathlib import Path


class Systemd:
    """Stand-ins for ``systemctl`` and ``journalctl`` with the outputs of systemd 252.

    A restart makes the agent log its ``messages``; without a restart the journal is empty.
    """

    def __init__(self, folder: Path, agent: Path, restarted: Path) -> None:
        """The stand-ins are put into ``folder``; a restart leaves a note in ``restarted``."""
        self._folder = folder
        self.agent = agent
        self.restarted = restarted

    def serve(self, *messages: str, exit_code: int = 0, said: str = "") -> None:
        """What is shown, what a restart ends with, and what is logged then."""
        (self._folder / "show").write_text(
            "LoadState=loaded\nActiveState=active\nSubState=running\nNRestarts=0\n"
            f"ExecStart={{ path={self.agent}/ASCIoTAgent ; argv[]={self.agent}/ASCIoTAgent ; }}\n"
        )
        (self._folder / "said").write_text(said)
        (self._folder / "messages").write_text("\n".join(messages))
        self._script(
            "systemctl",
            f'case "$*" in\n*restart*) echo "$@" >> {self.restarted}; cat {self._folder}/said >&2; '
            f"exit {exit_code};;\nesac\ncat {self._folder}/show\n",
        )
        self._script(
            "journalctl",
            f"[ -e {self.restarted} ] || exit 0\n"
            f'while IFS= read -r line || [ -n "$line" ]; do\n'
            'printf \'{"__REALTIME_TIMESTAMP":"%s000","MESSAGE":"%s"}\\n\' '
            f'"$(date +%s%3N)" "$line"\ndone < {self._folder}/messages\n',
        )

    def _script(self, name: str, text: str) -> None:
        path = self._folder / name
        path.write_text(f"#!/bin/sh\n{text}")
        path.chmod(0o755)
