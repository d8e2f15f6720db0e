"""What the operating system says about a file, in this program's codes."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from wizard.domain.errors import Code, FilesError
from wizard.domain.limited_file import NotRegularError, TooLargeError
from wizard.infra.files.real_paths import UntrustedLinkError

_VARIANTS: Final = {
    errno.EACCES: "permission",
    errno.EPERM: "permission",
    errno.ENOSPC: "disk_full",
    errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC: "disk_full",
    errno.EROFS: "read_only",
    errno.ENOTDIR: "not_a_folder",
    errno.EISDIR: "not_a_file",
    errno.ELOOP: "link",
    errno.ENAMETOOLONG: "name",
    errno.EINVAL: "name",
}
_SHARING_VIOLATIONS: Final = (32, 33)  # Windows: another program has the file open


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn errors of reading ``path`` into FilesError ``files.unreadable`` or ``files.busy``."""
    with _translated(Code.FILES_UNREADABLE, path):
        yield


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn errors of writing ``path`` into FilesError ``files.not_writable`` or ``files.busy``."""
    with _translated(Code.FILES_NOT_WRITABLE, path):
        yield


@contextlib.contextmanager
def _translated(code: Code, path: Path) -> Iterator[None]:
    try:
        yield
    except NotRegularError as error:
        raise FilesError(code, "not_a_file", path=str(path)) from error
    except TooLargeError as error:
        raise FilesError(code, "size", path=str(path), limit=error.limit) from error
    except OSError as error:
        if getattr(error, "winerror", None) in _SHARING_VIOLATIONS:
            raise FilesError(Code.FILES_BUSY, path=str(path)) from error
        if isinstance(error, UntrustedLinkError):
            raise FilesError(
                code, "folder_link", path=str(path), link=str(error.filename)
            ) from error
        variant = _VARIANTS.get(error.errno or 0, "")
        reason = error.strerror or type(error).__name__
        raise FilesError(code, variant, path=str(path), reason=reason) from error
    except ValueError as error:  # a zero character in the name
        raise FilesError(code, "name", path=str(path), reason=str(error)) from error


_LACKING: Final = (
    (Code.FILES_NOT_WRITABLE, "permission"),
    (Code.FILES_NOT_WRITABLE, "owner"),
    (Code.FILES_UNREADABLE, "permission"),
)


def lacks_rights(error: FilesError) -> bool:
    """Whether another account could do what has failed."""
    return (error.code, error.variant) in _LACKING
