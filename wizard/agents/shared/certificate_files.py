"""What each agent's library makes of a certificate file. `cryptography` is imported when needed."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from wizard.domain.lazy_pattern import LazyPattern
from wizard.protocols.client_keys import is_known_to_openssl, is_usable_in_tls
from wizard.protocols.key_iterations import MOST_ITERATIONS, iterations_of
from wizard.protocols.pem_blocks import PemBlock, pem_blocks

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.x509 import Certificate

_MARK: Final = LazyPattern(rb"(\A|^-----END [A-Z0-9 ]+-----[ \t\r]*\n)\xef\xbb\xbf", re.MULTILINE)
"""OpenSSL 3 passes over a byte order mark where it begins to look for a block."""
_CERTIFICATE_KINDS: Final = (b"CERTIFICATE", b"X509 CERTIFICATE", b"TRUSTED CERTIFICATE")
_DER_SEQUENCE: Final = 0x30
_SIGNED_DATA: Final = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
"""The content type of PKCS#7's signed data (RFC 2315), which follows the outermost length."""
_LENGTH_AT_MOST: Final = 20
_OLD_CIPHER: Final = LazyPattern(rb"\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01[\x01\x02\x05\x06]")
"""RC4 and RC2 of PKCS#12 (RFC 7292, appendix C): OpenSSL 3 has them in no loaded provider."""


class CertificateFault(StrEnum):
    """What is wrong with a certificate file. Each is a rule with its sentence."""

    EMPTY = "certificate.empty"
    NOT_PEM = "certificate.not_pem"
    PEM_NO_KEY = "certificate.pem_no_key"
    PEM_ORDER = "certificate.pem_order"
    PEM_KEY_ENCRYPTED = "certificate.pem_key_encrypted"
    NOT_PFX = "certificate.not_pfx"
    PFX_PASSWORD = "certificate.pfx_password"  # noqa: S105 - the name of a rule
    PFX_NO_MAC = "certificate.pfx_no_mac"
    PFX_OLD_CIPHER = "certificate.pfx_old_cipher"
    PFX_ITERATIONS = "certificate.pfx_iterations"
    PFX_NO_KEY = "certificate.pfx_no_key"
    PFX_NO_CERTIFICATE = "certificate.pfx_no_certificate"
    KEY_KIND = "certificate.key_kind"
    NOT_FOR_TLS = "certificate.not_for_tls"
    NOT_FOR_HUBS = "certificate.not_for_hubs"
    PKCS7 = "certificate.pkcs7"
    NO_KEY = "certificate.no_key"
    MISMATCH = "certificate.mismatch"


_WEAK: Final = (CertificateFault.NOT_FOR_TLS, CertificateFault.NOT_FOR_HUBS)
_OPENS: Final = (None, CertificateFault.MISMATCH, CertificateFault.PFX_NO_KEY, *_WEAK)


def c_pem_fault(data: bytes) -> CertificateFault | None:
    """The C agent's ``.pem``: the first certificate, then the first private key *behind* it."""
    data = _MARK.sub(rb"\1", data)
    blocks = [(block.kind, block) for block in pem_blocks(data, strict=True)]
    first = next((i for i, (kind, _) in enumerate(blocks) if kind in _CERTIFICATE_KINDS), None)
    if first is None:
        return CertificateFault.NOT_PEM if data.strip() else CertificateFault.EMPTY
    certificate = _load_pem_certificate(_as_pem(blocks[first][1]))
    if certificate is None:
        return CertificateFault.NOT_PEM
    key_blocks = [(i, m) for i, (kind, m) in enumerate(blocks) if kind.endswith(b"PRIVATE KEY")]
    behind = next((match for i, match in key_blocks if i > first), None)
    if behind is None:
        return CertificateFault.PEM_ORDER if key_blocks else CertificateFault.PEM_NO_KEY
    if b"ENCRYPTED" in behind.whole:
        return CertificateFault.PEM_KEY_ENCRYPTED
    key = _load_pem_key(_as_pem(behind))
    if key is None:
        return CertificateFault.PEM_NO_KEY
    return _pair_fault(key, certificate)


def c_pfx_fault(data: bytes) -> CertificateFault | None:
    """The C agent's ``.pfx``: a PKCS#12 that opens without a password; a MAC is not asked for.

    Judged as OpenSSL 3 reads it, which today's Linux has.
    """
    if not data:
        return CertificateFault.EMPTY
    fault = _pfx_fault(data)
    if fault in (None, *_WEAK) and _OLD_CIPHER.search(data):
        return CertificateFault.PFX_OLD_CIPHER
    return fault


