"""The keyring adapter where keyrings misbehave: absent, locked, lossy, silent, failing."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring import errors
from keyring.backend import KeyringBackend

from tests.contracts.secret_service import require_secret_service, secret_service
from tests.patience import HANG_LIMIT, LoopClock, until_then
from wizard.domain.errors import Code, KeyringError
from wizard.domain.secret import Secret
from wizard.domain.state import SecretRef
from wizard.infra.keyring import backend as keyring_backend
from wizard.infra.keyring.store import KeyringStore
from wizard.infra.threads import run_blocking
from wizard.text.lookup import text_of

REF = SecretRef("iot-agent-setup/hub/h/p")
SECRET = Secret("CANARY-c2VjcmV0")
AS_ROOT = "root" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
"""The variant for those who are nobody with a keyring."""
as_root = pytest.mark.skipif(not AS_ROOT, reason="run the tests as root to see this")
as_user = pytest.mark.skipif(bool(AS_ROOT), reason="root obeys no choice of a keyring")
REPOSITORY = Path(__file__).resolve().parents[3]


class DictKeyring(KeyringBackend):
    """A keyring that works; tests override what is to go wrong."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise errors.PasswordDeleteError(service)


def over(backend: KeyringBackend) -> KeyringStore:
    store = KeyringStore(lambda: keyring_backend.usable(backend))
    store.allow(keyring_backend.full_name(backend))  # keyring recommends few of these
    return store


async def failure(action: Callable[[], object]) -> KeyringError:
    with pytest.raises(KeyringError) as caught:
        await action()  # type: ignore[misc]
    error = caught.value
    shown = "".join(traceback.format_exception(error)) + repr(error) + repr(error.params)
    assert "CANARY" not in shown
    assert isinstance(error.__context__, TimeoutError | None)
    assert "CANARY" not in " ".join(text_of(error.problem))
    return error


FAIL: Callable[[], KeyringBackend] = keyring.backends.fail.Keyring
NULL: Callable[[], KeyringBackend] = keyring.backends.null.Keyring


async def test_the_fail_backend_is_no_keyring() -> None:
    store = over(FAIL())
    for action in (
        lambda: store.get(REF),
        lambda: store.put(REF, SECRET),
        lambda: store.forget(REF),
    ):
        error = await failure(action)
        assert (error.code, error.variant) == (Code.KEYRING_UNAVAILABLE, AS_ROOT)


