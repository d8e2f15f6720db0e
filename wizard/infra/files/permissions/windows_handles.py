"""Opening files on Windows so that what is changed is what was opened, by whatever name it goes."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import _winapi
    import contextlib
    import ctypes
    import errno
    import msvcrt
    import os
    from ctypes import wintypes
    from pathlib import Path
    from typing import Any, Final

    from wizard.infra.files.permissions.windows import (
        Descriptor,
        SecurityAttributes,
        is_elevated,
        private_rights,
        trusted_user,
    )

    # fileapi.h and winnt.h
    _GENERIC_READ: Final = 0x80000000
    _GENERIC_WRITE_AND_RIGHTS: Final = 0x40000000 | 0x00040000  # and WRITE_DAC, to set the rights
    _SHARE_ALL: Final = 0x7
    _CREATE_NEW: Final = 1
    _OPEN_EXISTING: Final = 3
    _NORMAL: Final = 0x80
    _NO_FOLLOW: Final = 0x00200000
    _SHARING_VIOLATION: Final = 32
    _LONGEST: Final = 32768
    _INVALID_HANDLE: Final = ctypes.c_void_p(-1).value

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.CreateFileW.restype = wintypes.HANDLE

    def create_file(path: str, *, private: bool) -> int:
        """Make a new file, with `private_rights` if so, and open it for writing. Raises OSError."""
        if not private:
            return _opened(path, _GENERIC_WRITE_AND_RIGHTS, _CREATE_NEW, None)
        # An owner may always change the list of rights.
        owner = "" if trusted_user() else "O:BA"
        with Descriptor(owner + private_rights()) as descriptor:
            attributes = ctypes.byref(SecurityAttributes.of(descriptor))
            return _opened(path, _GENERIC_WRITE_AND_RIGHTS, _CREATE_NEW, attributes)

    def open_to_change(path: str) -> int:
        """Open a file for reading, writing, and `set_rights_of_file`. Raises OSError."""
        return _opened(path, _GENERIC_READ | _GENERIC_WRITE_AND_RIGHTS, _OPEN_EXISTING, None)

    def may_write(path: Path) -> bool:
        """Whether the rights allow writing to the file, even if it is held open just now."""
        try:
            handle = _winapi.CreateFile(
                str(path), _winapi.GENERIC_WRITE, _SHARE_ALL, 0, _OPEN_EXISTING, 0, 0
            )
        except OSError as error:
            return error.winerror == _SHARING_VIOLATION
        _winapi.CloseHandle(handle)
        return True

    def _opened(path: str, access: int, disposition: int, attributes: Any) -> int:
        # A link at this path is not followed: to make its target would be to write elsewhere.
        flags = _NORMAL | _NO_FOLLOW
        handle = _kernel.CreateFileW(path, access, _SHARE_ALL, attributes, disposition, flags, None)
        if handle == _INVALID_HANDLE:
            raise ctypes.WinError(ctypes.get_last_error())
        return msvcrt.open_osfhandle(handle, os.O_BINARY | os.O_NOINHERIT)

    def require_at(file: int, path: Path) -> None:
        """With an administrator's rights, refuse an open file that lies elsewhere: a link, or a
        folder that was exchanged for one, has led there. Raises OSError."""
        if is_elevated() and os.path.normcase(_path_of(file)) != os.path.normcase(
            str(path).removeprefix("\\\\?\\")
        ):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))

    def require_made_at(file: int, path: Path) -> None:
        """The same for a file that was just made: where it is refused, it is closed and gone."""
        try:
            require_at(file, path)
        except OSError:
            where = _path_of(file)
            os.close(file)
            with contextlib.suppress(OSError):
                Path(where).unlink()
            raise

    def _path_of(file: int) -> str:
        """Where the open file lies by now. Raises OSError."""
        text = ctypes.create_unicode_buffer(_LONGEST)
        handle = wintypes.HANDLE(msvcrt.get_osfhandle(file))
        if not _kernel.GetFinalPathNameByHandleW(handle, text, _LONGEST, 0):
            raise ctypes.WinError(ctypes.get_last_error())
        found = text.value.removeprefix("\\\\?\\")
        if found.startswith("UNC\\"):
            found = "\\" + found.removeprefix("UNC")
        return found
