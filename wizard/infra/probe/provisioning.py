"""The agents' call to the provisioning service, done as they do it (agents.md, "at start").

They look up the state of a registration that exists: they do not register the device.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from wizard.domain.agent.agent_error import AgentError
from wizard.domain.errors import CheckError, Code, ConnectionStringError, HubError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.connection_string import parse_host
from wizard.domain.proof import Assignment, Proof
from wizard.infra.probe.context import ProbeContext
from wizard.infra.probe.http_request import AgentRequest, raise_for_agent
from wizard.infra.registry.http_answers import json_of
from wizard.infra.registry.identity_json import JsonReader, bad_part

API_VERSION: Final = "2019-03-31"
"""The version that both agents ask with."""

_ASSIGNED: Final = "assigned"
_EXPLAINED: Final = frozenset({"assigning", "failed", "unassigned", "disabled"})
"""The service's other states, each with a sentence of its own."""


async def look_up(
    id_scope: str, registration_id: str, proof: Proof, context: ProbeContext
) -> Assignment:
    """The hub and the device that a registration was assigned to, asked of `Network.dps_host`.

    Raises CheckError and HubError, each with what the agent would log.
    """
    host = context.network.dps_host
    resource = f"{id_scope}/registrations/{registration_id}"
    request = AgentRequest(
        "POST",
        HubAddress(host),
        f"/{quote(resource, safe='/:')}?api-version={API_VERSION}",
        resource,
        proof,
        {"registrationId": registration_id},
    )
    answer = await request.send(context)
    said = {"registration": registration_id, "scope": id_scope, "host": host}
    raise_for_agent(
        answer,
        host,
        proof,
        CheckError(
            Code.CHECK_UNAUTHORIZED, "dps", agent_error=AgentError.AUTH_UNAUTHORIZED, **said
        ),
        CheckError(Code.CHECK_NOT_FOUND, "dps", agent_error=AgentError.AUTH_NOT_FOUND, **said),
    )
    try:
        state = JsonReader(json_of(answer, host))
        status = state.text("status")
        if status == _ASSIGNED:
            return _assignment(state)
    except HubError as error:
        raise error.logged_as(AgentError.AUTH_OTHER) from None
    raise CheckError(
        Code.CHECK_DPS_NOT_ASSIGNED,
        status if status in _EXPLAINED else "",
        agent_error=AgentError.AUTH_OTHER,
        status=status,
        **said,
    )


def _assignment(state: JsonReader) -> Assignment:
    try:
        address = parse_host(state.text("assignedHub"))
    except ConnectionStringError:
        raise bad_part("assignedHub") from None
    return Assignment(address, state.text("deviceId"))
