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
    [note] = note_on_proxy(flavour, PROXY, windows=windows)
    assert (note.code, note.variant) == (Code.CHECK_AGENT_PROXY, variant)
    assert note.code.severity is Severity.WARNING
    text = text_of(note)
    assert PROXY in text.cause
    assert place in text.remedy


def test_nothing_is_said_without_a_proxy_or_an_agent() -> None:
    assert note_on_proxy(C, "", windows=False) == ()
    assert note_on_proxy(None, PROXY, windows=False) == ()
    assert note_on_proxy(C, PROXY, windows=True) == ()
