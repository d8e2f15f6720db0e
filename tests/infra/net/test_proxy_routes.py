"""Which proxy is used, and which rule said so: environment, GNOME, KDE, Windows, a PAC."""

from __future__ import annotations

import socket
from collections.abc import Mapping

import pytest

from tests.infra.leftovers import nothing_left
from tests.infra.plant import fetch_by
from tests.infra.proxies import ProxyServer, no_proxy_set, running
from tests.infra.servers import closed_port
from tests.patience import far_off
from wizard.demo.hub import DemoHub
from wizard.domain.errors import HubError
from wizard.domain.hub.connection_events import Connected, ConnectionEvent
from wizard.domain.hub.model import Network
from wizard.domain.hub.proxy import NO_PROXY, SYSTEM_PROXY
from wizard.infra.net import route
from wizard.infra.net.cancellable_socket import CancellableSocket
from wizard.infra.net.proxy.desktop import gnome_route, kde_route, parse_gsettings
from wizard.infra.net.proxy.exceptions import exception_for, split_list
from wizard.infra.net.proxy.found import Found, from_pac, rule_of_pac
from wizard.infra.net.proxy.routes import find_ways
from wizard.infra.net.proxy.windows import WindowsSettings, static_route

__all__ = ["no_proxy_set"]

pytestmark = pytest.mark.usefixtures("no_proxy_set")

HOST = "hub.azure-devices.net"


@pytest.mark.parametrize(
    ("host", "exceptions", "found"),
    [
        (HOST, "example.com, azure-devices.net", "azure-devices.net"),
        (HOST, ".azure-devices.net", ".azure-devices.net"),
        (HOST, "*.Azure-Devices.net", "*.Azure-Devices.net"),
        ("azure-devices.net", "*.azure-devices.net", None),
        ("xazure-devices.net", "azure-devices.net", None),
        (HOST, "azure-devices.net:443", "azure-devices.net:443"),
        (HOST, "azure-devices.net:8443", None),
        (HOST, "*", "*"),
        ("10.1.2.3", "10.0.0.0/8", "10.0.0.0/8"),
        ("11.1.2.3", "10.0.0.0/8", None),
        ("10.1.2.3", "10.", "10."),
        ("10.1.2.3", "10.*", "10.*"),
        ("10.1.2.3", "10.1.2.3:443", "10.1.2.3:443"),
        ("::1", "[::1]", "[::1]"),
        ("::1", "::1", "::1"),
        ("fd00::5", "fd00::/8", "fd00::/8"),
        ("gateway", "<local>", "<local>"),
        (HOST, "<local>", None),
        (HOST, "", None),
    ],
)
def test_what_goes_past_a_proxy(host: str, exceptions: str, found: str | None) -> None:
    assert exception_for(host, 443, split_list(exceptions)) == found


def test_the_environment_says_which_variable_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_ways(HOST, 443, SYSTEM_PROXY) == Found()
    monkeypatch.setenv("ALL_PROXY", "http://all:1")
    assert _told(find_ways(HOST, 443, SYSTEM_PROXY)) == (["all:1"], "ALL_PROXY")
    monkeypatch.setenv("HTTPS_PROXY", "upper:2")
    assert _told(find_ways(HOST, 443, SYSTEM_PROXY)) == (["upper:2"], "HTTPS_PROXY")
    monkeypatch.setenv("https_proxy", "http://anna:word@lower:3")
    assert _told(find_ways(HOST, 443, SYSTEM_PROXY)) == (["lower:3"], "https_proxy")
    monkeypatch.setenv("NO_PROXY", "10.0.0.0/8,*.azure-devices.net")
    told = _told(find_ways(HOST, 443, SYSTEM_PROXY))
    assert told == (["straight"], "NO_PROXY=*.azure-devices.net")
    assert _told(find_ways(HOST, 443, NO_PROXY)) == (["straight"], "network.proxy")
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.setenv("https_proxy", "")
    assert _told(find_ways(HOST, 443, SYSTEM_PROXY)) == (["straight"], "https_proxy")


GSETTINGS = """org.gnome.system.proxy autoconfig-url ''
org.gnome.system.proxy ignore-hosts ['localhost', '10.0.0.0/8']
org.gnome.system.proxy mode 'manual'
org.gnome.system.proxy use-same-proxy true
org.gnome.system.proxy.http authentication-password 'not-to-be-kept'
org.gnome.system.proxy.http host 'web'
org.gnome.system.proxy.http port 3128
org.gnome.system.proxy.https host 'secure'
org.gnome.system.proxy.https port 3129
org.gnome.system.proxy.socks host ''
"""


