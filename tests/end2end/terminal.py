"""A program on a terminal of its own, whose questions for a password are answered."""

from __future__ import annotations

import os
import pty
import select
import termios
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.patience import HANG_LIMIT, until

SUDO_PROMPT = b"[sudo] password for"
"""With what sudo's question begins, as the program has it asked."""


@dataclass
class Ended:
    """How a program ended: its exit code, its output, what the terminal showed."""

    code: int
    out: str
    terminal: str
    prompt: str = SUDO_PROMPT.decode()

    @property
    def prompts(self) -> int:
        """How often a password was asked for."""
        return self.terminal.count(self.prompt)


def on_terminal(
    become: Callable[[], None], prompt: bytes, passwords: Sequence[str], typed: str = ""
) -> tuple[int, str]:
    """Let a new process ``become`` the program, and answer each ``prompt``.

    ``typed`` is what stands in the terminal for it to read from the beginning. Without a further
    password a prompt is answered with Ctrl-C. Gives the exit code and what was shown.
    """
    pid, terminal = pty.fork()
    if pid == 0:
        try:
            become()
        finally:
            os._exit(97)
    os.write(terminal, typed.encode())
    shown, answers = b"", [*passwords]
    seen = 0
    while True:
        assert select.select([terminal], [], [], HANG_LIMIT)[0], shown
        try:
            part = os.read(terminal, 4096)
        except OSError:  # Linux' way to say that nobody has it open any more
            break
        if not part:
            break
        shown += part
        if shown.count(prompt) > seen and shown.rstrip().endswith(b":"):
            seen += 1
            _wait_until_hidden(terminal)
            if answers:
                os.write(terminal, f"{answers.pop(0)}\n".encode())
            else:
                _interrupt(terminal)
    os.close(terminal)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), shown.decode("utf-8", "replace")


def _interrupt(terminal: int) -> None:
    """Press Ctrl-C until something is shown: sudo misses one that comes before it reads."""

    def is_heard() -> bool:
        os.write(terminal, b"\x03")
        return bool(select.select([terminal], [], [], 0.2)[0])

    until(is_heard)


def _wait_until_hidden(terminal: int) -> None:
    """Wait until what is typed is not shown.

    pkttyagent asks first, then hides, and forgets what was typed before (TCSAFLUSH).
    """
    until(lambda: not termios.tcgetattr(terminal)[3] & termios.ECHO)
