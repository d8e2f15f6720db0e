"""The module's side of an AMQP 1.0 connection to a hub, as bytes in and bytes out.

In the agents' order (amqp.md): SASL MSSBCBS for the C agent and none for the C# agent, open, the
token by `$cbs`, the link for telemetry. A disabled device gets a good answer to its token and is
refused at that link, so only the link proves that the agent will send.
"""

from __future__ import annotations

from typing import Final

from wizard.protocols.amqp.events import (
    ConnectionRefusedByPeerError,
    LoginRefusedError,
    MessageRefused,
    MessageTaken,
    Progress,
    Stage,
    TokenRefusedError,
    TwinAnswered,
)
from wizard.protocols.amqp.frames import (
    ACCEPTED,
    MOST_BYTES,
    Frame,
    FrameReader,
    Header,
    Kind,
    Layer,
    condition_of,
    described,
    field_at,
    header,
)
from wizard.protocols.amqp.links import ModuleLogin, cbs_links, events_link, twin_links
from wizard.protocols.amqp.messages import CORRELATION_ID, Message
from wizard.protocols.amqp.module_links import SMALLEST_FRAME, WINDOW, ModuleLinks
from wizard.protocols.amqp.values import AmqpProtocolError, Symbol, UInt, ULong, UShort

MECHANISM: Final = "MSSBCBS"
"""The SASL mechanism of who proves himself by `$cbs`."""

TOKEN_TYPE: Final = "servicebus.windows.net:sastoken"  # noqa: S105 - the name of a type
_TWIN_REQUEST: Final = "twin-1"


