"""Asking at the terminal. Standard output is left alone: a program may be reading it."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable
from typing import Final

from wizard.domain.ports.asking import Asked, Question
from wizard.domain.secret import Secret
from wizard.domain.terminal import is_terminal
from wizard.infra.threads import run_blocking


class TerminalAsker:
    """`Asker` at the terminal that the program was started from; None is answered without one.

    ``prompt_of`` makes the words of a question.
    """

    def __init__(self, prompt_of: Callable[[Question], str]) -> None:
        self._prompt_of: Final = prompt_of

    async def ask(self, question: Question) -> Secret | None:
        """Ask, and wait for a line."""
        if not _has_terminal():
            return None
        prompt = self._prompt_of(question)
        return await run_blocking(lambda: _ask(prompt, question.kind))


def _ask(prompt: str, kind: Asked) -> Secret | None:
    try:
        # What is typed is not shown, be it a password or a yes.
        typed = getpass.getpass(prompt)
    except (EOFError, OSError):
        return None
    if kind is Asked.HOST_KEY:
        return Secret("yes") if typed.strip().lower() == "yes" else None
    return Secret(typed) if typed else None


def _has_terminal() -> bool:
    if sys.platform == "win32":
        return is_terminal(sys.stdin)
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
