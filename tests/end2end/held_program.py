"""The program with a fault in its disk: ``held_program.py``, a program of its own.

The environment says where: ``HOLD_AT`` is the name of an operation of `Disk` and the number of its
call ("replace:2"). There the process waits until the other end of the pipe ``HOLD_PIPE`` is closed;
without one it kills itself.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from pathlib import Path
from typing import Any

from tests.end2end.patient_program import be_patient
from wizard.__main__ import main
from wizard.infra.files.disk import Disk


def install(name: str, fatal: int) -> None:
    """Hold the process at that call."""
    operation = getattr(Disk, name)
    count = itertools.count(1)

    def held(disk: Disk, *args: Any, **kwargs: Any) -> Any:
        if next(count) == fatal:
            if "HOLD_PIPE" not in os.environ:
                os.kill(os.getpid(), signal.SIGKILL)
            Path(os.environ["HOLD_PIPE"]).read_bytes()
        return operation(disk, *args, **kwargs)

    setattr(Disk, name, held)


if __name__ == "__main__":
    name, _, number = os.environ["HOLD_AT"].partition(":")
    install(name, int(number))
    be_patient()
    sys.exit(main())
