"""Why a name, a certificate or a port failed: told by what else resolves and answers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from wizard.domain.errors import Code, Param, Problem, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import Network
from wizard.domain.hub.network_survey import Meeting, NetworkSurvey, Presented
from wizard.domain.hub.proxy import NO_PROXY, ProxyChoice
from wizard.domain.proof import DPS_HOST

SUFFIXES: Final = ("azure-devices.net", "azure-devices.cn", "azure-devices.us")
"""Of the hubs in the global cloud, in China, and of the United States' government (hub.md)."""

_ISSUERS_OF_HUBS: Final = ("Microsoft", "DigiCert", "Baltimore")
"""Who signs the certificates of real hubs: to trust none of them is this computer's fault."""

_SELF_SIGNED: Final = "self_signed"
_NO_ANSWER: Final = "no_name_server"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a connection was to go: a host and a port; HTTPS ones through ``proxy``."""

    host: str
    port: int
    is_https: bool
    proxy: ProxyChoice = NO_PROXY


def with_cause(problem: Problem, variant: str, **params: Param) -> Problem:
    """The same failure with its cause: a sentence of its own, and what that needs besides."""
    known = dict(problem.params) | params
    return replace(problem, variant=variant, params=tuple(known.items()))


async def cause_of_name(problem: Problem, host: str, look: NetworkSurvey) -> Problem:
    """Why the name is unknown: the wrong cloud, no such hub, or no name is known here at all."""
    if problem.variant == _NO_ANSWER:
        return problem  # that is the cause, and other names would wait as long
    label, _, suffix = host.partition(".")
    others = [f"{label}.{other}" for other in SUFFIXES if other != suffix]
    known = dict(
        zip(
            names := [*others, suffix, DPS_HOST],
            await asyncio.gather(*map(look.knows_name, names)),
            strict=True,
        )
    )
    if host != DPS_HOST:
        for other in others:
            if known[other]:
                return with_cause(problem, "other_suffix", host=host, found=other)
        if known[suffix] or (suffix in SUFFIXES and known[DPS_HOST]):
            return with_cause(problem, "no_such_hub", host=host, suffix=suffix)
        if known[DPS_HOST]:
            return with_cause(problem, "no_such_suffix", host=host, suffix=suffix)
    if not any(known.values()):
        return with_cause(problem, "no_name_at_all", host=host, other=DPS_HOST)
    return problem


async def cause_of_certificate(
    problem: Problem, endpoint: Endpoint, look: NetworkSurvey
) -> Problem | None:
    """Who shows a certificate that will not do, in whose name, by whose signature."""
    shown = await look.presented(endpoint.host, endpoint.port, endpoint.proxy)
    if shown is None:
        return None
    names = ", ".join(shown.names) or "nobody"
    about: dict[str, Param] = {"host": endpoint.host, "issuer": shown.issuer, "names": names}
    if problem.code is Code.HUB_TLS_EXPIRED:
        return _out_of_time(problem, shown, about)
    if not shown.fits:
        return with_cause(problem, "other_server", **about)
    if problem.code is not Code.HUB_TLS_UNTRUSTED or problem.variant == _SELF_SIGNED:
        return None
    return with_cause(problem, _who_signed(endpoint.host, shown.issuer), **about)


def cause_told(problem: Problem, met: Meeting) -> Problem | None:
    """The cause that a hub tells everybody over HTTPS, and over MQTT only acts upon."""
    told = met.told
    if told is None:
        return None
    variant = _TOLD.get((told.code, told.variant)) or _TOLD.get((told.code, ""))
    return with_cause(problem, variant, **dict(told.params)) if variant else None


_TOLD: Final = {
    (Code.HUB_UNAUTHORIZED, "forbidden"): "forbidden",
    (Code.HUB_UNAUTHORIZED, "quota"): "quota",
    (Code.HUB_THROTTLED, ""): "throttled",
    (Code.HUB_SERVER_ERROR, ""): "out_of_order",
}


async def cause_of_silence(
    problem: Problem, endpoint: Endpoint, address: HubAddress, network: Network, look: NetworkSurvey
) -> Problem | None:
    """Why no connection came about on the agent's port: what the hub's HTTPS port says to it."""
    about: dict[str, Param] = {
        "host": endpoint.host,
        "port": endpoint.port,
        "other": address.https_port,
    }
    try:
        met = await look.meet(address, network)
    except SetupError as error:
        if error.code in (Code.HUB_TLS_UNTRUSTED, Code.HUB_TLS_WRONG_NAME):
            shown = await look.presented(address.name, address.https_port, network.proxy)
            return with_cause(problem, "portal", **about) if shown and not shown.fits else None
        if error.code in _NO_WAY:
            variant = "demo_ended" if address.is_demo else "no_way"
            return with_cause(problem, variant, **about)
        return None
    known = cause_told(with_cause(problem, problem.variant, **about), met)
    return known or with_cause(problem, "only_https" if met.is_hub else "portal", **about)


_NO_WAY: Final = (Code.HUB_UNREACHABLE, Code.HUB_TIMEOUT, Code.HUB_CONNECTION_LOST)


def _out_of_time(problem: Problem, shown: Presented, about: dict[str, Param]) -> Problem | None:
    now = datetime.now(UTC)
    about |= {"today": f"{now:%Y-%m-%d}"}
    if now > shown.not_after:
        return with_cause(problem, "ended", **about, date=f"{shown.not_after:%Y-%m-%d}")
    if now < shown.not_before:
        return with_cause(problem, "begins", **about, date=f"{shown.not_before:%Y-%m-%d}")
    return None


def _who_signed(host: str, issuer: str) -> str:
    """Microsoft's hubs are signed by few; any other signature on one was made on the way here."""
    if not host.endswith((*SUFFIXES, DPS_HOST)):
        return "private"
    return "old_store" if any(name in issuer for name in _ISSUERS_OF_HUBS) else "inspected"