def test_gnome() -> None:
    settings = parse_gsettings(GSETTINGS)
    assert "not-to-be-kept" not in repr(settings)
    assert _told(gnome_route(settings, HOST, 443)) == (["secure:3129"], "GNOME")
    assert _told(gnome_route(settings, "10.2.3.4", 443)) == (["straight"], "GNOME: 10.0.0.0/8")
    same = dict(settings) | {"https.host": ""}
    assert _told(gnome_route(same, HOST, 443)) == (["web:3128"], "GNOME")
    assert gnome_route(dict(settings) | {"mode": "none"}, HOST, 443) == Found()
    assert parse_gsettings("nonsense\norg.gnome.system.proxy mode 'manual") == {}


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, (["straight"], "")),
        ({"ProxyType": "1", "httpsProxy": "http://kde 3128"}, (["kde:3128"], "KDE")),
        ({"ProxyType": "1", "httpsProxy": "http://kde:3128"}, (["kde:3128"], "KDE")),
        (
            {"ProxyType": "1", "httpsProxy": "http://kde 1", "NoProxyFor": "azure-devices.net"},
            (["straight"], "KDE: azure-devices.net"),
        ),
        ({"ProxyType": "0", "httpsProxy": "http://kde 3128"}, (["straight"], "")),
    ],
)
def test_kde(settings: Mapping[str, str], told: tuple[list[str], str]) -> None:
    assert _told(kde_route(settings, HOST, 443)) == told


@pytest.mark.parametrize(
    ("proxies", "exceptions", "told"),
    [
        ("", "", (["straight"], "")),
        ("one:8080", "", (["one:8080"], "Windows")),
        ("http=a:1;https=b:2", "", (["b:2"], "Windows")),
        ("http=a:1", "", (["straight"], "Windows")),
        ("one:1", "*.azure-devices.net;<local>", (["straight"], "Windows: *.azure-devices.net")),
        ("b:1 c:2", "", (["b:1", "c:2"], "Windows")),
    ],
)
def test_windows(proxies: str, exceptions: str, told: tuple[list[str], str]) -> None:
    assert _told(static_route(WindowsSettings(proxies, exceptions), HOST, 443)) == told


def test_windows_with_socks_alone() -> None:
    with pytest.raises(HubError) as caught:
        static_route(WindowsSettings("socks=a:1080"), HOST, 443)
    assert (caught.value.variant, caught.value.params["scheme"]) == ("kind", "socks")


def test_a_script_and_its_name() -> None:
    found = from_pac("PROXY a:1; SOCKS5 s:2; DIRECT", "PAC x")
    assert _told(Found(found)) == (["a:1", "straight"], "")
    with pytest.raises(HubError) as caught:
        from_pac("SOCKS s:1", "PAC x")
    assert caught.value.variant == "pac_useless"
    assert rule_of_pac("http://u:Winter@wpad/p.pac?key=Winter") == "PAC http://wpad/p.pac"


async def test_every_answer_of_a_script_is_tried_in_its_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = ProxyServer()
    events: list[ConnectionEvent] = []
    with DemoHub() as hub, running(server) as address:
        rule = "PAC http://wpad/p.pac"
        answer = f"PROXY 127.0.0.1:{closed_port()}; PROXY {address}; DIRECT"
        monkeypatch.setattr(route, "find_ways", lambda *_: Found(from_pac(answer, rule), rule))
        async with nothing_left():
            await fetch_by(hub, Network(hub.ca_file))
        deadline = far_off()
        open_it(hub, events, deadline)
    assert len(server.asked) == 2
    [connected] = [event for event in events if isinstance(event, Connected)]
    assert (connected.proxy, connected.rule) == (address, rule)


async def test_where_no_answer_leads_out_the_first_one_is_blamed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = closed_port(), closed_port()
    ways = Found(from_pac(f"PROXY 127.0.0.1:{first}; PROXY 127.0.0.1:{second}", "PAC"), "PAC")
    monkeypatch.setattr(route, "find_ways", lambda *_: ways)
    with pytest.raises(HubError) as caught:
        route.open_route("127.0.0.1", 1, far_off(), CancellableSocket())
    assert caught.value.params["proxy"] == f"127.0.0.1:{first}"


def open_it(hub: DemoHub, events: list[ConnectionEvent], deadline: float) -> None:
    sock: socket.socket = route.open_route(
        "127.0.0.1", hub.https_port, deadline, CancellableSocket(events.append)
    )
    sock.close()


def _told(found: Found) -> tuple[list[str], str]:
    return [str(way.address) if way else "straight" for way in found.ways], found.rule
