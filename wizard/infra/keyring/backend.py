"""Which keyring of this computer is used, what it is called, and what its errors mean.

Everything here blocks (imports, D-Bus), so it is called in a thread.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from wizard.domain.errors import Code, KeyringError
from wizard.domain.lazy_pattern import LazyPattern

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_NAMES: Final = {
    "keyring.backends.SecretService": "Secret Service",
    "keyring.backends.libsecret": "Secret Service",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.Windows": "Windows Credential Manager",
    "keyring.backends.macOS": "macOS Keychain",
}
_USER: Final = LazyPattern(r"[A-Za-z0-9_.][A-Za-z0-9_.@-]{0,63}")
_LOCKED: Final = ("KeyringLocked", "InitError", "PromptDismissedException", "LockedException")
_ABSENT: Final = ("NoKeyringError", "SecretServiceNotAvailableException")


def find_backend() -> KeyringBackend:
    """The keyring that the system offers, or the one that the user has chosen for keyring.

    Root's is the system's in any case: ``PYTHON_KEYRING_BACKEND`` and ``keyringrc.cfg`` name any
    module to be run, and under ``sudo -E`` they are another account's. Raises KeyringError
    ``keyring.unavailable``.
    """
    import keyring.core

    try:
        if _is_root():
            return usable(_of_the_system())
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


def require_safe(backend: KeyringBackend, allowed: str) -> None:
    """Refuse a keyring that keyring itself does not recommend: most write plain files.

    ``allowed`` is the `full_name` that the user has accepted. Raises KeyringError
    ``keyring.unavailable`` (``not_recommended``).
    """
    import keyring.core

    try:
        is_safe = keyring.core.recommended(backend)
    except Exception:  # its priority is its own code
        is_safe = False
    name = full_name(backend)
    if not is_safe and allowed != name:
        raise KeyringError(Code.KEYRING_UNAVAILABLE, "not_recommended", name=name)


def full_name(backend: KeyringBackend) -> str:
    """By what exactly this backend is known: its module and class."""
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _of_the_system() -> KeyringBackend:
    """The best of the recommended backends that are installed."""
    import keyring.core
    from keyring import backend as backends

    found = filter(keyring.core.recommended, backends.get_all_keyring())
    best = max(found, default=None, key=backends.by_priority)
    if best is None:
        raise unavailable()
    return best


def unavailable() -> KeyringError:
    """That there is no keyring: for a root that was a person before, because it is theirs."""
    user = os.environ.get("SUDO_USER", "") or os.environ.get("DOAS_USER", "")
    is_root = _is_root()
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
