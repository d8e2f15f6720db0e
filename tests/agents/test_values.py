"""Single values as the agents' own parsers take them."""

from __future__ import annotations

import pytest

from wizard.agents.c.durations import duration_ms
from wizard.agents.csharp.dotnet_values import is_double, is_guid, is_time_span, parse_enum
from wizard.agents.shared.hosts import host_fault


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    (
        ("PT2M", 120_000),
        ("PT30S", 30_000),
        ("P1D", 86_400_000),
        ("PT1H30M", 5_400_000),
        ("P1W", 604_800_000),
        ("P1M", 2_592_000_000),
        ("P1DT1S", 86_401_000),
        ("P1YT1S", 1_000),
        ("P2Y1D", 86_400_000),
        ("PT1H1M1S", 3_661_000),
        ("PT 5S", 5_000),
        ("PT+5S", 5_000),
        ("PT0H5S", 5_000),
        ("PT4294967S", 4_294_967_000),
    ),
)
def test_durations_taken(text: str, milliseconds: int) -> None:
    assert duration_ms(text) == milliseconds


@pytest.mark.parametrize(
    "text",
    (
        *("", "P", "PT", "T5S", "5S", "PT5", "PTS", "P5S", "PT1D", "PT0S", "P0D", "P1Y", "P1DT"),
        *(
            "PT1.5S",
            "PT1,5S",
            "pt2m",
            "PT2m",
            "PT1S1M",
            "PT1M1M",
            "PT1S ",
            "P3YT1S",
            "00:02:00",
            "-PT1S",
        ),
        *("PT-5S", "P1D5", "PT4294968S", "P2M", "P8W", "P50D", "PT99999999999999999999S"),
        *("PT" + "9" * 5000 + "S",),
        "P49DT24H",
    ),
)
def test_durations_refused(text: str) -> None:
    assert duration_ms(text) is None


@pytest.mark.parametrize(
    "text",
    (
        *("2", "00:00:30", "1:2", "1.02:03", "1.02:03:04", "1:02:03:04", "00:00:01.5", "-00:00:30"),
        *("24:00:00", " 00:00:30 ", "10675199", "1.02:03:04.1234567", "00:00:00"),
    ),
)
def test_time_spans_taken(text: str) -> None:
    assert is_time_span(text)


@pytest.mark.parametrize(
    "text",
    (
        *(
            "PT2M",
            "",
            "x",
            "24:00",
            "00:60",
            "00:00:60",
            "1.24:00",
            "30s",
            "00:00:30 s",
            "1:2:3:4:5",
        ),
        *("10675200", "00:00:01.12345678", "+1", "1..2"),
    ),
)
def test_time_spans_refused(text: str) -> None:
    assert not is_time_span(text)


def test_enums() -> None:
    names = ("DPS", "Device", "Module")
    taken = {
        "Device": 1,
        " Module ": 2,
        "2": 2,
        "-1": -1,
        "+2": 2,
        "7 ": 7,
        "0" * 5000: 0,
        "Device , Module": 3,
    }
    for text, value in taken.items():
        assert parse_enum(text, names) == value
    for text in (
        "",
        " ",
        "device",
        "Device,",
        ",Device",
        "1.0",
        "0x1",
        "1,Device",
        "2147483648",
        "9" * 5000,
    ):
        assert parse_enum(text, names) is None


def test_guids() -> None:
    plain = "9e9b4b8e-0d4e-4a66-9c1c-6a0d6e0f7a11"
    hexadecimal = "{0x9e9b4b8e,0xd4e, 0x4a66,{0x9c,0x1c,0x6a,0xd,0x6e,0xf,0x7a,0x11}}"
    for text in (plain, plain.upper(), f"{{{plain}}}", f"({plain})", f" {plain}\n", hexadecimal):
        assert is_guid(text)
    for text in ("", "x", plain[:-1], f"{{{plain})", plain.replace("-", ":"), f"[{plain}]"):
        assert not is_guid(text)


def test_doubles() -> None:
    for text in ("0.5", ".5", "5.", "-1", "1e3", "1,000.5", " 0.5 ", "NaN", "Infinity"):
        assert is_double(text)
    for text in ("", "half", "0.5.1", ",5", "0,5.5,5", "1e", "50%", "0x1"):
        assert not is_double(text)


def test_hosts() -> None:
    for host in ("hub.azure-devices.net", "127.0.0.1:8443", "127.0.0.1:443", "a_b.c"):
        assert host_fault(host) is None
    assert host_fault("hub.net:0") == "host.malformed"
    assert host_fault("hub.net:99999") == "host.malformed"
    assert host_fault("hub.net.") == "host.malformed"
    assert host_fault("хаб.net") == "host.malformed"
