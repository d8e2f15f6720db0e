"""The program with a bug that tells everything it knows: ``buggy_program.py``, of its own.

The environment variable ``BUG_AT`` ("module:Class.method") says where. The bug raises an error that
has every secret in memory in its text, as a library's might, and is caused by another such.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any, NoReturn

from tests.end2end.patient_program import be_patient
from wizard.__main__ import main
from wizard.domain.secret import LIVING_SECRETS


def bug(*_args: Any, **_kwargs: Any) -> NoReturn:
    """What is called instead."""
    known = [secret.reveal() for secret in LIVING_SECRETS.longest_first()]
    sys.stderr.write(f"the bug knows {len(known)}\n")
    try:
        raise ValueError(", ".join(known))
    except ValueError as cause:
        raise RuntimeError(known) from cause


if __name__ == "__main__":
    module, _, path = os.environ["BUG_AT"].partition(":")
    owner: Any = importlib.import_module(module)
    *outer, name = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    setattr(owner, name, bug)
    be_patient()
    sys.exit(main())
