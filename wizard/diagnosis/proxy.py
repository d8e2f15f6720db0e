"""What the agent will do where the check itself went through a proxy."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import Code, Problem
from wizard.domain.hub.transport import DEFAULT_PORTS, HTTPS_PORT, Transport


def note_on_proxy(
    flavour: AgentFlavour | None,
    proxy: str,
    transports: Sequence[Transport],
    *,
    windows: bool = sys.platform == "win32",
) -> tuple[Problem, ...]:
    """A warning where the check used ``proxy`` (host:port): the agent is a service of its own.

    ``transports`` is what the agent reaches its hub over. Nothing where there was no proxy, or
    where it is not known what the agent does.
    """
    if flavour is None or not proxy:
        return ()
    variant = flavour.behind_proxy_on_windows if windows else flavour.behind_proxy
    if not variant:
        return ()
    service = flavour.installation(windows=windows).service
    used = tuple(transports) or flavour.transports
    params = (
        ("proxy", proxy),
        ("agent", flavour.name),
        ("service", service),
        ("transports", " / ".join(one.value for one in used)),
        ("port", DEFAULT_PORTS.get(used[0], HTTPS_PORT)),
    )
    return (Problem(Code.CHECK_AGENT_PROXY, variant, params),)
