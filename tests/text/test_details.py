"""The facts about a step in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wizard.domain.errors import Code, Problem
from wizard.domain.hub.transport import Transport
from wizard.domain.report import Detail, StepFellBack, StepId
from wizard.text.render.facts import detail_words
from wizard.text.render.terminal import event_line


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (("addresses", ("192.0.2.1", "::1")), "addresses 192.0.2.1, ::1"),
        (("unanswered", ("::1 (timeout)",)), "no answer from ::1 (timeout)"),
        (("port", 8883), "port 8883"),
        (("proxy", "proxy:8080"), "through the proxy proxy:8080"),
        (("tls_version", "TLSv1.3"), "TLSv1.3"),
        (("issuer", "Contoso CA"), "issued by Contoso CA"),
        (("expires", "2030-01-01"), "valid until 2030-01-01"),
        (("transport", "amqp over websocket"), "transport AMQP over WebSocket"),
        (("other_ports", ("443 open", "8883 closed")), "other ports: 443 open, 8883 closed"),
        (("stage", "tls"), "stopped at the stage tls"),
        (("ahead_seconds", 0.9), "the clocks agree"),
        (("ahead_seconds", 61.2), "this computer is 61 s ahead of the server"),
        (("ahead_seconds", -61.2), "this computer is 61 s behind the server"),
    ],
)
def test_a_fact(fact: tuple[str, str | int | float | tuple[str, ...]], words: str) -> None:
    detail: Detail = (fact,)
    assert list(detail_words(detail)) == [words]


def test_the_state_of_a_port_is_in_the_language_of_the_rest(
    language: Callable[[str], None],
) -> None:
    language("de")
    ports = ("443 open", "5671 closed", "8883 no_tls")
    (words,) = detail_words((("other_ports", ports),))
    assert not any(word in words for word in ("open", "closed", "tls"))
    assert all(port in words for port in ("443", "5671", "8883"))


def test_a_fallback_says_what_has_failed_and_what_is_tried_now() -> None:
    problem = Problem(Code.CHECK_UNREACHABLE, "", (("host", "hub"), ("port", 5671)))
    event = StepFellBack(StepId.CHECK_CONNECT, problem, Transport.AMQP, Transport.AMQP_WEBSOCKET)
    line = event_line(event)
    assert line is not None
    assert line.startswith("  next    AMQP did not work: ")
    assert "5671" in line
    assert line.endswith("Trying AMQP over WebSocket, as the agent will.")
