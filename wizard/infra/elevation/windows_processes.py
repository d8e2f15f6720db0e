"""Other processes on Windows: starting one with administrator rights, and which one is which."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import _winapi
    import contextlib
    import ctypes
    import os
    from collections.abc import Iterator
    from ctypes import wintypes
    from pathlib import Path
    from typing import Any, Final

    # shellapi.h: keep the process' handle, start before returning, show no box of errors.
    _MASK: Final = 0x40 | 0x100 | 0x400
    _HIDDEN: Final = 0
    # objbase.h: the shell's extensions may use COM.
    _APARTMENT: Final = 0x2 | 0x4
    _QUERY_LIMITED: Final = 0x1000
    _PROCESSES: Final = 0x2
    _LONGEST: Final = 32768
    _ADJUST: Final = 0x20
    _ENABLED: Final = 0x2
    _INVALID: Final = ctypes.c_void_p(-1).value

    class _Execute(ctypes.Structure):
        _fields_ = (
            ("size", wintypes.DWORD),
            ("mask", wintypes.ULONG),
            ("window", wintypes.HWND),
            ("verb", wintypes.LPCWSTR),
            ("file", wintypes.LPCWSTR),
            ("parameters", wintypes.LPCWSTR),
            ("directory", wintypes.LPCWSTR),
            ("show", ctypes.c_int),
            ("instance", wintypes.HINSTANCE),
            ("id_list", ctypes.c_void_p),
            ("class_name", wintypes.LPCWSTR),
            ("class_key", wintypes.HKEY),
            ("hot_key", wintypes.DWORD),
            ("icon", wintypes.HANDLE),
            ("process", wintypes.HANDLE),
        )

    class _Entry(ctypes.Structure):
        _fields_ = (
            ("size", wintypes.DWORD),
            ("usage", wintypes.DWORD),
            ("id", wintypes.DWORD),
            ("heap", ctypes.c_void_p),
            ("module", wintypes.DWORD),
            ("threads", wintypes.DWORD),
            ("parent", wintypes.DWORD),
            ("priority", wintypes.LONG),
            ("flags", wintypes.DWORD),
            ("name", wintypes.WCHAR * 260),
        )

    class _Privileges(ctypes.Structure):
        _pack_ = 4
        _fields_ = (
            ("count", wintypes.DWORD),
            ("id", wintypes.LARGE_INTEGER),
            ("state", wintypes.DWORD),
        )

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _user = ctypes.WinDLL("user32", use_last_error=True)
    _shell = ctypes.WinDLL("shell32", use_last_error=True)
    _ole = ctypes.WinDLL("ole32", use_last_error=True)
    _advapi = ctypes.WinDLL("advapi32", use_last_error=True)
    _kernel.CreateToolhelp32Snapshot.restype = wintypes.HANDLE
    _kernel.GetConsoleWindow.restype = wintypes.HWND
    _kernel.GetCurrentProcess.restype = wintypes.HANDLE
    _user.GetForegroundWindow.restype = wintypes.HWND
    for _function in (_kernel.Process32FirstW, _kernel.Process32NextW):
        _function.argtypes = (wintypes.HANDLE, ctypes.POINTER(_Entry))
    _kernel.GetProcessId.argtypes = (wintypes.HANDLE,)
    _user.GetWindowThreadProcessId.argtypes = (wintypes.HWND, ctypes.POINTER(wintypes.DWORD))
    _kernel.QueryFullProcessImageNameW.argtypes = (
        *(wintypes.HANDLE, wintypes.DWORD, wintypes.LPWSTR),
        ctypes.POINTER(wintypes.DWORD),
    )

    def start_as_administrator(program: str, parameters: str, folder: str) -> int:
        """Let Windows ask the user, and start the program without a window: its process' handle.

        Waits for as long as the question is open. Raises OSError; 1223 says that it was refused.
        """
        asked = _Execute(size=ctypes.sizeof(_Execute), mask=_MASK, show=_HIDDEN, verb="runas")
        asked.window, asked.file = _own_window(), program
        asked.parameters, asked.directory = parameters, folder
        has_com = _ole.CoInitializeEx(None, _APARTMENT) >= 0
        try:
            done = _shell.ShellExecuteExW(ctypes.byref(asked))
            number = ctypes.get_last_error()
        finally:
            if has_com:
                _ole.CoUninitialize()
        if not done or not asked.process:
            raise ctypes.WinError(number)
        return int(asked.process)

    def process_id(handle: int) -> int:
        """The id of the process with this handle; 0 where it cannot be told."""
        return int(_kernel.GetProcessId(handle))

    def parent_of(process: int) -> int:
        """The id of the process that has started this one; 0 where there is none."""
        snapshot = _kernel.CreateToolhelp32Snapshot(_PROCESSES, 0)
        if snapshot == _INVALID:
            return 0
        try:
            return next((one.parent for one in _entries(snapshot) if one.id == process), 0)
        finally:
            _winapi.CloseHandle(snapshot)

    def program_of(process: int) -> Path | None:
        """The file of the program that this process runs; None where it cannot be told."""
        try:
            handle = _opened(process)
        except OSError:
            return None
        try:
            text, length = ctypes.create_unicode_buffer(_LONGEST), wintypes.DWORD(_LONGEST)
            done = _kernel.QueryFullProcessImageNameW(handle, 0, text, ctypes.byref(length))
            return Path(text.value) if done else None
        finally:
            _winapi.CloseHandle(handle)

    def _opened(process: int) -> int:
        """Raises OSError."""
        try:
            return _winapi.OpenProcess(_QUERY_LIMITED, False, process)
        except PermissionError:  # another account's: an administrator may, and has to say so
            with _debugging():
                return _winapi.OpenProcess(_QUERY_LIMITED, False, process)

    @contextlib.contextmanager
    def _debugging() -> Iterator[None]:
        """Use the privilege with which administrators look at processes of other accounts."""
        token = wintypes.HANDLE()
        current = wintypes.HANDLE(_kernel.GetCurrentProcess())
        wanted = _Privileges(count=1, state=_ENABLED)
        identity = wintypes.LARGE_INTEGER()
        _advapi.LookupPrivilegeValueW(None, "SeDebugPrivilege", ctypes.byref(identity))
        wanted.id = identity.value
        if not _advapi.OpenProcessToken(current, _ADJUST, ctypes.byref(token)):
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            _advapi.AdjustTokenPrivileges(token, False, ctypes.byref(wanted), 0, None, None)
            try:
                yield
            finally:
                wanted.state = 0
                _advapi.AdjustTokenPrivileges(token, False, ctypes.byref(wanted), 0, None, None)
        finally:
            _winapi.CloseHandle(token.value or 0)

    def _entries(snapshot: int) -> Iterator[Any]:
        entry = _Entry(size=ctypes.sizeof(_Entry))
        found = _kernel.Process32FirstW(snapshot, ctypes.byref(entry))
        while found:
            yield entry
            found = _kernel.Process32NextW(snapshot, ctypes.byref(entry))

    def _own_window() -> int | None:
        """The window in front of which Windows is to ask: ours, else the console's."""
        window: int | None = _user.GetForegroundWindow()
        owner = wintypes.DWORD()
        _user.GetWindowThreadProcessId(window, ctypes.byref(owner))
        if window and owner.value == os.getpid():
            return window
        console: int | None = _kernel.GetConsoleWindow()
        return console
