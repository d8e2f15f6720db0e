"""The proxy in an answers file and on the command line: what it may be, and its login."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from tests.fakes.surroundings import FakeSurroundings
from tests.setup.test_answers import LEAST, parse
from wizard.cli import values
from wizard.domain.errors import AnswersError
from wizard.domain.hub.model import Network
from wizard.domain.hub.proxy import NO_PROXY, SYSTEM_PROXY, ProxyAddress, ProxyChoice, ProxyMode
from wizard.domain.secret import Secret
from wizard.infra.keyring.memory import MemoryStore
from wizard.setup.answers.proxy import PROXY_PASSWORD, with_password
from wizard.setup.answers.table import SecretSource
from wizard.setup.proxy_login import keep_login, overridden, proxy_ref, with_kept_login
from wizard.text.lookup import text_of

FIXED = ProxyChoice(ProxyMode.FIXED, ProxyAddress("proxy.contoso.com", 8080))


def proxy_of(keys: str) -> ProxyChoice:
    return parse(f"{LEAST}[network]\n{keys}").state.network.proxy


@pytest.mark.parametrize(
    ("value", "choice", "shown"),
    [
        ("system", SYSTEM_PROXY, "system"),
        ("none", NO_PROXY, "none"),
        ("http://Proxy.Contoso.com:8080/", FIXED, "http://proxy.contoso.com:8080"),
        (
            "http://[::1]:3128",
            ProxyChoice(ProxyMode.FIXED, ProxyAddress("::1", 3128)),
            "http://[::1]:3128",
        ),
    ],
)
def test_what_it_may_be(value: str, choice: ProxyChoice, shown: str) -> None:
    assert proxy_of(f'proxy = "{value}"') == choice == values.proxy(value)
    assert str(choice) == shown


@pytest.mark.parametrize(
    ("value", "variant"),
    [
        ("proxy.contoso.com", "proxy_malformed"),
        ("http://", "proxy_malformed"),
        ("http://proxy:0", "proxy_malformed"),
        ("http://proxy:99999", "proxy_malformed"),
        ("http://proxy/path/Winter2026", "proxy_malformed"),
        ("Winter2026://proxy", "proxy_malformed"),
        ("socks5://proxy:1080", "proxy_kind"),
        ("https://proxy:443", "proxy_kind"),
        ("http://anna:Winter2026@proxy:8080", "proxy_login"),
        ("anna:Win#ter/2026@proxy:8080", "proxy_login"),
    ],
)
def test_what_it_may_not_be_and_nothing_of_it_is_repeated(value: str, variant: str) -> None:
    with pytest.raises(AnswersError) as caught:
        proxy_of(f'proxy = "{value}"')
    assert (caught.value.variant, caught.value.params["key"]) == (variant, "network.proxy")
    with pytest.raises(argparse.ArgumentTypeError) as refused:
        values.proxy(value)
    told = "".join(text_of(caught.value.problem)) + repr(caught.value.params) + str(refused.value)
    assert not [part for part in ("anna", "Win", "winter", "2026") if part in told]


def test_its_login_is_by_reference() -> None:
    answers = parse(
        f'{LEAST}[network]\nproxy = "http://proxy.contoso.com:8080"\n'
        "proxy_user = 'CONTOSO\\anna'\nproxy_password = { env = \"PROXY_PASSWORD\" }\n"
    )
    assert answers.sources[PROXY_PASSWORD] == SecretSource("env", "PROXY_PASSWORD")
    choice = with_password(answers.state.network.proxy, Secret("pass:word\n"))
    assert choice.login is not None
    assert (choice.login.user, choice.login.password.reveal()) == ("CONTOSO\\anna", "pass:word")
    assert "anna" not in repr(choice)
    with pytest.raises(AnswersError) as caught:
        proxy_of('proxy = "http://proxy:1"\nproxy_password = "Winter2026"')
    assert caught.value.variant == "secret_inline"


def test_a_secret_without_a_user_holds_both() -> None:
    whole = with_password(FIXED, Secret("CONTOSO\\anna:pass:word"))
    assert whole.login is not None
    assert (whole.login.user, whole.login.password.reveal()) == ("CONTOSO\\anna", "pass:word")
    with pytest.raises(AnswersError) as caught:
        with_password(FIXED, Secret("only-a-password"))
    assert caught.value.variant == "proxy_nobody"


def test_no_proxy_has_no_login() -> None:
    with pytest.raises(AnswersError) as caught:
        proxy_of('proxy = "none"\nproxy_user = "anna"')
    assert caught.value.variant == "proxy_none"


async def test_a_login_rests_in_the_keyring_under_the_proxys_name() -> None:
    store = MemoryStore()
    network = Network(Path("ca.pem"), proxy=FIXED)
    survey = FakeSurroundings()
    assert await with_kept_login(network, store, survey) == network
    known = with_password(FIXED, Secret("CONTOSO\\anna:pass:word"))
    await keep_login(known, store)
    assert proxy_ref(ProxyAddress("proxy.contoso.com", 8080)).service == (
        "iot-agent-setup/proxy/proxy.contoso.com:8080"
    )
    assert (await with_kept_login(network, store, survey)).proxy == known
    system = Network(proxy=SYSTEM_PROXY)
    assert await with_kept_login(system, store, survey) == system


async def test_a_login_is_found_for_the_proxy_that_the_system_names() -> None:
    store, survey = MemoryStore(), FakeSurroundings()
    await keep_login(with_password(FIXED, Secret("anna:pass:word")), store)
    address = ProxyAddress("proxy.contoso.com", 8080)
    survey.proxies = (ProxyAddress("other.contoso.com", 8080), address)
    found = (await with_kept_login(Network(proxy=SYSTEM_PROXY), store, survey)).proxy
    assert found.mode is ProxyMode.SYSTEM
    assert "pass:word" not in repr(found)
    ((kept, login),) = found.kept
    assert (kept, login.user, login.password.reveal()) == (address, "anna", "pass:word")
    none = Network(proxy=NO_PROXY)
    assert await with_kept_login(none, store, survey) == none


def test_the_command_line_goes_before_the_file_and_keeps_its_login() -> None:
    known = with_password(SYSTEM_PROXY, Secret("anna:word"))
    assert overridden(known, None) == known
    assert overridden(known, NO_PROXY) == NO_PROXY
    assert overridden(known, FIXED).login == known.login