def csharp_file_fault(data: bytes) -> CertificateFault | None:
    """What .NET's X509Certificate2 makes of any file: the content decides, not the name.

    A certificate alone (DER, PEM) loads, but it has no key to authenticate with.
    """
    if not data:
        return CertificateFault.EMPTY
    if _is_pkcs7(data):
        return CertificateFault.PKCS7
    if _is_bare_certificate(data):
        return CertificateFault.NO_KEY
    fault = _pfx_fault(data)
    if fault in _OPENS and not _has_mac(data):
        return CertificateFault.PFX_NO_MAC
    if fault in _WEAK:
        return CertificateFault.NOT_FOR_TLS if _is_rsa_or_ec(data) else CertificateFault.KEY_KIND
    return fault


def _pfx_fault(data: bytes) -> CertificateFault | None:
    from cryptography.hazmat.primitives.serialization import pkcs12

    if _outer_elements(data) == 0:
        return CertificateFault.NOT_PFX
    if iterations_of(data) > MOST_ITERATIONS:
        return CertificateFault.PFX_ITERATIONS
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(data, None)
    except ValueError:
        readable = _outer_elements(data) in (2, 3)
        return CertificateFault.PFX_PASSWORD if readable else CertificateFault.NOT_PFX
    except Exception:  # any complaint of the library about foreign bytes
        return CertificateFault.NOT_PFX
    if key is None:
        return CertificateFault.PFX_NO_KEY
    if certificate is None:
        return CertificateFault.PFX_NO_CERTIFICATE
    return _pair_fault(key, certificate)


def _pair_fault(key: PrivateKeyTypes, certificate: Certificate) -> CertificateFault | None:
    if not _belongs(key, certificate):
        return CertificateFault.MISMATCH
    if is_usable_in_tls(certificate, key):
        return None
    openssl = is_known_to_openssl(key)
    return CertificateFault.NOT_FOR_HUBS if openssl else CertificateFault.NOT_FOR_TLS


def _is_bare_certificate(data: bytes) -> bool:
    from cryptography import x509

    for block in pem_blocks(data, strict=True):
        if block.kind in _CERTIFICATE_KINDS:
            return _load_pem_certificate(_as_pem(block)) is not None
    try:
        x509.load_der_x509_certificate(data)
    except Exception:  # any complaint means: not this form
        return False
    return True


def _is_pkcs7(data: bytes) -> bool:
    """A bundle of certificates (.p7b), in either form: its object identifier or its block tells."""
    first = next(pem_blocks(data, strict=True), None)
    if first is not None:
        return first.kind in (b"PKCS7", b"CMS", b"PKCS #7 SIGNED DATA")
    return data[:1] == bytes([_DER_SEQUENCE]) and _SIGNED_DATA in data[:_LENGTH_AT_MOST]


def _load_pem_certificate(pem: bytes) -> Certificate | None:
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificate(pem)
    except Exception:  # whatever the library has against foreign bytes
        return None


def _load_pem_key(pem: bytes) -> PrivateKeyTypes | None:
    from cryptography.hazmat.primitives import serialization

    try:
        return serialization.load_pem_private_key(pem, None)
    except Exception:  # ValueError, TypeError, UnsupportedAlgorithm: no key
        return None


def _belongs(key: PrivateKeyTypes, certificate: Certificate) -> bool:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    shape = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    try:
        return key.public_key().public_bytes(*shape) == certificate.public_key().public_bytes(
            *shape
        )
    except Exception:  # a kind of key that the library does not know
        return False


def _is_rsa_or_ec(data: bytes) -> bool:
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
    from cryptography.hazmat.primitives.serialization import pkcs12

    key = pkcs12.load_key_and_certificates(data, None)[0]
    return isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | dsa.DSAPrivateKey)


def _has_mac(data: bytes) -> bool:
    """A PFX is a sequence of version, content and, where it is protected, the MAC (RFC 7292)."""
    return _outer_elements(data) == 3


def _outer_elements(data: bytes) -> int:
    """How many elements the outermost DER sequence has; 0 where there is none."""
    header = _der_header(data, 0)
    if header is None or data[0] != _DER_SEQUENCE:
        return 0
    at, end = header
    count = 0
    while at < end:
        element = _der_header(data, at)
        if element is None:
            return 0
        at = element[1]
        count += 1
    return count


def _der_header(data: bytes, at: int) -> tuple[int, int] | None:
    """Where the content of the element at ``at`` begins and ends; None where it is cut off."""
    if at + 2 > len(data):
        return None
    size = data[at + 1]
    begin = at + 2
    if size & 0x80:
        octets = size & 0x7F
        if not 0 < octets <= 4 or begin + octets > len(data):
            return None
        size = int.from_bytes(data[begin : begin + octets], "big")
        begin += octets
    return (begin, begin + size) if begin + size <= len(data) else None


def _as_pem(block: PemBlock) -> bytes:
    return block.whole + b"\n"
