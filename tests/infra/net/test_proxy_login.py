"""Signing in to a proxy: Basic, NTLM and Negotiate against real other sides; and which one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.infra.leftovers import nothing_left
from tests.infra.plant import fetch_by
from tests.infra.proxies import (
    PASSWORD,
    USER,
    Judge,
    ProxyServer,
    accounts,
    basic,
    no_proxy_set,
    running,
    spnego_judge,
)
from wizard.demo.hub import DemoHub
from wizard.domain.errors import Code, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import Network
from wizard.domain.hub.proxy import (
    SYSTEM_PROXY,
    ProxyAddress,
    ProxyChoice,
    ProxyLogin,
    ProxyMode,
)
from wizard.domain.secret import Secret
from wizard.infra.net.proxy.schemes import fitting_schemes, offered_schemes
from wizard.infra.net.survey import SystemNetworkSurvey

__all__ = ["accounts", "no_proxy_set"]

pytestmark = pytest.mark.usefixtures("no_proxy_set", "accounts")

LOGIN = ProxyLogin(USER, Secret(PASSWORD))


def ntlm() -> Judge:
    return spnego_judge("NTLM")


def negotiate() -> Judge:
    return spnego_judge("Negotiate")


async def through(server: ProxyServer, login: ProxyLogin | None = LOGIN) -> None:
    """One request to a hub behind the proxy."""
    with DemoHub() as hub, running(server) as address:
        host, _, port = address.partition(":")
        choice = ProxyChoice(ProxyMode.FIXED, ProxyAddress(host, int(port)), login)
        async with nothing_left():
            await fetch_by(hub, Network(hub.ca_file, proxy=choice))


@pytest.mark.parametrize(
    ("offers", "judge", "requests"),
    [
        (("Basic realm=x",), basic, 2),
        (("NTLM",), ntlm, 3),
        (("Negotiate",), negotiate, 3),
    ],
    ids=["basic", "ntlm", "negotiate"],
)
@pytest.mark.parametrize("closes", [False, True])
async def test_who_may_go_through(
    offers: tuple[str, ...], judge: Callable[[], Judge], requests: int, closes: bool
) -> None:
    server = ProxyServer(offers, judge)
    server.closes_first = closes
    await through(server)
    assert len(server.asked) == requests
    assert server.connections == (2 if closes else 1)


@pytest.mark.parametrize(
    ("offers", "judge"),
    [(("Basic realm=x",), basic), (("NTLM",), ntlm), (("Negotiate", "NTLM"), negotiate)],
    ids=["basic", "ntlm", "negotiate"],
)
async def test_a_wrong_password_is_shown_once(
    offers: tuple[str, ...], judge: Callable[[], Judge]
) -> None:
    server = ProxyServer((*offers, "Basic realm=x"), judge)
    error = await fault(server, ProxyLogin(USER, Secret("wrong-and-not-to-be-seen")))
    assert (error.code, error.variant) == (Code.HUB_PROXY, "login_refused")
    assert "Basic" in str(error.params["offered"])
    assert "wrong-and" not in repr(error.params)
    assert sum("Basic" in head for head in server.asked) == (1 if offers[0][:5] == "Basic" else 0)


async def test_a_scheme_that_was_not_even_begun_lets_the_next_one_try() -> None:
    """A proxy that takes Kerberos by Negotiate ends NTLM in it at its first token."""
    server = ProxyServer(("Negotiate", "Basic realm=x"), basic)
    await through(server)
    assert [_scheme(head) for head in server.asked] == ["", "Negotiate", "Basic"]


async def test_without_a_login_what_is_offered_is_named() -> None:
    error = await fault(ProxyServer(("Negotiate", "NTLM"), ntlm), None)
    assert (error.variant, error.params["offered"]) == ("login", "Negotiate, NTLM")


async def test_a_proxy_that_closes_between_challenge_and_response() -> None:
    error = await fault(ProxyServer(("NTLM",), ntlm, closes=True), LOGIN)
    assert error.variant == "closes"


async def fault(server: ProxyServer, login: ProxyLogin | None) -> SetupError:
    with pytest.raises(SetupError) as caught:
        await through(server, login)
    return caught.value


def _scheme(head: str) -> str:
    return head.partition("Proxy-Authorization: ")[2].partition(" ")[0]


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        (['Basic realm="a, Digest b"'], ("Basic",)),
        (['Digest realm="x", nonce="y", algorithm=MD5, Basic realm=z'], ("Digest", "Basic")),
        (["Negotiate", "NTLM", "ntlm"], ("Negotiate", "NTLM")),
        (["\x1b]0;owned", ""], ()),
    ],
)
def test_what_is_offered(headers: list[str], found: tuple[str, ...]) -> None:
    assert offered_schemes(headers) == found


def test_the_strongest_scheme_comes_first() -> None:
    assert fitting_schemes(("Basic", "ntlm", "NEGOTIATE"), LOGIN) == ("Negotiate", "NTLM", "Basic")
    assert fitting_schemes(("Digest", "Bearer"), LOGIN) == ()


async def test_a_kept_login_serves_the_proxy_that_the_system_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = ProxyServer(("Basic realm=x",), basic)
    with DemoHub() as hub, running(server) as address:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{address}")
        host, _, port = address.partition(":")
        asked_for = await SystemNetworkSurvey().proxies_without_login(
            HubAddress(hub.host_name), SYSTEM_PROXY
        )
        assert asked_for == (ProxyAddress(host, int(port)),)
        kept = ((asked_for[0], LOGIN), (ProxyAddress("other"), ProxyLogin("x", Secret("y"))))
        async with nothing_left():
            await fetch_by(hub, Network(hub.ca_file, proxy=ProxyChoice(kept=kept)))
        monkeypatch.setenv("HTTPS_PROXY", f"http://u:p@{address}")
        told = await SystemNetworkSurvey().proxies_without_login(
            HubAddress(hub.host_name), SYSTEM_PROXY
        )
        assert told == (), "the environment has one, which goes first"
