"""The module's side of AMQP, fed with a hub's bytes: no socket, no hub, no time."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.domain.secret import Secret
from wizard.protocols.amqp.client import ModuleClient
from wizard.protocols.amqp.events import (
    ConnectionRefusedByPeerError,
    LoginRefusedError,
    MessageRefused,
    MessageTaken,
    Stage,
    TokenRefusedError,
    TwinAnswered,
)
from wizard.protocols.amqp.frames import (
    ACCEPTED,
    REJECTED,
    SOURCE,
    TARGET,
    Frame,
    FrameReader,
    Header,
    Kind,
    Layer,
    error,
    frame,
    header,
)
from wizard.protocols.amqp.links import ModuleLogin
from wizard.protocols.amqp.messages import Message, decode_message
from wizard.protocols.amqp.transfers import transfers
from wizard.protocols.amqp.values import AmqpProtocolError, Described, Symbol, UInt, ULong

LOGIN = ModuleLogin(
    "hub.example", "cam 1", "azureiotsecurity", "hub.example/devices/x", Secret("a token")
)
SASL_HELLO = header(Layer.SASL) + frame(Kind.SASL_MECHANISMS, [(Symbol("MSSBCBS"),)])
SASL_GOOD = frame(Kind.SASL_OUTCOME, [0])
OPENED = header(Layer.AMQP) + frame(Kind.OPEN, ["hub"]) + frame(Kind.BEGIN, [0])
CBS = ((0, "cbs-out", False), (1, "cbs-in", True))


def attach(handle: int, name: str, to_us: bool, *, refused: bool = False) -> bytes:
    """The hub's answer to an attach; ``to_us``: the hub sends on that link."""
    ends = [None if refused else Described(ULong(kind), []) for kind in (SOURCE, TARGET)]
    return frame(Kind.ATTACH, [name, UInt(handle), not to_us, None, None, *ends])


def credit(handle: int) -> bytes:
    return frame(Kind.FLOW, [0, 9, 0, 9, UInt(handle), UInt(0), UInt(5)])


def to_us(handle: int, message: Message) -> bytes:
    return b"".join(transfers(handle, 0, message, most=512, settled=True))


def answered(status: object) -> bytes:
    return to_us(1, Message([], {"status-code": status, "status-description": "words"}))


CBS_OPEN = b"".join(attach(*one) for one in CBS) + credit(0)
TO_LINK = SASL_HELLO + SASL_GOOD + OPENED + CBS_OPEN + answered(200)
READY = TO_LINK + attach(2, "events", False) + credit(2)


def client(*, with_sasl: bool = True) -> ModuleClient:
    made = ModuleClient(LOGIN, with_sasl=with_sasl)
    made.start()
    return made


def stage(of: ModuleClient) -> Stage:
    return of.stage


def sent(of: ModuleClient) -> list[Header | Frame]:
    return list(FrameReader().feed(of.take()))


def kinds(of: ModuleClient) -> list[Any]:
    return [one.layer if isinstance(one, Header) else one.kind for one in sent(of)]


def test_the_c_agents_opening() -> None:
    module = client()
    assert module.take() == b"AMQP\x03\x01\x00\x00"
    module.feed(SASL_HELLO)
    (init,) = sent(module)
    assert isinstance(init, Frame)
    assert init.at(0) == "MSSBCBS"
    assert stage(module) is Stage.SASL
    module.feed(SASL_GOOD)
    assert kinds(module) == [Layer.AMQP, Kind.OPEN, Kind.BEGIN]
    assert stage(module) is Stage.OPEN


def test_the_csharp_agent_opens_without_sasl() -> None:
    module = client(with_sasl=False)
    assert module.take()[:8] == b"AMQP\x00\x01\x00\x00"
    assert stage(module) is Stage.OPEN


def test_the_token_is_sent_when_the_hub_has_given_credit_and_not_before() -> None:
    module = client()
    module.feed(SASL_HELLO + SASL_GOOD + OPENED)
    module.take()
    module.feed(b"".join(attach(*one) for one in CBS))
    assert sent(module) == []
    module.feed(credit(0))
    (transfer,) = sent(module)
    assert isinstance(transfer, Frame)
    message = decode_message(transfer.payload)
    assert message.application == {
        "operation": "put-token",
        "type": "servicebus.windows.net:sastoken",
        "name": "hub.example/devices/x",
    }
    assert message.value == "a token"
    assert message.properties[4] == "cbs"


def test_the_link_is_the_proof_and_not_the_token() -> None:
    module = client()
    assert module.feed(TO_LINK) == []
    assert stage(module) is Stage.LINK
    assert module.feed(attach(2, "events", False)) == []
    assert module.feed(credit(2)) == [Stage.READY]
    assert stage(module) is Stage.READY


