"""Windows' access control lists, by ctypes: the only place that calls the Win32 API for files.

Rights are text in SDDL, Microsoft's notation for security descriptors, so that they can be kept
in a journal. `SetFileSecurityW` is used because it sets a DACL as given, inherited entries and all.
"""

from __future__ import annotations

import sys

from wizard.domain.lazy_pattern import LazyPattern

if sys.platform == "win32":
    import ctypes
    import functools
    import msvcrt
    import os
    from ctypes import wintypes
    from pathlib import Path
    from typing import Final

    _OWNER: Final = 0x1
    _DACL: Final = 0x4
    _PROTECTED: Final = 0x80000000
    _UNPROTECTED: Final = 0x20000000
    _SDDL_REVISION: Final = 1
    _GENERIC_WRITE_AND_RIGHTS: Final = 0x40000000 | 0x00040000  # and WRITE_DAC, for `set_rights`
    _SHARE_ALL: Final = 0x7
    _CREATE_NEW: Final = 1
    _NORMAL: Final = 0x80
    _INVALID_HANDLE: Final = ctypes.c_void_p(-1).value
    _ALLOWED: Final = LazyPattern(r"\((?:A|XA);[^;]*;[^;]*;[^;]*;[^;]*;([^;)]+)")
    # Everyone, Users, Authenticated Users, Interactive, Network, Anonymous, Guests, Domain Users,
    # and the sandboxed programs of whatever user
    _CROWDS: Final = frozenset(
        {"WD", "BU", "AU", "IU", "NU", "AN", "BG", "DU", "S-1-1-0", "S-1-5-11", "S-1-5-32-545"}
        | {"AC", "S-1-15-2-1", "S-1-15-2-2"}
    )
    _OWN: Final = ("SY", "BA")

    _advapi = ctypes.WinDLL("advapi32", use_last_error=True)
    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.CreateFileW.restype = wintypes.HANDLE
    _kernel.GetCurrentProcess.restype = wintypes.HANDLE
    _kernel.LocalFree.argtypes = [ctypes.c_void_p]

    class _SecurityAttributes(ctypes.Structure):
        _fields_ = (
            ("length", wintypes.DWORD),
            ("descriptor", ctypes.c_void_p),
            ("inherit", wintypes.BOOL),
        )

    def is_private(rights: str) -> bool:
        """Whether no entry lets a crowd in: Everyone, Users and the like. No DACL lets all in."""
        if not rights.startswith("D:") or "NO_ACCESS_CONTROL" in rights:
            return False
        return not _CROWDS.intersection(_ALLOWED.findall(rights))

    def let_in(rights: str) -> tuple[str, ...]:
        """Whom the entries let in, each once: Microsoft's two letters, or a SID."""
        return tuple(dict.fromkeys(_ALLOWED.findall(rights)))

    @functools.cache
    def user_sid() -> str:
        """The SID of the user of this process, as text."""
        return _current_user()

    @functools.cache
    def private_rights() -> str:
        """A protected DACL for SYSTEM, Administrators and the current user."""
        return f"D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;{user_sid()})"

    @functools.cache
    def private_folder_rights() -> str:
        """The same for a folder, and for what is made in it."""
        entries = "".join(f"(A;OICI;FA;;;{sid})" for sid in ("SY", "BA", user_sid()))
        return f"D:P{entries}"

    def is_elevated() -> bool:
        """Whether this process has an administrator's rights."""
        return bool(ctypes.windll.shell32.IsUserAnAdmin())

    def is_own(path: Path) -> bool:
        """Whether the folder belongs to this user, SYSTEM or the administrators. Raises OSError."""
        owner = _security_of(path, _OWNER).removeprefix("O:")
        return owner in ("BA", "SY", user_sid()) or (owner == "LA" and is_elevated())

    def is_closed(rights: str, user: str) -> bool:
        """Whether a DACL lets in nobody but SYSTEM, Administrators and ``user`` (a SID)."""
        if not rights.startswith("D:") or "NO_ACCESS_CONTROL" in rights:
            return False
        # The administrator that Windows comes with has letters of its own.
        built_in = ("LA",) if user.startswith("S-1-5-21-") and user.endswith("-500") else ()
        return set(let_in(rights)) <= {*_OWN, user, *built_in}

    def rights_of(path: Path) -> str:
        """The file's DACL as SDDL. Raises OSError."""
        return _security_of(path, _DACL)

    def _security_of(path: Path, part: int) -> str:
        needed = wintypes.DWORD()
        _advapi.GetFileSecurityW(str(path), part, None, 0, ctypes.byref(needed))
        descriptor = ctypes.create_string_buffer(needed.value)
        _check(_advapi.GetFileSecurityW(str(path), part, descriptor, needed, ctypes.byref(needed)))
        text = wintypes.LPWSTR()
        _check(
            _advapi.ConvertSecurityDescriptorToStringSecurityDescriptorW(
                descriptor, _SDDL_REVISION, part, ctypes.byref(text), None
            )
        )
        try:
            return text.value or ""
        finally:
            _kernel.LocalFree(text)

    def set_rights(path: Path, rights: str) -> None:
        """Give the file this DACL. Raises OSError."""
        flag = _PROTECTED if rights.startswith("D:P") else _UNPROTECTED
        with _Descriptor(rights) as descriptor:
            _check(_advapi.SetFileSecurityW(str(path), _DACL | flag, descriptor))

    def create_private(path: Path) -> int:
        """Make a new file with `private_rights` and open it for writing. Raises OSError."""
        with _Descriptor(private_rights()) as descriptor:
            attributes = _SecurityAttributes(
                ctypes.sizeof(_SecurityAttributes), descriptor, wintypes.BOOL(0)
            )
            handle = _kernel.CreateFileW(
                str(path),
                _GENERIC_WRITE_AND_RIGHTS,
                _SHARE_ALL,
                ctypes.byref(attributes),
                _CREATE_NEW,
                _NORMAL,
                None,
            )
        if handle == _INVALID_HANDLE:
            raise ctypes.WinError(ctypes.get_last_error())
        return msvcrt.open_osfhandle(handle, os.O_BINARY | os.O_NOINHERIT)

    class _Descriptor:
        """A security descriptor in Windows' memory, made from SDDL and freed at the end."""

        def __init__(self, rights: str) -> None:
            self._pointer = ctypes.c_void_p()
            _check(
                _advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW(
                    rights, _SDDL_REVISION, ctypes.byref(self._pointer), None
                )
            )

        def __enter__(self) -> ctypes.c_void_p:
            return self._pointer

        def __exit__(self, *_: object) -> None:
            _kernel.LocalFree(self._pointer)

    def _current_user() -> str:
        token = wintypes.HANDLE()
        query, user = 0x8, 1
        _check(
            _advapi.OpenProcessToken(
                wintypes.HANDLE(_kernel.GetCurrentProcess()), query, ctypes.byref(token)
            )
        )
        try:
            needed = wintypes.DWORD()
            _advapi.GetTokenInformation(token, user, None, 0, ctypes.byref(needed))
            found = ctypes.create_string_buffer(needed.value)
            _check(_advapi.GetTokenInformation(token, user, found, needed, ctypes.byref(needed)))
            sid = ctypes.cast(found, ctypes.POINTER(ctypes.c_void_p))[0]
            text = wintypes.LPWSTR()
            _check(_advapi.ConvertSidToStringSidW(ctypes.c_void_p(sid), ctypes.byref(text)))
            try:
                return text.value or ""
            finally:
                _kernel.LocalFree(text)
        finally:
            _kernel.CloseHandle(token)

    def _check(done: int) -> None:
        if not done:
            raise ctypes.WinError(ctypes.get_last_error())