class ModuleClient:
    """One connection: `start`, then `feed` with what comes; `take` is what is to be sent.

    ``feed`` gives what has happened; a refusal is an exception.
    """

    def __init__(self, login: ModuleLogin, *, with_sasl: bool) -> None:
        self._login: Final = login
        self._with_sasl: Final = with_sasl
        self._reader: Final = FrameReader()
        self._out: Final = bytearray()
        self._links: Final = ModuleLinks(self._out)
        self._events: list[Progress] = []
        self._stage = Stage.SASL if with_sasl else Stage.OPEN

    @property
    def stage(self) -> Stage:
        """What is awaited."""
        return self._stage

    def start(self) -> None:
        """Begin."""
        if self._with_sasl:
            self._out.extend(header(Layer.SASL))
        else:
            self._open()

    def take(self) -> bytes:
        """What is to be sent now."""
        data = bytes(self._out)
        self._out.clear()
        return data

    def feed(self, data: bytes) -> list[Progress]:
        """Take in what has come, and give what it means.

        Raises AmqpProtocolError and the refusals of `wizard.protocols.amqp.events`.
        """
        self._events = []
        for found in self._reader.feed(data):
            if isinstance(found, Header):
                self._on_header(found)
            elif found.kind is not None:
                self._on_frame(found)
        return self._events

    def ask_twin(self) -> None:
        """Ask for the twin; the answer comes as `TwinAnswered`."""
        properties = [None, None, None, None, None, _TWIN_REQUEST]
        request = Message(properties, annotations={"operation": "GET"})
        if self._links.may_send("twin"):
            self._links.send("twin", request)
        else:
            self._links.attach(twin_links(self._login, self._links.count), request)

    def send(self, body: bytes) -> None:
        """Send a message of the module's; how that ends comes as an event."""
        self._links.send("events", Message(["message-1"], data=body))

    def close(self) -> None:
        """Say good-bye; only where the connection was opened."""
        if self._stage not in (Stage.SASL, Stage.OPEN):
            self._links.write(Kind.CLOSE, [])

    def _on_header(self, found: Header) -> None:
        wanted = Layer.SASL if self._stage is Stage.SASL else Layer.AMQP
        if found.layer is not wanted:
            raise LoginRefusedError("layer")

    def _on_frame(self, found: Frame) -> None:
        match found.kind:
            case Kind.SASL_MECHANISMS:
                self._on_mechanisms(found)
            case Kind.SASL_OUTCOME:
                self._on_outcome(found)
            case Kind.OPEN:
                self._on_open(found)
            case Kind.BEGIN:
                self._on_begin()
            case Kind.ATTACH:
                self._links.on_attach(found)
                self._look_at_link()
            case Kind.FLOW:
                self._links.on_flow(found)
                self._look_at_link()
            case Kind.TRANSFER:
                self._on_transfer(found)
            case Kind.DISPOSITION:
                self._on_disposition(found)
            case Kind.DETACH:
                raise ConnectionRefusedByPeerError(self.stage, "detach", *condition_of(found.at(2)))
            case Kind.END | Kind.CLOSE as kind:
                how = "close" if kind is Kind.CLOSE else "end"
                raise ConnectionRefusedByPeerError(self.stage, how, *condition_of(found.at(0)))
            case _:
                raise AmqpProtocolError("a performative that only a client sends")

    def _on_mechanisms(self, found: Frame) -> None:
        self._expect(Stage.SASL)
        offered = found.at(0)
        names = offered if isinstance(offered, (tuple, list)) else (offered,)
        if MECHANISM not in names:
            raise LoginRefusedError("mechanism")
        self._links.write(Kind.SASL_INIT, [Symbol(MECHANISM), None, self._login.host])

    def _on_outcome(self, found: Frame) -> None:
        self._expect(Stage.SASL)
        if found.at(0) != 0:
            raise LoginRefusedError("outcome")
        self._stage = Stage.OPEN
        self._open()

    def _open(self) -> None:
        self._out.extend(header(Layer.AMQP))
        login = self._login
        self._links.write(Kind.OPEN, [login.container, login.host, UInt(MOST_BYTES), UShort(8)])
        self._links.write(Kind.BEGIN, [None, UInt(0), WINDOW, WINDOW])

    def _on_open(self, found: Frame) -> None:
        self._expect(Stage.OPEN)
        most = found.at(2)
        limit = most if isinstance(most, int) else MOST_BYTES
        self._links.most_bytes = max(min(limit, MOST_BYTES), SMALLEST_FRAME)

    def _on_begin(self) -> None:
        self._expect(Stage.OPEN)
        self._stage = Stage.TOKEN
        what = {"operation": "put-token", "type": TOKEN_TYPE, "name": self._login.audience}
        token = Message([ULong(1), None, None, None, "cbs"], what, value=self._login.token.reveal())
        self._links.attach(cbs_links(), token)

    def _look_at_link(self) -> None:
        """The credit of the telemetry link completes the login."""
        if self._stage is Stage.LINK and self._links.may_send("events"):
            self._stage = Stage.READY
            self._events.append(Stage.READY)

    def _on_transfer(self, found: Frame) -> None:
        complete = self._links.on_transfer(found)
        if complete is None:
            return
        purpose, message = complete
        if purpose == "cbs":
            self._on_token_answer(message)
        elif message.property_at(CORRELATION_ID) == _TWIN_REQUEST:
            self._on_twin_answer(message)

    def _on_token_answer(self, message: Message) -> None:
        status = message.application.get("status-code")
        if self._stage is not Stage.TOKEN or not isinstance(status, int):
            raise AmqpProtocolError("an answer of $cbs without a status")
        if status not in (200, 202):
            words = message.application.get("status-description")
            raise TokenRefusedError(int(status), words if isinstance(words, str) else "")
        self._stage = Stage.LINK
        self._links.attach([events_link(self._login, self._links.count)])

    def _on_twin_answer(self, message: Message) -> None:
        status = message.annotations.get("status")
        if not isinstance(status, int):
            raise AmqpProtocolError("a twin without a status")
        self._events.append(TwinAnswered(int(status), message.data or b""))

    def _on_disposition(self, found: Frame) -> None:
        first, last, sent = found.at(1), found.at(2), self._links.sent("events")
        if not isinstance(first, int) or sent is None:
            return
        if first <= sent <= (last if isinstance(last, int) else first):
            state, fields = described(found.at(4))
            if state == ACCEPTED:
                self._events.append(MessageTaken())
            elif state is not None:
                self._events.append(MessageRefused(*condition_of(field_at(fields, 0))))

    def _expect(self, stage: Stage) -> None:
        if self._stage is not stage:
            raise AmqpProtocolError("a performative out of turn")
