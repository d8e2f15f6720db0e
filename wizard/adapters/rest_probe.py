"""The agents' REST call in device mode, done as they do it (agents.md, "at start").

Free of the SDK and of requests, so that ``check`` starts fast.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Final
from urllib.parse import quote

from wizard.adapters.blocking import run_blocking
from wizard.adapters.https import Answer, HttpsClient
from wizard.adapters.hub_answers import clock_skew, is_html, json_of, raise_for_status
from wizard.adapters.identity_json import primary_key_of
from wizard.adapters.line import Line
from wizard.adapters.network_faults import BACKSTOP, NetworkFault, check_error, timed_out
from wizard.core.errors import CheckError, Code, HubError, RuleError, SetupError
from wizard.core.model import AuthType, HubAddress
from wizard.core.sas import sas_token
from wizard.core.secret import Secret

API_VERSION: Final = "2018-06-30"
"""The version that both agents ask with."""

TOKEN_SECONDS: Final = 3600
"""How long a token lives: the C agent's choice."""

_OTHER: Final = "Authentication / Other"
_UNAUTHORIZED: Final = "Authentication / Unauthorized"
_NOT_FOUND: Final = "Authentication / Not Found"


async def fetch_module_key(
    address: HubAddress, device_id: str, module_id: str, device_key: Secret, ca_file: Path | None
) -> Secret:
    """The module's primary key, asked for with the device's own token.

    Raises CheckError, HubError and RuleError, each with what the agent would log.
    """
    try:
        answer = await _get_module(address, device_id, module_id, device_key, ca_file)
    except NetworkFault as fault:
        raise check_error(fault, _OTHER) from None
    _raise_for_status(answer, address.host_name, device_id, module_id)
    try:
        auth, key = primary_key_of(json_of(answer, address.host_name))
    except HubError as error:
        raise _as_logged(error, _OTHER) from None
    if auth is not AuthType.SAS or key is None:
        raise RuleError(
            Code.MODULE_NOT_SYMMETRIC,
            agent_error=_OTHER,
            device=device_id,
            module=module_id,
            auth=auth.value,
        )
    return key


async def _get_module(
    address: HubAddress, device_id: str, module_id: str, device_key: Secret, ca_file: Path | None
) -> Answer:
    target = (
        f"/devices/{quote(device_id, safe='')}/modules/{quote(module_id, safe='')}"
        f"?api-version={API_VERSION}"
    )
    # The audience is the bare host: so both agents sign this call.
    token = sas_token(address.host_name, device_key, int(time.time()) + TOKEN_SECONDS)
    headers = {"Authorization": token.reveal(), "Accept": "application/json"}
    client, line = HttpsClient(address, ca_file), Line()

    def get() -> Answer:
        try:
            return client.exchange("GET", target, headers, line=line)
        finally:
            client.close()

    try:
        async with asyncio.timeout(BACKSTOP):
            return await run_blocking(get)
    except TimeoutError:
        line.cut()
        raise timed_out() from None
    except asyncio.CancelledError:
        line.cut()
        raise


def _raise_for_status(answer: Answer, host: str, device_id: str, module_id: str) -> None:
    """Only 200 counts: 401 is Unauthorized to the agents, 404 Not Found, the rest Other."""
    known: dict[int, SetupError] = {
        401: CheckError(
            Code.CHECK_UNAUTHORIZED, "device", agent_error=_UNAUTHORIZED, device=device_id
        ),
        404: CheckError(
            Code.CHECK_NOT_FOUND, agent_error=_NOT_FOUND, device=device_id, module=module_id
        ),
        503: CheckError(Code.CHECK_UNAVAILABLE, agent_error=_OTHER, host=host),
    }
    skew = clock_skew(answer, host) if answer.status == 401 else None
    if skew is not None:
        raise _as_logged(skew, _UNAUTHORIZED)
    if answer.status in known and not (answer.status < 500 and is_html(answer)):
        raise known[answer.status]
    try:
        raise_for_status(answer, host)
    except HubError as error:
        raise _as_logged(error, _OTHER) from None


def _as_logged(error: HubError, agent_error: str) -> HubError:
    return HubError(
        error.code,
        error.variant,
        retryable=error.retryable,
        retry_after=error.retry_after,
        agent_error=agent_error,
        **error.params,
    )
