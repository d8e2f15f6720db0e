"""Sentences about certificates and the provisioning service's registration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_ANOTHER: Final = "Choose another file, or let this program make a certificate."

TEXTS: Final[Mapping[str, Text]] = {
    "certificate.unreadable": Text(
        "{path} is no certificate that can be read: it is neither PEM, DER nor PKCS#12.", _ANOTHER
    ),
    "certificate.unreadable/missing": Text("There is no file {path}.", "Check the path."),
    "certificate.unreadable/permission": Text(
        "{path} cannot be read: this account has no permission to.",
        "Run the program as an account that may read it, or copy the file.",
    ),
    "certificate.unreadable/not_a_file": Text(
        "{path} is a pipe or a device, not a file.", "Choose the certificate's file."
    ),
    "certificate.unreadable/size": Text(
        "{path} has more than {limit} bytes and is no certificate.",
        "Choose the certificate's file.",
    ),
    "certificate.unreadable/iterations": Text(
        "{path} asks for {count} rounds to make a key of its passphrase. More than {limit} would "
        "keep any program busy for minutes, so it is not opened.",
        "Save the certificate and its key anew; 2,048 to 1,000,000 rounds are usual.",
    ),
    "certificate.unreadable/no_certificate": Text(
        "{path} has a private key but no certificate.",
        "Name the certificate's file; its key may lie in a file of its own.",
    ),
    "certificate.unreadable/no_key": Text(
        "{path} has a certificate but no private key, without which nothing can be proven.",
        "Name the file that has its private key as well.",
    ),
    "certificate.unreadable/no_key_apart": Text(
        "{path} has no private key in it.", "Name the file that has the key."
    ),
    "certificate.unreadable/key_kind": Text(
        "The private key in {path} is of a kind that the agents cannot use for TLS.",
        "Use a certificate with an RSA key of 2048 bits or more, or one on the curve P-256, P-384 "
        "or P-521.",
    ),
    "certificate.unreadable/cipher": Text(
        "{path} is encrypted in a way that this program does not know.",
        "Save the certificate and its key anew, with AES for example, or without a passphrase.",
    ),
    "certificate.unreadable/not_for_tls": Text(
        "The certificate {subject} cannot be used for TLS: its key or its signature is too weak.",
        _ANOTHER,
    ),
    "certificate.locked": Text(
        "The private key in {path} is protected by a passphrase.",
        'Give the passphrase (in an answers file: passphrase = {{ env = "PASS" }}); it is used now '
        "and kept nowhere.",
    ),
    "certificate.locked/wrong": Text(
        "The passphrase does not open the private key in {path}.",
        "Give the right passphrase; capitals and blanks matter.",
    ),
    "certificate.key_mismatch": Text(
        "The private key in {path} does not belong to the certificate.",
        "Choose the certificate and the key that were made together.",
    ),
    "certificate.expired": Text(
        "The certificate {subject} was valid until {ended} UTC and is not any more.",
        "Use a certificate that is valid, or let this program make one.",
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
        "The certificate {subject} (thumbprint {thumbprint}) is not the one that the hub knows for "
        "{device}; registered there: {registered}.",
        "Choose the certificate of this device, or let this program make and register one.",
    ),
    "dps.host_is_built_in": Text(
        "The provisioning host {host} is used by this program's check only: both agents have the "
        "global one built in and will ask that.",
        "Leave dps_host out, unless you test against a service of your own.",
    ),
}
