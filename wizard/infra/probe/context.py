"""How a call of the live check gets to the other side, and whom it tells how far it has come."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.connection_events import ServerTime, Watch, ignore
from wizard.domain.hub.model import Network
from wizard.domain.proof import Certificate
from wizard.infra.net.https_client import Answer, HttpsClient
from wizard.infra.net.tls import Contexts
from wizard.infra.registry.http_answers import clock_ahead, is_html


@dataclass(frozen=True, slots=True)
class ProbeContext:
    """For one call. ``contexts`` serve all calls of a check."""

    network: Network
    contexts: Contexts
    watch: Watch = ignore

    def client(self, address: HubAddress, certificate: Certificate | None = None) -> HttpsClient:
        """A client for HTTPS."""
        return HttpsClient(address, self.network, certificate, self.contexts)

    def tell_time(self, answer: Answer) -> None:
        """Tell the clock of who has answered; the page of a captive portal is no hub's."""
        ahead = clock_ahead(answer)
        if ahead is not None and not is_html(answer):
            self.watch(ServerTime(ahead))
