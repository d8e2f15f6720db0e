"""Reading a certificate and its private key in whatever form people have them."""

from __future__ import annotations

import codecs
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from wizard.domain.errors import CertificateError, Code
from wizard.domain.lazy_pattern import LazyPattern
from wizard.domain.limited_file import (
    CERTIFICATE_LIMIT,
    NotRegularError,
    TooLargeError,
    read_limited,
)
from wizard.domain.proof import CertificateFile
from wizard.protocols.client_keys import is_usable_in_tls
from wizard.protocols.key_iterations import MOST_ITERATIONS, UNCOUNTED, iterations_of
from wizard.protocols.pem_blocks import pem_blocks

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

T = TypeVar("T")

_TRADITIONAL: Final = LazyPattern(rb"DEK-Info: *(?P<cipher>[^,\s]*),(?P<vector>[^\s]*)")
_CERTIFICATE_KINDS: Final = (b"CERTIFICATE", b"X509 CERTIFICATE")
_PKCS12: Final = LazyPattern(rb"\x30[\x80-\x84].{0,4}?\x02\x01\x03\x30", re.DOTALL)
"""A sequence that begins with version 3 (RFC 7292, "PFX")."""


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


def read_pair(source: CertificateFile, content: bytes | None = None) -> Pair:
    """The certificate and its key. Raises CertificateError, which names the file.

    ``content`` are the bytes of the certificate's file, where they were read already.
    """
    _quiet()
    passphrase = source.passphrase.reveal().encode() if source.passphrase else None
    main = _File(source.path, passphrase, content).read()
    keys, key_path = main.keys, source.path
    if source.key_path is not None:
        key_path = source.key_path
        keys = _File(key_path, passphrase).read().keys
        if not keys:
            raise _unreadable("no_key_apart", key_path)
    if not main.certificates:
        raise _unreadable("no_certificate" if main.keys else "", source.path)
    if not keys:
        raise _unreadable("no_key", source.path)
    return _match(main.certificates, keys, key_path)


def _match(
    certificates: tuple[x509.Certificate, ...], keys: tuple[PrivateKeyTypes, ...], path: Path
) -> Pair:
    for certificate in certificates:
        public = _tried(certificate.public_key)
        for key in keys:
            if public is not None and public == key.public_key():
                if not is_usable_in_tls(certificate, key):
                    raise _unreadable("key_kind", path)
                return Pair(certificate, key)
    raise CertificateError(Code.CERTIFICATE_KEY_MISMATCH, path=str(path))


