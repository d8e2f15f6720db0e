"""The agents' REST call in device mode, done as they do it (agents.md, "at start").

Free of the SDK and of requests, so that ``check`` starts fast.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from wizard.domain.agent.agent_error import AgentError
from wizard.domain.errors import CheckError, Code, HubError, RuleError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import AuthType
from wizard.domain.proof import Proof
from wizard.domain.secret import Secret
from wizard.infra.net.https_client import Answer
from wizard.infra.probe.context import ProbeContext
from wizard.infra.probe.http_request import AgentRequest, raise_for_agent
from wizard.infra.registry.http_answers import json_of, says
from wizard.infra.registry.identity_json import primary_key_of

API_VERSION: Final = "2018-06-30"
"""The version that both agents ask with."""


async def fetch_module_key(
    address: HubAddress, device_id: str, module_id: str, proof: Proof, context: ProbeContext
) -> Secret:
    """The module's primary key, asked for with the device's own token or certificate.

    Raises CheckError, HubError and RuleError, each with what the agent would log.
    """
    host = address.host_name
    target = (
        f"/devices/{quote(device_id, safe='')}/modules/{quote(module_id, safe='')}"
        f"?api-version={API_VERSION}"
    )
    # The audience is the bare host: so both agents sign this call.
    answer = await AgentRequest("GET", address, target, host, proof).send(context)
    variant = "device" if isinstance(proof, Secret) else "certificate"
    raise_for_agent(
        answer,
        host,
        proof,
        CheckError(
            Code.CHECK_UNAUTHORIZED,
            variant,
            agent_error=AgentError.AUTH_UNAUTHORIZED,
            device=device_id,
        ),
        CheckError(
            Code.CHECK_NOT_FOUND,
            _who_is_missing(answer),
            agent_error=AgentError.AUTH_NOT_FOUND,
            host=host,
            device=device_id,
            module=module_id,
        ),
    )
    try:
        auth, key = primary_key_of(json_of(answer, host))
    except HubError as error:
        raise error.logged_as(AgentError.AUTH_OTHER) from None
    if auth is not AuthType.SAS or key is None:
        raise RuleError(
            Code.MODULE_NOT_SYMMETRIC,
            agent_error=AgentError.AUTH_OTHER,
            device=device_id,
            module=module_id,
            auth=auth.value,
        )
    return key


def _who_is_missing(answer: Answer) -> str:
    if says(answer, "DeviceNotFound"):
        return "device_gone"
    return "module_gone" if says(answer, "ModuleNotFound") else ""
