"""Sentences about the keyring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_FOR_THIS_RUN: Final = "choose Use for this run only"

TEXTS: Final[Mapping[str, Text]] = {
    "keyring.unavailable": Text(
        "There is no keyring on this computer, so secrets cannot be saved.",
        "Log in to a desktop session with a keyring (on Debian: gnome-keyring), or "
        f"{_FOR_THIS_RUN}.",
    ),
    "keyring.unavailable/of_the_user": Text(
        "The keyring belongs to the user {user}, but this program runs as root (sudo) and "
        "cannot use it.",
        "Choose Use for this run only, or run the program as {user}, without sudo. It asks for "
        "administrator rights when it needs them.",
    ),
    "keyring.unavailable/root": Text(
        "This program runs as root, which has no keyring. Keyrings belong to users who are "
        "logged in.",
        "Choose Use for this run only, or run the program as a user with a keyring.",
    ),
    "keyring.unavailable/not_recommended": Text(
        "The only keyring on this computer is {name}. It is not recommended, because it may "
        "store secrets in a readable file.",
        f"Use a keyring of the system (on Debian: gnome-keyring), or {_FOR_THIS_RUN}.",
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
        "The keyring is locked. Unlocking it was declined or is not possible here.",
        f"Unlock the keyring and try again, or {_FOR_THIS_RUN}.",
    ),
    "keyring.locked/no_answer": Text(
        "The keyring did not answer within {seconds} s. It may be waiting for its password in a "
        "window that cannot be seen.",
        f"Unlock the keyring and try again, or {_FOR_THIS_RUN}.",
    ),
    "keyring.write_lost": Text(
        "The keyring accepted the secret but did not return it when it was read back.",
        "Check which keyring is in use (PYTHON_KEYRING_BACKEND and keyringrc.cfg can turn it "
        f"off), or {_FOR_THIS_RUN}.",
    ),
    "keyring.write_lost/stays": Text(
        "The keyring did not remove the secret.",
        "Remove the entry with the keyring's own program.",
    ),
    "keyring.write_lost/hub_gone": Text(
        "The keyring no longer has an entry for {hub} with the policy {policy}, so it was "
        "removed from the list of saved hubs.",
        "Paste the connection string again.",
    ),
    "keyring.too_long": Text(
        "The secret has {length} characters, but a keyring entry can have at most {limit}.",
        f"Check that nothing else was pasted with it, or {_FOR_THIS_RUN}.",
    ),
}
