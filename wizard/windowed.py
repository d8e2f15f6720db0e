"""The start without a console, on Windows: what would be printed comes as a message box.

There standard output and standard error are None: a wrong option would end the program without a
word. Elsewhere, and where there is a console, this is `__main__`.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from typing import Final

from wizard.__main__ import main as run

TITLE: Final = "IoT Agent Setup"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit code."""
    if sys.stderr is not None:
        return run(argv)
    return collecting(lambda: run(argv), show)


def collecting(run: Callable[[], int], show: Callable[[str, bool], None]) -> int:
    """Run without standard streams, and show what was printed; True says that it failed.

    What goes to standard error while all is well is for the log, not for a box.
    """
    printed, complaints = io.StringIO(), io.StringIO()
    sys.stdout, sys.stderr = printed, complaints
    try:
        code = run()
    except SystemExit as end:  # --help and --version, or a wrong option
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    texts = [printed.getvalue(), complaints.getvalue() if code else ""]
    if text := "\n".join(text.strip() for text in texts if text.strip()):
        show(text, code != 0)
    return code


def show(text: str, failed: bool) -> None:
    """A message box; nothing where there is no Windows."""
    if sys.platform == "win32":
        import ctypes

        icon = 0x10 if failed else 0x40  # MB_ICONERROR, MB_ICONINFORMATION
        ctypes.windll.user32.MessageBoxW(None, text, TITLE, icon | 0x10000)  # MB_SETFOREGROUND


if __name__ == "__main__":
    sys.exit(main())
