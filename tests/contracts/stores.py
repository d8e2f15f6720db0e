"""Putting certificates into the certificate stores of Windows, by ctypes, and taking them out."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12

_KEY = rsa.generate_private_key(65537, 2048)


def make_certificate(name: str, *, issuer: str = "", days: int = 30) -> x509.Certificate:
    """One of the module's own key; ``issuer``: signed by another's."""
    signer = rsa.generate_private_key(65537, 2048) if issuer else _KEY
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer or name))
        .public_key(_KEY.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .sign(signer, hashes.SHA256())
    )


def sha1_of(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


if sys.platform == "win32":
    import ctypes
    import winreg
    from ctypes import wintypes

    from wizard.domain.certificate_store import StoreLocation
    from wizard.infra.certificates.windows_store import _ContextPointer, _crypt

    class _Blob(ctypes.Structure):
        _fields_ = [("size", wintypes.DWORD), ("data", ctypes.c_void_p)]

    _FLAGS = {StoreLocation.CURRENT_USER: 1 << 16, StoreLocation.LOCAL_MACHINE: 2 << 16}
    _ROOTS = {
        StoreLocation.CURRENT_USER: winreg.HKEY_CURRENT_USER,
        StoreLocation.LOCAL_MACHINE: winreg.HKEY_LOCAL_MACHINE,
    }
    _REGISTRY = "Software\\Microsoft\\SystemCertificates\\My\\Certificates"
    _MACHINE_KEYSET = 0x20
    _X509, _REPLACE = 1, 3  # X509_ASN_ENCODING, CERT_STORE_ADD_REPLACE_EXISTING
    _crypt.PFXImportCertStore.restype = ctypes.c_void_p
    _crypt.PFXImportCertStore.argtypes = [ctypes.c_void_p, wintypes.LPCWSTR, wintypes.DWORD]
    _crypt.CertAddCertificateContextToStore.argtypes = [
        *(ctypes.c_void_p, _ContextPointer, wintypes.DWORD, ctypes.POINTER(_ContextPointer))
    ]
    _crypt.CertAddEncodedCertificateToStore.argtypes = [
        *(ctypes.c_void_p, wintypes.DWORD, ctypes.c_char_p, wintypes.DWORD, wintypes.DWORD),
        ctypes.POINTER(_ContextPointer),
    ]
    _crypt.CertDeleteCertificateFromStore.argtypes = [_ContextPointer]

    @contextlib.contextmanager
    def planted(
        location: StoreLocation, certificate: x509.Certificate, *, with_key: bool = True
    ) -> Iterator[None]:
        """The certificate in that store, until the end."""
        with _opened(location) as store:
            if with_key:
                _import(store, location, certificate)
            else:
                whole = certificate.public_bytes(serialization.Encoding.DER)
                assert _crypt.CertAddEncodedCertificateToStore(
                    store, _X509, whole, len(whole), _REPLACE, None
                )
        try:
            yield
        finally:
            _remove(location, certificate)

    @contextlib.contextmanager
    def _opened(location: StoreLocation) -> Iterator[int]:
        """For writing; Wine writes when it is closed."""
        store = _crypt.CertOpenStore(10, 0, None, _FLAGS[location], "My")
        assert store
        try:
            yield store
        finally:
            _crypt.CertCloseStore(store, 0)

    def _remove(location: StoreLocation, certificate: x509.Certificate) -> None:
        with _opened(location) as store:
            whole = certificate.public_bytes(serialization.Encoding.DER)
            context = _crypt.CertEnumCertificatesInStore(store, None)
            while context:
                if ctypes.string_at(context.contents.encoded, context.contents.size) == whole:
                    assert _crypt.CertDeleteCertificateFromStore(context)
                    break
                context = _crypt.CertEnumCertificatesInStore(store, context)
        # Wine 8 says that it has deleted it, and it is still there.
        with contextlib.suppress(FileNotFoundError):
            winreg.DeleteKey(_ROOTS[location], f"{_REGISTRY}\\{sha1_of(certificate)}")

    def _import(store: int, location: StoreLocation, certificate: x509.Certificate) -> None:
        # What PKCS#12 of Windows has always read.
        builder = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(2000)
        scheme = builder.key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
        encryption = scheme.hmac_hash(hashes.SHA1()).build(b"x")  # noqa: S303
        pfx = pkcs12.serialize_key_and_certificates(b"n", _KEY, certificate, None, encryption)
        buffer = ctypes.create_string_buffer(pfx, len(pfx))
        blob = _Blob(len(pfx), ctypes.cast(buffer, ctypes.c_void_p))
        flags = _MACHINE_KEYSET if location is StoreLocation.LOCAL_MACHINE else 0
        if hasattr(ctypes.WinDLL("ntdll"), "wine_get_version"):
            flags = 0  # Wine 8 looks for every key among the user's
        memory = _crypt.PFXImportCertStore(ctypes.byref(blob), "x", flags)
        assert memory
        context = _crypt.CertEnumCertificatesInStore(memory, None)
        assert _crypt.CertAddCertificateContextToStore(store, context, _REPLACE, None)
        _crypt.CertCloseStore(memory, 0)
