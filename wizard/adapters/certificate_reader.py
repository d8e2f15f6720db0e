"""Reading a certificate and its private key in whatever form people have them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wizard.core.credentials import CertificateFile
from wizard.core.errors import CertificateError, Code

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

_LIMIT: Final = 1_000_000
"""Bytes; a certificate with its chain has some thousand."""

_BLOCK: Final = re.compile(
    rb"-----BEGIN (?P<kind>[A-Z0-9 ]+)-----.*?-----END (?P=kind)-----", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and the private key that belongs to it."""

    certificate: x509.Certificate
    key: PrivateKeyTypes


@dataclass(frozen=True, slots=True)
class _Content:
    """What one file has. A PEM file may have several certificates: its own and its issuers'."""

    certificates: tuple[x509.Certificate, ...] = ()
    keys: tuple[PrivateKeyTypes, ...] = ()


def read_pair(source: CertificateFile) -> Pair:
    """The certificate and its key. Raises CertificateError, which names the file."""
    passphrase = source.passphrase.reveal().encode() if source.passphrase else None
    main = _read(source.path, passphrase)
    keys = main.keys
    if source.key_path is not None:
        keys = _read(source.key_path, passphrase).keys
        if not keys:
            raise _unreadable("no_key_apart", source.key_path)
    if not main.certificates:
        raise _unreadable("no_certificate" if main.keys else "", source.path)
    if not keys:
        raise _unreadable("no_key", source.path)
    return _match(main.certificates, keys, source.key_path or source.path)


def _match(
    certificates: tuple[x509.Certificate, ...], keys: tuple[PrivateKeyTypes, ...], path: Path
) -> Pair:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    for certificate in certificates:
        for key in keys:
            if certificate.public_key() == key.public_key():
                if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
                    raise _unreadable("key_kind", path)
                return Pair(certificate, key)
    raise CertificateError(Code.CERTIFICATE_KEY_MISMATCH, path=str(path))


def _read(path: Path, passphrase: bytes | None) -> _Content:
    try:
        with path.open("rb") as file:
            data = file.read(_LIMIT)
    except FileNotFoundError:
        raise _unreadable("missing", path) from None
    except PermissionError:
        raise _unreadable("permission", path) from None
    except OSError:
        raise _unreadable("", path) from None
    if b"-----BEGIN " in data:
        return _from_pem(data, passphrase, path)
    return _from_binary(data, passphrase, path)


def _from_pem(data: bytes, passphrase: bytes | None, path: Path) -> _Content:
    from cryptography import x509

    certificates, keys = [], []
    for block in _BLOCK.finditer(data):
        if block["kind"].endswith(b"PRIVATE KEY"):
            keys.append(_pem_key(block[0], passphrase, path))
        elif block["kind"].endswith(b"CERTIFICATE"):
            try:
                certificates.append(x509.load_pem_x509_certificate(block[0]))
            except ValueError:
                raise _unreadable("", path) from None
    return _Content(tuple(certificates), tuple(keys))


def _pem_key(pem: bytes, passphrase: bytes | None, path: Path) -> PrivateKeyTypes:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization

    encrypted = b"ENCRYPTED" in pem
    if encrypted and passphrase is None:
        raise CertificateError(Code.CERTIFICATE_LOCKED, path=str(path))
    try:
        return serialization.load_pem_private_key(pem, passphrase if encrypted else None)
    except (ValueError, TypeError):
        if encrypted:
            raise CertificateError(Code.CERTIFICATE_LOCKED, "wrong", path=str(path)) from None
        raise _unreadable("", path) from None
    except UnsupportedAlgorithm:
        raise _unreadable("key_kind", path) from None


def _from_binary(data: bytes, passphrase: bytes | None, path: Path) -> _Content:
    """DER: a certificate, a key, or PKCS#12, told apart by trying."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization

    try:
        return _Content(certificates=(x509.load_der_x509_certificate(data),))
    except ValueError:
        pass
    try:
        return _Content(keys=(serialization.load_der_private_key(data, None),))
    except TypeError:  # an encrypted PKCS#8 key
        return _Content(keys=(_locked_der_key(data, passphrase, path),))
    except (ValueError, UnsupportedAlgorithm):
        return _from_pkcs12(data, passphrase, path)


def _locked_der_key(data: bytes, passphrase: bytes | None, path: Path) -> PrivateKeyTypes:
    from cryptography.hazmat.primitives import serialization

    if passphrase is None:
        raise CertificateError(Code.CERTIFICATE_LOCKED, path=str(path))
    try:
        return serialization.load_der_private_key(data, passphrase)
    except ValueError:
        raise CertificateError(Code.CERTIFICATE_LOCKED, "wrong", path=str(path)) from None


def _from_pkcs12(data: bytes, passphrase: bytes | None, path: Path) -> _Content:
    """A PKCS#12 says of a wrong password only that something is wrong; its outer shape tells."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import pkcs12

    for password in (passphrase, None, b""):
        try:
            key, certificate, others = pkcs12.load_key_and_certificates(data, password)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            continue
        certificates = [certificate, *others] if certificate else others
        return _Content(tuple(certificates), (key,) if key else ())
    if not _PKCS12.match(data):
        raise _unreadable("", path)
    variant = "" if passphrase is None else "wrong"
    raise CertificateError(Code.CERTIFICATE_LOCKED, variant, path=str(path))


_PKCS12: Final = re.compile(rb"\x30[\x80-\x84].{0,4}?\x02\x01\x03\x30", re.DOTALL)
"""A sequence that begins with version 3 (RFC 7292, "PFX")."""


def _unreadable(variant: str, path: Path) -> CertificateError:
    return CertificateError(Code.CERTIFICATE_UNREADABLE, variant, path=str(path))
