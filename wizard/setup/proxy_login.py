"""The login to a proxy in the keyring: one entry a proxy, ``USER:PASSWORD``."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import Final

from wizard.domain.errors import AnswersError, KeyringError
from wizard.domain.hub.model import Network
from wizard.domain.hub.proxy import ProxyAddress, ProxyChoice, ProxyMode, login_of
from wizard.domain.ports.secrets import SecretStore
from wizard.domain.secret import Secret
from wizard.domain.state import SecretRef
from wizard.setup.keyring_entries import SERVICE

_KEY: Final = "keyring"


def proxy_ref(address: ProxyAddress) -> SecretRef:
    """Where the login to a proxy rests in the keyring."""
    return SecretRef(f"{SERVICE}/proxy/{address}")


async def with_kept_login(network: Network, secrets: SecretStore) -> Network:
    """The network with the login that is kept for its proxy, if it names one and no login.

    A keyring that is not there is no error here: the proxy says what it wants.
    """
    choice = network.proxy
    if choice.address is None or choice.login is not None:
        return network
    with contextlib.suppress(KeyringError, AnswersError):
        if kept := await secrets.get(proxy_ref(choice.address)):
            return replace(network, proxy=replace(choice, login=login_of("", kept, _KEY)))
    return network


async def keep_login(choice: ProxyChoice, secrets: SecretStore) -> None:
    """Keep the login to the proxy that is named. Raises KeyringError."""
    if choice.address is not None and (login := choice.login) is not None:
        pair = Secret(f"{login.user}:{login.password.reveal()}")
        await secrets.put(proxy_ref(choice.address), pair)


def overridden(choice: ProxyChoice, other: ProxyChoice | None) -> ProxyChoice:
    """What the command line says goes before the answers file, whose login stays in use."""
    if other is None:
        return choice
    return other if other.mode is ProxyMode.NONE else replace(other, login=choice.login)
