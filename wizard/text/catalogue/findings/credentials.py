"""Sentences about key and certificate files: ``{path}`` is always given, their content never."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_WRITE_KEY: Final = "Run the setup for this folder; it writes the key as the agent needs it."
_USABLE_KEYS: Final = (
    "Use an RSA key of 2,048 bits or more, or an elliptic curve key on P-256, P-384 or P-521."
)
_TO_PFX: Final = (
    "Create a PKCS#12 file (.pfx) without a password that contains the certificate and its key."
)

_FILE: Final[Mapping[str, Text]] = {
    "secret.missing": Text(
        "There is no file {path}.",
        "Correct the path in {file}, or put the file there.",
    ),
    "secret.permission": Text(
        "{path} exists, but this account cannot read it.",
        "Give the agent's account and your account permission to read it.",
    ),
    "secret.not_a_file": Text(
        "{path} is a folder or a device, not a file.",
        "Write the path of the file itself in {file}.",
    ),
    "secret.slash": Text(
        "The path {path} ends with a slash, so the agent looks for a folder instead of a file.",
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
        "The key file {path} starts with a byte order mark. The C agent treats it as a part of "
        "the key, so the hub refuses every sign-in.",
        "Save it as UTF-8 without a byte order mark.",
    ),
    "key.crlf": Text(
        "The key file {path} has Windows line ends. The C agent treats the carriage return as a "
        "part of the key, so the hub refuses every sign-in.",
        "Save it with Linux line ends.",
    ),
    "key.blanks": Text(
        "There are spaces around the key in {path}. The C agent treats them as a part of the key.",
        "Remove them.",
    ),
    "key.padding": Text(
        "The key in {path} lacks the = at its end, so it is not complete base64.",
        "Copy the whole key from the hub again.",
    ),
    "key.not_base64": Text(
        "{path} does not contain a key: the content is not base64.",
        "Copy the key from the hub again.",
    ),
    "key.too_long": Text(
        "The key in {path} is longer than the {limit} characters of the agent's buffer. The "
        "agent reads beyond the end of the buffer.",
        "Copy the key from the hub again, and nothing else.",
    ),
    "key.size": Text(
        "{path} does not contain a key of a hub: such keys have 16 to 64 bytes.",
        "Copy the whole key from the hub again.",
    ),
    "key.broken": Text(
        "The key in {path} is split over several lines. The agent reads only the first line.",
        "Put the whole key on one line.",
    ),
    "key.passed_over": Text(
        "{path} contains more than the key. The agent ignores what follows the semicolon.",
        "Keep only the key in the file.",
    ),
    "key.lines": Text(
        "The key file {path} has more than one line.",
        "Keep the line with the key, and remove the others.",
    ),
    "key.quoted": Text("The key in {path} is in quotes.", "Remove the quotes."),
    "key.connection_string": Text(
        "{path} contains a whole connection string, but the agent needs only the key.",
        "Keep the device's or module's own key (after SharedAccessKey=), and remove the rest.",
    ),
    "key.policy_string": Text(
        "{path} contains the connection string of a shared access policy of the hub. It gives "
        "access to the hub and must not be stored on a device, and the agent cannot use it.",
        "Remove it from this device, regenerate the policy's key in the hub, and write the "
        "module's (or the device's) own key there.",
    ),
    "key.provisioning_string": Text(
        "{path} contains the connection string of the provisioning service itself. Its key must "
        "not be stored on a device, and the agent cannot use it.",
        "Remove it from this device, regenerate that key in the service, and write the key of "
        "the device's enrollment there.",
    ),
    "key.other_string": Text(
        "{path} contains a connection string of a service other than an IoT hub.",
        "Remove it from this device, and write the module's (or the device's) own key there.",
    ),
    "key.token": Text(
        "{path} contains a SAS token. The agent creates its tokens itself and needs the key.",
        "Write the module's (or the device's) own key there.",
    ),
    "key.json": Text(
        "{path} contains JSON, as the Azure CLI prints it, but the agent needs only the key.",
        "Keep only the primaryKey of the module (or of the device), without quotes.",
    ),
    "key.named": Text(
        "In {path}, SharedAccessKey= stands before the key.",
        "Remove it; the file must contain only the key.",
    ),
    "key.utf16": Text(
        "{path} is saved as UTF-16, as Windows PowerShell does; the agent reads it byte by byte.",
        "Save it as plain ASCII (Out-File -Encoding ascii).",
    ),
    "key.url_safe": Text(
        "The key in {path} is in URL-safe base64, with - and _.",
        "Write + for - and / for _, or copy the key from the hub again.",
    ),
}

_CERTIFICATE: Final[Mapping[str, Text]] = {
    "certificate.empty": Text("The certificate file {path} is empty.", _TO_PFX),
    "certificate.no_extension": Text(
        "{path} has no file extension, by which the agent recognizes the format. The agent "
        "stops without logging a reason.",
        "Rename the file to .pem or .pfx, according to its content.",
    ),
    "certificate.extension": Text(
        "The C agent reads certificates from .pem and .pfx files only, not from {path}.",
        "Rename the file to .pem or .pfx, according to its content.",
    ),
    "certificate.not_pem": Text(
        "{path} does not contain a PEM certificate that the agent can read.",
        "Save the certificate as PEM text in UTF-8, followed by its private key.",
    ),
    "certificate.pem_no_key": Text(
        "The file {path} has no private key after the certificate.",
        "Append the private key that belongs to the certificate.",
    ),
    "certificate.pem_order": Text(
        "In {path}, the private key comes before the certificate, but the agent expects it "
        "after the certificate.",
        "Put the certificate first.",
    ),
    "certificate.pem_key_encrypted": Text(
        "The private key in {path} is encrypted, and the agent cannot enter a passphrase.",
        "Save the key without a passphrase, in a file that only the agent can read.",
    ),
    "certificate.not_pfx": Text("{path} is not a PKCS#12 file.", _TO_PFX),
    "certificate.pfx_password": Text(
        "{path} is protected with a password, which the agent cannot enter.", _TO_PFX
    ),
    "certificate.pfx_iterations": Text(
        "Opening {path} needs more than 10,000,000 key derivation rounds, which would keep the "
        "agent busy for minutes or hours.",
        _TO_PFX,
    ),
    "certificate.pfx_no_mac": Text(
        "{path} has no integrity check (MAC); .NET refuses such a file.",
        "Create the PKCS#12 file again with a MAC.",
    ),
    "certificate.pfx_old_cipher": Text(
        "{path} is encrypted with RC2 or RC4, which OpenSSL 3 no longer reads.",
        "Create the PKCS#12 file again with current algorithms.",
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
        "The key in {path} is of a type that agents and hubs cannot both use in TLS.",
        _USABLE_KEYS,
    ),
    "certificate.not_for_hubs": Text(
        "The key in {path} is of a type (Ed25519, Ed448 or RSA-PSS) that Azure IoT hubs do not "
        "accept in TLS.",
        _USABLE_KEYS,
    ),
    "certificate.no_key": Text(
        "{path} is a certificate without a private key. The C# agent loads it, and then the hub "
        "answers 401.",
        _TO_PFX,
    ),
    "certificate.mismatch": Text(
        "The private key in {path} does not belong to the certificate.",
        "Use a certificate and a key that belong together.",
    ),
}

SECRETS: Final[Mapping[str, Text]] = {**_FILE, **_KEY, **_CERTIFICATE}
