"""The roots that Linux trusts: where they are, and the cheapest way to use them.

Reading Debian's 140 takes 30 ms, and memory that is not given back for every thread that does it.
From a folder in which they lie under their hashes, OpenSSL reads only the one that a server's
chain needs, when it needs it.
"""

from __future__ import annotations

import contextlib
import os
import ssl
from functools import lru_cache
from pathlib import Path
from typing import Final

from wizard.domain.lazy_pattern import LazyPattern

_BUNDLES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where Linux systems keep the roots that they trust."""

_HASHED: Final = LazyPattern(r"[0-9a-f]{8}\.\d+")
Signature = tuple[tuple[int, int, int], ...]
"""Inode, time and size of some files: they change when one of the files does."""


class SystemRoots:
    """What is to be trusted by default, as ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` may say.

    ``folder`` is None unless it has every root that there is under its hash. ``signature`` changes
    when one is added or removed.
    """

    def __init__(self) -> None:
        paths = ssl.get_default_verify_paths()
        bundle: str | None = paths.cafile
        folder: str | None = paths.capath
        self._is_known: Final = bool(bundle or (folder and _sizes(folder)))
        if not self._is_known:  # not every Python's OpenSSL was built to look where they are
            bundle = next(filter(os.path.isfile, _BUNDLES), None)
            folder = str(Path(bundle).parent) if bundle else None
        self._bundle: Final = bundle
        self.signature: Final = tuple(map(signature_of, (bundle or "", folder or "")))
        is_whole = folder is not None and _has_all(folder, bundle, self.signature)
        self.folder: Final = folder if is_whole else None

    def load(self, context: ssl.SSLContext) -> None:
        """Let the context trust them."""
        if self.folder is not None:
            context.load_verify_locations(capath=self.folder)
        elif self._is_known:
            context.load_default_certs()
        elif self._bundle is not None:
            context.load_verify_locations(self._bundle)


def signature_of(path: str | Path) -> tuple[int, int, int]:
    """Changes when the file or folder is written; the same for all that are not there."""
    with contextlib.suppress(OSError):
        found = Path(path).stat()
        return found.st_ino, found.st_mtime_ns, found.st_size
    return 0, 0, 0


def _sizes(folder: str) -> list[int]:
    """Bytes of each file that OpenSSL would look for in a folder, whatever its names are."""
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        files = (entry.stat() for entry in found if _HASHED.fullmatch(entry.name))
        return list({file.st_ino: file.st_size for file in files}.values())
    return []


@lru_cache(maxsize=4)
def _has_all(folder: str, bundle: str | None, _signature: Signature) -> bool:
    """Whether the bundle is these files one after the other: then it need not be read.

    An administrator may have added a root to the bundle alone. Their sizes tell, and where they
    differ for another reason, such as a comment, the answer no costs nothing but time.
    """
    sizes = _sizes(folder)
    return bool(sizes) and (bundle is None or sum(sizes) == signature_of(bundle)[-1])


def forget_folders() -> None:
    """Look at every folder anew."""
    _has_all.cache_clear()
