"""What every SecretStore does: the real keyring, the demo's, and the fake of the core's tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

import pytest
from keyring.backend import KeyringBackend

from tests.contracts.secret_service import require_secret_service, secret_service
from tests.fakes.secrets import FakeSecrets
from wizard.domain.errors import Code, KeyringError
from wizard.domain.ports.secrets import SecretStore
from wizard.domain.secret import Secret
from wizard.domain.state import SecretRef
from wizard.infra.keyring.backend import usable
from wizard.infra.keyring.memory import MemoryStore
from wizard.infra.keyring.store import KeyringStore

REF = SecretRef("iot-agent-setup/hub/127.0.0.1:8443/registryRead")
OTHER = SecretRef("iot-agent-setup/agent/127.0.0.1:8443/dév ice/azureiotsecurity")
FIRST = Secret("HostName=a.b;SharedAccessKeyName=p;SharedAccessKey=Zmlyc3Q=")
SECOND = Secret("HostName=a.b;SharedAccessKeyName=p;SharedAccessKey=c2Vjb25k")


@pytest.fixture(scope="session")
def session_bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """The environment of a session with an unlocked Secret Service; on Windows an empty one."""
    if sys.platform == "win32":
        yield {}
        return
    require_secret_service()
    with secret_service(tmp_path_factory.mktemp("session")) as environment:
        yield environment


@pytest.fixture(params=["keyring", "memory", "fake"])
async def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> SecretStore:
    if request.param == "memory":
        return MemoryStore()
    if request.param == "fake":
        return FakeSecrets()
    session_bus: Mapping[str, str] = request.getfixturevalue("session_bus")
    for name, value in session_bus.items():
        monkeypatch.setenv(name, value)
    real = KeyringStore(system_backend)
    for ref in (REF, OTHER):
        await real.forget(ref)
    return real


def system_backend() -> KeyringBackend:
    """The backend by its class: keyring remembers, per process, which ones it once found."""
    import keyring.core

    kind = "Windows.WinVaultKeyring" if sys.platform == "win32" else "SecretService.Keyring"
    return usable(keyring.core.load_keyring(f"keyring.backends.{kind}"))


async def test_gives_nothing_where_nothing_was_put(store: SecretStore) -> None:
    assert await store.get(REF) is None


async def test_gives_what_was_put(store: SecretStore) -> None:
    await store.put(REF, FIRST)
    assert await store.get(REF) == FIRST
    assert await store.get(OTHER) is None


async def test_replaces_a_former_secret(store: SecretStore) -> None:
    await store.put(REF, FIRST)
    await store.put(REF, SECOND)
    assert await store.get(REF) == SECOND
    await store.forget(REF)
    assert await store.get(REF) is None


async def test_forgets_one_and_keeps_the_others(store: SecretStore) -> None:
    await store.put(REF, FIRST)
    await store.put(OTHER, SECOND)
    await store.forget(REF)
    assert await store.get(REF) is None
    assert await store.get(OTHER) == SECOND


async def test_forgetting_what_is_not_there_is_no_error(store: SecretStore) -> None:
    await store.forget(REF)


async def test_takes_the_longest_secret(store: SecretStore) -> None:
    longest = Secret("k" * 1280)
    await store.put(REF, longest)
    assert await store.get(REF) == longest


async def test_refuses_a_longer_one_and_keeps_the_former(store: SecretStore) -> None:
    await store.put(REF, FIRST)
    with pytest.raises(KeyringError) as caught:
        await store.put(REF, Secret("k" * 1281))
    assert caught.value.code is Code.KEYRING_TOO_LONG
    assert caught.value.params == {"length": 1281, "limit": 1280}
    assert await store.get(REF) == FIRST


async def test_has_a_name_to_show(store: SecretStore) -> None:
    await store.get(REF)
    assert store.name
