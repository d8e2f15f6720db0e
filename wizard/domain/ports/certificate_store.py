"""The port to the certificate stores of Windows."""

from __future__ import annotations

from typing import Protocol

from wizard.domain.certificate_store import StoreReference
from wizard.domain.proof import StoredCertificate


class CertificateStore(Protocol):
    """The stores of this computer. Nothing is ever changed in them.

    Methods raise CertificateError ``certificate.not_in_store``, variant ``unreadable``.
    """

    @property
    def is_here(self) -> bool:
        """Whether this system has such stores, and the agent that is set up uses them."""
        ...

    async def certificates(self) -> tuple[StoredCertificate, ...]:
        """Those with a private key in ``LocalMachine\\My``, then those in ``CurrentUser\\My``."""
        ...

    async def find(self, reference: StoreReference) -> StoredCertificate | None:
        """The certificate, with its private key or without; None where it is not there."""
        ...


class NoCertificateStore:
    """`CertificateStore` where there is none, or where it is another computer's."""

    is_here = False

    async def certificates(self) -> tuple[StoredCertificate, ...]:
        """None."""
        return ()

    async def find(self, _reference: StoreReference) -> StoredCertificate | None:
        """Nothing is known of it."""
        return None
