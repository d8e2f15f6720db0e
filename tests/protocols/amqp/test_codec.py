"""AMQP 1.0's bytes: what is written is read again, and nobody's bytes raise anything of their own.

The refusals are written out as bytes: a codec that is tested by its own output agrees with itself.
"""

from __future__ import annotations

import contextlib
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.protocols.amqp.decoder import MOST_DEPTH, decode
from wizard.protocols.amqp.frames import (
    MOST_BYTES,
    Frame,
    FrameReader,
    Header,
    Kind,
    Layer,
    condition_of,
    error,
    frame,
    header,
)
from wizard.protocols.amqp.messages import Message, decode_message
from wizard.protocols.amqp.transfers import Incoming, transfers
from wizard.protocols.amqp.values import (
    AmqpProtocolError,
    Described,
    Long,
    Symbol,
    Timestamp,
    UByte,
    UInt,
    ULong,
    UShort,
    encode,
)

ascii_text = st.text(st.characters(max_codepoint=127), max_size=300)
plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(1 << 63), (1 << 63) - 1),
    st.floats(allow_nan=False),
    st.text(max_size=300),
    st.binary(max_size=300),
    st.builds(Symbol, ascii_text),
    st.builds(UByte, st.integers(0, 255)),
    st.builds(UShort, st.integers(0, 65535)),
    st.builds(UInt, st.integers(0, (1 << 32) - 1)),
    st.builds(ULong, st.integers(0, (1 << 64) - 1)),
    st.builds(Long, st.integers(-(1 << 63), (1 << 63) - 1)),
    st.builds(Timestamp, st.integers(-(1 << 63), (1 << 63) - 1)),
    st.lists(st.builds(Symbol, ascii_text), max_size=5).map(tuple),
)
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=6),
        st.dictionaries(st.text(max_size=9), inner, max_size=4),
        st.builds(
            Described, st.builds(ULong, st.integers(0, 99)), plain | st.lists(inner, max_size=3)
        ),
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(values)
def test_what_is_written_is_read_again(value: object) -> None:
    data = encode(value)
    assert decode(data) == (value, len(data))
    assert type(decode(data)[0]).__name__ in (type(value).__name__, "Long")


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"\x43", 0),
        (b"\x52\x07", 7),
        (b"\x70\x00\x00\x00\x07", 7),
        (b"\x54\xff", -1),
        (b"\x55\x80", -128),
        (b"\x56\x01", True),
        (b"\xa1\x02hi", "hi"),
        (b"\xb1\x00\x00\x00\x02hi", "hi"),
        (b"\xc0\x03\x02\x41\x40", [True, None]),
        (b"\xd0\x00\x00\x00\x05\x00\x00\x00\x01\x41", [True]),
        (b"\xc1\x05\x02\xa3\x01a\x44", {"a": 0}),
        (b"\xe0\x07\x02\xa3\x01a\x02bc", ("a", "bc")),
        (b"\x00\x53\x24\x45", Described(ULong(0x24), [])),
        (b"\xe0\x05\x01\x00\x53\x24\x45", (Described(ULong(0x24), []),)),
    ],
    ids=repr,
)
def test_every_form_of_a_value_is_read(data: bytes, value: object) -> None:
    assert decode(data) == (value, len(data))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01",
        b"\xa1\x05hi",
        b"\xa1\x02\xff\xfe",
        b"\xa3\x01\xe9",
        b"\xc0\x02\x09\x41",
        b"\xc0\x04\x01\x41\x41\x41",
        b"\xc1\x02\x01\x41",
        b"\xc1\x04\x02\x45\x41\x41",
        b"\xd0\x00\x00\xff\xff\x7f\xff\xff\xff",
        b"\xf0\x00\x00\x00\x05\x7f\xff\xff\xff\x40",
        b"\x00\xa1\x01a\x40",
        b"\x00\x53\x01\x00\x53\x01\x40",
        b"\x00" * 5000,
        b"\xc0\xff\x01" * 5000,
        b"\xf0\x00\x00\x00\x05\x00\x00\x10\x00\x45" * 40,
    ],
    ids=lambda data: data[:12].hex() or "nothing",
)
def test_what_is_no_value_is_refused(data: bytes) -> None:
    with pytest.raises(AmqpProtocolError):
        at = 0
        while True:
            _, at = decode(data, at)


def nested(depth: int) -> bytes:
    data = b"\x45"
    for _ in range(depth):
        data = b"\xd0" + (len(data) + 4).to_bytes(4, "big") + b"\x00\x00\x00\x01" + data
    return data


