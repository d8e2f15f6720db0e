"""The zip file of a bundle: made alike from the same files, and read again to compare."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any, Final

from wizard.domain.secret import Secret
from wizard.infra.bundle.contents import Packed

_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can say: a bundle of the same files is the same bundle."""
_UNIX: Final = 3
_LARGEST: Final = 4_000_000
"""Bytes of all files that are unpacked for comparing; a bundle has some ten thousand."""


def make_archive(files: Iterable[Packed], passphrase: Secret | None = None) -> bytes:
    """The bytes of a zip with these files; with a passphrase encrypted by AES-256."""
    target = io.BytesIO()
    with _opened(target, "w", passphrase) as archive:
        for file in files:
            archive.writestr(_info(archive, file), file.content)
    return target.getvalue()


def is_archive(content: bytes) -> bool:
    """Whether it is a zip at all, encrypted or not."""
    return zipfile.is_zipfile(io.BytesIO(content))


def read_archive(content: bytes, passphrase: Secret | None = None) -> Mapping[str, bytes] | None:
    """The files of a zip by their names; None for what is none, or opens with another passphrase.

    A bundle that is not encrypted is none where there is a passphrase.
    """
    try:
        with _opened(io.BytesIO(content), "r", passphrase) as archive:
            entries = archive.infolist()
            encrypted = [bool(entry.flag_bits & 1) for entry in entries]
            if sum(entry.file_size for entry in entries) > _LARGEST:
                return None
            if not all(one is (passphrase is not None) for one in encrypted):
                return None
            return {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError, OSError, EOFError):
        return None
    except Exception as error:
        if type(error).__name__ != "BadZipFile":  # the library's own is another class
            raise
        return None


def _opened(target: io.BytesIO, mode: Any, passphrase: Secret | None) -> Any:
    if passphrase is None:
        return zipfile.ZipFile(target, mode, zipfile.ZIP_DEFLATED)
    import pyzipper  # type: ignore[import-untyped]

    archive = pyzipper.AESZipFile(
        target, mode, compression=zipfile.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    )
    archive.setpassword(passphrase.reveal().encode())
    return archive


def _info(archive: Any, file: Packed) -> Any:
    kind = getattr(archive, "zipinfo_cls", zipfile.ZipInfo)
    info = kind(file.name, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = _UNIX
    info.external_attr = (0o100000 | file.mode) << 16
    return info
