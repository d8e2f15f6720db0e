"""The login to a proxy in the keyring: one entry a proxy, ``USER:PASSWORD``."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from wizard.domain.errors import AnswersError, KeyringError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.proxy import (
    ProxyAddress,
    ProxyChoice,
    ProxyLogin,
    ProxyMode,
    login_of,
)
from wizard.domain.secret import Secret
from wizard.domain.state import SecretRef
from wizard.setup.keyring_entries import SERVICE

if TYPE_CHECKING:
    from wizard.domain.hub.model import Network
    from wizard.domain.hub.network_survey import NetworkSurvey
    from wizard.domain.ports.secrets import SecretStore

_KEY: Final = "keyring"


def proxy_ref(address: ProxyAddress) -> SecretRef:
    """Where the login to a proxy rests in the keyring."""
    return SecretRef(f"{SERVICE}/proxy/{address}")


async def with_kept_login(
    network: Network, secrets: SecretStore, survey: NetworkSurvey, host: HubAddress | None = None
) -> Network:
    """The network with the login that is kept for its proxy, where it has none.

    Where the system names the proxy, that of the way to ``host``; None: to the provisioning
    service. A keyring that is not there is no error here: the proxy says what it wants.
    """
    choice = network.proxy
    if choice.mode is ProxyMode.NONE or choice.login is not None:
        return network
    named = (choice.address,) if choice.address else ()
    there = host or HubAddress(network.dps_host)
    found = {}
    for address in named or await survey.proxies_without_login(there, choice):
        if login := await _kept(address, secrets):
            found[address] = login
    if choice.address is not None:
        return replace(network, proxy=replace(choice, login=found.get(choice.address)))
    return replace(network, proxy=replace(choice, kept=tuple(found.items())))


async def _kept(address: ProxyAddress, secrets: SecretStore) -> ProxyLogin | None:
    with contextlib.suppress(KeyringError, AnswersError):
        if kept := await secrets.get(proxy_ref(address)):
            return login_of("", kept, _KEY)
    return None


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
