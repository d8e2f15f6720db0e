"""After a failure: what is the cause? Found out by what else works, within seconds.

The failure's code stays; its variant and params become those of the cause, which has sentences of
its own. Where nothing is found out, the failure is told as it is.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from wizard.diagnosis.context import FailureContext, Refusal
from wizard.diagnosis.network import (
    Endpoint,
    cause_of_certificate,
    cause_of_name,
    cause_of_silence,
    cause_told,
    with_cause,
)
from wizard.diagnosis.provisioning import cause_at_dps, is_other_hub
from wizard.diagnosis.refused import RefusalCauses
from wizard.diagnosis.registry import place_of
from wizard.domain.agent.model import Identity
from wizard.domain.errors import Code, HubError, Problem, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import HubAccess, Network
from wizard.domain.hub.network_survey import NetworkSurvey
from wizard.domain.ports.ports import Ports
from wizard.domain.ports.registry import Registry
from wizard.domain.report import StepId
from wizard.domain.secret import Secret
from wizard.runs.clock import clock_warning
from wizard.runs.retry import to_end

P = TypeVar("P", Problem, None)

LIMIT: Final = 8.0
"""Seconds that the search may take; the check has a limit of its own besides."""

_TLS: Final = (Code.HUB_TLS_UNTRUSTED, Code.HUB_TLS_EXPIRED, Code.HUB_TLS_WRONG_NAME)
_NO_LINE: Final = {
    Code.CHECK_UNREACHABLE: ("", "refused"),
    Code.CHECK_TIMEOUT: ("connect", "tls"),
    Code.CHECK_CONNECTION_LOST: ("tls",),
}
"""Failures before a connection stood, by their variants."""

_CUT: Final = {
    Code.CHECK_CONNECTION_LOST: ("", "mqtt", "amqp", "sasl", "open", "token", "link"),
    Code.CHECK_TIMEOUT: ("connack", "twin", "sasl", "open", "token", "link"),
}
"""What a hub does over MQTT and AMQP without a word: when it throttles, for one (hub.md)."""

_log: Final = logging.getLogger(__name__)


class Diagnosis:
    """Explains what the live check met in one folder.

    With ``credentials``, a policy of the same hub that may read the registry, it explains more.
    """

    def __init__(self, ports: Ports, directory: Path, credentials: HubAccess | None = None) -> None:
        self._ports = ports
        self._credentials = credentials
        self._refusals = RefusalCauses(ports, directory, credentials)

    async def explain(self, problem: Problem, context: FailureContext) -> Problem:
        """The problem with its cause, or the same one. Raises nothing but a cancellation."""
        return await _in_time(problem, lambda: self._cause(problem, context))

    async def store_problem(self, context: FailureContext) -> Problem | None:
        """Why the hub would refuse the certificate in a store with which nobody has logged in, as
        far as its registry tells; or the warning that it does not tell.

        Raises nothing but a cancellation.
        """
        known, refusal = self._credentials, Refusal.expected(context)
        if refusal is None or known is None or refusal.target.address != known.address:
            return None
        return await _in_time(None, lambda: self._refusals.foreseen(refusal, context))

    async def notes(self, context: FailureContext, *, is_fine: bool) -> tuple[Problem, ...]:
        """What to warn of; where the check went well, the registry is asked too.

        Raises nothing but a cancellation.
        """
        known = self._credentials
        if known is None or context.target is None:
            return ()
        found = [note_on_hub(context, known.address)]
        if is_fine and context.target.address == known.address:
            found += await self._notes_of_registry(known, context)
        return tuple(filter(None, found))

    async def _notes_of_registry(
        self, credentials: HubAccess, context: FailureContext
    ) -> list[Problem | None]:
        """Whose key it is, and what the answer's date says of this computer's clock."""
        registry = self._ports.open_registry(credentials, context.network)
        try:
            about_key = await _in_time(None, lambda: note_on_key(context, registry))
            # The check itself may have been told the time, and then has warned of it.
            is_known = context.ahead is not None
            return [about_key, None if is_known else clock_warning(registry.clock_ahead)]
        finally:
            await to_end(registry.close())

    async def _cause(self, problem: Problem, context: FailureContext) -> Problem | None:
        endpoint = _endpoint(context)
        look = self._ports.survey
        if endpoint is not None and (found := await _on_the_path(problem, endpoint, look)):
            return found
        if context.step is StepId.CHECK_DPS:
            return await cause_at_dps(problem, context, self._ports.open_probe(context.network))
        if endpoint is not None and not endpoint.is_https and context.target is not None:
            address, network = context.target.address, context.network
            if problem.variant in _NO_LINE.get(problem.code, ()):
                return await cause_of_silence(problem, endpoint, address, network, look)
            if problem.variant in _CUT.get(problem.code, ()):
                return cause_told(problem, await look.meet(address, network))
        elif endpoint is not None and _is_of_demo(context) and _is_refused(problem):
            port = endpoint.port
            return with_cause(problem, "demo_ended", host=endpoint.host, port=port, other=port)
        return await self._refusals.cause(problem, context)


def _is_of_demo(context: FailureContext) -> bool:
    return context.target is not None and context.target.address.is_demo


def _is_refused(problem: Problem) -> bool:
    return problem.code is Code.CHECK_UNREACHABLE and problem.variant in _NO_LINE[problem.code]


async def explain_hub_error(
    error: HubError, address: HubAddress, network: Network, survey: NetworkSurvey
) -> HubError:
    """The same for what the registry's connection met. Raises nothing but a cancellation."""
    problem = error.problem
    endpoint = Endpoint(address.name, address.https_port, is_https=True, proxy=network.proxy)
    found = await _in_time(problem, lambda: _on_the_path(problem, endpoint, survey))
    params: dict[str, Any] = dict(found.params)
    return HubError(
        found.code,
        found.variant,
        retryable=error.retryable,
        retry_after=error.retry_after,
        agent_error=error.agent_error,
        **params,
    )