def test_a_link_is_asked_for_by_its_encoded_address() -> None:
    module = client()
    module.feed(TO_LINK)
    asked = sent(module)[-1]
    assert isinstance(asked, Frame)
    assert asked.at(6).value == [
        "amqps://hub.example/devices/cam%201/modules/azureiotsecurity/messages/events"
    ]
    assert asked.at(13)["com.microsoft:api-version"] == "2018-06-30"


def test_a_refused_link_is_no_link_whatever_credit_comes_with_it() -> None:
    module = client()
    module.feed(TO_LINK)
    refused = attach(2, "events", False, refused=True) + credit(2)
    assert module.feed(refused) == []
    assert stage(module) is Stage.LINK
    with pytest.raises(ConnectionRefusedByPeerError) as caught:
        module.feed(frame(Kind.DETACH, [2, True, error("amqp:unauthorized-access", "disabled")]))
    refusal = caught.value
    assert (refusal.stage, refusal.how) == (Stage.LINK, "detach")
    assert (refusal.condition, refusal.text) == ("amqp:unauthorized-access", "disabled")


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_refused_token_has_its_status(status: int) -> None:
    module = client()
    module.feed(SASL_HELLO + SASL_GOOD + OPENED + CBS_OPEN)
    with pytest.raises(TokenRefusedError) as caught:
        module.feed(answered(status))
    assert (caught.value.status, caught.value.text) == (status, "words")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (header(Layer.AMQP), "layer"),
        (header(Layer.SASL) + frame(Kind.SASL_MECHANISMS, [(Symbol("PLAIN"),)]), "mechanism"),
        (SASL_HELLO + frame(Kind.SASL_OUTCOME, [1]), "outcome"),
    ],
)
def test_no_agreement_on_how_to_begin(data: bytes, what: str) -> None:
    with pytest.raises(LoginRefusedError) as caught:
        client().feed(data)
    assert caught.value.what == what


def test_a_hub_that_insists_on_sasl() -> None:
    with pytest.raises(LoginRefusedError):
        client(with_sasl=False).feed(header(Layer.SASL))


def test_the_twin_and_a_message() -> None:
    module = client()
    module.feed(READY)
    module.ask_twin()
    opened = attach(3, "twin-out", False) + attach(4, "twin-in", True) + credit(3)
    module.take()
    module.feed(opened)
    (asked,) = sent(module)
    assert isinstance(asked, Frame)
    message = decode_message(asked.payload)
    assert message.annotations == {"operation": "GET"}
    properties = [None] * 5 + [message.properties[5]]
    twin = Message(properties, annotations={Symbol("status"): 200}, data=b'{"a": 1}' * 200)
    assert module.feed(to_us(4, twin)) == [TwinAnswered(200, b'{"a": 1}' * 200)]
    module.send(b"hello")
    (transfer,) = sent(module)
    assert isinstance(transfer, Frame)
    number = transfer.at(1)
    done = [True, number, None, True]
    assert module.feed(
        frame(Kind.DISPOSITION, [*done, Described(ULong(ACCEPTED), [])])
        + frame(Kind.DISPOSITION, [*done, Described(ULong(REJECTED), [error("amqp:x", "no")])])
    ) == [MessageTaken(), MessageRefused("amqp:x", "no")]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([b"", SASL_HELLO, SASL_HELLO + SASL_GOOD + OPENED, TO_LINK, READY]),
    st.binary(max_size=80),
    st.integers(0, len(READY)),
    st.binary(max_size=6),
)
def test_no_hub_makes_it_raise_anything_else(
    before: bytes, behind: bytes, at: int, instead: bytes
) -> None:
    expected = (
        AmqpProtocolError,
        ConnectionRefusedByPeerError,
        LoginRefusedError,
        TokenRefusedError,
    )
    module = client()
    with contextlib.suppress(*expected):
        module.feed(before)
        module.feed(behind)
    changed = READY[:at] + instead + READY[at + len(instead) :]
    module = client()
    with contextlib.suppress(*expected):
        module.feed(changed)
        module.ask_twin()
        module.feed(changed)


field_values = st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=5) | st.binary()
performatives = st.builds(
    lambda kind, fields, payload: frame(kind, fields, payload),
    st.sampled_from(list(Kind)),
    st.lists(field_values | st.lists(field_values, max_size=3), max_size=9),
    st.binary(max_size=20),
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([b"", TO_LINK, READY]), st.lists(performatives, max_size=4))
def test_performatives_with_anything_in_them(before: bytes, then: list[bytes]) -> None:
    module = client()
    with contextlib.suppress(
        AmqpProtocolError, ConnectionRefusedByPeerError, LoginRefusedError, TokenRefusedError
    ):
        module.feed(before)
        for one in then:
            module.feed(one)


def test_the_token_is_not_shown() -> None:
    module = client()
    module.feed(TO_LINK)
    assert "a token" not in repr(LOGIN)
    assert "a token" not in repr(list(FrameReader().feed(module.take())))
