"""Which keyring of this computer is used, what it is called, and what its errors mean.

Everything here blocks (imports, D-Bus), so it is called in a thread.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from wizard.domain.errors import Code, KeyringError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_NAMES: Final = {
    "keyring.backends.SecretService": "Secret Service",
    "keyring.backends.libsecret": "Secret Service",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.Windows": "Windows Credential Manager",
    "keyring.backends.macOS": "macOS Keychain",
}
_USER: Final = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.@-]{0,63}")
_LOCKED: Final = ("KeyringLocked", "InitError", "PromptDismissedException", "LockedException")
_ABSENT: Final = ("NoKeyringError", "SecretServiceNotAvailableException")


def find_backend() -> KeyringBackend:
    """The keyring that the system offers, or the one that the user has chosen for keyring.

    One that only writes files is not taken by itself: that would keep secrets in the open without
    a word. Raises KeyringError ``keyring.unavailable``.
    """
    import keyring.core

    try:
        keyring.core.init_backend(limit=keyring.core.recommended)
        return usable(keyring.core.get_keyring())
    except KeyringError:
        raise
    except Exception as error:
        failure = meaning(error)
    raise failure


def usable(backend: KeyringBackend) -> KeyringBackend:
    """The backend that does the work, set up. Raises KeyringError ``keyring.unavailable``."""
    from keyring.backends.chainer import ChainerBackend

    if isinstance(backend, ChainerBackend):
        chained = list(backend.backends)
        if not chained:
            raise unavailable()
        backend = chained[0]
    module = type(backend).__module__
    if module == "keyring.backends.fail":
        raise unavailable()
    if hasattr(backend, "persist"):
        backend.persist = "local machine"  # Windows' default would roam to other computers
    return backend


def unavailable() -> KeyringError:
    """That there is no keyring: for a root that was a person before, because it is theirs."""
    user = os.environ.get("SUDO_USER", "") or os.environ.get("DOAS_USER", "")
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root and user != "root" and _USER.fullmatch(user):
        return KeyringError(Code.KEYRING_UNAVAILABLE, "of_the_user", user=user)
    return KeyringError(Code.KEYRING_UNAVAILABLE, "root" if is_root else "")


def readable_name(backend: KeyringBackend) -> str:
    """What the keyring is called by its users; keyring's own name for one that is not known."""
    return _NAMES.get(type(backend).__module__, backend.name)


def keeps_the_former(backend: KeyringBackend) -> bool:
    """Whether replacing a secret leaves the old one in a second entry: Windows' backend does."""
    return type(backend).__name__ == "WinVaultKeyring"


def meaning(error: Exception) -> KeyringError:
    """A backend's error in this program's codes. Its text may hold anything: it is dropped."""
    names = {kind.__name__ for kind in type(error).__mro__}
    if names.intersection(_ABSENT):
        return unavailable()
    if names.intersection(_LOCKED):
        return KeyringError(Code.KEYRING_LOCKED)
    number = getattr(error, "winerror", None)
    reason = type(error).__name__ + (f" {number}" if isinstance(number, int) else "")
    return KeyringError(Code.KEYRING_UNAVAILABLE, "failed", reason=reason)
