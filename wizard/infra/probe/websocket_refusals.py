"""What it means that a server answers the request for a WebSocket otherwise than by agreeing.

As of the REST interface: in front of both stand the same gateways, proxies and sign-in pages.
"""

from __future__ import annotations

from wizard.domain.agent.agent_error import AgentError
from wizard.domain.errors import CheckError, Code, HubError, SetupError
from wizard.infra.net.https_client import Answer
from wizard.infra.registry.http_answers import is_html, raise_for_status

_LOGGED = AgentError.REMOTE_TIMEOUT
"""The SDK takes all of it for the network's fault and tries again until the agent's time is up."""


def not_agreed(answer: Answer, host: str) -> SetupError:
    """The failure that this answer is. No key was shown yet: none is to blame."""
    status = answer.status
    if status in (401, 404, 503) and not (status < 500 and is_html(answer)):
        if status == 401:
            return CheckError(Code.CHECK_UNAUTHORIZED, "websocket", agent_error=_LOGGED, host=host)
        if status == 503:
            return CheckError(Code.CHECK_UNAVAILABLE, agent_error=_LOGGED, host=host)
        if "iothub-errorcode" in answer.headers:
            return CheckError(Code.CHECK_NOT_FOUND, "websocket", agent_error=_LOGGED, host=host)
    if 200 <= status < 300 and is_html(answer):
        return HubError(Code.HUB_NOT_A_HUB, host=host)
    if (status < 300 or status in (400, 405, 426)) and not is_html(answer):
        return HubError(Code.HUB_NOT_A_HUB, "websocket", host=host, status=status)
    try:
        raise_for_status(answer, host)
    except HubError as error:
        return error
    return HubError(Code.HUB_NOT_A_HUB, "websocket", host=host, status=status)
