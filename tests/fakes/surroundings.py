"""The port Surroundings: what a test says is there."""

from __future__ import annotations

from wizard.domain.errors import Code, HubError, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import Network
from wizard.domain.hub.network_survey import Meeting, Presented
from wizard.domain.hub.proxy import NO_PROXY, ProxyAddress, ProxyChoice


class FakeSurroundings:
    """Knows the ``names``, shows the certificates of ``shown`` by host and port.

    ``meeting`` is how the hub's HTTPS port answers; an error is raised.
    """

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.shown: dict[tuple[str, int], Presented] = {}
        self.meeting: Meeting | SetupError = HubError(Code.HUB_UNREACHABLE)
        self.asked: list[str] = []
        self.proxies: tuple[ProxyAddress, ...] = ()

    async def proxies_without_login(
        self, _address: HubAddress, _proxy: ProxyChoice
    ) -> tuple[ProxyAddress, ...]:
        return self.proxies

    async def knows_name(self, name: str) -> bool:
        self.asked.append(name)
        return name in self.names

    async def presented(
        self, host: str, port: int, proxy: ProxyChoice = NO_PROXY
    ) -> Presented | None:
        return self.shown.get((host, port))

    async def meet(self, address: HubAddress, network: Network) -> Meeting:
        if isinstance(self.meeting, SetupError):
            raise self.meeting
        return self.meeting
