"""Sentences about the file that names a certificate in a store of Windows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

STORE: Final[Mapping[str, Text]] = {
    "store.schema": Text(
        "{path} does not identify a certificate as the agent needs it: storeLocation "
        "(CurrentUser, LocalMachine), storeName (My, not Personal) and certificateThumbprint.",
        "Write all three.",
    ),
    "store.null": Text(
        "{path} is empty, and the agent crashes.",
        "Write storeLocation, storeName and certificateThumbprint into it, as JSON.",
    ),
    "store.undefined": Text(
        "{path} refers to the store by a number that does not exist, and the agent crashes.",
        "Write storeLocation and storeName as words: CurrentUser or LocalMachine, and My.",
    ),
    "store.machine": Text(
        "{path} refers to a machine store, which .NET does not open on Linux. The agent crashes.",
        "Use a PKCS#12 file, with LocalFile as its location.",
    ),
    "store.thumbprint": Text(
        "The thumbprint in {path} contains characters other than hexadecimal digits, so no "
        "certificate is found.",
        "Write it without colons and spaces.",
    ),
    "store.not_there": Text(
        "The certificate in {path} is not in the store of the agent's account. On Linux, that "
        "store is empty unless a .NET program filled it.",
        "Use a PKCS#12 file, with LocalFile as its location.",
    ),
    "store.absent": Text(
        "The certificate that {path} names, with the thumbprint {thumbprint}, is not in the store "
        "{store} of this computer.",
        "Check the thumbprint, or import the certificate with its private key for the local "
        "computer.",
    ),
    "store.no_key": Text(
        "The certificate that {path} names is in the store {store} without its private key. The "
        "agent loads it, and then the hub answers 401.",
        "Import it again with its private key, for example from a .pfx file.",
    ),
    "store.not_seen": Text(
        "It could not be determined whether the certificate in {path} is in the store.",
        "Check the certificate store of the agent's account.",
    ),
    "store.of_the_account": Text(
        "{path} refers to the CurrentUser store of the agent's own account, which is LocalSystem, "
        "not to that of a person.",
        "Import the certificate for the local computer, and write LocalMachine.",
    ),
}
