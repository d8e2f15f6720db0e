"""Which DLLs the files of a folder ask for, and that all of them are there or Windows' own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from release.project import BuildError, capture

TOOL = "x86_64-w64-mingw32-objdump"
BINARIES = {".exe", ".dll", ".pyd"}

SYSTEM = {
    *(
        "advapi32",
        "authz",
        "bcrypt",
        "bcryptprimitives",
        "cfgmgr32",
        "combase",
        "comctl32",
        "comdlg32",
    ),
    *("crypt32", "d2d1", "d3d11", "d3d12", "d3d9", "dnsapi", "dwmapi", "dwrite", "dxgi", "gdi32"),
    *("icuuc", "imm32", "iphlpapi", "kernel32", "mpr", "mscms", "msvcrt", "ncrypt", "netapi32"),
    *("ntdll", "ole32", "oleaut32", "powrprof", "psapi", "rpcrt4", "runtimeobject", "secur32"),
    *(
        "uiautomationcore",
        "setupapi",
        "shcore",
        "shell32",
        "shlwapi",
        "synchronization",
        "user32",
        "userenv",
        "uxtheme",
    ),
    *("version", "winhttp", "winmm", "winspool.drv", "ws2_32", "wtsapi32", "ucrtbase"),
}
"""Of Windows 10 1809 and later; ``api-ms-*`` and ``ext-ms-*`` are its own too."""


def check_closed(folder: Path) -> int:
    """How many files were looked at. Raises BuildError for a DLL that nobody brings."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in BINARIES)
    there = {path.name.lower() for path in files}
    missing = {
        f"{path.relative_to(folder)} needs {name}"
        for path in files
        for name in imports_of(path)
        if not is_windows_own(name) and name not in there
    }
    if missing:
        raise BuildError("\n".join(sorted(missing)))
    return len(files)


def imports_of(path: Path) -> Iterator[str]:
    """Names of DLLs in lower case; those that are loaded late included."""
    for name in re.findall(r"DLL Name: (\S+)", capture([TOOL, "--private-headers", path])):
        yield name.lower()


def is_windows_own(name: str) -> bool:
    """Whether every supported Windows has this DLL."""
    stem = name.removesuffix(".dll")
    return stem in SYSTEM or name.startswith(("api-ms-", "ext-ms-"))
