"""Sentences about where the answers file says that secrets are, and about what was found there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_SOURCE: Final = (
    'Write {{ env = "NAME" }}, {{ keyring = "HOST" }}, {{ file = "PATH" }} or {{ stdin = true }}.'
)

TEXTS: Final[Mapping[str, Text]] = {
    "answers.invalid/secret_inline": Text(
        "{key} contains a secret. Secrets must not be in the answers file.", _SOURCE
    ),
    "answers.invalid/secret_source": Text(
        "{key} does not say where the secret is stored.", _SOURCE
    ),
    "answers.invalid/env": Text(
        "{key} names the environment variable {where}, which is not set, or empty.",
        "Set {where} for this run, or name another source.",
    ),
    "answers.invalid/keyring": Text(
        "{key} names {where}, but the keyring has no connection string for it.",
        "Connect once with keep_hub = true, or name another source.",
    ),
    "answers.invalid/keyring_entry": Text(
        "{key} names the keyring entry {where}, which is not there.",
        "Write the entry's service name, or name another source.",
    ),
    "answers.invalid/keyring_many": Text(
        "{key} names {where}, for which the keyring has several policies: {policies}.",
        "Add one of them: {where}/POLICY.",
    ),
    "answers.invalid/secret_file": Text(
        "{key} names the file {where}, which cannot be read: {detail}.",
        "Check the path and your rights to it.",
    ),
    "answers.invalid/secret_file_not_text": Text(
        "{key} names the file {where}, which is not UTF-8 or UTF-16 text.",
        "Name a file that has the secret and nothing else, saved as UTF-8 (in Windows PowerShell: "
        "Out-File -Encoding ascii).",
    ),
    "answers.invalid/secret_file_empty": Text(
        "{key} names the file {where}, which is empty.", "Put the secret in it and try again."
    ),
    "answers.invalid/secret_file_kind": Text(
        "{key} names {where}, which is a pipe or a device, not a file.",
        "Name a file that has the secret and nothing else; for a pipe write {{ stdin = true }}.",
    ),
    "answers.invalid/secret_file_size": Text(
        "{key} names the file {where}, which is larger than {limit} bytes and therefore not "
        "a secret.",
        "Name a file that has the secret and nothing else.",
    ),
    "answers.invalid/stdin_size": Text(
        "{key} is read from standard input, which has more than {limit} bytes and is "
        "therefore not a secret.",
        "Pipe the secret alone into the command.",
    ),
    "answers.invalid/stdin": Text(
        "{key} is read from standard input, which is empty.",
        "Pipe the connection string into the command.",
    ),
    "answers.invalid/stdin_twice": Text(
        "More than one secret is read from standard input.",
        "Read the others from the environment, a file or the keyring.",
    ),
    "answers.invalid/key_json": Text(
        "{key} must be a key, but it is JSON with no key or with several keys.",
        "Use only the primaryKey.",
    ),
    "answers.invalid/whole_string_device": Text(
        "{key} must be a key, but it is the whole connection string of a device.",
        "Use only the part after SharedAccessKey=, if the device's enrollment has the same key.",
    ),
    "answers.invalid/whole_string_module": Text(
        "{key} must be a key, but it is the whole connection string of a module.",
        "Use the symmetric key of the device's enrollment.",
    ),
    "answers.invalid/whole_string_provisioning": Text(
        "{key} must be a device's key, but it is the connection string of the provisioning "
        "service itself. Its key must not be stored on a device.",
        "Use the key of the device's enrollment. For an enrollment group, use the key "
        "derived for this device.",
    ),
    "answers.invalid/whole_string_hub": Text(
        "{key} must be a device's key, but it is the connection string of a shared access "
        "policy of the hub. A policy's key must not be stored on a device.",
        "Use the key of the device's enrollment. For an enrollment group, use the key "
        "derived for this device.",
    ),
    "answers.invalid/whole_string_other": Text(
        "{key} must be a device's key, but it is the connection string of another service.",
        "Use the key of the device's enrollment. For an enrollment group, use the key "
        "derived for this device.",
    ),
    "answers.invalid/key_not_base64": Text(
        "The key that {key} names is not base64; a character may be missing.",
        "Copy the key again; it usually ends with =.",
    ),
    "answers.invalid/no_keyring": Text(
        "{key} is true while secrets.keyring is false.",
        "Set secrets.keyring = true, or leave {key} out.",
    ),
}
