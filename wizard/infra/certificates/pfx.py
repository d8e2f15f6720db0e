"""Writing the PKCS#12 file that both agents read, wherever they run.

Without password and without encryption, so that no algorithm stands between; with a MAC, for the C#
agent refuses a file without one (agents.md). The MAC is SHA-1: Windows before 10 and Server 2019
knows no other in such a file, says "the password is not correct" to a newer one, and every other
reader still takes it. It proves nothing about a file without password, so nothing is lost.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.x509 import Certificate

_NAME: Final = b"agent"
_INTEGER: Final = 0x02
_OCTETS: Final = 0x04
_SEQUENCE: Final = 0x30
_SHA1: Final = bytes.fromhex("300906052b0e03021a0500")
"""AlgorithmIdentifier of SHA-1, with its NULL parameters."""

_ITERATIONS: Final = 2000
"""As Windows and .NET write."""

_BLOCK: Final = 64
"""Bytes that SHA-1 takes in at a time."""

_MAC_KEY: Final = 3
"""What a derived key is for (RFC 7292, appendix B.3)."""

_EMPTY_PASSWORD: Final = b"\x00\x00"
"""The empty text in UTF-16 with its terminator."""


def make_pfx(certificate: Certificate, key: PrivateKeyTypes) -> bytes:
    """A PKCS#12 without password that holds the pair. Raises TypeError for a key of an odd kind."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise TypeError("neither an RSA nor an elliptic-curve key")
    made = pkcs12.serialize_key_and_certificates(_NAME, key, certificate, None, NoEncryption())
    return _with_sha1_mac(made)


def _with_sha1_mac(pfx: bytes) -> bytes:
    """The same file with another MAC: a PFX is version, content and MAC (RFC 7292, section 4)."""
    start, _ = _content(pfx, 0)
    _, version_ends = _content(pfx, start)
    safe, safe_ends = _content(pfx, version_ends)
    _, kind_ends = _content(pfx, safe)
    wrapped, _ = _content(pfx, kind_ends)
    signed = pfx[slice(*_content(pfx, wrapped))]
    return _element(_SEQUENCE, pfx[start:safe_ends] + _mac_data(signed))


def _mac_data(signed: bytes) -> bytes:
    salt = secrets.token_bytes(8)
    digest = hmac.digest(_mac_key(salt), signed, "sha1")
    return _element(
        _SEQUENCE,
        _element(_SEQUENCE, _SHA1 + _element(_OCTETS, digest))
        + _element(_OCTETS, salt)
        + _element(_INTEGER, _ITERATIONS.to_bytes(2)),
    )


def _mac_key(salt: bytes) -> bytes:
    """The key derivation of RFC 7292, appendix B.2, where one block is all that is needed."""
    filled = (_fill(salt), _fill(_EMPTY_PASSWORD))
    derived = bytes([_MAC_KEY]) * _BLOCK + b"".join(filled)
    for _ in range(_ITERATIONS):
        derived = hashlib.sha1(derived, usedforsecurity=False).digest()
    return derived


def _fill(value: bytes) -> bytes:
    return (value * _BLOCK)[:_BLOCK]


def _element(tag: int, content: bytes) -> bytes:
    """A DER element."""
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def _content(data: bytes, at: int) -> tuple[int, int]:
    """Where the content of the DER element at ``at`` begins and ends."""
    size, begin = data[at + 1], at + 2
    if size & 0x80:
        octets = size & 0x7F
        size = int.from_bytes(data[begin : begin + octets])
        begin += octets
    return begin, begin + size