async def _on_the_path(
    problem: Problem, endpoint: Endpoint, survey: NetworkSurvey
) -> Problem | None:
    """The cause of what every connection may meet before the hub has said a word."""
    if problem.code is Code.HUB_NAME_NOT_RESOLVED:
        return await cause_of_name(problem, endpoint.host, survey)
    if problem.code in _TLS:
        return await cause_of_certificate(problem, endpoint, survey)
    return None


async def _in_time(problem: P, search: Callable[[], Awaitable[Problem | None]]) -> Problem | P:
    """What the search finds within `LIMIT`, else the problem as it was."""
    try:
        async with asyncio.timeout(LIMIT):
            return await search() or problem
    except (TimeoutError, SetupError):
        return problem  # what the search itself met says nothing about the failure
    except Exception:
        _log.exception("the search for the cause ended unexpectedly")
        return problem


def _endpoint(context: FailureContext) -> Endpoint | None:
    """Where the connection that failed was to go; None where it is not known."""
    if context.step is StepId.CHECK_DPS:
        address = HubAddress(context.network.dps_host)
    elif context.target is not None:
        address = context.target.address
    else:
        return None
    if context.step in (StepId.CHECK_CONNECT, StepId.CHECK_TWIN):
        transport = context.transport
        port = context.network.port(transport, address)
        way_out = context.network.proxy
        return Endpoint(address.name, port, is_https=transport.is_web, proxy=way_out)
    proxy = context.network.proxy
    return Endpoint(address.name, address.https_port, is_https=True, proxy=proxy)


def note_on_hub(context: FailureContext, expected: HubAddress | None) -> Problem | None:
    """The provisioning service has chosen another hub than the one that the user works with."""
    target = context.target
    if target is None or expected is None or not is_other_hub(context, expected):
        return None
    params = (
        ("device", target.device_id),
        ("host", target.address.host_name),
        ("expected", expected.host_name),
    )
    return Problem(Code.CHECK_DPS_OTHER_HUB, "", params)


async def note_on_key(context: FailureContext, registry: Registry) -> Problem | None:
    """The agent's file has the secondary key. Raises HubError."""
    settings, target, key = context.settings, context.target, context.proof
    if settings is None or target is None or not isinstance(key, Secret):
        return None
    device, module_id = target.device_id, settings.module_id
    if settings.identity is Identity.DEVICE:
        place, identity = place_of(key, await registry.device(device)), device
    elif settings.identity is Identity.SECURITY_MODULE:
        place = place_of(key, await registry.module(device, module_id))
        identity = f"{device}/{module_id}"
    else:
        return None  # the key is the enrolment's
    if place != "secondary":
        return None
    return Problem(
        Code.CHECK_SECONDARY_KEY, "", (("file", settings.secret_path), ("identity", identity))
    )
