"""Windows' own folders, as Windows says: what is in variables, each user may have set."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import ctypes
    from pathlib import Path
    from typing import Final

    _LONGEST: Final = 32768

    def windows_folder() -> Path:
        r"""The folder of Windows itself, such as ``C:\Windows``."""
        text = ctypes.create_unicode_buffer(_LONGEST)
        ctypes.windll.kernel32.GetSystemWindowsDirectoryW(text, _LONGEST)
        return Path(text.value)

    def system_folder() -> Path:
        """The folder of its programs and libraries."""
        return windows_folder() / "System32"
