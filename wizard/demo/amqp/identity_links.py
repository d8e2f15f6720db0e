"""What a connection's token proves, and what is done over the links that it opens."""

from __future__ import annotations

from collections.abc import Callable

from wizard.demo.amqp.hub_links import HubLinks, address_of
from wizard.demo.amqp.login import judge_token, link_purpose
from wizard.demo.faults.amqp_faults import (
    AmqpStage,
    DetachLink,
    RefuseLink,
    RejectMessage,
    TokenStatus,
)
from wizard.demo.faults.faults import (
    CutOnTwin,
    Faults,
    TwinFault,
    TwinGarbage,
    TwinSilent,
    TwinStatus,
)
from wizard.demo.mqtt.topics import Topics, TwinAnswer, TwinRequest
from wizard.demo.registry.identity_tokens import ConnectedClient, IdentityTokens
from wizard.protocols.amqp.frames import Frame, Kind
from wizard.protocols.amqp.links import CBS
from wizard.protocols.amqp.messages import CORRELATION_ID, MESSAGE_ID, Message
from wizard.protocols.amqp.values import Symbol

_REFUSED = "amqp:unauthorized-access"


class IdentityLinks:
    """The links of one connection. ``client`` is None until a token has proven somebody.

    ``entered`` is told when the first link of its own is opened; ``topics`` makes what carries the
    twin and telemetry out; ``cut`` ends the connection.
    """

    def __init__(
        self,
        links: HubLinks,
        tokens: IdentityTokens,
        faults: Faults,
        topics: Callable[[str, str | None], Topics],
    ) -> None:
        self._links = links
        self._tokens = tokens
        self._faults = faults
        self._make_topics = topics
        self.entered: Callable[[ConnectedClient], None] = lambda _client: None
        self.cut: Callable[[], None] = lambda: None
        self.client: ConnectedClient | None = None

    def stage_of(self, found: Frame) -> AmqpStage | None:
        """At which stage of a connection this attach or transfer comes."""
        if found.kind is Kind.ATTACH:
            address = address_of(found)
            if address == CBS:
                return None
            return AmqpStage.LINK if link_purpose(address, self.client) == "events" else None
        purpose = self._links.purpose_of(found)
        stages = {"cbs": AmqpStage.TOKEN, "twin": AmqpStage.TWIN, "events": AmqpStage.MESSAGE}
        return stages.get(purpose)

    def on_attach(self, asked: Frame) -> None:
        """Let the client have a link, or refuse it."""
        address = address_of(asked)
        if address == CBS:
            self._links.attach(asked, "cbs")
            return
        client, purpose = self.client, link_purpose(address, self.client)
        if client is None or not purpose:
            self._links.turn_away(asked, _REFUSED, "No token was given for this link.")
        elif not self._tokens.is_enabled(*client.key):
            self._links.turn_away(asked, _REFUSED, "The identity is disabled.")
        elif purpose == "events" and (fault := self._faults.amqp.take(RefuseLink)):
            self._links.turn_away(asked, fault.condition, "The demo hub was told to refuse.")
        else:
            self.entered(client)
            self._links.attach(asked, purpose)

    def on_transfer(self, transfer: Frame) -> None:
        """Take a message in: a token, telemetry, or what is asked of the twin."""
        taken = self._links.take(transfer)
        if taken is None:
            return
        link, message, delivery = taken
        if link.purpose == "cbs":
            self._links.settle(link, delivery)
            self._on_token(message)
        elif link.purpose == "events":
            fault = self._faults.amqp.take(RejectMessage)
            if fault is None:
                self._record(message)
            self._links.settle(link, delivery, fault.condition if fault else "")
        else:
            self._links.settle(link, delivery)
            if link.purpose == "twin":
                self._on_twin(message)

    def _on_token(self, message: Message) -> None:
        answer = judge_token(message, self._tokens)
        status, words = answer.status, answer.words
        if (fault := self._faults.amqp.take(TokenStatus)) is not None:
            status, words = fault.code, "The demo hub was told to refuse."
        elif answer.client is not None:
            self.client = answer.client
        properties = [None] * CORRELATION_ID + [message.property_at(MESSAGE_ID)]
        said = {"status-code": status, "status-description": words}
        self._links.answer("cbs", Message(properties, said))

    def _record(self, message: Message) -> None:
        if self.client is not None:
            topics = self._make_topics(*self.client.key)
            topics.record_telemetry(message.data or b"")

    def _on_twin(self, message: Message) -> None:
        if (detached := self._faults.amqp.take(DetachLink)) is not None:
            self._links.detach_all(("events", "twin"), detached.condition, "Taken away.")
            return
        if self.client is None:
            return
        operation = message.annotations.get("operation")
        request = TwinRequest("", None if operation == "GET" else message.data or b"")
        topics = self._make_topics(*self.client.key)
        match self._faults.amqp.take(TwinFault):
            case CutOnTwin():
                self.cut()
                return
            case TwinSilent():
                return
            case TwinStatus(code):
                reply = TwinAnswer(code, "")
            case TwinGarbage():
                reply = TwinAnswer(200, "", b'\xff{"desired":')
            case _:
                reply = TwinAnswer(200, "") if operation not in _TWIN else topics.answer(request)
        properties = [None] * CORRELATION_ID + [message.property_at(CORRELATION_ID)]
        status = {Symbol("status"): reply.status}
        self._links.answer("twin", Message(properties, annotations=status, data=reply.payload))


_TWIN = ("GET", "PATCH")
"""What is done; ``PUT`` and ``DELETE`` switch the telling of changes on and off."""
