"""Sentences about certificates, also in a store of Windows, and the provisioning service's
registration.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_ANOTHER: Final = "Choose another file, or let this program create a certificate."

_FILE_INSTEAD: Final = "Use a certificate file, with authentication.certificate."
_COPY: Final = (
    "Copy the thumbprint in Windows: Manage computer certificates (certlm.msc) > Personal > "
    "Certificates > Details."
)

_STORE: Final[Mapping[str, Text]] = {
    "answers.invalid/instead_of_store": Text(
        "{key} and authentication.store exclude each other: a certificate comes from a file, is "
        "created, or is in a store.",
        "Remove one of them.",
    ),
    "answers.invalid/store_dps": Text(
        "A certificate in a store is supported with the identity Device only, not with DPS.",
        _FILE_INSTEAD,
    ),
    "answers.invalid/store_current_user": Text(
        "The agent's service runs as LocalSystem and does not see the certificates of your "
        "account (CurrentUser).",
        'Import the certificate for the local computer, and set {key} = "LocalMachine".',
    ),
    "answers.invalid/store_thumbprint": Text(
        '"{value}" in {key} is not a thumbprint: it has other characters than hexadecimal digits.',
        _COPY,
    ),
    "answers.invalid/store_sha256": Text(
        "{key} has the 64 digits of a SHA-256 thumbprint. The agent looks a certificate up by its "
        "SHA-1 thumbprint, which has 40.",
        _COPY,
    ),
    "answers.invalid/store_digits": Text(
        "{key} has {count} hexadecimal digits; a SHA-1 thumbprint has 40.", _COPY
    ),
    "answers.invalid/store_agent": Text(
        "The {agent} reads certificates from files only, not from a certificate store.",
        _FILE_INSTEAD,
    ),
    "answers.invalid/store_system": Text(
        "{key} is for agents on Windows, and this agent runs on Linux, where .NET has no "
        "certificate store of the computer.",
        "Use a certificate file, with authentication.certificate. If the agent runs on a Windows "
        'computer, set agent.os = "windows" with a bundle or a stage.',
    ),
    "answers.invalid/store_certificate_file": Text(
        "{key} names the agent's certificate file, and with authentication.store there is none.",
        "Remove {key}.",
    ),
    "certificate.wrong_thumbprint/store": Text(
        "The certificate with the thumbprint {thumbprint} in {store} is not registered for "
        "{device}. Registered thumbprints: {registered}.",
        "Choose this device's certificate, or register this thumbprint for the device in the hub.",
    ),
    "certificate.not_in_store": Text(
        "There is no certificate with the thumbprint {thumbprint} in the store {store}.",
        "Check the thumbprint, or import the certificate with its private key for the local "
        "computer.",
    ),
    "certificate.not_in_store/no_key": Text(
        "The certificate {subject} in the store {store} has no private key.",
        "Import it again with its private key, for example from a .pfx file.",
    ),
    "certificate.not_in_store/of_user": Text(
        "Only your account sees the certificate {subject}: the agent's service runs as "
        "LocalSystem.",
        "Import the certificate for the local computer, and choose it there.",
    ),
    "certificate.not_in_store/unreadable": Text(
        "The certificate store {store} could not be read: {words}.",
        "Run the program as an account that may read it, or use a certificate file.",
    ),
    "certificate.store_not_compared": Text(
        "Whether the certificate with the thumbprint {thumbprint} is registered for {device} "
        "could not be determined: the hub has SHA-256 thumbprints, and the certificate is not on "
        "this computer.",
        "Compare the certificate's SHA-256 thumbprint with the device's thumbprints in the hub.",
    ),
    "check.store_not_proven": Text(
        "The agent's login was not tried: the private key of its certificate stays in the store "
        "{store}, and this program cannot use it.",
        "Restart the agent and read its log to see whether it connects.",
    ),
    "check.store_not_proven/key": Text(
        "The agent's login was not tried: this account cannot open the private key of the "
        "certificate in the store {store}. LocalSystem, as which the agent runs, usually can.",
        "Restart the agent and read its log to see whether it connects.",
    ),
    "check.store_not_proven/elsewhere": Text(
        "The agent's login was not tried: its certificate is in the store {store} of its own "
        "computer, and it was not looked up there.",
        "On that computer, check that certificate {thumbprint} is there with its private key. "
        "Then restart the agent and read its log.",
    ),
}

TEXTS: Final[Mapping[str, Text]] = {
    **_STORE,
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
