"""What the agent will do where the check itself went through a proxy."""

from __future__ import annotations

import sys

from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import Code, Problem


def note_on_proxy(
    flavour: AgentFlavour | None, proxy: str, *, windows: bool = sys.platform == "win32"
) -> tuple[Problem, ...]:
    """A warning where the check used ``proxy`` (host:port): the agent is a service of its own.

    Nothing where there was no proxy, or where it is not known what the agent does.
    """
    if flavour is None or not proxy:
        return ()
    variant = flavour.behind_proxy_on_windows if windows else flavour.behind_proxy
    if not variant:
        return ()
    service = flavour.installation(windows=windows).service
    params = (("proxy", proxy), ("agent", flavour.name), ("service", service))
    return (Problem(Code.CHECK_AGENT_PROXY, variant, params),)
