"""How many rounds a file asks for, read off the shapes that programs write."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    pkcs12,
)

from tests.pairs import make_pair
from wizard.agents.shared.certificate_files import CertificateFault, c_pfx_fault, csharp_file_fault
from wizard.agents.shared.certificate_repair import read_certificate_pair
from wizard.domain.errors import CertificateError
from wizard.domain.proof import CertificateFile
from wizard.domain.secret import Secret
from wizard.infra.certificates.reader import read_pair
from wizard.protocols.key_iterations import MOST_ITERATIONS, UNCOUNTED, iterations_of
from wizard.text.lookup import text_of

PAIR = make_pair("dev")
LOCK = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(3001).build(b"a passphrase")
PFX = pkcs12.serialize_key_and_certificates(b"dev", PAIR.key, PAIR.certificate, None, LOCK)
MOST = 2**31 - 1


def element(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return bytes((tag, size)) + content
    octets = size.to_bytes(4, "big")
    return bytes((tag, 0x84)) + octets + content


def with_rounds(data: bytes, old: int, new: int) -> bytes:
    """The file with another number of rounds, in every place, and no length set right."""
    width = (new.bit_length() + 8) // 8
    found = b"\x02\x02" + old.to_bytes(2, "big")
    assert found in data
    return _rebuilt(data, found[2:], new.to_bytes(width, "big"))


def _rebuilt(data: bytes, old: bytes, new: bytes) -> bytes:
    parts, at = [], 0
    while at < len(data):
        tag, size, begin = data[at], data[at + 1], at + 2
        if size & 0x80:
            count = size & 0x7F
            size, begin = int.from_bytes(data[begin : begin + count], "big"), begin + count
        content = data[begin : begin + size]
        if tag & 0x20 or (tag == 4 and content[:1] == b"\x30"):
            content = _rebuilt(content, old, new)
        elif tag == 2 and content == old:
            content = new
        parts.append(element(tag, content))
        at = begin + size
    return b"".join(parts)


BOMB = with_rounds(PFX, 3001, MOST)


def test_a_file_as_it_is_written() -> None:
    assert 3001 <= iterations_of(PFX) < MOST_ITERATIONS
    assert iterations_of(PAIR.certificate.public_bytes(Encoding.DER)) == 0


def test_pkcs8_in_pem() -> None:
    pem = PAIR.key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"a passphrase")
    )
    assert 1000 < iterations_of(pem) < MOST_ITERATIONS


def test_scrypt() -> None:
    numbers = [element(2, n.to_bytes(4, "big")) for n in (1 << 20, 8, 16)]
    assert iterations_of(element(0x30, element(4, b"salt") + b"".join(numbers))) == 1 << 27


@pytest.mark.parametrize("form", ["definite", "indefinite", "in_pieces"])
def test_lengths_of_ber(form: str) -> None:
    inner = element(0x30, element(4, b"salt") + element(2, MOST.to_bytes(4, "big")))
    if form == "indefinite":
        inner = b"\x30\x80" + b"\x24\x80" + element(4, inner) + b"\0\0\0\0"
    elif form == "in_pieces":
        inner = element(0x24, element(4, inner[:5]) + element(4, inner[5:]))
    assert iterations_of(element(0x30, inner)) == MOST


def test_what_is_no_such_file() -> None:
    for data in (b"", b"0", b"0\x80", b"\x30\x84\xff\xff\xff\xff", b"-----BEGIN A-----", b"x" * 99):
        assert iterations_of(data) == 0


def test_no_work_is_done_for_too_many(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pfx"
    path.write_bytes(BOMB)
    with pytest.raises(CertificateError) as caught:
        read_pair(CertificateFile(path, passphrase=Secret("a passphrase")))
    assert caught.value.variant == "iterations"
    assert str(MOST_ITERATIONS) in text_of(caught.value.problem).cause


def test_a_file_of_too_many_parts(tmp_path: Path) -> None:
    """Nor may what asks for the rounds hide behind them."""
    many = element(5, b"") * 60_000
    for content in (element(0x30, many + BOMB), element(0x30, element(0x30, many)) + BOMB):
        assert iterations_of(content) >= UNCOUNTED
    path = tmp_path / "parts.pfx"
    path.write_bytes(element(0x30, many))
    with pytest.raises(CertificateError) as caught:
        read_pair(CertificateFile(path))
    assert caught.value.variant == "parts"
    assert iterations_of(element(0x30, element(5, b"") * 40_000)) == 0


def test_no_work_is_done_for_what_an_agent_has() -> None:
    assert c_pfx_fault(BOMB) is CertificateFault.PFX_ITERATIONS
    assert csharp_file_fault(BOMB) is CertificateFault.PFX_ITERATIONS
    assert read_certificate_pair(BOMB) is None


def test_a_pem_that_asks_for_too_many(tmp_path: Path) -> None:
    pem = PAIR.key.private_bytes(
        Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(b"a passphrase")
    )
    rounds = iterations_of(pem)
    bomb = base64.encodebytes(_rebuilt(pem, rounds.to_bytes(2, "big"), MOST.to_bytes(4, "big")))
    kind = b"ENCRYPTED PRIVATE KEY-----\n"
    path = tmp_path / "bomb.pem"
    path.write_bytes(b"-----BEGIN " + kind + bomb + b"-----END " + kind)
    with pytest.raises(CertificateError) as caught:
        read_pair(CertificateFile(path, passphrase=Secret("a passphrase")))
    assert caught.value.variant == "iterations"
