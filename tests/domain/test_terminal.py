"""Whether somebody types at a stream: a real pseudo-terminal, and what is none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from wizard.domain.terminal import is_terminal


def test_no_stream_a_file_and_the_null_device_are_none(tmp_path: Path) -> None:
    """Windows' NUL calls itself one."""
    (tmp_path / "file").touch()
    assert not is_terminal(None)
    for path in (tmp_path / "file", Path(os.devnull)):
        with path.open(encoding="utf-8") as stream:
            assert not is_terminal(stream)


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_a_terminal_is_one() -> None:
    import pty

    ours, theirs = pty.openpty()
    with os.fdopen(theirs, encoding="utf-8") as stream:
        assert is_terminal(stream)
    os.close(ours)
