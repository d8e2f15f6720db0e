"""The way out through a proxy of the environment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.infra.leftovers import nothing_left, shorten_limits
from tests.infra.plant import fetch, registry
from tests.infra.proxies import ProxyServer, basic, no_proxy_set, refusal, running
from tests.infra.servers import Handler, answer, closed_port, serve, swallow
from tests.patience import NEVER, longer_and_longer
from wizard.demo.hub import DemoHub
from wizard.domain.errors import Code, HubError, SetupError
from wizard.domain.hub.proxy import SYSTEM_PROXY
from wizard.infra.net.proxy.routes import find_ways
from wizard.text.catalogue import TEXTS
from wizard.text.lookup import text_of

LOGIN = "user:p%40ss"

__all__ = ["no_proxy_set"]


@pytest.fixture
def hub(no_proxy_set: None) -> Iterator[DemoHub]:
    with DemoHub() as running_hub:
        yield running_hub


async def test_everything_over_https_goes_through_it(
    hub: DemoHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = ProxyServer(('Basic realm="a, b"',), lambda: basic("user", "p@ss"))
    async with nothing_left():
        with running(server) as address:
            monkeypatch.setenv("HTTPS_PROXY", f"http://{LOGIN}@{address}")
            async with registry(hub) as opened:
                await opened.connect()
                await opened.device("cam-01")
            await fetch(hub)
    assert server.connections == 2
    for head in server.asked:
        assert head.startswith(f"CONNECT {hub.host_name} HTTP/1.1\r\n")
        assert "SharedAccessSignature" not in head
    # The login is shown to who asks for it, and not before.
    assert ["Authorization" in head for head in server.asked] == [False, True] * 2


async def test_a_host_that_needs_none(hub: DemoHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", f"127.0.0.1:{closed_port()}")
    monkeypatch.setenv("no_proxy", "example.com,127.0.0.1")
    async with registry(hub) as opened:
        await opened.connect()


@pytest.mark.parametrize(
    ("handler", "variant"),
    [
        (refusal("407 Proxy Authentication Required"), "login_refused"),
        (refusal("407 Authentication", "Proxy-Authenticate: Digest realm=x"), "schemes"),
        (refusal("407 Authentication", "Proxy-Authenticate: NTLM"), "login_refused"),
        (answer("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>"), "page"),
        (answer("HTTP/1.1 200 OK\r\n\r\n<html>"), "page"),
        (refusal("403 Forbidden"), "refused"),
        (refusal("503 No way"), "refused"),
        (answer("220 mail ready\r\n"), "broken"),
        (lambda connection: None, "broken"),
        (swallow, "silent"),
    ],
    ids=[
        "login",
        "digest",
        "ntlm",
        "page",
        "any page",
        "forbidden",
        "no way",
        "no proxy",
        "hangs up",
        "silent",
    ],
)
async def test_a_proxy_that_stands_in_the_way(
    hub: DemoHub, monkeypatch: pytest.MonkeyPatch, handler: Handler, variant: str
) -> None:
    async with nothing_left():
        with serve(handler) as port:
            monkeypatch.setenv("HTTPS_PROXY", f"http://{LOGIN}@127.0.0.1:{port}")
            for seconds in longer_and_longer(0.2) if variant == "silent" else (NEVER,):
                with monkeypatch.context() as patch:
                    shorten_limits(patch, seconds)
                    errors = await failures(hub)
                if all(error.code is Code.HUB_PROXY for error in errors):
                    break
            assert not errors[0].retryable
            for error in errors:
                assert (error.code, error.variant) == (Code.HUB_PROXY, variant)
                assert error.params["proxy"] == f"127.0.0.1:{port}"
                assert f"hub.proxy/{variant}" in TEXTS


async def test_a_proxy_that_is_not_there(hub: DemoHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://{LOGIN}@127.0.0.1:{closed_port()}")
    errors = await failures(hub)
    assert not errors[0].retryable
    for error in errors:
        assert (error.code, error.variant) == (Code.HUB_PROXY, "unreachable")
        assert "p@ss" not in repr(error.params)


@pytest.mark.parametrize(
    ("setting", "variant"),
    [
        ("socks5://127.0.0.1:1080", "kind"),
        ("http://127.0.0.1:port", "malformed"),
        ("http://", "malformed"),
    ],
)
async def test_a_setting_that_is_of_no_use(
    hub: DemoHub, monkeypatch: pytest.MonkeyPatch, setting: str, variant: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", setting)
    errors = await failures(hub)
    assert not errors[0].retryable
    for error in errors:
        assert (error.code, error.variant) == (Code.HUB_PROXY, variant)


async def failures(hub: DemoHub) -> tuple[HubError, SetupError]:
    """What the registry and the live check say."""
    async with registry(hub) as opened:
        with pytest.raises(HubError) as first:
            await opened.connect()
    with pytest.raises(SetupError) as second:
        await fetch(hub)
    assert second.value.agent_error == "Authentication / Other"
    return first.value, second.value


@pytest.mark.parametrize(
    "setting",
    [
        "http://jane%3Ahunter2%40127.0.0.1:3128",
        "http://jane;hunter2@:3128",
        "http://jane:hunter2",
        "http://jane,hunter2:3128",
        "http://jane:hunter2:127.0.0.1:3128",
        "jane:hunter2@127.0.0.1:port",
        "http:jane:hunter2@/127.0.0.1",
        "http:/jane:hunter2@127.0.0.1:3128",
        "hunter2://jane@127.0.0.1",
        "http://jane!hunter2$:3128",
        "http://[jane:hunter2]:3128",
        "http://j\u00e4ne\uff1ahunter2:3128",
    ],
)
def test_no_part_of_a_login_is_told(monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    for name in ("https_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", setting)
    with pytest.raises(HubError) as caught:
        find_ways("hub.example", 443, SYSTEM_PROXY)
    told = " ".join([*text_of(caught.value.problem), repr(caught.value), str(caught.value.params)])
    assert caught.value.code is Code.HUB_PROXY
    for part in ("jane", "hunter2", "j\u00e4ne"):
        assert part not in told
