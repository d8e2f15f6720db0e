"""WebSockets through a proxy, and every fault of one; the agents' own ports go past it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infra.leftovers import nothing_left, shorten_limits
from tests.infra.plant import twin
from tests.infra.proxies import (
    PASSWORD,
    USER,
    ProxyServer,
    accounts,
    basic,
    inspecting,
    no_proxy_set,
    refusal,
    running,
    spnego_judge,
)
from tests.infra.servers import (
    Authority,
    answer,
    closed_port,
    over_tls,
    serve,
    swallow,
)
from tests.patience import NEVER, longer_and_longer
from wizard.demo.hub import DemoHub
from wizard.domain.errors import Code, SetupError
from wizard.domain.hub.transport import Transport
from wizard.infra.net.proxy import pac_runner
from wizard.text.catalogue import TEXTS
from wizard.text.lookup import text_of

__all__ = ["accounts", "no_proxy_set"]

WEB = (Transport.AMQP_WEBSOCKET, Transport.MQTT_WEBSOCKET)
LOGIN = f"{USER.replace(chr(92), '%5C')}:{PASSWORD}"
NTLM = (("NTLM",), lambda: spnego_judge("NTLM"))
NEGOTIATE = (("Negotiate",), lambda: spnego_judge("Negotiate"))
BASIC = (("Basic realm=x",), basic)


@pytest.fixture
def hub(no_proxy_set: None, accounts: None) -> Iterator[DemoHub]:
    with DemoHub() as running_hub:
        yield running_hub


@pytest.mark.parametrize("transport", WEB)
@pytest.mark.parametrize(
    "wanted", [((), None), BASIC, NTLM, NEGOTIATE], ids=["open", "basic", "ntlm", "negotiate"]
)
async def test_a_websocket_goes_through_it(
    hub: DemoHub,
    monkeypatch: pytest.MonkeyPatch,
    transport: Transport,
    wanted: tuple[tuple[str, ...], object],
) -> None:
    server = ProxyServer(*wanted)  # type: ignore[arg-type]
    async with nothing_left():
        with running(server) as address:
            monkeypatch.setenv("HTTPS_PROXY", f"http://{LOGIN}@{address}")
            assert await twin(hub, transport)
    assert server.connections == 1
    assert all(head.startswith(f"CONNECT {hub.host_name} HTTP/1.1\r\n") for head in server.asked)
    assert "SharedAccess" not in "".join(server.asked)


@pytest.mark.parametrize("transport", [Transport.AMQP, Transport.MQTT])
async def test_the_agents_own_ports_go_past_it(
    hub: DemoHub, monkeypatch: pytest.MonkeyPatch, transport: Transport
) -> None:
    """Neither agent goes through a proxy to them: it would be no proof."""
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
    assert await twin(hub, transport)


STAND_IN_THE_WAY = {
    "407 for nothing": (refusal("407 Authentication"), "login_refused"),
    "407 Basic": (refusal("407 A", "Proxy-Authenticate: Basic realm=x"), "login_refused"),
    "407 Digest": (refusal("407 A", "Proxy-Authenticate: Digest realm=x"), "schemes"),
    "407 NTLM": (refusal("407 A", "Proxy-Authenticate: NTLM"), "login_refused"),
    "407 Negotiate": (refusal("407 A", "Proxy-Authenticate: Negotiate"), "login_refused"),
    "200 with a page": (answer("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>"), "page"),
    "403": (refusal("403 Forbidden"), "refused"),
    "502": (refusal("502 Bad Gateway"), "refused"),
    "no proxy": (answer("220 mail ready\r\n"), "broken"),
    "hanging": (swallow, "silent"),
}


@pytest.mark.parametrize("transport", WEB)
@pytest.mark.parametrize("kind", STAND_IN_THE_WAY)
async def test_a_proxy_that_stands_in_the_way(
    hub: DemoHub, monkeypatch: pytest.MonkeyPatch, kind: str, transport: Transport
) -> None:
    handler, variant = STAND_IN_THE_WAY[kind]
    async with nothing_left():
        with serve(handler) as port, monkeypatch.context() as patch:
            patch.setenv("HTTPS_PROXY", f"http://{LOGIN}@127.0.0.1:{port}")
            for seconds in longer_and_longer(0.2) if variant == "silent" else (NEVER,):
                with patch.context() as limits:
                    shorten_limits(limits, seconds)
                    error = await failure(hub, transport)
                if error.code is Code.HUB_PROXY:
                    break
    assert (error.code, error.variant) == (Code.HUB_PROXY, variant)
    assert f"hub.proxy/{variant}" in TEXTS
    told = " ".join((*text_of(error.problem), repr(error.params)))
    assert f"127.0.0.1:{port}" in told
    assert PASSWORD not in told
    assert await twin(hub, transport), "fine afterwards"


@pytest.mark.parametrize("transport", WEB)
async def test_a_proxy_that_is_gone(
    hub: DemoHub, monkeypatch: pytest.MonkeyPatch, transport: Transport
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://{LOGIN}@127.0.0.1:{closed_port()}")
    error = await failure(hub, transport)
    assert (error.code, error.variant) == (Code.HUB_PROXY, "unreachable")


@pytest.mark.parametrize("transport", WEB)
async def test_a_proxy_that_inspects(
    hub: DemoHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, transport: Transport
) -> None:
    secured = over_tls(Authority("Company CA").server_context(tmp_path), answer(""))
    with serve(inspecting(secured)) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        error = await failure(hub, transport)
    assert error.code is Code.HUB_TLS_UNTRUSTED


BROKEN_SCRIPTS: dict[str, tuple[Exception | tuple[str, ...], str]] = {
    "it throws": (ValueError("the script has failed"), "pac"),
    "nobody answers": (TimeoutError(), "pac"),
    "nothing evaluates it": (pac_runner._NoServiceError(), "pac_unsupported"),
    "SOCKS alone": (("socks://127.0.0.1:1080",), "pac_useless"),
}


@pytest.mark.parametrize("transport", WEB)
@pytest.mark.parametrize("kind", BROKEN_SCRIPTS)
async def test_a_script_that_is_broken(
    hub: DemoHub,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    kind: str,
    transport: Transport,
) -> None:
    """The desktop names a PAC; who evaluates it fails, or finds no way that can be used."""
    answer, variant = BROKEN_SCRIPTS[kind]
    (tmp_path / "kioslaverc").write_text(
        "[Proxy Settings]\nProxyType=2\nProxy Config Script=http://anna:Winter@wpad/p.pac?k=Winter\n"
    )
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    def look_up(_script: str, url: str) -> tuple[str, ...]:
        assert url == f"https://{hub.host_name}/"
        if isinstance(answer, Exception):
            raise answer
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(pac_runner, "_look_up", look_up)
        async with nothing_left():
            error = await failure(hub, transport)
    assert (error.code, error.variant) == (Code.HUB_PROXY, variant)
    told = " ".join((*text_of(error.problem), repr(error.params)))
    assert "PAC http://wpad/p.pac" in told
    assert "Winter" not in told
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "")
    assert await twin(hub, transport), "fine afterwards"


async def failure(hub: DemoHub, transport: Transport) -> SetupError:
    with pytest.raises(SetupError) as caught:
        await twin(hub, transport)
    assert caught.value.agent_error == "Remote Configuration / Timeout"
    return caught.value
