"""Sentences about certificates and the provisioning service's registration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_ANOTHER: Final = "Choose another file, or let this program create a certificate."

TEXTS: Final[Mapping[str, Text]] = {
    "certificate.unreadable": Text(
        "{path} is not a readable certificate: it is neither PEM, DER nor PKCS#12.", _ANOTHER
    ),
    "certificate.unreadable/missing": Text("There is no file {path}.", "Check the path."),
    "certificate.unreadable/permission": Text(
        "{path} cannot be read: this account does not have permission.",
        "Run the program as an account that may read it, or copy the file.",
    ),
    "certificate.unreadable/not_a_file": Text(
        "{path} is a pipe or a device, not a file.", "Choose the certificate's file."
    ),
    "certificate.unreadable/size": Text(
        "{path} is larger than {limit} bytes, so it is not a certificate.",
        "Choose the certificate's file.",
    ),
    "certificate.unreadable/parts": Text(
        "{path} consists of more parts than a certificate with its key and its chain.",
        "Choose the certificate's own file, or export the certificate again.",
    ),
    "certificate.unreadable/iterations": Text(
        "{path} needs {count} key derivation rounds, more than the limit of {limit}. It was not "
        "opened.",
        "Save the certificate and its key again; 2,048 to 1,000,000 rounds are common.",
    ),
    "certificate.unreadable/no_certificate": Text(
        "{path} has a private key but no certificate.",
        "Choose the certificate's file; its key can be in a separate file.",
    ),
    "certificate.unreadable/no_key": Text(
        "{path} has a certificate but no private key. Both are required.",
        "Also choose the file with its private key.",
    ),
    "certificate.unreadable/no_key_apart": Text(
        "{path} has no private key in it.", "Name the file that has the key."
    ),
    "certificate.unreadable/key_kind": Text(
        "The private key in {path} is of a kind that the agents cannot use for TLS.",
        "Use a certificate with an RSA key of 2,048 bits or more, or an elliptic curve key on "
        "P-256, P-384 or P-521.",
    ),
    "certificate.unreadable/cipher": Text(
        "{path} is encrypted with a method that this program does not support.",
        "Save the certificate and its key again, for example with AES, or without a passphrase.",
    ),
    "certificate.unreadable/not_for_tls": Text(
        "The key or the signature of the certificate {subject} is too weak for TLS.",
        _ANOTHER,
    ),
    "certificate.locked": Text(
        "The private key in {path} is protected by a passphrase.",
        "Enter the passphrase. It is used once and not stored.",
    ),
    "certificate.locked/wrong": Text(
        "The passphrase does not open the private key in {path}.",
        "Enter the correct passphrase; it is case-sensitive.",
    ),
    "certificate.key_mismatch": Text(
        "The private key in {path} does not belong to the certificate.",
        "Choose the certificate and the key that were made together.",
    ),
    "certificate.expired": Text(
        "The certificate {subject} expired on {ended} UTC.",
        "Use a valid certificate, or let this program create one.",
    ),
    "certificate.not_yet_valid": Text(
        "The certificate {subject} is valid only from {begins} UTC.",
        "Check this computer's clock, or use a certificate that is valid now.",
    ),
    "certificate.ca_signed": Text(
        "The certificate {subject} is signed by {issuer}; the agents support self-signed "
        "certificates only.",
        "Use the security module's identity, or a self-signed certificate.",
    ),
    "certificate.wrong_thumbprint": Text(
        "The certificate {subject} (thumbprint {thumbprint}) is not registered for {device}. "
        "Registered thumbprints: {registered}.",
        "Choose this device's certificate, or let this program create and register one.",
    ),
    "dps.host_is_built_in": Text(
        "The provisioning endpoint {host} is used by this check only. Both agents always use "
        "the global endpoint.",
        "Remove dps_host unless you test with a service of your own.",
    ),
}
