"""Where ssh's questions arrive: `askpass` brings them, the `Asker` answers."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import secrets
import shlex
import shutil
import sys
import tempfile
import threading
from collections.abc import Mapping
from multiprocessing.connection import Listener
from pathlib import Path
from typing import Any, Final

from wizard.domain.ports.asking import Asked, Asker, Question
from wizard.domain.secret import Secret
from wizard.infra.ssh.askpass import ADDRESS, DISMISSED

PROGRAM: Final = "iot-agent-setup-askpass"
_HOST_KEY: Final = re.compile(r"(?s)authenticity of host.*fingerprint is:? (?P<key>\S+?)\.?\s")
_KINDS: Final = (
    (re.compile(r"(?i)are you sure you want to continue connecting"), Asked.HOST_KEY),
    (re.compile(r"(?i)passphrase"), Asked.PASSPHRASE),
    (re.compile(r"(?i)password"), Asked.PASSWORD),
)


def question_of(text: str, computer: str, answered: Mapping[str, int]) -> Question:
    """What ssh asks. ``answered``: how often it has got an answer to the same words."""
    kind = next((kind for words, kind in _KINDS if words.search(text)), Asked.OTHER)
    found = _HOST_KEY.search(text)
    fingerprint = found["key"] if found else ""
    return Question(kind, text.strip(), computer, fingerprint, again=answered.get(text, 0) > 0)


class Questions:
    """Listens while a connection is made. ``dismissed``: what was asked and got no answer.

    The folder is the user's alone, so nobody else can ask, or be asked.
    """

    def __init__(self, asker: Asker, computer: str) -> None:
        self._asker: Final = asker
        self._computer: Final = computer
        self._loop: Final = asyncio.get_running_loop()
        self._answered: Final[dict[str, int]] = {}
        self._closed = False
        self.dismissed: Question | None = None
        self.folder: Final = Path(tempfile.mkdtemp(prefix="iot-ssh-", dir=_short_folder()))
        self._listener: Final = Listener(self._address())
        threading.Thread(target=self._serve, name="ssh questions", daemon=True).start()

    @property
    def environment(self) -> dict[str, str]:
        """What ssh needs to ask here."""
        return {
            "SSH_ASKPASS": str(self._program()),
            "SSH_ASKPASS_REQUIRE": "force",
            # Before OpenSSH 8.4 a program is asked only where there is a display.
            "DISPLAY": os.environ.get("DISPLAY", ":0"),
            ADDRESS: str(self._listener.address),
        }

    def close(self) -> None:
        """Stop listening; the folder is removed."""
        self._closed = True
        # Who waits for the next question is woken by one of ours.
        with contextlib.suppress(OSError, EOFError):
            from multiprocessing.connection import Client

            Client(self._listener.address).close()
        self._listener.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _address(self) -> str:
        if sys.platform == "win32":
            return rf"\\.\pipe\iot-agent-setup-{secrets.token_hex(16)}"
        return str(self.folder / "ask")

    def _program(self) -> Path:
        """The program beside ours; else a script that starts it, which has no secret in it."""
        name = f"{PROGRAM}.exe" if sys.platform == "win32" else PROGRAM
        beside = Path(sys.executable).with_name(name)
        if beside.is_file():
            return beside
        script = self.folder / "askpass"
        command = shlex.join([sys.executable, "-I", "-m", "wizard.infra.ssh.askpass"])
        script.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
        script.chmod(0o700)
        return script

    def _serve(self) -> None:
        while not self._closed:
            try:
                connection = self._listener.accept()
            except (OSError, EOFError):
                return
            with connection, contextlib.suppress(OSError, EOFError):
                if not self._closed:
                    self._answer(connection)

    def _answer(self, connection: Any) -> None:  # of two classes, by system
        text = connection.recv_bytes().decode("utf-8", "replace")
        question = question_of(text, self._computer, self._answered)
        asking = asyncio.run_coroutine_threadsafe(self._asker.ask(question), self._loop)
        answer: Secret | None = asking.result()
        if answer is None:
            self.dismissed = question
            connection.send_bytes(DISMISSED)
            return
        self._answered[text] = self._answered.get(text, 0) + 1
        connection.send_bytes(answer.reveal().encode())


def _short_folder() -> str | None:
    """A socket's path has at most 108 bytes, which a folder for temporary files may exceed."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return runtime if runtime and len(runtime) < 60 and os.access(runtime, os.W_OK) else None
