"""What is said of the agent where the check went through a proxy: the fact, and the place."""

from __future__ import annotations

import pytest

from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.diagnosis.proxy import note_on_proxy
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import Code, Severity
from wizard.text.lookup import text_of

PROXY = "proxy.contoso.com:8080"


@pytest.mark.parametrize(
    ("flavour", "windows", "variant", "place"),
    [
        (C, False, "libcurl", "systemctl edit ASCIoTAgent.service"),
        (CSHARP, False, "dotnet", "systemctl edit ASCIoTAgent.service"),
        (CSHARP, True, "local_system", "setieproxy LOCALSYSTEM"),
    ],
)
def test_each_agent_is_told_apart(
    flavour: AgentFlavour, windows: bool, variant: str, place: str
) -> None:
    [note] = note_on_proxy(flavour, PROXY, flavour.transports, windows=windows)
    assert (note.code, note.variant) == (Code.CHECK_AGENT_PROXY, variant)
    assert note.code.severity is Severity.WARNING
    text = text_of(note)
    assert PROXY in text.cause
    assert place in text.remedy


@pytest.mark.parametrize(
    ("setting", "words", "port"),
    [
        ("Amqp", "amqp / amqp over websocket", "port 5671 "),
        ("Amqp_WebSocket_Only", "(amqp over websocket)", "port 443 "),
        ("Mqtt", "mqtt / mqtt over websocket", "port 8883 "),
        ("Amqp_Tcp_Only", "(amqp)", "port 5671 "),
    ],
)
@pytest.mark.parametrize("windows", [False, True])
def test_it_follows_what_the_agent_connects_over(
    setting: str, words: str, port: str, windows: bool
) -> None:
    transports = CSHARP.transport_types[setting]
    [note] = note_on_proxy(CSHARP, PROXY, transports, windows=windows)
    text = text_of(note)
    assert words in text.cause
    assert port in text.remedy


def test_nothing_is_said_without_a_proxy_or_an_agent() -> None:
    assert note_on_proxy(C, "", (), windows=False) == ()
    assert note_on_proxy(None, PROXY, (), windows=False) == ()
    assert note_on_proxy(C, PROXY, (), windows=True) == ()