class _File:
    """One file and the passphrase that may be needed for it."""

    def __init__(self, path: Path, passphrase: bytes | None, content: bytes | None = None) -> None:
        self._path = path
        self._passphrase = passphrase
        self._known = content

    def read(self) -> _Content:
        data = _as_bytes(self._read() if self._known is None else self._known)
        if (count := iterations_of(data)) == UNCOUNTED:
            raise _unreadable("parts", self._path)
        if count > MOST_ITERATIONS:
            raise _unreadable("iterations", self._path, count=count, limit=MOST_ITERATIONS)
        return self._from_pem(data) if b"-----BEGIN " in data else self._from_binary(data)

    def _read(self) -> bytes:
        try:
            return read_limited(self._path, CERTIFICATE_LIMIT)
        except NotRegularError:
            raise _unreadable("not_a_file", self._path) from None
        except TooLargeError as error:
            raise _unreadable("size", self._path, limit=error.limit) from None
        except FileNotFoundError:
            raise _unreadable("missing", self._path) from None
        except PermissionError:
            raise _unreadable("permission", self._path) from None
        except OSError:
            raise _unreadable("", self._path) from None

    def _from_pem(self, data: bytes) -> _Content:
        from cryptography import x509

        certificates, keys = [], []
        for block in pem_blocks(data):
            pem = block.whole + b"\n"
            if block.kind.endswith(b"PRIVATE KEY"):
                keys.append(self._pem_key(pem))
            elif block.kind in _CERTIFICATE_KINDS:
                certificate = _tried(partial(x509.load_pem_x509_certificate, pem))
                if certificate is None:
                    raise _unreadable("", self._path)
                certificates.append(certificate)
        return _Content(tuple(certificates), tuple(keys))

    def _pem_key(self, pem: bytes) -> PrivateKeyTypes:
        from cryptography.hazmat.primitives import serialization

        load = serialization.load_pem_private_key
        if (header := _TRADITIONAL.search(pem)) and not _is_whole(header):
            raise _unreadable("", self._path)
        if b"ENCRYPTED" in pem:
            return self._locked_key(lambda passphrase: load(pem, passphrase))
        return self._plain_key(lambda: load(pem, None))

    def _plain_key(self, load: Callable[[], PrivateKeyTypes]) -> PrivateKeyTypes:
        from cryptography.exceptions import UnsupportedAlgorithm

        try:
            return load()
        except UnsupportedAlgorithm:
            raise _unreadable("key_kind", self._path) from None
        except (ValueError, TypeError):
            raise _unreadable("", self._path) from None

    def _locked_key(self, load: Callable[[bytes], PrivateKeyTypes]) -> PrivateKeyTypes:
        from cryptography.exceptions import UnsupportedAlgorithm

        if self._passphrase is None:
            raise self._locked()
        try:
            return load(self._passphrase)
        except UnsupportedAlgorithm:
            raise _unreadable("cipher", self._path) from None
        except (ValueError, TypeError):
            raise self._locked() from None

    def _from_binary(self, data: bytes) -> _Content:
        """DER: a certificate, a key, or PKCS#12, told apart by trying."""
        from cryptography import x509
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives import serialization

        certificate = _tried(lambda: x509.load_der_x509_certificate(data))
        if certificate is not None:
            return _Content(certificates=(certificate,))
        load = serialization.load_der_private_key
        try:
            return _Content(keys=(load(data, None),))
        except TypeError:  # it is encrypted
            return _Content(keys=(self._locked_key(lambda passphrase: load(data, passphrase)),))
        except (ValueError, UnsupportedAlgorithm):
            return self._from_pkcs12(data)

    def _from_pkcs12(self, data: bytes) -> _Content:
        """A PKCS#12 says of a wrong password only that something is wrong; its outer shape tells.

        Without a password there are two habits: none, and the empty one.
        """
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.serialization import pkcs12

        for password in dict.fromkeys((self._passphrase, None, b"")):
            try:
                key, certificate, others = pkcs12.load_key_and_certificates(data, password)
            except UnsupportedAlgorithm:
                raise _unreadable("cipher", self._path) from None
            except (ValueError, TypeError):
                continue
            certificates = [certificate, *others] if certificate else others
            return _Content(tuple(certificates), (key,) if key else ())
        raise self._locked() if _PKCS12.match(data) else _unreadable("", self._path)

    def _locked(self) -> CertificateError:
        """The passphrase is missing, or is another."""
        variant = "" if self._passphrase is None else "wrong"
        return CertificateError(Code.CERTIFICATE_LOCKED, variant, path=str(self._path))


def _is_whole(header: re.Match[bytes]) -> bool:
    """Whether the initial vector is as long as the cipher's; the library would panic otherwise."""
    digits = 32 if header["cipher"].startswith(b"AES") else 16
    return len(header["vector"]) == digits


def _quiet() -> None:
    """Keep back what the library says to programmers: files of old Java and Windows programs are
    not quite as they should be, and it reads them."""
    from cryptography.utils import CryptographyDeprecationWarning

    warnings.filterwarnings("ignore", category=CryptographyDeprecationWarning)
    warnings.filterwarnings("ignore", message="PKCS#12 bundle could not be parsed as DER")


def _as_bytes(data: bytes) -> bytes:
    """PEM is ASCII, but Windows PowerShell's ``>`` writes UTF-16."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "ignore").encode("ascii", "ignore")
    return data


def _tried(load: Callable[[], T]) -> T | None:
    """What ``load`` gives; None where the library complains about the bytes."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.x509 import InvalidVersion

    try:
        return load()
    except (ValueError, TypeError, UnsupportedAlgorithm, InvalidVersion):
        return None


def _unreadable(variant: str, path: Path, **params: Any) -> CertificateError:
    return CertificateError(Code.CERTIFICATE_UNREADABLE, variant, path=str(path), **params)
