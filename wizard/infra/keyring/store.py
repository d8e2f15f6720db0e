"""The operating system's keyring as a SecretStore."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from wizard.domain.errors import Code, KeyringError
from wizard.domain.secret import Secret
from wizard.domain.state import SecretRef
from wizard.infra.keyring import backend as keyring_backend
from wizard.infra.threads import run_blocking

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

PATIENCE: Final = 120.0
"""Seconds that the keyring may take: time to type a password into its prompt."""
UNATTENDED: Final = 10.0
"""The same where nobody can see a prompt: an installer shall not stand still for two minutes."""
UNKNOWN_NAME: Final = "keyring"

LONGEST: Final = 1280
"""UTF-16 units: Windows' Credential Manager takes 2,560 bytes (desktop.md, keyring)."""


class KeyringStore:
    """Secrets in the keyring. Methods raise KeyringError.

    A keyring may show a prompt and wait for ever. So every call has a time limit and can be
    cancelled; a write that ends after it was given up takes itself back.
    """

    def __init__(
        self,
        find: Callable[[], KeyringBackend] = keyring_backend.find_backend,
        patience: float | None = None,
    ) -> None:
        """``patience``: how long a call may take, in seconds; None: by who can see a prompt."""
        self._find: Final = find
        self._patience: Final = usual_patience() if patience is None else patience
        self._lock: Final = threading.Lock()
        self._backend: KeyringBackend | None = None
        self._name = UNKNOWN_NAME
        self._allowed = ""

    @property
    def name(self) -> str:
        """The backend's name; just "keyring" until it was looked for (`warm_up`, any method)."""
        return self._name

    def allow(self, name: str) -> None:
        """Use the backend of this full name although keyring does not recommend it."""
        self._allowed = name

    def warm_up(self) -> None:
        """Look for the backend, so that `name` is known when it is shown. Blocks, never raises."""
        try:
            self._open()
        except KeyringError:
            return  # the first call that needs the keyring will say so

    async def require(self) -> None:
        """Find the backend. Raises ``keyring.unavailable``; it is not unlocked for this."""
        await self._call(self._open)

    async def get(self, ref: SecretRef) -> Secret | None:
        """The secret, or None. Raises ``keyring.unavailable|locked``."""

        def read() -> Secret | None:
            text = self._open().get_password(ref.service, ref.account)
            return None if text is None else Secret(text)

        return await self._call(read)

    async def put(self, ref: SecretRef, secret: Secret) -> None:
        """Keep the secret and read it back.

        Raises ``keyring.too_long`` before, ``keyring.write_lost`` after; and as `get` does.
        """
        check_length(secret)
        given_up = threading.Event()
        try:
            await self._call(lambda: _Entry(self._open(), ref).put(secret, given_up))
        finally:
            given_up.set()

    async def forget(self, ref: SecretRef) -> None:
        """Remove the secret; one that is not there is no error. Raises as `get` does."""
        await self._call(lambda: _Entry(self._open(), ref).remove())

    async def _call(self, function: Callable[[], T]) -> T:
        def guarded() -> T:
            try:
                return function()
            except KeyringError:
                raise
            except Exception as error:
                failure = keyring_backend.meaning(error)
            raise failure  # out here, it does not carry the backend's error along as its context

        try:
            async with asyncio.timeout(self._patience):
                return await run_blocking(guarded)
        except TimeoutError:
            raise KeyringError(
                Code.KEYRING_LOCKED, "no_answer", seconds=round(self._patience)
            ) from None

    def _open(self) -> KeyringBackend:
        with self._lock:
            if self._backend is None:
                backend = self._find()
                keyring_backend.require_safe(backend, self._allowed)
                self._backend = backend
                self._name = keyring_backend.readable_name(self._backend)
            return self._backend


def usual_patience() -> float:
    """How long a keyring is waited for: with neither a display nor a terminal its prompt, if it
    shows one, is seen by nobody."""
    if sys.platform != "linux":
        return PATIENCE
    displays = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    terminal = sys.stderr is not None and sys.stderr.isatty()
    return PATIENCE if displays or terminal else UNATTENDED


def check_length(secret: Secret) -> None:
    """Raise KeyringError ``keyring.too_long``, on every system: what works here works there."""
    length = len(secret.reveal().encode("utf-16-le", errors="surrogatepass")) // 2
    if length > LONGEST:
        raise KeyringError(Code.KEYRING_TOO_LONG, length=length, limit=LONGEST)


class _Entry:
    """One entry of a keyring, read and written where blocking does no harm."""

    def __init__(self, backend: KeyringBackend, ref: SecretRef) -> None:
        self._backend: Final = backend
        self._ref: Final = ref

    def put(self, secret: Secret, given_up: threading.Event) -> None:
        former = self._read()
        self._write(secret.reveal(), former)
        read_back = self._read()
        if given_up.is_set():
            self._take_back(former)
        if read_back != secret.reveal():
            raise KeyringError(Code.KEYRING_WRITE_LOST)

    def remove(self) -> None:
        """Remove the secret. Asks first: backends disagree on what removing nothing means."""
        if self._read() is None:
            return
        self._backend.delete_password(self._ref.service, self._ref.account)
        if self._read() is not None:
            raise KeyringError(Code.KEYRING_WRITE_LOST, "stays")

    def _read(self) -> str | None:
        return self._backend.get_password(self._ref.service, self._ref.account)

    def _write(self, text: str, former: str | None) -> None:
        if former is not None and keyring_backend.keeps_the_former(self._backend):
            self._backend.delete_password(self._ref.service, self._ref.account)
        self._backend.set_password(self._ref.service, self._ref.account, text)

    def _take_back(self, former: str | None) -> None:
        if former is None:
            self.remove()
        else:
            self._write(former, former)
