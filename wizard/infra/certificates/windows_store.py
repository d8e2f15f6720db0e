"""The certificate stores of Windows, by ctypes over crypt32. They are opened for reading only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from wizard.domain.ports.certificate_store import CertificateStore, NoCertificateStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wizard.domain.proof import StoredCertificate


def system_store() -> CertificateStore:
    """This system's own."""
    if sys.platform == "win32":
        return WindowsCertificateStore()
    return NoCertificateStore()


if sys.platform == "win32":
    import contextlib
    import ctypes
    from ctypes import wintypes
    from typing import Any, Final

    from wizard.domain.certificate_store import (
        STORE_NAME,
        StoreLocation,
        StoreReference,
        system_name,
    )
    from wizard.domain.errors import CertificateError, Code
    from wizard.domain.proof import KeyState, StoredCertificate
    from wizard.infra.certificates.description import facts_of
    from wizard.infra.threads import run_blocking

    # wincrypt.h
    _PROVIDER_SYSTEM: Final = 10  # CERT_STORE_PROV_SYSTEM_W
    _READ_ONLY: Final = 0x8000 | 0x4000  # and CERT_STORE_OPEN_EXISTING_FLAG
    _LOCATIONS: Final = {StoreLocation.CURRENT_USER: 1 << 16, StoreLocation.LOCAL_MACHINE: 2 << 16}
    _KEY_PROPERTIES: Final = (2, 5, 78)  # where the key is: provider, its handle, CNG's handle
    _ACQUIRE: Final = 0x40 | 0x4 | 0x10000  # silently, comparing the public keys, CNG's too
    _CNG_KEY: Final = 0xFFFFFFFF  # CERT_NCRYPT_KEY_SPEC

    class _Context(ctypes.Structure):
        """CERT_CONTEXT."""

        _fields_ = [
            ("encoding", wintypes.DWORD),
            ("encoded", ctypes.c_void_p),
            ("size", wintypes.DWORD),
            ("info", ctypes.c_void_p),
            ("store", ctypes.c_void_p),
        ]

    _ContextPointer = ctypes.POINTER(_Context)
    _crypt = ctypes.WinDLL("crypt32", use_last_error=True)
    _crypt.CertOpenStore.restype = ctypes.c_void_p
    _crypt.CertOpenStore.argtypes = [
        *(ctypes.c_void_p, wintypes.DWORD, ctypes.c_void_p, wintypes.DWORD, wintypes.LPCWSTR)
    ]
    _crypt.CertCloseStore.argtypes = [ctypes.c_void_p, wintypes.DWORD]
    _crypt.CertEnumCertificatesInStore.restype = _ContextPointer
    _crypt.CertEnumCertificatesInStore.argtypes = [ctypes.c_void_p, _ContextPointer]
    _crypt.CertGetCertificateContextProperty.argtypes = [
        *(_ContextPointer, wintypes.DWORD, ctypes.c_void_p, ctypes.POINTER(wintypes.DWORD))
    ]
    _crypt.CryptAcquireCertificatePrivateKey.argtypes = [
        *(_ContextPointer, wintypes.DWORD, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p)),
        *(ctypes.POINTER(wintypes.DWORD), ctypes.POINTER(wintypes.BOOL)),
    ]

    class WindowsCertificateStore:
        """`CertificateStore` over the system's own stores."""

        is_here = True

        async def certificates(self) -> tuple[StoredCertificate, ...]:
            """Those with a private key. Raises CertificateError."""
            return await run_blocking(_all_with_key)

        async def find(self, reference: StoreReference) -> StoredCertificate | None:
            """The certificate of this thumbprint. Raises CertificateError."""

            def look() -> StoredCertificate | None:
                known = _certificates(reference.location, reference.name)
                return next((one for one in known if one.sha1 == reference.thumbprint), None)

            return await run_blocking(look)

    def _all_with_key() -> tuple[StoredCertificate, ...]:
        """Each once: a user's store may show what is in the computer's, too."""
        found: dict[str, StoredCertificate] = {}
        for location in (StoreLocation.LOCAL_MACHINE, StoreLocation.CURRENT_USER):
            for one in _certificates(location):
                if one.key is not KeyState.MISSING:
                    found.setdefault(one.sha1, one)
        return tuple(found.values())

    def _certificates(
        location: StoreLocation, name: str = STORE_NAME
    ) -> tuple[StoredCertificate, ...]:
        try:
            with _opened(location, name) as store:
                return tuple(filter(None, (_read(one, location, name) for one in _each(store))))
        except FileNotFoundError:
            return ()  # nobody has put anything into it yet
        except OSError as error:
            raise CertificateError(
                Code.CERTIFICATE_NOT_IN_STORE,
                "unreadable",
                store=f"{location.value}\\{name}",
                words=(error.strerror or f"error {error.winerror}").rstrip(". "),
            ) from error

    @contextlib.contextmanager
    def _opened(location: StoreLocation, name: str) -> Iterator[int]:
        flags = _LOCATIONS[location] | _READ_ONLY
        store = _crypt.CertOpenStore(_PROVIDER_SYSTEM, 0, None, flags, system_name(name))
        if not store:
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            yield store
        finally:
            _crypt.CertCloseStore(store, 0)

    def _each(store: int) -> Iterator[Any]:
        """Each certificate; one is gone when the following is asked for."""
        context = _crypt.CertEnumCertificatesInStore(store, None)
        while context:
            yield context
            context = _crypt.CertEnumCertificatesInStore(store, context)

    def _read(context: Any, location: StoreLocation, name: str) -> StoredCertificate | None:
        """What it says; None for one that the library cannot read: no agent would use it."""
        from cryptography import x509
        from cryptography.exceptions import UnsupportedAlgorithm

        content = context.contents
        try:
            whole = ctypes.string_at(content.encoded, content.size)
            facts = facts_of(x509.load_der_x509_certificate(whole))
        except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion):
            return None
        reference = StoreReference(location, facts.sha1, name)
        return StoredCertificate.of(facts, reference, _key_state(context))

    def _key_state(context: Any) -> KeyState:
        size = wintypes.DWORD()
        if not any(
            _crypt.CertGetCertificateContextProperty(context, one, None, ctypes.byref(size))
            for one in _KEY_PROPERTIES
        ):
            return KeyState.MISSING
        key, spec, is_ours = ctypes.c_void_p(), wintypes.DWORD(), wintypes.BOOL()
        if not _crypt.CryptAcquireCertificatePrivateKey(
            context, _ACQUIRE, None, ctypes.byref(key), ctypes.byref(spec), ctypes.byref(is_ours)
        ):
            return KeyState.CLOSED
        if is_ours and spec.value == _CNG_KEY:
            ctypes.WinDLL("ncrypt").NCryptFreeObject(key)
        elif is_ours:
            ctypes.WinDLL("advapi32").CryptReleaseContext(key, 0)
        return KeyState.USABLE
