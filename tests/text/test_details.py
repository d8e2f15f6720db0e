"""The facts about a step in words."""

from __future__ import annotations

import pytest

from wizard.domain.report import Detail
from wizard.text.render.facts import detail_words


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
        (("transport", "amqp over websocket"), "transport amqp over websocket"),
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
