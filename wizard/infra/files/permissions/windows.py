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
    from ctypes import wintypes
    from pathlib import Path
    from typing import Final

    _OWNER: Final = 0x1
    _DACL: Final = 0x4
    _PROTECTED: Final = 0x80000000
    _UNPROTECTED: Final = 0x20000000
    _SDDL_REVISION: Final = 1
    # TokenElevationType, and TokenElevationTypeFull: the user's other programs have fewer rights
    _ELEVATION_TYPE: Final = 18
    _FULL: Final = 2
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
    _kernel.GetCurrentProcess.restype = wintypes.HANDLE
    _kernel.LocalFree.argtypes = [ctypes.c_void_p]

    class SecurityAttributes(ctypes.Structure):
        """Whom a new file or pipe lets in, as the calls that make one want it."""

        _fields_ = (
            ("length", wintypes.DWORD),
            ("descriptor", ctypes.c_void_p),
            ("inherit", wintypes.BOOL),
        )

        @classmethod
        def of(cls, descriptor: ctypes.c_void_p) -> SecurityAttributes:
            """With this descriptor, which has to live as long; no child inherits the handle."""
            return cls(ctypes.sizeof(cls), descriptor, wintypes.BOOL(0))

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
    def user_name() -> str:
        """The name of this user, as Windows says."""
        text, length = ctypes.create_unicode_buffer(257), wintypes.DWORD(257)
        return text.value if _advapi.GetUserNameW(text, ctypes.byref(length)) else ""

    @functools.cache
    def trusted_user() -> str:
        """The SID of the user, if all programs of that user have the rights of this process.

        "" where User Account Control has given this one an administrator's rights: the others have
        the same SID, and must not write what this one believes.
        """
        # Wine, where the packages are tried out, takes the user for all of the administrators.
        is_wine = hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")
        is_half = not is_wine and _number_of_token(_ELEVATION_TYPE) == _FULL
        return "" if is_half else user_sid()

    def _trusted() -> tuple[str, ...]:
        return tuple(filter(None, (*_OWN, trusted_user())))

    def private_rights() -> str:
        """A protected DACL for SYSTEM, Administrators and `trusted_user`."""
        return "D:P" + "".join(f"(A;;FA;;;{sid})" for sid in _trusted())

    def private_folder_rights() -> str:
        """The same for a folder, and for what is made in it."""
        return "D:P" + "".join(f"(A;OICI;FA;;;{sid})" for sid in _trusted())

    def is_elevated() -> bool:
        """Whether this process has an administrator's rights."""
        return bool(ctypes.windll.shell32.IsUserAnAdmin())

    def is_own(path: Path) -> bool:
        """Whether it belongs to SYSTEM, the administrators or `trusted_user`. Raises OSError."""
        owner = _security_of(path, _OWNER).removeprefix("O:")
        built_in = owner == "LA" and is_elevated() and bool(trusted_user())
        return owner in _trusted() or built_in

    def is_closed(rights: str, user: str) -> bool:
        """Whether a DACL lets in nobody but SYSTEM, Administrators and ``user`` (a SID)."""
        if not rights.startswith("D:") or "NO_ACCESS_CONTROL" in rights:
            return False
        # The administrator that Windows comes with has letters of its own.
        built_in = ("LA",) if user.startswith("S-1-5-21-") and user.endswith("-500") else ()
        return set(let_in(rights)) <= {*_OWN, user, *built_in}

    def rights_of(path: Path) -> str:
        """The DACL of what is at this path, as SDDL. Raises OSError."""
        return _security_of(path, _DACL)

    def rights_of_file(file: int) -> str:
        """The open file's DACL as SDDL. Raises OSError."""
        handle, needed = wintypes.HANDLE(msvcrt.get_osfhandle(file)), wintypes.DWORD()
        read = _advapi.GetKernelObjectSecurity
        read(handle, _DACL, None, 0, ctypes.byref(needed))
        descriptor = ctypes.create_string_buffer(needed.value)
        _check(read(handle, _DACL, descriptor, needed, ctypes.byref(needed)))
        return _as_text(descriptor, _DACL)

    def _security_of(path: Path, part: int) -> str:
        needed = wintypes.DWORD()
        _advapi.GetFileSecurityW(str(path), part, None, 0, ctypes.byref(needed))
        descriptor = ctypes.create_string_buffer(needed.value)
        _check(_advapi.GetFileSecurityW(str(path), part, descriptor, needed, ctypes.byref(needed)))
        return _as_text(descriptor, part)

    def _as_text(descriptor: ctypes.Array[ctypes.c_char], part: int) -> str:
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
        """Give what is at this path this DACL. Raises OSError."""
        with Descriptor(rights) as descriptor:
            _check(_advapi.SetFileSecurityW(str(path), _part_of(rights), descriptor))

    def set_rights_of_file(file: int, rights: str) -> None:
        """Give the open file this DACL, wherever its name leads by now; it was made or opened
        here. Raises OSError."""
        handle = wintypes.HANDLE(msvcrt.get_osfhandle(file))
        with Descriptor(rights) as descriptor:
            _check(_advapi.SetKernelObjectSecurity(handle, _part_of(rights), descriptor))

    def _part_of(rights: str) -> int:
        return _DACL | (_PROTECTED if rights.startswith("D:P") else _UNPROTECTED)

    class Descriptor:
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

    def _number_of_token(kind: int) -> int:
        token, found = wintypes.HANDLE(), wintypes.DWORD()
        process, query = wintypes.HANDLE(_kernel.GetCurrentProcess()), 0x8
        _check(_advapi.OpenProcessToken(process, query, ctypes.byref(token)))
        size, needed = ctypes.sizeof(found), wintypes.DWORD()
        pointer = ctypes.byref(found)
        _advapi.GetTokenInformation(token, kind, pointer, size, ctypes.byref(needed))
        _kernel.CloseHandle(token)
        return found.value

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
