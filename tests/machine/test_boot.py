"""Where no machine can be made: the tests are left out at once, and say why."""

from __future__ import annotations

import subprocess
import sys

from tests.end2end.processes import REPOSITORY
from tests.machine.machine import require_machine
from tests.patience import HANG_LIMIT

_BOOT = """
import pytest
from tests.machine.machine import booted
try:
    with booted():
        print("booted")
except pytest.skip.Exception as skipped:
    print(skipped)
"""


def test_without_the_right_to_mount_it_is_said_at_once() -> None:
    """As in most containers; what would be cleaned up afterwards was never made."""
    require_machine()
    without = ("setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin")

    ended = subprocess.run(
        [*without, sys.executable, "-c", _BOOT],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=HANG_LIMIT,
    )

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("no real systemd can be had here: "), ended.stdout
