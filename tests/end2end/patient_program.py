"""The program, which waits for as long as it takes: see `tests.patience`.

The environment variable ``TEST_LIMITS`` names limits of the program that a test is about, as JSON:
``{"wizard.setup.hub.verified_write:GRACE": 0.1}``, in seconds.
"""

from __future__ import annotations

import importlib
import json
import os
import sys

from tests.patience import lift_limits
from wizard.__main__ import main


def be_patient() -> None:
    """Lift the program's limits, and set those of the test."""
    lift_limits()
    for place, seconds in json.loads(os.environ.get("TEST_LIMITS", "{}")).items():
        module, _, name = place.partition(":")
        setattr(importlib.import_module(module), name, seconds)


if __name__ == "__main__":
    be_patient()
    sys.exit(main())
