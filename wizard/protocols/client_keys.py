"""Which keys a TLS client can prove itself to a hub with: the one list behind writing and checking.

Azure's end of the connection takes RSA keys of 2,048 bits or more, and the three curves of NIST; so
do the libraries of all agents. OpenSSL alone would take more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.x509 import Certificate

_SMALLEST_RSA: Final = 2048
"""Bits; OpenSSL refuses less in TLS at its usual security level, and so does the service."""

_CURVES: Final = frozenset({"secp256r1", "secp384r1", "secp521r1"})
"""The curves that TLS has in common with the agents' libraries and the service's."""


def is_usable_in_tls(certificate: Certificate, key: PrivateKeyTypes) -> bool:
    """Whether hub and agents have this kind of key in common."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(key, rsa.RSAPrivateKey):
        return key.key_size >= _SMALLEST_RSA and not _is_rsa_pss(certificate)
    return isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES


def is_known_to_openssl(key: PrivateKeyTypes) -> bool:
    """Whether OpenSSL uses it in TLS, although a hub does not: RSA-PSS, Ed25519 and Ed448."""
    from cryptography.hazmat.primitives.asymmetric import ed448, ed25519, rsa

    if isinstance(key, rsa.RSAPrivateKey):
        return key.key_size >= _SMALLEST_RSA
    return isinstance(key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey)


def _is_rsa_pss(certificate: Certificate) -> bool:
    """Whether the key itself is for RSA-PSS only; a signature by RSA-PSS is another matter."""
    from cryptography.x509.oid import PublicKeyAlgorithmOID

    return certificate.public_key_algorithm_oid == PublicKeyAlgorithmOID.RSASSA_PSS