def test_depth_is_limited() -> None:
    decode(nested(MOST_DEPTH))
    with pytest.raises(AmqpProtocolError):
        decode(nested(MOST_DEPTH + 1))


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=200) | values.map(encode), st.integers(0, 200), st.binary(max_size=3))
def test_broken_bytes_raise_nothing_but_the_protocols_own_error(
    data: bytes, at: int, instead: bytes
) -> None:
    with contextlib.suppress(AmqpProtocolError):
        decode(data[:at] + instead + data[at + len(instead) :])
    with contextlib.suppress(AmqpProtocolError):
        decode_message(data[:at] + instead + data[at + len(instead) :])


FRAMES = (
    header(Layer.SASL)
    + frame(Kind.SASL_MECHANISMS, [(Symbol("MSSBCBS"), Symbol("PLAIN"))])
    + header(Layer.AMQP)
    + frame(Kind.OPEN, ["hub"])
    + b"\x00\x00\x00\x08\x02\x00\x00\x00"
    + frame(Kind.TRANSFER, [UInt(1), None], b"payload")
)


@settings(deadline=None)
@given(st.lists(st.integers(0, len(FRAMES)), max_size=12))
def test_frames_come_out_however_the_bytes_are_cut(cuts: list[int]) -> None:
    reader = FrameReader()
    edges = [0, *sorted(cuts), len(FRAMES)]
    found = [
        one for start, end in itertools.pairwise(edges) for one in reader.feed(FRAMES[start:end])
    ]
    assert found == [
        Header(Layer.SASL),
        Frame(Layer.SASL, 0, Kind.SASL_MECHANISMS, [("MSSBCBS", "PLAIN")]),
        Header(Layer.AMQP),
        Frame(Layer.AMQP, 0, Kind.OPEN, ["hub"]),
        Frame(Layer.AMQP, 0, None, []),
        Frame(Layer.AMQP, 0, Kind.TRANSFER, [1, None], b"payload"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 400 Bad Request\r\n",
        b"AMQP\x00\x00\x09\x01",
        b"AMQP\x02\x01\x00\x00",
        b"\x00\x00\x00\x07\x02\x00\x00\x00",
        (MOST_BYTES + 1).to_bytes(4, "big"),
        b"\x00\x00\x00\x08\x01\x00\x00\x00",
        b"\x00\x00\x00\x08\x03\x00\x00\x00",
        b"\x00\x00\x00\x08\x02\x07\x00\x00",
        b"\x00\x00\x00\x09\x02\x00\x00\x00\x41",
        b"\x00\x00\x00\x0c\x02\x00\x00\x00\x00\x53\x7f\x45",
        b"\x00\x00\x00\x0c\x02\x01\x00\x00\x00\x53\x10\x45",
        b"\x00\x00\x00\x0c\x02\x00\x00\x00\x00\x53\x44\x45",
    ],
    ids=lambda data: data[:12].hex(),
)
def test_what_is_no_frame_is_refused_before_more_is_awaited(data: bytes) -> None:
    with pytest.raises(AmqpProtocolError):
        list(FrameReader().feed(data))


def test_a_field_that_was_left_out_is_null() -> None:
    (found,) = FrameReader().feed(frame(Kind.CLOSE, []))
    assert isinstance(found, Frame)
    assert found.at(0) is None
    assert found.at(9) is None


def test_an_error_has_its_condition_and_its_words() -> None:
    assert condition_of(error("amqp:not-found", "no hub")) == ("amqp:not-found", "no hub")
    by_name = Described(Symbol("amqp:error:list"), [Symbol("amqp:link:stolen")])
    assert condition_of(by_name) == ("amqp:link:stolen", "")
    assert condition_of(None) == ("", "")
    assert condition_of(Described(ULong(0x1D), [])) == ("", "")


@settings(deadline=None)
@given(st.binary(max_size=3000), st.integers(512, 900))
def test_a_message_goes_in_as_many_transfers_as_it_needs(body: bytes, most: int) -> None:
    sent = Message(["id"], {"a": 1}, {Symbol("status"): 200}, data=body)
    incoming, complete = Incoming(), []
    for data in transfers(3, 7, sent, most=most, settled=True):
        assert len(data) <= most
        (found,) = FrameReader().feed(data)
        assert isinstance(found, Frame)
        complete.append(incoming.take(found))
    assert complete[-1] == (sent, 7, True)
    assert not any(complete[:-1])


@pytest.mark.parametrize("size", [1, 7, 16384])
def test_heartbeats_without_end_are_passed_over(size: int) -> None:
    """In pieces of any size, and with a frame among them."""
    beat = bytes((0, 0, 0, 8, 2, 0, 0, 0))
    data = beat * 500 + frame(Kind.CLOSE, []) + beat * 500
    reader = FrameReader()
    pieces = (data[at : at + size] for at in range(0, len(data), size))
    found = [one for piece in pieces for one in reader.feed(piece)]
    kinds = [one.kind for one in found if isinstance(one, Frame)]
    assert kinds == [None] * 500 + [Kind.CLOSE] + [None] * 500