async def test_the_null_backend_loses_what_it_is_given() -> None:
    store = over(NULL())
    assert await store.get(REF) is None
    error = await failure(lambda: store.put(REF, SECRET))
    assert error.code is Code.KEYRING_WRITE_LOST


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (errors.NoKeyringError("CANARY-c2VjcmV0"), Code.KEYRING_UNAVAILABLE),
        (errors.InitError("Failed to create the collection: CANARY"), Code.KEYRING_LOCKED),
        (errors.KeyringLocked("CANARY"), Code.KEYRING_LOCKED),
        (errors.PasswordSetError("CANARY"), Code.KEYRING_UNAVAILABLE),
        (OSError(5, "CANARY"), Code.KEYRING_UNAVAILABLE),
        (ValueError("CANARY"), Code.KEYRING_UNAVAILABLE),
    ],
)
async def test_a_backends_error_gets_a_code_and_loses_its_text(
    raised: Exception, code: Code
) -> None:
    class Failing(DictKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            raise raised

    assert (await failure(lambda: over(Failing()).put(REF, SECRET))).code is code


async def test_a_write_that_is_dropped_is_noticed() -> None:
    class Dropping(DictKeyring):
        def set_password(self, service: str, username: str, password: str) -> None: ...

    error = await failure(lambda: over(Dropping()).put(REF, SECRET))
    assert error.code is Code.KEYRING_WRITE_LOST


async def test_a_write_that_is_changed_is_noticed() -> None:
    class Changing(DictKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            super().set_password(service, username, password[:4])

    error = await failure(lambda: over(Changing()).put(REF, SECRET))
    assert error.code is Code.KEYRING_WRITE_LOST


async def test_an_entry_that_stays_is_noticed() -> None:
    class Keeping(DictKeyring):
        def delete_password(self, service: str, username: str) -> None: ...

    store = over(Keeping())
    await store.put(REF, SECRET)
    error = await failure(lambda: store.forget(REF))
    assert (error.code, error.variant) == (Code.KEYRING_WRITE_LOST, "stays")


class Prompting(DictKeyring):
    """Waits for an answer to its prompt before it writes."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.answered = threading.Event(), threading.Event()
        self.wrote: list[str] = []

    def set_password(self, service: str, username: str, password: str) -> None:
        self.asked.set()
        self.answered.wait(HANG_LIMIT)
        super().set_password(service, username, password)
        self.wrote.append(password)

    def delete_password(self, service: str, username: str) -> None:
        super().delete_password(service, username)
        self.wrote.append("")


@pytest.mark.parametrize("former", [None, "former"])
async def test_a_prompt_that_nobody_answers_ends_and_takes_its_late_write_back(
    former: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = LoopClock(monkeypatch)
    backend = Prompting()
    if former:
        backend.kept[REF.service, REF.account] = former
    store = KeyringStore(lambda: backend)
    putting = asyncio.create_task(failure(lambda: store.put(REF, SECRET)))
    await until_then(backend.asked.is_set)
    clock.run_out()
    error = await putting
    assert (error.code, error.variant) == (Code.KEYRING_LOCKED, "no_answer")
    backend.answered.set()
    while len(backend.wrote) < 2:
        await run_blocking(int)
    assert await store.get(REF) == (Secret(former) if former else None)


async def test_a_read_behind_a_prompt_is_cancelled_at_once() -> None:
    class Asking(DictKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            asked.set()
            answered.wait(HANG_LIMIT)
            return None

    asked, answered = threading.Event(), threading.Event()
    task = asyncio.create_task(over(Asking()).get(REF))
    await run_blocking(lambda: asked.wait(HANG_LIMIT))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    answered.set()


async def test_windows_credentials_do_not_roam() -> None:
    class WinVaultKeyring(DictKeyring):
        persist = "enterprise"

        def set_password(self, service: str, username: str, password: str) -> None:
            # As keyring's does: the former secret is kept under a compound name.
            if former := self.get_password(service, username):
                self.kept[f"{username}@{service}", username] = former
            super().set_password(service, username, password)

    backend = WinVaultKeyring()
    store = over(backend)
    await store.put(REF, SECRET)
    await store.put(REF, Secret("another"))
    assert backend.persist == "local machine"
    assert list(backend.kept.values()) == ["another"]


async def test_the_name_is_the_one_of_the_keyring_that_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kind: Callable[[], KeyringBackend] = keyring.backends.chainer.ChainerBackend
    monkeypatch.setattr(kind, "backends", [DictKeyring(), DictKeyring()])
    store = over(kind())
    assert store.name == "keyring"
    await store.put(REF, SECRET)
    assert store.name == DictKeyring().name
    assert await store.get(REF) == SECRET


async def test_warming_up_finds_the_name_and_keeps_quiet_without_a_keyring() -> None:
    looked = threading.Event()

    def find() -> KeyringBackend:
        looked.set()
        raise KeyringError(Code.KEYRING_UNAVAILABLE)

    store = KeyringStore(find)
    store.warm_up()
    assert await run_blocking(lambda: looked.wait(HANG_LIMIT))
    assert (await failure(lambda: store.get(REF))).code is Code.KEYRING_UNAVAILABLE


PROGRAM = """
import asyncio
from wizard.infra.keyring.store import KeyringStore
from wizard.domain.errors import KeyringError
from wizard.domain.state import SecretRef
from wizard.domain.secret import Secret

async def main():
    store = KeyringStore()
    try:
        await store.put(SecretRef("iot-agent-setup/test"), Secret("c2VjcmV0"))
        print("kept in", store.name)
    except KeyringError as error:
        print(error.code.value, error.variant)

asyncio.run(main())
"""


def ask_in_a_process(environment: dict[str, str]) -> str:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environment},
        capture_output=True,
        text=True,
    )
    assert ended.stderr == ""
    return ended.stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")
class TestSecretService:
    def test_is_found_by_itself(self, tmp_path: Path) -> None:
        require_secret_service()
        with secret_service(tmp_path) as environment:
            assert ask_in_a_process(dict(environment)) == "kept in Secret Service"

    def test_that_is_locked_says_so(self, tmp_path: Path) -> None:
        require_secret_service()
        with secret_service(tmp_path, unlocked=False) as environment:
            assert ask_in_a_process(dict(environment)) == "keyring.locked"

    def test_that_is_not_there_is_no_keyring(self) -> None:
        nowhere = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus"}
        assert ask_in_a_process(nowhere) == f"keyring.unavailable {AS_ROOT}".strip()

    @as_user
    def test_one_that_is_not_recommended_is_refused(self) -> None:
        off = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
        assert ask_in_a_process(off) == "keyring.unavailable not_recommended"

    @as_user
    def test_a_backend_that_does_not_exist_is_no_keyring(self) -> None:
        wrong = {"PYTHON_KEYRING_BACKEND": "no.such.Keyring"}
        assert ask_in_a_process(wrong) == "keyring.unavailable failed"

    @as_root
    def test_root_obeys_neither_environment_nor_configuration(self, tmp_path: Path) -> None:
        """Both name any module to be run, and under sudo -E they are another account's."""
        (tmp_path / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
        for home in ("config", "data"):
            (tmp_path / home / "python_keyring").mkdir(parents=True)
            (tmp_path / home / "python_keyring" / "keyringrc.cfg").write_text(
                f"[backend]\ndefault-keyring=evil.Keyring\nkeyring-path={tmp_path}\n"
            )
        environment = {
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus",
        }
        none = f"keyring.unavailable {AS_ROOT}".strip()
        for named in ({}, {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}):
            assert ask_in_a_process(environment | named) == none
        assert not (tmp_path / "ran").exists()


async def test_one_that_is_not_recommended_wants_to_be_named() -> None:
    backend = DictKeyring()
    backend.priority = 0.5  # type: ignore[assignment]
    store = KeyringStore(lambda: backend)
    error = await failure(lambda: store.put(REF, SECRET))
    assert (error.code, error.variant) == (Code.KEYRING_UNAVAILABLE, "not_recommended")
    assert error.params["name"] == keyring_backend.full_name(backend)
    assert backend.kept == {}
    store.allow(str(error.params["name"]))
    await store.put(REF, SECRET)
    assert len(backend.kept) == 1
