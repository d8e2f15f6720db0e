"""Sentences about the keyring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_FOR_THIS_RUN: Final = "keep the secrets for this run only (in an answers file: keyring = false)"

TEXTS: Final[Mapping[str, Text]] = {
    "keyring.unavailable": Text(
        "This computer offers no keyring to this program, so no secret can be kept.",
        "Log in to a desktop session with a keyring (on Debian: gnome-keyring), or "
        f"{_FOR_THIS_RUN}.",
    ),
    "keyring.unavailable/of_the_user": Text(
        "The keyring belongs to the user {user}, and this program runs as root (sudo), which "
        "cannot use it.",
        "Set keyring = false in the answers file for this run (in the window: keep for this run "
        "only), or run the program as {user}, who has to be allowed to write into the agent's "
        "folder.",
    ),
    "keyring.unavailable/root": Text(
        "This program runs as root, which has no keyring here: keyrings belong to users who are "
        "logged in.",
        "Set keyring = false in the answers file for this run (in the window: keep for this run "
        "only), or run the program as a user with a keyring.",
    ),
    "keyring.unavailable/not_recommended": Text(
        "The only keyring here is {name}, which is not recommended for secrets: it may keep them "
        "in a file that can be read.",
        "Use a keyring of the system (on Debian: gnome-keyring), or "
        f"{_FOR_THIS_RUN}. To use it all the same, name it in the answers file: in [secrets], "
        'allow_keyring = "{name}".',
    ),
    "keyring.unavailable/failed": Text(
        "The keyring failed ({reason}).",
        f"Check that other programs can use the keyring, or {_FOR_THIS_RUN}.",
    ),
    "keyring.unavailable/list": Text(
        "The list of saved hubs, {path}, could not be written: {reason}.",
        f"Make the file writable, or {_FOR_THIS_RUN}.",
    ),
    "keyring.locked": Text(
        "The keyring is locked, and unlocking it was declined or is not possible here.",
        f"Unlock the keyring and try again, or {_FOR_THIS_RUN}.",
    ),
    "keyring.locked/no_answer": Text(
        "The keyring did not answer within {seconds} s. It may be waiting for its password in a "
        "window that cannot be seen.",
        f"Unlock the keyring and try again, or {_FOR_THIS_RUN}.",
    ),
    "keyring.write_lost": Text(
        "The keyring took the secret, but did not give it back when it was read: it drops what it "
        "is given.",
        "Check which keyring is in use (PYTHON_KEYRING_BACKEND and keyringrc.cfg can switch it "
        f"off), or {_FOR_THIS_RUN}.",
    ),
    "keyring.write_lost/stays": Text(
        "The keyring did not remove the secret.",
        "Remove the entry in the keyring's own program.",
    ),
    "keyring.write_lost/hub_gone": Text(
        "The keyring has no entry any more for {hub} with the policy {policy}, so it was taken off "
        "the list of saved hubs.",
        "Paste the connection string again.",
    ),
    "keyring.too_long": Text(
        "The secret has {length} characters; at most {limit} can be kept (Windows' limit, which "
        "holds everywhere).",
        f"Check that nothing else was pasted along with it, or {_FOR_THIS_RUN}.",
    ),
}
