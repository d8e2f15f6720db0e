"""Sentences about key and certificate files: ``{path}`` is always given, their content never."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_WRITE_KEY: Final = "Run the set-up for this folder: it writes the key as the agent needs it."
_USABLE_KEYS: Final = (
    "Use an RSA key of 2,048 bits or more, or an elliptic curve key on P-256, P-384 or P-521."
)
_TO_PFX: Final = "Make a PKCS#12 file named .pfx without a password, with certificate and key."

_FILE: Final[Mapping[str, Text]] = {
    "secret.missing": Text(
        "There is no file {path}.",
        "Correct the path in {file}, or put the file there.",
    ),
    "secret.permission": Text(
        "{path} is there, but it may not be read.",
        "Give the agent's account and your own the permission to read it.",
    ),
    "secret.not_a_file": Text(
        "{path} is a folder or a device, not a file.",
        "Write the path of the file itself in {file}.",
    ),
    "secret.slash": Text(
        "The path {path} ends in a slash, so the agent looks for a folder where a file is.",
        "Remove the slash at the end of the path in {file}.",
    ),
    "secret.path_too_long": Text(
        "The path of the key or certificate in {file} is longer than the system allows.",
        "Put the file into a folder with a shorter path.",
    ),
    "secret.unreadable": Text(
        "{path} could not be read.",
        "Check the path, and whether another program has the file open.",
    ),
}

_KEY: Final[Mapping[str, Text]] = {
    "key.empty": Text("The key file {path} is empty.", _WRITE_KEY),
    "key.bom": Text(
        "The key file {path} begins with a byte order mark. The C agent takes it for a part of "
        "the key, so the hub refuses every sign-in.",
        "Save it as UTF-8 without a mark.",
    ),
    "key.crlf": Text(
        "The key file {path} has Windows line ends. The C agent takes the carriage return for a "
        "part of the key, so the hub refuses every sign-in.",
        "Save it with Linux line ends.",
    ),
    "key.blanks": Text(
        "There are blanks around the key in {path}. The C agent takes them for a part of the key.",
        "Remove them.",
    ),
    "key.padding": Text(
        "The key in {path} lacks the = at its end, so it is no complete base64.",
        "Copy the whole key from the hub again.",
    ),
    "key.not_base64": Text(
        "What is in {path} is not a key: it is not base64.",
        "Copy the key from the hub again.",
    ),
    "key.too_long": Text(
        "The key in {path} is longer than the {limit} characters that the agent's buffer holds; "
        "it reads on behind the buffer's end.",
        "Copy the key from the hub again, and nothing else.",
    ),
    "key.size": Text(
        "What is in {path} is no hub's key: those have 16 to 64 bytes.",
        "Copy the whole key from the hub again.",
    ),
    "key.broken": Text(
        "The key in {path} is broken over several lines. The agent reads the first line only.",
        "Put the whole key on one line.",
    ),
    "key.passed_over": Text(
        "There is more than the key in {path}; the agent passes over what follows the semicolon.",
        "Leave the key alone in the file.",
    ),
    "key.lines": Text(
        "The key file {path} has more than one line.",
        "Leave the line with the key, and remove the others.",
    ),
    "key.quoted": Text("The key in {path} stands in quotes.", "Remove the quotes."),
    "key.connection_string": Text(
        "{path} holds a whole connection string where the agent needs the key alone.",
        "Leave the device's or module's own key, which stands behind SharedAccessKey=, and remove "
        "the rest.",
    ),
    "key.policy_string": Text(
        "{path} holds the connection string of a policy of the hub, whose key opens the hub and "
        "must not lie on a device. The agent cannot use it.",
        "Remove it from this device, regenerate the policy's key in the hub, and put the module's "
        "(or the device's) own key there.",
    ),
    "key.provisioning_string": Text(
        "{path} holds the connection string of the provisioning service itself, whose key must not "
        "lie on a device. The agent cannot use it.",
        "Remove it from this device, regenerate that key in the service, and put the key of the "
        "device's enrolment there.",
    ),
    "key.other_string": Text(
        "{path} holds a connection string of another service than an IoT hub.",
        "Remove it from this device, and put the module's (or the device's) own key there.",
    ),
    "key.token": Text(
        "{path} holds a ready-made SAS token. The agent makes its tokens itself and needs the key.",
        "Put the module's (or the device's) own key there.",
    ),
    "key.json": Text(
        "{path} holds JSON, as the Azure CLI prints it, where the agent needs the key alone.",
        "Leave the primaryKey of the module (or of the device) alone, without quotes.",
    ),
    "key.named": Text(
        "In {path} the name SharedAccessKey= stands in front of the key.",
        "Remove the name; the key alone belongs there.",
    ),
    "key.utf16": Text(
        "{path} is saved as UTF-16, as Windows PowerShell does; the agent reads it byte by byte.",
        "Save it as plain ASCII (Out-File -Encoding ascii).",
    ),
    "key.url_safe": Text(
        "The key in {path} is in the URL-safe form of base64, with - and _.",
        "Write + for - and / for _, or copy the key from the hub again.",
    ),
}

_CERTIFICATE: Final[Mapping[str, Text]] = {
    "certificate.empty": Text("The certificate file {path} is empty.", _TO_PFX),
    "certificate.no_extension": Text(
        "{path} has no extension, and by that the agent tells what it is. It stops without a "
        "word in its log.",
        "Name the file .pem or .pfx, as its content is.",
    ),
    "certificate.extension": Text(
        "The C agent reads certificates from .pem and .pfx files only, not from {path}.",
        "Name the file .pem or .pfx, as its content is.",
    ),
    "certificate.not_pem": Text(
        "{path} holds no certificate in PEM form that the agent can read.",
        "Save the certificate as PEM text in UTF-8, its private key behind it.",
    ),
    "certificate.pem_no_key": Text(
        "There is no private key behind the certificate in {path}.",
        "Append the private key that belongs to the certificate.",
    ),
    "certificate.pem_order": Text(
        "The private key stands before the certificate in {path}; the agent looks for it behind.",
        "Put the certificate first.",
    ),
    "certificate.pem_key_encrypted": Text(
        "The private key in {path} is encrypted, and the agent has nobody to ask.",
        "Save the key without a passphrase, in a file that only the agent can read.",
    ),
    "certificate.not_pfx": Text("{path} is not a PKCS#12 file.", _TO_PFX),
    "certificate.pfx_password": Text(
        "{path} is protected with a password, and the agent has none.", _TO_PFX
    ),
    "certificate.pfx_iterations": Text(
        "Opening {path} takes more than 10,000,000 rounds of work; the agent would be busy with it "
        "for minutes or hours.",
        _TO_PFX,
    ),
    "certificate.pfx_no_mac": Text(
        "{path} has no integrity check (MAC); .NET refuses such a file.",
        "Make the PKCS#12 file again with a MAC.",
    ),
    "certificate.pfx_old_cipher": Text(
        "{path} is encrypted with RC2 or RC4, which OpenSSL 3 no longer reads.",
        "Make the PKCS#12 file again with today's defaults.",
    ),
    "certificate.pfx_no_key": Text(
        "There is no private key in {path}, so the agent cannot authenticate with it.", _TO_PFX
    ),
    "certificate.pfx_no_certificate": Text("There is no certificate in {path}.", _TO_PFX),
    "certificate.pkcs7": Text(
        "{path} is a bundle of certificates (PKCS#7) without a private key; the agent refuses it.",
        _TO_PFX,
    ),
    "certificate.key_kind": Text(
        "The key in {path} is of a kind that .NET does not know in such files.",
        "Use an RSA or an elliptic curve key.",
    ),
    "certificate.not_for_tls": Text(
        "The key in {path} is of a kind that agents and hubs do not have in common in TLS.",
        _USABLE_KEYS,
    ),
    "certificate.not_for_hubs": Text(
        "The agent would use the key in {path} (Ed25519, Ed448 or RSA-PSS), but Azure's hubs do "
        "not take this kind in TLS.",
        _USABLE_KEYS,
    ),
    "certificate.no_key": Text(
        "{path} is a certificate without its private key to the C# agent. It loads, and then the "
        "hub answers 401.",
        _TO_PFX,
    ),
    "certificate.mismatch": Text(
        "The private key in {path} does not belong to the certificate.",
        "Put the two together that belong together.",
    ),
}

_STORE: Final[Mapping[str, Text]] = {
    "store.schema": Text(
        "{path} does not name a certificate as the agent needs it: storeLocation (CurrentUser, "
        "LocalMachine), storeName (My, not Personal) and certificateThumbprint.",
        "Write all three.",
    ),
    "store.null": Text(
        "{path} is empty, and the agent's process ends.",
        "Write storeLocation, storeName and certificateThumbprint into it, as JSON.",
    ),
    "store.undefined": Text(
        "{path} names the store by a number that no store has, and the agent's process ends.",
        "Write storeLocation and storeName as words: CurrentUser or LocalMachine, and My.",
    ),
    "store.machine": Text(
        "{path} names a store of the machine, which .NET does not open on Linux: the agent's "
        "process ends.",
        "Use a PKCS#12 file, with LocalFile as its location.",
    ),
    "store.thumbprint": Text(
        "The thumbprint in {path} is not hexadecimal digits alone, so no certificate is found.",
        "Write it without colons and blanks.",
    ),
    "store.not_there": Text(
        "The certificate that {path} names is not in the store of the agent's account; on Linux "
        "that store is empty unless a .NET program filled it.",
        "Use a PKCS#12 file, with LocalFile as its location.",
    ),
    "store.not_seen": Text(
        "Whether the certificate that {path} names is in the store could not be seen from here.",
        "Look into the store of the agent's account.",
    ),
}

SECRETS: Final[Mapping[str, Text]] = {**_FILE, **_KEY, **_CERTIFICATE, **_STORE}
