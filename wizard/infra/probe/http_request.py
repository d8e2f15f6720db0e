"""One HTTPS request as an agent makes it: with a token, or with its TLS client certificate."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Final

from wizard.domain.agent.agent_error import AgentError
from wizard.domain.errors import CheckError, Code, HubError, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.sas_token import sas_token
from wizard.domain.proof import Proof
from wizard.domain.secret import Secret
from wizard.infra.net.blocking_call import blocking_call
from wizard.infra.net.cancellable_socket import CancellableSocket
from wizard.infra.net.https_client import Answer
from wizard.infra.probe.agent_errors import connecting_as_agent
from wizard.infra.probe.context import ProbeContext
from wizard.infra.registry.http_answers import clock_skew, is_html, raise_for_status

_TOKEN_SECONDS: Final = 3600
"""How long a token lives: the C agent's choice."""


@dataclass(frozen=True, slots=True)
class AgentRequest:
    """A request to ``address``; ``audience`` is what a token for it is signed for.

    ``target`` is the encoded path with its query; a ``body`` is sent as JSON.
    """

    method: str
    address: HubAddress
    target: str
    audience: str
    proof: Proof = field(repr=False)
    body: object = None

    async def send(self, context: ProbeContext) -> Answer:
        """Send it and read the whole answer, whatever its status.

        Raises CheckError and HubError, with what an agent would log of a connection that fails.
        """
        with connecting_as_agent(AgentError.AUTH_OTHER):
            return await self.exchange(context)

    async def exchange(self, context: ProbeContext) -> Answer:
        """Send it and read the whole answer, whatever its status. Raises HubError."""
        certificate = None if isinstance(self.proof, Secret) else self.proof
        client = context.client(self.address, certificate)
        headers, body = self._headers(), None
        if self.body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(self.body).encode()

        def exchange(cancellable: CancellableSocket) -> Answer:
            try:
                return client.exchange(
                    self.method, self.target, headers, body, cancellable=cancellable
                )
            finally:
                client.close()

        answer = await blocking_call(exchange, self.address.name, context.watch)
        context.tell_time(answer)
        return answer

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "application/json"}
        if isinstance(self.proof, Secret):
            token = sas_token(self.audience, self.proof, int(time.time()) + _TOKEN_SECONDS)
            headers["Authorization"] = token.reveal()
        return headers


def raise_for_agent(
    answer: Answer, host: str, proof: Proof, unauthorized: SetupError, not_found: SetupError
) -> None:
    """Only 200 counts: 401 is Unauthorized to the agents, 404 Not Found, the rest Other.

    Raises ``unauthorized``, ``not_found``, CheckError and HubError.
    """
    known = {
        401: unauthorized,
        404: not_found,
        503: CheckError(Code.CHECK_UNAVAILABLE, agent_error=AgentError.AUTH_OTHER, host=host),
    }
    by_token = isinstance(proof, Secret)
    skew = clock_skew(answer, host) if answer.status == 401 and by_token else None
    if skew is not None:
        raise skew.logged_as(AgentError.AUTH_UNAUTHORIZED)
    if answer.status in known and not (answer.status < 500 and is_html(answer)):
        raise known[answer.status]
    try:
        raise_for_status(answer, host)
    except HubError as error:
        raise error.logged_as(AgentError.AUTH_OTHER) from None
